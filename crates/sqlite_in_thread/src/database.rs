//! One SQLite file: readers that cannot write, and the one writer.

use crate::connection::Connection;
use crate::error::{from_sqlite, is_busy};
use crate::read::{ReadConnection, Reader};
use crate::write::WriteTransaction;
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use sqlx_core::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep, timeout};

/// Readers kept open; more are opened on demand.
const KEPT: usize = 4;
/// Longest wait of a writer for the previous one.
const WAIT: Duration = Duration::from_secs(30);
/// Longest wait for another process's write lock.
const BUSY: Duration = Duration::from_secs(10);
/// For the first statement of a connection, which may have to wait for another process.
const WAIT_FOR_OTHERS: &str = "pragma busy_timeout = 10000;";
/// A commit is on the disk when it is answered (`synchronous = full`).
const PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
    pragma temp_store = memory; pragma journal_size_limit = 67108864;";
/// Of a writer that fills an empty file: no look-up of foreign keys, much memory, sorting on the disk.
const TO_FILL: &str = "pragma foreign_keys = off; pragma temp_store = file; pragma cache_size = -131072;
    pragma threads = 2;";
/// The file is written without a log beside it: new pages need none, so a million rows are written once and yet all
/// or nothing.
const ALONE: &str = "pragma journal_mode = delete; pragma synchronous = normal;";

/// Access of others to the file while it is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// Others may read meanwhile.
    Beside,
    /// Nobody.
    Alone,
}

/// The connections to one SQLite file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    url: String,
    /// `None` once closed, and in a database that is opened to be filled.
    idle: Mutex<Option<Vec<Reader>>>,
    /// Long reads at the same time: as many as there are cores.
    long_reads: Semaphore,
    writer: Arc<tokio::sync::Mutex<Option<rusqlite::Connection>>>,
}

impl Database {
    /// Opens the file at `url` (`sqlite:`, path, parameters of a SQLite URI); makes it when there is none.
    pub fn open(url: &str) -> Result<Self, Error> {
        // The writer first: it makes the file and sets it to write-ahead logging.
        let pragmas = format!("{PRAGMAS} pragma cache_size = -4096;");
        Self::with(url, &pragmas, Some(Vec::new()))
    }

    /// Opens a file for a writer that fills it, without readers. [`Database::end_filling`] gives it back.
    pub fn open_to_fill(url: &str, filling: Filling) -> Result<Self, Error> {
        match filling {
            Filling::Beside => Self::with(url, TO_FILL, None),
            Filling::Alone => Self::with(url, &format!("{TO_FILL} {ALONE}"), None),
        }
    }

    fn with(url: &str, pragmas: &str, idle: Option<Vec<Reader>>) -> Result<Self, Error> {
        let writer = connect(url, &format!("{pragmas} pragma busy_timeout = 0;"))?;
        Ok(Self(Arc::new(Shared {
            url: url.to_owned(),
            idle: Mutex::new(idle),
            long_reads: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            writer: Arc::new(tokio::sync::Mutex::new(Some(writer))),
        })))
    }

    /// A read connection, returned to the pool on drop.
    pub fn reader(&self) -> Result<Connection, Error> {
        self.read_connection().map(Connection::reading)
    }

    pub(crate) fn read_connection(&self) -> Result<ReadConnection, Error> {
        let idle = match self.idle().as_mut() {
            Some(idle) => idle.pop(),
            None => return Err(Error::PoolClosed),
        };
        let reader = match idle {
            Some(reader) => reader,
            None => {
                let pragmas = format!("{PRAGMAS} pragma cache_size = -2048; pragma query_only = on;");
                Reader::new(connect(&self.0.url, &pragmas)?)?
            }
        };
        Ok(ReadConnection::new(reader, self.clone()))
    }

    /// Returns a reader to the pool, up to a limit. One within a snapshot ends with it.
    pub(crate) fn give_back(&self, reader: Reader) {
        if reader.is_free()
            && let Some(idle) = self.idle().as_mut()
            && idle.len() < KEPT
        {
            idle.push(reader);
        }
    }

    /// A connection for reading that sees the file as it is at its first statement until it is dropped. It is one of
    /// its own, which sorts on the disk what does not fit into its cache.
    pub fn snapshot(&self) -> Result<Connection, Error> {
        let pragmas = "pragma cache_size = -65536; pragma temp_store = file; pragma query_only = on; begin;";
        let reader = Reader::new(connect(&self.0.url, pragmas)?)?;
        Ok(Connection::reading(ReadConnection::new(reader, self.clone())))
    }

    /// The right to a long read.
    pub(crate) async fn long_read(&self) -> Result<SemaphorePermit<'_>, Error> {
        self.0.long_reads.acquire().await.map_err(|_| Error::PoolClosed)
    }

    fn idle(&self) -> MutexGuard<'_, Option<Vec<Reader>>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a transaction with the write lock, once those before it have ended, in their order.
    pub async fn begin(&self) -> Result<Connection, Error> {
        self.begin_write().await.map(Connection::writing)
    }

    pub(crate) async fn begin_write(&self) -> Result<WriteTransaction, Error> {
        let held = timeout(WAIT, self.0.writer.clone().lock_owned())
            .await
            .map_err(|_| Error::PoolTimedOut)?;
        let mut transaction = WriteTransaction::new(held);
        let started = Instant::now();
        loop {
            match transaction.begin() {
                // Another process writes: the thread has better to do than to wait within SQLite.
                Err(error) if is_busy(&error) && started.elapsed() < BUSY => {
                    sleep(Duration::from_millis(5)).await;
                }
                begun => return begun.map(|()| transaction),
            }
        }
    }

    /// Runs statements, all or none of them, on a blocking thread.
    pub async fn batch(&self, sql: impl Into<String>) -> Result<(), Error> {
        let (transaction, sql) = (self.begin_write().await?, sql.into());
        transaction
            .finish(move |transaction| transaction.batch(&sql))
            .await
    }

    /// Closes all connections after pending work; the last one checkpoints the log.
    pub async fn close(&self) {
        drop(self.idle().take());
        drop(self.0.writer.lock().await.take());
    }

    /// Closes a file that was filled, ready for its ordinary use.
    pub async fn end_filling(&self) -> Result<(), Error> {
        match self.0.writer.lock().await.take() {
            Some(writer) => writer
                .execute_batch("pragma busy_timeout = 10000; pragma journal_mode = wal;")
                .map_err(from_sqlite),
            None => Err(Error::PoolClosed),
        }
    }
}

fn connect(url: &str, pragmas: &str) -> Result<rusqlite::Connection, Error> {
    // What SQLite calls a URI: `file:` and the path, escaped as it is in ours.
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        rusqlite::Connection::open_with_flags(format!("file:{path}"), flags).map_err(from_sqlite)?;
    connection.execute_batch(WAIT_FOR_OTHERS).map_err(from_sqlite)?;
    // A statement is planned once, whatever is bound to it: else each with a bound limit is planned anew every time.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(from_sqlite)?;
    connection.set_prepared_statement_cache_capacity(100);
    connection.execute_batch(pragmas).map_err(from_sqlite)?;
    Ok(connection)
}
