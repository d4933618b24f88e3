//! Row locks within a transaction: what is read stays true until it is written.
//!
//! PostgreSQL runs our transactions as READ COMMITTED: two of them may read the same row, both decide by it, and both
//! write. So whoever reads in order to decide locks first, in a statement of its own, and reads afterwards: each
//! statement sees what was committed before it began. SQLite has one writer at a time, whose lock [`super::Db::begin`]
//! takes. This is the one place where the engines differ in it.
//!
//! - What exists is locked by its row: [`Tx::lock`]. Where the decision rests on rows that may be added (a count, a
//!   name that has to be free, the last owner), the row above them is locked, such as the seller's.
//! - What has no row is locked by its name: [`Tx::lock_name`].
//! - Several are locked in the order of their ids. Two transactions that wait for each other all the same are given up
//!   by PostgreSQL and run again ([`super::Db::retrying`]; for requests `web/again.rs`).
//! - Where one statement can decide (`update … where …`, and a look at how many rows it changed), that needs no lock.

use super::{Connection, Engine, Tx};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

impl Tx {
    /// Locks the rows of a single-table `select` until the transaction ends; returns whether there are any.
    ///
    /// Others may still refer to them by a foreign key.
    pub async fn lock(&mut self, select: &'static str, keys: &[&str]) -> sqlx::Result<bool> {
        let mut query = sqlx::query(self.locking(select));
        for key in keys {
            query = query.bind((*key).to_owned());
        }
        Ok(!query.fetch_all(&mut **self).await?.is_empty())
    }

    /// The statement with its rows locked, for composed SQL or rows that are needed.
    pub fn locking(&self, select: &str) -> SqlStr {
        match self.engine() {
            Engine::Sqlite => AssertSqlSafe(select.to_owned()).into_sql_str(),
            Engine::Postgres => AssertSqlSafe(format!("{select} for no key update")).into_sql_str(),
        }
    }

    /// Shares what [`Tx::lock_name`] locks: until the transaction ends it is not changed, and others may share it too.
    /// A name that was never locked is not held.
    pub async fn share_name(&mut self, name: &'static str) -> sqlx::Result<()> {
        let connection: &mut Connection = self;
        if connection.engine() == Engine::Sqlite {
            return Ok(());
        }
        sqlx::query("select 1 from marks where name = $1 for share")
            .bind(name)
            .execute(connection)
            .await
            .map(drop)
    }

    /// Locks something without a row, such as a whole list, by name.
    pub async fn lock_name(&mut self, name: &'static str) -> sqlx::Result<()> {
        let connection: &mut Connection = self;
        if connection.engine() == Engine::Sqlite {
            return Ok(());
        }
        sqlx::query(
            "insert into marks (name, at) values ($1, 0) on conflict (name) do update set at = marks.at",
        )
        .bind(name)
        .execute(connection)
        .await
        .map(drop)
    }
}
