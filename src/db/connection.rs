//! Connection of a store, an executor of `Any`: sqlx on PostgreSQL, `crates/sqlite_in_thread` on SQLite.

use super::Engine;
use super::uncancelled::uncancelled;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::stream::TryStreamExt;
use sqlx::any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Either, Execute, Executor, SqlStr, Transaction};

/// The way to read: each statement on whichever connection is free.
#[derive(Debug, Clone)]
pub enum Reader {
    Embedded(sqlite_in_thread::Database),
    Server(AnyPool),
}

impl Reader {
    /// One connection for several statements.
    pub async fn acquire(&self) -> sqlx::Result<Connection> {
        Ok(match self {
            Self::Embedded(embedded) => Connection(Kind::Embedded(embedded.reader()?)),
            Self::Server(pool) => Connection(Kind::Pooled(uncancelled(pool.acquire()).await?)),
        })
    }

    /// A connection with a snapshot as of its first statement. It cannot write. What it sorts goes to the
    /// disk where it is much.
    pub async fn snapshot(&self) -> sqlx::Result<Connection> {
        Ok(match self {
            Self::Embedded(embedded) => Connection(Kind::Embedded(embedded.snapshot()?)),
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
    Embedded(sqlite_in_thread::Connection),
    Pooled(PoolConnection<Any>),
    Transaction(Transaction<'static, Any>),
}

impl Connection {
    pub(super) fn embedded(connection: sqlite_in_thread::Connection) -> Self {
        Self(Kind::Embedded(connection))
    }

    pub(super) fn transaction(transaction: Transaction<'static, Any>) -> Self {
        Self(Kind::Transaction(transaction))
    }

    /// Whose words are spoken here.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Kind::Embedded(_) => Engine::Sqlite,
            Kind::Pooled(_) | Kind::Transaction(_) => Engine::Postgres,
        }
    }

    /// Commits the transaction; read-only ones have nothing to commit.
    pub(super) async fn commit(self) -> sqlx::Result<()> {
        match self.0 {
            Kind::Embedded(connection) => connection.commit().await,
            Kind::Transaction(transaction) => uncancelled(transaction.commit()).await,
            Kind::Pooled(_) => Ok(()),
        }
    }
}

type Steps<'e> = BoxStream<'e, sqlx::Result<Either<AnyQueryResult, AnyRow>>>;

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
            Reader::Embedded(embedded) => embedded.fetch_many(query),
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
            Reader::Embedded(embedded) => embedded.fetch_optional(query),
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
            Reader::Embedded(embedded) => embedded.prepare_with(sql, parameters),
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
            Kind::Embedded(connection) => connection.fetch_many(query),
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
            Kind::Embedded(connection) => connection.fetch_optional(query),
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
            Kind::Embedded(connection) => connection.prepare_with(sql, parameters),
        }
    }
}
