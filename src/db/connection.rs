//! What statements are given to: sqlx on PostgreSQL, [`Embedded`] on SQLite. A store sees an executor of `Any`.

use super::Engine;
use super::embedded::{Embedded, Writing};
use super::reading::Reading;
use super::statement::{Asked, Ran};
use super::uncancelled::uncancelled;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::stream::{self, TryStreamExt};
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Either, Execute, Executor, SqlStr, Transaction};
use std::sync::Arc;

/// The way to read: each statement on whichever connection is free.
#[derive(Debug, Clone)]
pub enum Reader {
    Embedded(Arc<Embedded>),
    Server(AnyPool),
}

impl Reader {
    /// One connection for several statements.
    pub async fn acquire(&self) -> sqlx::Result<Connection> {
        Ok(match self {
            Self::Embedded(embedded) => Connection(Kind::Reading(embedded.reader()?)),
            Self::Server(pool) => Connection(Kind::Pooled(uncancelled(pool.acquire()).await?)),
        })
    }

    /// One connection that sees the database as it is at its first statement, whatever is written meanwhile. It cannot
    /// write. What it sorts goes to the disk where it is much.
    pub async fn snapshot(&self) -> sqlx::Result<Connection> {
        Ok(match self {
            Self::Embedded(embedded) => Connection(Kind::Reading(embedded.snapshot()?)),
            Self::Server(pool) => {
                let pool = pool.clone();
                let begin = "begin isolation level repeatable read, read only";
                let begun = uncancelled(async move { pool.begin_with(begin).await });
                Connection(Kind::Transaction(begun.await?))
            }
        })
    }
}

/// One connection, for reading or within a transaction.
#[derive(Debug)]
pub struct Connection(Kind);

#[derive(Debug)]
enum Kind {
    Reading(Reading),
    Writing(Writing),
    Pooled(PoolConnection<Any>),
    Transaction(Transaction<'static, Any>),
}

impl Connection {
    pub(super) fn writing(writing: Writing) -> Self {
        Self(Kind::Writing(writing))
    }

    pub(super) fn transaction(transaction: Transaction<'static, Any>) -> Self {
        Self(Kind::Transaction(transaction))
    }

    /// Whose words are spoken here.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Kind::Reading(_) | Kind::Writing(_) => Engine::Sqlite,
            Kind::Pooled(_) | Kind::Transaction(_) => Engine::Postgres,
        }
    }

    /// Commits the transaction; one that only reads has nothing to commit.
    pub(super) async fn commit(self) -> sqlx::Result<()> {
        match self.0 {
            Kind::Writing(writing) => writing.commit().await,
            Kind::Transaction(transaction) => uncancelled(transaction.commit()).await,
            Kind::Reading(_) | Kind::Pooled(_) => Ok(()),
        }
    }
}

/// Lets others have a turn now and then: a statement that runs here waits for nothing.
async fn take_turns() {
    tokio::task::coop::consume_budget().await;
}

type Steps<'e> = BoxStream<'e, sqlx::Result<Either<AnyQueryResult, AnyRow>>>;

/// What sqlx expects of a statement: its rows, then how many it wrote.
fn steps<'e>(running: impl Future<Output = sqlx::Result<Ran>> + Send + 'e) -> Steps<'e> {
    let steps = |ran: Ran| {
        let written = AnyQueryResult {
            rows_affected: ran.changes,
            ..AnyQueryResult::default()
        };
        let rows = ran.rows.into_iter().map(Either::Right);
        stream::iter(rows.chain([Either::Left(written)]).map(Ok))
    };
    Box::pin(stream::once(running).map_ok(steps).try_flatten())
}

impl<'c> Executor<'c> for &'c Reader {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Steps<'e>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match self {
            Reader::Server(pool) => {
                let acquiring = uncancelled(pool.acquire());
                Box::pin(sqlx_core::try_stream! {
                    let mut connection = acquiring.await?;
                    let mut steps = (&mut *connection).fetch_many(query);
                    while let Some(step) = steps.try_next().await? {
                        r#yield!(step);
                    }
                    Ok(())
                })
            }
            Reader::Embedded(embedded) => {
                let asked = Asked::of(query);
                steps(async move {
                    take_turns().await;
                    embedded.reader()?.run(asked?, usize::MAX).await
                })
            }
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<AnyRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match self {
            Reader::Server(pool) => {
                let acquiring = uncancelled(pool.acquire());
                Box::pin(async move { (&mut *acquiring.await?).fetch_optional(query).await })
            }
            Reader::Embedded(embedded) => {
                let asked = Asked::of(query);
                Box::pin(async move {
                    take_turns().await;
                    Ok(embedded.reader()?.run(asked?, 1).await?.rows.pop())
                })
            }
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<AnyStatement>>
    where
        'c: 'e,
    {
        match self {
            Reader::Server(pool) => {
                let acquiring = uncancelled(pool.acquire());
                Box::pin(async move { (&mut *acquiring.await?).prepare_with(sql, parameters).await })
            }
            Reader::Embedded(embedded) => Box::pin(async move { embedded.reader()?.prepare(sql) }),
        }
    }
}

impl Kind {
    async fn run(&mut self, asked: Asked, most: usize) -> sqlx::Result<Ran> {
        match self {
            Self::Reading(reading) => reading.run(asked, most).await,
            Self::Writing(writing) => writing.run(&asked, most),
            Self::Pooled(_) | Self::Transaction(_) => Err(sqlx::Error::WorkerCrashed),
        }
    }
}

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Steps<'e>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match &mut self.0 {
            Kind::Pooled(connection) => (&mut **connection).fetch_many(query),
            Kind::Transaction(transaction) => (&mut **transaction).fetch_many(query),
            kind => {
                let asked = Asked::of(query);
                steps(async move {
                    take_turns().await;
                    kind.run(asked?, usize::MAX).await
                })
            }
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<AnyRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        match &mut self.0 {
            Kind::Pooled(connection) => (&mut **connection).fetch_optional(query),
            Kind::Transaction(transaction) => (&mut **transaction).fetch_optional(query),
            kind => {
                let asked = Asked::of(query);
                Box::pin(async move {
                    take_turns().await;
                    Ok(kind.run(asked?, 1).await?.rows.pop())
                })
            }
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<AnyStatement>>
    where
        'c: 'e,
    {
        match &mut self.0 {
            Kind::Pooled(connection) => (&mut **connection).prepare_with(sql, parameters),
            Kind::Transaction(transaction) => (&mut **transaction).prepare_with(sql, parameters),
            Kind::Reading(reading) => Box::pin(async move { reading.prepare(sql) }),
            Kind::Writing(writing) => Box::pin(async move { writing.prepare(sql) }),
        }
    }
}
