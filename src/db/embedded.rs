//! SQLite within this process: statements run on the thread that asks.
//!
//! sqlx gives each SQLite connection a thread of its own and hands every row over to the one that waits. A statement
//! of ours takes some microseconds, and the handing over took ten times that. Queries, rows and errors stay those of
//! sqlx's `Any`, so that a store knows no engine; only who runs the statement differs.
//!
//! A read that turns out long is broken off and begun again on a thread of its own, so that the threads that serve
//! requests are held for some milliseconds at most.

use super::reading::{ReadConnection, Reading};
use super::statement::{self, Asked, Ran};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sqlx::SqlStr;
use sqlx::any::AnyStatement;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, Semaphore, SemaphorePermit};
use tokio::time::{sleep, timeout};

/// How many readers are kept open; more are opened while more are needed.
const KEPT: usize = 4;
/// How long a writer waits for the one before it.
const WAIT: Duration = Duration::from_secs(30);
/// How long another process may hold the write lock.
const BUSY: Duration = Duration::from_secs(10);
/// A commit is on the disk when it is answered (`synchronous = full`).
const PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
    pragma temp_store = memory; pragma journal_size_limit = 67108864;";

/// One SQLite file: readers that cannot write, and the one writer.
#[derive(Debug)]
pub struct Embedded {
    url: String,
    /// `None` once closed.
    idle: Mutex<Option<Vec<ReadConnection>>>,
    /// Long reads at the same time: as many as there are cores.
    long_reads: Semaphore,
    writer: Arc<tokio::sync::Mutex<Option<Connection>>>,
}

impl Embedded {
    /// Opens the file at `url`; makes it when there is none.
    pub fn open(url: &str) -> sqlx::Result<Self> {
        // The writer first: it makes the file and sets it to write-ahead logging.
        let writer = connect(url, "pragma busy_timeout = 10000;")?;
        writer
            .execute_batch(&format!(
                "{PRAGMAS} pragma cache_size = -4096; pragma busy_timeout = 0;"
            ))
            .map_err(statement::wrong)?;
        Ok(Self {
            url: url.to_owned(),
            idle: Mutex::new(Some(Vec::new())),
            long_reads: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            writer: Arc::new(tokio::sync::Mutex::new(Some(writer))),
        })
    }

