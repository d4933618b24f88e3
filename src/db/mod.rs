//! The database: one schema and one set of queries for SQLite and PostgreSQL, through sqlx's `Any`.
//!
//! Reads go to [`Db::reader`]; writes happen in a [`Tx`], which commits the facts, their events and the
//! caller's idempotency claim together. What differs per engine stands in `sqlite.sql`, `postgres.sql`, `keys.rs` and
//! `listen.rs`.

mod batch;
mod by_keys;
mod claim;
mod column;
mod connection;
mod encoded;
mod fence;
mod keys;
mod listen;
mod lock;
mod migrate;
mod open;
mod padded;
mod problem;
mod retention;
mod retry;
mod unavailable;
mod uncancelled;
mod word;

pub use batch::{Batch, Values, no_tail};
pub use by_keys::read_by_keys;
pub use claim::{Claim, note_body, with_claim};
pub use column::{Column, Json};
pub use connection::{Connection, Reader};
pub use encoded::json;
pub use fence::{Fence, fenced};
pub use keys::key_list;
pub use listen::Announcements;
pub use migrate::Version;
pub use open::{DbError, Engine};
pub use padded::{padded, rounded};
pub use retry::Attempt;
pub use sqlite_in_thread::Filling;
pub use unavailable::{is_away, is_lost_commit};

use crate::problem::Problem;
use crate::secret::Secrets;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tokio::sync::Notify;
use uncancelled::uncancelled;

/// Declares a struct that a row is read into, column by column, by the fields' names.
///
/// sqlx's own derive would compile SQLite a second time for the macro; this needs no macro crate.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$of_field:meta])* $of:vis $field:ident: $type:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$of_field])* $of $field: $type),+
        }

        impl<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> for $name {
            fn from_row(row: &'r sqlx::any::AnyRow) -> sqlx::Result<Self> {
                Ok(Self { $($field: $crate::db::Column::read(row, stringify!($field))?),+ })
            }
        }
    };
}

/// Those who wait for commits with events.
#[derive(Debug, Default)]
struct Committed {
    dispatcher: Notify,
    order: Notify,
}

/// The connections to one database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    reader: Reader,
    url: String,
    /// Unique number of this open database in the process.
    mark: u64,
    committed: Arc<Committed>,
    secrets: Secrets,
}

impl Db {
    /// Connections for reading; on SQLite they cannot write.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Number of this database in the process, for in-memory caches.
    pub fn mark(&self) -> u64 {
        self.mark
    }

    pub fn engine(&self) -> Engine {
        match self.reader {
            Reader::Embedded(_) => Engine::Sqlite,
            Reader::Server(_) => Engine::Postgres,
        }
    }

    /// Begins a transaction that will write. SQLite takes its one write lock here, so that what was read
    /// inside still holds when it is written.
    pub async fn begin(&self) -> sqlx::Result<Tx> {
        let inner = match &self.reader {
            Reader::Embedded(embedded) => Connection::embedded(embedded.begin().await?),
            Reader::Server(pool) => {
                let pool = pool.clone();
                Connection::transaction(uncancelled(async move { pool.begin().await }).await?)
            }
        };
        Ok(Tx {
            inner,
            committed: self.committed.clone(),
            secrets: self.secrets.clone(),
            wakes: false,
            made: Vec::new(),
        })
    }

    /// Notified after each commit with an event; the dispatcher waits on it.
    pub fn committed(&self) -> &Notify {
        &self.committed.dispatcher
    }

    /// Notified after each commit with an event; commit order waits on it.
    pub fn committed_events(&self) -> &Notify {
        &self.committed.order
    }

