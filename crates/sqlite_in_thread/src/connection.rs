//! Executors of sqlx's `Any`: the database itself for single reads, and one connection of it.

use crate::database::Database;
use crate::read::ReadConnection;
use crate::statement::{Outcome, Query};
use crate::write::WriteTransaction;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::stream::{self, TryStreamExt};
use sqlx_core::Either;
use sqlx_core::any::{Any, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx_core::error::Error;
use sqlx_core::executor::{Execute, Executor};
use sqlx_core::sql_str::SqlStr;

/// One connection, for reading or within a transaction that writes.
#[derive(Debug)]
pub struct Connection(Kind);

#[derive(Debug)]
enum Kind {
    Read(ReadConnection),
    Write(WriteTransaction),
}

impl Connection {
    pub(crate) fn reading(connection: ReadConnection) -> Self {
        Self(Kind::Read(connection))
    }

    pub(crate) fn writing(transaction: WriteTransaction) -> Self {
        Self(Kind::Write(transaction))
    }

    /// Commits the transaction; read-only ones have nothing to commit. Dropped without, it leaves nothing.
    pub async fn commit(self) -> Result<(), Error> {
        match self.0 {
            Kind::Read(_) => Ok(()),
            Kind::Write(transaction) => transaction.commit().await,
        }
    }

    async fn run(&mut self, query: Query, most: usize) -> Result<Outcome, Error> {
        match &mut self.0 {
            Kind::Read(connection) => connection.run(query, most).await,
            Kind::Write(transaction) => transaction.run(&query, most),
        }
    }

    fn prepare(&self, sql: SqlStr) -> Result<AnyStatement, Error> {
        match &self.0 {
            Kind::Read(connection) => connection.prepare(sql),
            Kind::Write(transaction) => transaction.prepare(sql),
        }
    }
}

/// Yields to other tasks now and then, since statements run on this thread.
async fn take_turns() {
    tokio::task::coop::consume_budget().await;
}

type Steps<'e> = BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, Error>>;

/// The row stream and write count that sqlx expects of a statement.
fn steps<'e>(running: impl Future<Output = Result<Outcome, Error>> + Send + 'e) -> Steps<'e> {
    let steps = |outcome: Outcome| {
        let written = AnyQueryResult {
            rows_affected: outcome.changes,
            ..AnyQueryResult::default()
        };
        let rows = outcome.rows.into_iter().map(Either::Right);
        stream::iter(rows.chain([Either::Left(written)]).map(Ok))
    };
    Box::pin(stream::once(running).map_ok(steps).try_flatten())
}

impl<'c> Executor<'c> for &'c Database {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Steps<'e>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let query = Query::of(query);
        steps(async move {
            take_turns().await;
            self.read_connection()?.run(query?, usize::MAX).await
        })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let query = Query::of(query);
        Box::pin(async move {
            take_turns().await;
            Ok(self.read_connection()?.run(query?, 1).await?.rows.pop())
        })
    }

    fn prepare_with<'e>(self, sql: SqlStr, _: &'e [AnyTypeInfo]) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'c: 'e,
    {
        Box::pin(async move { self.read_connection()?.prepare(sql) })
    }
}

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Steps<'e>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let query = Query::of(query);
        steps(async move {
            take_turns().await;
            self.run(query?, usize::MAX).await
        })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let query = Query::of(query);
        Box::pin(async move {
            take_turns().await;
            Ok(self.run(query?, 1).await?.rows.pop())
        })
    }

    fn prepare_with<'e>(self, sql: SqlStr, _: &'e [AnyTypeInfo]) -> BoxFuture<'e, Result<AnyStatement, Error>>
    where
        'c: 'e,
    {
        Box::pin(async move { Connection::prepare(self, sql) })
    }
}
