//! Reading from SQLite: on the thread that asks while it is quick, on a thread of its own once it is not.

use super::embedded::Embedded;
use super::statement::{self, Asked, Ran};
use crate::long_work::is_on_own_thread;
use rusqlite::{Connection, InterruptHandle};
use sqlx::SqlStr;
use sqlx::any::AnyStatement;
use std::ffi::c_int;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// How long a statement may hold the thread that asks. What it did until then is done again elsewhere, so that a long
/// statement takes this much longer.
const QUICK: Duration = Duration::from_millis(5);
/// Steps of SQLite's machine between two looks at the clock: about a tenth of a millisecond.
const STEPS: c_int = 4_000;

static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Nanoseconds since this process first read.
fn now_ns() -> u64 {
    u64::try_from(BEGINNING.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// A connection that gives a statement up when its time is over.
#[derive(Debug)]
pub struct ReadConnection {
    connection: Connection,
    /// When that is, in nanoseconds since the beginning; `u64::MAX` is never.
    until_ns: Arc<AtomicU64>,
}

impl ReadConnection {
    pub fn new(connection: Connection) -> sqlx::Result<Self> {
        let until_ns = Arc::new(AtomicU64::new(u64::MAX));
        let until = until_ns.clone();
        let is_over = move || now_ns() > until.load(Ordering::Relaxed);
        connection
            .progress_handler(STEPS, Some(is_over))
            .map_err(statement::wrong)?;
        Ok(Self { connection, until_ns })
    }

    /// It is within no transaction.
    pub fn is_free(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn run(&self, asked: &Asked, most: usize) -> sqlx::Result<Ran> {
        statement::run(&self.connection, asked, most)
    }

    /// Runs a statement unless it takes long: then `None`.
    fn run_quickly(&self, asked: &Asked, most: usize) -> Option<sqlx::Result<Ran>> {
        let until_ns = now_ns() + QUICK.as_nanos() as u64;
        self.until_ns.store(until_ns, Ordering::Relaxed);
        let ran = self.run(asked, most);
        self.until_ns.store(u64::MAX, Ordering::Relaxed);
        match ran {
            Err(error) if statement::is_interrupted(&error) => None,
            ran => Some(ran),
        }
    }
}

/// A connection for reading, given back when it is dropped.
#[derive(Debug)]
pub struct Reading {
    connection: Option<ReadConnection>,
    home: Arc<Embedded>,
}

impl Reading {
    pub fn new(connection: ReadConnection, home: Arc<Embedded>) -> Self {
        Self {
            connection: Some(connection),
            home,
        }
    }

    /// Runs a statement on this thread, if that may be held or is not held long.
    fn run_here(&self, asked: &Asked, most: usize) -> Option<sqlx::Result<Ran>> {
        match &self.connection {
            None => Some(Err(sqlx::Error::PoolClosed)),
            Some(connection) if is_on_own_thread() => Some(connection.run(asked, most)),
            Some(connection) => connection.run_quickly(asked, most),
        }
    }

    /// Runs a statement. Whoever stops waiting for a long one ends it.
    pub async fn run(&mut self, asked: Asked, most: usize) -> sqlx::Result<Ran> {
        if let Some(ran) = self.run_here(&asked, most) {
            return ran;
        }
        let _right = self.home.long_read().await?;
        let connection = self.connection.take().ok_or(sqlx::Error::PoolClosed)?;
        let mut unless_done = Interrupt(Some(connection.connection.get_interrupt_handle()));
        let running = tokio::task::spawn_blocking(move || {
            let ran = connection.run(&asked, most);
            (connection, ran)
        });
        let (connection, ran) = running.await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        unless_done.0 = None;
        self.connection = Some(connection);
        ran
    }

    pub fn prepare(&self, sql: SqlStr) -> sqlx::Result<AnyStatement> {
        let connection = self.connection.as_ref().ok_or(sqlx::Error::PoolClosed)?;
        statement::prepare(&connection.connection, sql)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.home.give_back(connection);
        }
    }
}

/// Ends the statement that runs on a connection when it is dropped.
struct Interrupt(Option<InterruptHandle>);

impl Drop for Interrupt {
    fn drop(&mut self) {
        if let Some(handle) = &self.0 {
            handle.interrupt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts to so many.
    const COUNT: &str = "with recursive n (i) as (select 1 union all select i + 1 from n where i < $1)
        select max(i) from n";

    fn embedded(folder: &tempfile::TempDir) -> Arc<Embedded> {
        let url = format!("sqlite:{}", folder.path().join("here.db").display());
        Arc::new(Embedded::open(&url).unwrap())
    }

    async fn count(embedded: &Arc<Embedded>, to: i64) -> sqlx::Result<Ran> {
        let asked = Asked::of(sqlx::query(COUNT).bind(to)).unwrap();
        embedded.reader()?.run(asked, usize::MAX).await
    }

    #[tokio::test]
    async fn a_long_read_holds_no_thread_that_serves() {
        let folder = tempfile::tempdir().unwrap();
        let embedded = embedded(&folder);
        let counting = tokio::spawn(async move { count(&embedded, 6_000_000).await.unwrap() });
        let (began, mut longest) = (Instant::now(), Duration::ZERO);
        while !counting.is_finished() {
            let asked = Instant::now();
            tokio::time::sleep(Duration::from_millis(1)).await;
            longest = longest.max(asked.elapsed());
        }
        assert_eq!(counting.await.unwrap().rows.len(), 1);
        let took = began.elapsed();
        assert!(longest < took / 3, "{longest:?} of {took:?}");
    }

    #[tokio::test]
    async fn a_long_read_that_nobody_waits_for_ends() {
        let folder = tempfile::tempdir().unwrap();
        let embedded = embedded(&folder);
        let forever = count(&embedded, i64::MAX);
        let waited = tokio::time::timeout(Duration::from_millis(200), forever).await;
        assert!(waited.is_err());
        // What was ended can be asked again: there are readers, and the right to a long read is back.
        for _ in 0..4 {
            count(&embedded, 400_000).await.unwrap();
        }
    }
}