    /// Retries `operation` a few times if another transaction interrupts it (see [`is_transient`]); each
    /// failed try is rolled back. For what runs in the background, and for a part of a request; every request
    /// as a whole is run again by `web/again.rs`.
    pub async fn retrying<T, F>(&self, mut operation: impl FnMut() -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, Problem>>,
    {
        let mut tries = 0;
        loop {
            match operation().await {
                Err(problem) if problem.transient && retry::wait(&mut tries).await => {}
                done => return done,
            }
        }
    }

    /// Runs `analyze` on a freshly filled table, since PostgreSQL plans for an empty one until its own run.
    /// SQLite plans by the indexes alone.
    pub async fn notice_growth(&self, table: &'static str) -> sqlx::Result<()> {
        match &self.reader {
            Reader::Embedded(_) => Ok(()),
            Reader::Server(pool) => sqlx::query(sqlx::AssertSqlSafe(format!("analyze {table}")))
                .execute(pool)
                .await
                .map(drop),
        }
    }

    /// Checks that the database answers.
    pub async fn ping(&self) -> sqlx::Result<()> {
        sqlx::query("select 1").execute(&self.reader).await.map(drop)
    }

    /// Closes every connection after pending work.
    pub async fn close(&self) {
        match &self.reader {
            Reader::Embedded(embedded) => embedded.close().await,
            Reader::Server(pool) => pool.close().await,
        }
    }
}

/// Whether the transaction was aborted for another (deadlock or serialization failure), so that a retry may
/// succeed.
pub fn is_transient(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("40P01" | "40001"))
}

/// Whether the database's disk is full: SQLite's `SQLITE_FULL`, PostgreSQL's `disk_full`.
pub fn is_full(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("13" | "53100"))
}

/// A transaction that writes. Dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    inner: Connection,
    committed: Arc<Committed>,
    secrets: Secrets,
    wakes: bool,
    /// Ids the transaction created or changed, in order.
    made: Vec<String>,
}

/// Number of ids stored with a claim; the first are what the request was about.
const MOST_MADE: usize = 20;

impl Tx {
    /// Commits the facts and, with them, the request's idempotency claim.
    pub async fn commit(mut self) -> sqlx::Result<()> {
        let claim = claim::write(&mut self.inner, &self.made).await?;
        self.commit_aside().await?;
        if let Some(claim) = claim {
            claim.committed();
        }
        Ok(())
    }

    /// Notes the id of something that the transaction makes or changes. The claim keeps it, so that a repeat whose
    /// first answer was lost can be told where to look.
    pub fn note_made(&mut self, id: &str) {
        if self.made.len() < MOST_MADE && !self.made.iter().any(|known| known == id) {
            self.made.push(id.to_owned());
        }
    }

    /// Commits without the request's claim, for counters such as password tries that are kept whatever the
    /// request's result.
    pub async fn commit_aside(mut self) -> sqlx::Result<()> {
        fence::check(&mut self.inner).await?;
        self.inner.commit().await.map_err(unavailable::of_commit)?;
        retry::note_commit();
        if self.wakes {
            self.committed.dispatcher.notify_one();
            self.committed.order.notify_one();
        }
        Ok(())
    }

    /// Secrets for sealing within a transaction.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Wakes the dispatcher after commit.
    pub fn wake_dispatcher(&mut self) {
        self.wakes = true;
    }
}

impl Deref for Tx {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.inner
    }
}

/// Error of a stored value that cannot be parsed; never replaced by a default.
pub fn unreadable(column: &str, value: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("{value:?} is not a value of this column").into(),
    }
}

/// Escapes a text for `like … escape '\'`.
pub fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Name of a violated unique rule: `"products.handle"` for `products(seller_id, handle)`.
///
/// SQLite names the columns, PostgreSQL the constraint, which our migrations name `<table>_<column>_key`.
pub fn unique_violation(error: &sqlx::Error) -> Option<String> {
    let error = error.as_database_error()?;
    if !error.is_unique_violation() {
        return None;
    }
    if let Some(constraint) = error.constraint() {
        return Some(constraint.to_owned());
    }
    let columns = error.message().split("failed: ").nth(1)?;
    Some(columns.to_owned())
}

/// Whether `error` violates the unique rule on that column.
pub fn is_taken(error: &sqlx::Error, table: &str, column: &str) -> bool {
    unique_violation(error).is_some_and(|name| name.contains(table) && name.contains(column))
}