    /// A connection for reading, given back when it is dropped.
    pub fn reader(self: &Arc<Self>) -> sqlx::Result<Reading> {
        let idle = match self.idle().as_mut() {
            Some(idle) => idle.pop(),
            None => return Err(sqlx::Error::PoolClosed),
        };
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = connect(&self.url, "pragma busy_timeout = 10000;")?;
                let pragmas = format!("{PRAGMAS} pragma cache_size = -2048; pragma query_only = on;");
                connection.execute_batch(&pragmas).map_err(statement::wrong)?;
                ReadConnection::new(connection)?
            }
        };
        Ok(Reading::new(connection, self.clone()))
    }

    /// Takes a reader back; keeps a few. One within a snapshot ends with it.
    pub(super) fn give_back(&self, connection: ReadConnection) {
        if connection.is_free()
            && let Some(idle) = self.idle().as_mut()
            && idle.len() < KEPT
        {
            idle.push(connection);
        }
    }

    /// A connection for reading that sees the file as it is at its first statement until it is dropped. It is one of
    /// its own, which sorts on the disk what does not fit into its cache.
    pub fn snapshot(self: &Arc<Self>) -> sqlx::Result<Reading> {
        let connection = connect(&self.url, "pragma busy_timeout = 10000;")?;
        let pragmas = "pragma cache_size = -65536; pragma temp_store = file; pragma query_only = on; begin;";
        connection.execute_batch(pragmas).map_err(statement::wrong)?;
        Ok(Reading::new(ReadConnection::new(connection)?, self.clone()))
    }

    /// The right to a long read.
    pub(super) async fn long_read(&self) -> sqlx::Result<SemaphorePermit<'_>> {
        self.long_reads
            .acquire()
            .await
            .map_err(|_| sqlx::Error::PoolClosed)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Option<Vec<ReadConnection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a transaction with the write lock, once those before it have ended, in their order.
    pub async fn begin(&self) -> sqlx::Result<Writing> {
        let held = timeout(WAIT, self.writer.clone().lock_owned())
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?;
        let mut writing = Writing { held, is_open: false };
        let started = tokio::time::Instant::now();
        loop {
            match writing.batch("begin immediate") {
                Ok(()) => {
                    writing.is_open = true;
                    return Ok(writing);
                }
                // Another process writes: the thread has better to do than to wait within SQLite.
                Err(error) if statement::is_busy(&error) && started.elapsed() < BUSY => {
                    sleep(Duration::from_millis(5)).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Runs statements, all or none of them, when no other process writes.
    pub async fn batch(&self, sql: &str) -> sqlx::Result<()> {
        let writing = self.begin().await?;
        writing.batch(sql)?;
        writing.commit().await
    }

    /// Closes every connection after what is under way; the last one moves the log into the file.
    pub async fn close(&self) {
        drop(self.idle().take());
        drop(self.writer.lock().await.take());
    }
}

fn connect(url: &str, first: &str) -> sqlx::Result<Connection> {
    // What SQLite calls a URI: `file:` and the path, escaped as it is in ours.
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(format!("file:{path}"), flags).map_err(statement::wrong)?;
    connection.execute_batch(first).map_err(statement::wrong)?;
    // A statement is planned once, whatever is bound to it: else each with a bound limit is planned anew every time.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(statement::wrong)?;
    connection.set_prepared_statement_cache_capacity(100);
    Ok(connection)
}

/// The connection that writes, within its transaction. Dropped without [`Writing::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Writing {
    held: OwnedMutexGuard<Option<Connection>>,
    is_open: bool,
}

impl Writing {
    /// Runs a statement within the transaction. SQLite gives one up by itself when the disk is full: what came
    /// after that would stand alone.
    pub fn run(&self, asked: &Asked, most: usize) -> sqlx::Result<Ran> {
        if self.is_given_up() {
            return Err(std::io::Error::other("the transaction was given up").into());
        }
        statement::run(self.connection()?, asked, most)
    }

    pub fn prepare(&self, sql: SqlStr) -> sqlx::Result<AnyStatement> {
        statement::prepare(self.connection()?, sql)
    }

    fn is_given_up(&self) -> bool {
        self.is_open && self.held.as_ref().is_none_or(Connection::is_autocommit)
    }

    fn connection(&self) -> sqlx::Result<&Connection> {
        self.held.as_ref().ok_or(sqlx::Error::PoolClosed)
    }

    fn batch(&self, sql: &str) -> sqlx::Result<()> {
        self.connection()?.execute_batch(sql).map_err(statement::wrong)
    }

    /// Commits. It waits for the disk, so it does that where waiting keeps nobody else.
    pub async fn commit(mut self) -> sqlx::Result<()> {
        let committing = tokio::task::spawn_blocking(move || self.end());
        committing.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }

    fn end(&mut self) -> sqlx::Result<()> {
        self.batch("commit")?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if self.is_open
            && !self.is_given_up()
            && let Err(error) = self.batch("rollback")
        {
            tracing::error!("a transaction could not be rolled back: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn statements_wait_for_another_process_that_writes() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("here.db").display());
        let (ours, theirs) = (Embedded::open(&url).unwrap(), Embedded::open(&url).unwrap());
        let writing = theirs.begin().await.unwrap();
        let waiting = tokio::spawn(async move { ours.batch("create table t (a text)").await });
        sleep(Duration::from_millis(50)).await;
        assert!(!waiting.is_finished());
        drop(writing);
        waiting.await.unwrap().unwrap();
    }
}
