//! The database: one schema and one set of queries for SQLite and PostgreSQL, through sqlx's `Any`.
//!
//! Reads go to [`Db::reader`]; writes happen in a [`Tx`], which commits the facts, their events and the
//! caller's idempotency claim together. What differs per engine stands in `sqlite.sql`, `postgres.sql` and `keys.rs`.

mod again;
mod away;
mod batch;
mod by_keys;
mod claim;
mod column;
mod connection;
mod encoded;
mod fence;
mod keys;
mod lock;
mod migrate;
mod open;
mod padded;
mod problem;
mod retention;
mod uncancelled;
mod word;

pub use again::Attempt;
pub use away::{is_away, is_lost_commit};
pub use batch::{Batch, Values, no_tail};
pub use by_keys::read_by_keys;
pub use claim::{Claim, note_body, with_claim};
pub use column::{Column, Json};
pub use connection::{Connection, Reader};
pub use encoded::json;
pub use fence::{Fence, fenced};
pub use keys::key_list;
pub use migrate::Version;
pub use open::{DbError, Engine};
pub use padded::{padded, rounded};
pub use sqlite_in_thread::Filling;

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

/// The connections to one database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    reader: Reader,
    url: String,
    /// No other database that this process opened has it.
    mark: u64,
    committed: Arc<Notify>,
    secrets: Secrets,
}

impl Db {
    /// Connections for reading; on SQLite they cannot write.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// A number of this database in this process, for what is kept in memory of it.
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

    /// Woken after each commit that left an event; the dispatcher waits here.
    pub fn committed(&self) -> &Notify {
        &self.committed
    }

    /// Runs `operation` again, a few times, when another transaction got in its way (see [`is_transient`]); nothing of
    /// a tried operation remains. For what runs in the background, and for a part of a request; every request as a
    /// whole is run again by `web/again.rs`.
    pub async fn retrying<T, F>(&self, mut operation: impl FnMut() -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, Problem>>,
    {
        let mut tries = 0;
        loop {
            match operation().await {
                Err(problem) if problem.transient && again::wait(&mut tries).await => {}
                done => return done,
            }
        }
    }

    /// Has PostgreSQL look at a table that was just filled: without, it plans for an empty one, and walks through
    /// all of it, until its own round comes by. SQLite plans by the indexes alone.
    pub async fn notice_growth(&self, table: &'static str) -> sqlx::Result<()> {
        match &self.reader {
            Reader::Embedded(_) => Ok(()),
            Reader::Server(pool) => sqlx::query(sqlx::AssertSqlSafe(format!("analyze {table}")))
                .execute(pool)
                .await
                .map(drop),
        }
    }

    /// Says whether the database answers.
    pub async fn ping(&self) -> sqlx::Result<()> {
        sqlx::query("select 1").execute(&self.reader).await.map(drop)
    }

    /// Closes every connection after what is under way.
    pub async fn close(&self) {
        match &self.reader {
            Reader::Embedded(embedded) => embedded.close().await,
            Reader::Server(pool) => pool.close().await,
        }
    }
}

/// Whether the transaction was given up for another one, and the same operation may go through now: PostgreSQL found
/// a deadlock or could not serialize.
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
    committed: Arc<Notify>,
    secrets: Secrets,
    wakes: bool,
    /// Ids of what the transaction made or changed, in the order noted.
    made: Vec<String>,
}

/// How many ids of one transaction a claim keeps: the first are what the request was about.
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

    /// Commits without the request's claim: what is counted whatever comes of the request, such as a try of a
    /// password, is not yet the act that the claim stands for.
    pub async fn commit_aside(mut self) -> sqlx::Result<()> {
        fence::check(&mut self.inner).await?;
        self.inner.commit().await.map_err(away::of_commit)?;
        again::note_commit();
        if self.wakes {
            self.committed.notify_one();
        }
        Ok(())
    }

    /// What is sealed within a transaction is sealed with these.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Has the dispatcher look for work once this is committed.
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

/// The error of a stored value that is none of its kind: never a default in its place.
pub fn unreadable(column: &str, value: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("{value:?} is not a value of this column").into(),
    }
}

/// A text as `like … escape '\'` takes it: its own percent signs and underlines stand for themselves.
pub fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The name of what was to be unique and was not: `"products.handle"` for `products(seller_id, handle)`.
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

/// Whether `error` is the violation of a unique rule over that column of that table.
pub fn is_taken(error: &sqlx::Error, table: &str, column: &str) -> bool {
    unique_violation(error).is_some_and(|name| name.contains(table) && name.contains(column))
}
