//! Writing to SQLite: the one writer, within its transaction.

use crate::error::from_sqlite;
use crate::statement::{self, Outcome, Query};
use rusqlite::Connection;
use sqlx_core::any::AnyStatement;
use sqlx_core::error::Error;
use sqlx_core::sql_str::SqlStr;
use tokio::sync::OwnedMutexGuard;
use tokio::task::spawn_blocking;

/// The connection that writes, within its transaction. Dropped without [`WriteTransaction::commit`], it leaves nothing.
#[derive(Debug)]
pub struct WriteTransaction {
    held: OwnedMutexGuard<Option<Connection>>,
    is_open: bool,
}

impl WriteTransaction {
    /// Not begun yet.
    pub fn new(held: OwnedMutexGuard<Option<Connection>>) -> Self {
        Self { held, is_open: false }
    }

    /// Takes the file's write lock.
    pub fn begin(&mut self) -> Result<(), Error> {
        self.batch("begin immediate")?;
        self.is_open = true;
        Ok(())
    }

    /// Runs a statement within the transaction. SQLite gives one up by itself when the disk is full: what came
    /// after that would stand alone.
    pub fn run(&self, query: &Query, most: usize) -> Result<Outcome, Error> {
        if self.is_given_up() {
            return Err(std::io::Error::other("the transaction was abandoned").into());
        }
        statement::run(self.connection()?, query, most)
    }

    pub fn prepare(&self, sql: SqlStr) -> Result<AnyStatement, Error> {
        statement::prepare(self.connection()?, sql)
    }

    pub fn connection(&self) -> Result<&Connection, Error> {
        self.held.as_ref().ok_or(Error::PoolClosed)
    }

    /// Runs several statements without arguments.
    pub fn batch(&self, sql: &str) -> Result<(), Error> {
        self.connection()?.execute_batch(sql).map_err(from_sqlite)
    }

    fn is_given_up(&self) -> bool {
        self.is_open && self.held.as_ref().is_none_or(Connection::is_autocommit)
    }

    /// Commits. It waits for the disk, so it does that where waiting keeps nobody else.
    pub async fn commit(self) -> Result<(), Error> {
        self.finish(|_| Ok(())).await
    }

    /// Does the last of the transaction's work on a blocking thread and commits; on an error nothing stays.
    pub async fn finish<E: From<Error> + Send + 'static>(
        mut self,
        work: impl FnOnce(&Self) -> Result<(), E> + Send + 'static,
    ) -> Result<(), E> {
        let finishing = spawn_blocking(move || {
            work(&self)?;
            Ok(self.end()?)
        });
        finishing.await.unwrap_or(Err(Error::WorkerCrashed.into()))
    }

    fn end(&mut self) -> Result<(), Error> {
        self.batch("commit")?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for WriteTransaction {
    fn drop(&mut self) {
        if self.is_open
            && !self.is_given_up()
            && let Err(error) = self.batch("rollback")
        {
            tracing::error!("a transaction could not be rolled back: {error}");
        }
    }
}
