//! ReadConnection from SQLite: on the thread that asks while it is quick, on a thread of its own once it is not.

use crate::database::Database;
use crate::error::{from_sqlite, is_interrupted};
use crate::own_thread;
use crate::statement::{self, Outcome, Query};
use rusqlite::{Connection, InterruptHandle};
use sqlx_core::any::AnyStatement;
use sqlx_core::error::Error;
use sqlx_core::sql_str::SqlStr;
use std::ffi::c_int;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// Longest time a statement may block the calling thread. What it did until then is done again elsewhere, so
/// that a long statement takes this much longer.
const QUICK: Duration = Duration::from_millis(5);
/// Steps of SQLite's machine between two looks at the clock: about a tenth of a millisecond.
const STEPS: c_int = 4_000;

static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Nanoseconds since this process first read.
fn now_ns() -> u64 {
    u64::try_from(BEGINNING.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// A read connection that aborts a statement after its deadline.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    /// Deadline in nanoseconds since the start; `u64::MAX` is never.
    until_ns: Arc<AtomicU64>,
}

impl Reader {
    pub fn new(connection: Connection) -> Result<Self, Error> {
        let until_ns = Arc::new(AtomicU64::new(u64::MAX));
        let until = until_ns.clone();
        let is_over = move || now_ns() > until.load(Ordering::Relaxed);
        connection
            .progress_handler(STEPS, Some(is_over))
            .map_err(from_sqlite)?;
        Ok(Self { connection, until_ns })
    }

    /// Whether it is outside a transaction.
    pub fn is_free(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn run(&self, query: &Query, most: usize) -> Result<Outcome, Error> {
        statement::run(&self.connection, query, most)
    }

    /// Runs a statement; `None` if it takes too long.
    fn run_quickly(&self, query: &Query, most: usize) -> Option<Result<Outcome, Error>> {
        let until_ns = now_ns() + QUICK.as_nanos() as u64;
        self.until_ns.store(until_ns, Ordering::Relaxed);
        let outcome = self.run(query, most);
        self.until_ns.store(u64::MAX, Ordering::Relaxed);
        match outcome {
            Err(error) if is_interrupted(&error) => None,
            outcome => Some(outcome),
        }
    }
}

/// A read connection, returned to the pool on drop.
#[derive(Debug)]
pub struct ReadConnection {
    connection: Option<Reader>,
    home: Database,
}

impl ReadConnection {
    pub fn new(connection: Reader, home: Database) -> Self {
        Self {
            connection: Some(connection),
            home,
        }
    }

    /// Runs a statement on this thread, if that may be held or is not held long.
    fn run_here(&self, query: &Query, most: usize) -> Option<Result<Outcome, Error>> {
        match &self.connection {
            None => Some(Err(Error::PoolClosed)),
            Some(connection) if own_thread::is_own() => Some(connection.run(query, most)),
            Some(connection) => connection.run_quickly(query, most),
        }
    }

    /// Runs a statement. Whoever stops waiting for a long one ends it.
    pub async fn run(&mut self, query: Query, most: usize) -> Result<Outcome, Error> {
        if let Some(outcome) = self.run_here(&query, most) {
            return outcome;
        }
        let _right = self.home.long_read().await?;
        let connection = self.connection.take().ok_or(Error::PoolClosed)?;
        let mut unless_done = Interrupt(Some(connection.connection.get_interrupt_handle()));
        let running = tokio::task::spawn_blocking(move || {
            let outcome = connection.run(&query, most);
            (connection, outcome)
        });
        let (connection, outcome) = running.await.map_err(|_| Error::WorkerCrashed)?;
        unless_done.0 = None;
        self.connection = Some(connection);
        outcome
    }

    pub fn prepare(&self, sql: SqlStr) -> Result<AnyStatement, Error> {
        let connection = self.connection.as_ref().ok_or(Error::PoolClosed)?;
        statement::prepare(&connection.connection, sql)
    }
}

impl Drop for ReadConnection {
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
