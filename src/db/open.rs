//! Opening the database: engine, pools, pragmas.

use super::{Db, Reader, Tx, Version};
use crate::secret::Secrets;
use sqlite_in_thread::{Database, Filling};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, Executor};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Number of databases this process has opened.
static OPENED: AtomicU64 = AtomicU64::new(0);

/// Which database program answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("DATABASE_URL: must begin with sqlite: or postgres:")]
    UnknownEngine,
    #[error("DATABASE_URL: {0}")]
    Unreachable(#[source] sqlx::Error),
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the database could not be prepared: {0}")]
    Own(#[source] sqlx::Error),
    #[error("{}", .0.words())]
    OtherVersion(Version),
}

impl Db {
    /// Opens the database at `url` (`sqlite:` or `postgres:`); creates the SQLite file when there is none.
    pub async fn open(url: &str, secrets: &Secrets) -> Result<Self, DbError> {
        sqlx::any::install_default_drivers();
        let engine = match url.split(':').next() {
            Some("sqlite") => Engine::Sqlite,
            Some("postgres" | "postgresql") => Engine::Postgres,
            _ => return Err(DbError::UnknownEngine),
        };
        let reader = match engine {
            Engine::Sqlite => Database::open(&writable(url)).map(Reader::Embedded),
            Engine::Postgres => {
                let options = AnyConnectOptions::from_str(url).map_err(DbError::Unreachable)?;
                AnyPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(Duration::from_secs(10))
                    .after_connect(|connection, _| Box::pin(bound_waits(connection)))
                    .connect_with(options)
                    .await
                    .map(Reader::Server)
            }
        };
        Ok(Self::of(reader.map_err(DbError::Unreachable)?, url, secrets))
    }

    /// Opens a database read-only: never creates or migrates one.
    pub async fn open_to_read(url: &str) -> Result<Self, DbError> {
        let url = in_mode(url, "rw");
        // Nothing that is sealed is opened here.
        let db = Self::open(&url, &Secrets::of("")).await?;
        db.check_version().await?;
        Ok(db)
    }

    /// Opens a database to fill it, in a transaction begun with [`Db::begin_filling`]. SQLite does not look foreign
    /// keys up on it, which without the lifted indexes would take a walk through the whole table for each row. `Alone`
    /// means that no other connection is open: SQLite then writes the file without a log beside it.
    pub async fn open_to_fill(url: &str, secrets: &Secrets, filling: Filling) -> Result<Self, DbError> {
        if !url.starts_with("sqlite:") {
            return Self::open(url, secrets).await;
        }
        let database = Database::open_to_fill(&writable(url), filling).map_err(DbError::Unreachable)?;
        Ok(Self::of(Reader::Embedded(database), url, secrets))
    }

    /// Begins the one transaction that fills the database. It may hold a lock and say nothing for as long as the rows
    /// take to make.
    pub async fn begin_filling(&self) -> sqlx::Result<Tx> {
        let mut tx = self.begin().await?;
        if self.engine() == Engine::Postgres {
            let patient = "set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0;";
            (&mut *tx).execute(sqlx::raw_sql(patient)).await?;
        }
        Ok(tx)
    }

    /// Closes a database that was filled, and gives the file back to its ordinary use.
    pub async fn end_filling(&self) -> Result<(), DbError> {
        match &self.reader {
            Reader::Embedded(database) => database.end_filling().await.map_err(DbError::Own),
            Reader::Server(pool) => {
                pool.close().await;
                Ok(())
            }
        }
    }

    fn of(reader: Reader, url: &str, secrets: &Secrets) -> Self {
        Self {
            reader,
            url: url.to_owned(),
            mark: OPENED.fetch_add(1, Ordering::Relaxed),
            committed: Arc::default(),
            secrets: secrets.clone(),
        }
    }
}

/// Limits lock waits and idle transactions of PostgreSQL sessions; both end as an unavailable database.
/// Migrations have a connection of their own.
async fn bound_waits(connection: &mut AnyConnection) -> sqlx::Result<()> {
    connection
        .execute(sqlx::raw_sql(
            "set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '60s';",
        ))
        .await
        .map(drop)
}

/// A SQLite address that creates a missing file; others unchanged.
fn writable(url: &str) -> String {
    in_mode(url, "rwc")
}

/// A SQLite address with a mode, unless it names one; any other as it is.
fn in_mode(url: &str, mode: &str) -> String {
    if url.contains("mode=") || !url.starts_with("sqlite:") {
        url.to_owned()
    } else {
        format!("{url}{}mode={mode}", if url.contains('?') { '&' } else { '?' })
    }
}

#[cfg(test)]
mod tests {
    use super::Engine;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn sessions_of_postgres_wait_for_a_lock_and_hold_a_transaction_for_a_while_only() {
        let app = TestApp::new().await;
        if app.db.engine() == Engine::Sqlite {
            return;
        }
        for (setting, value) in [
            ("select current_setting('lock_timeout')", "10s"),
            (
                "select current_setting('idle_in_transaction_session_timeout')",
                "1min",
            ),
        ] {
            let set: String = sqlx::query_scalar(setting)
                .fetch_one(app.db.reader())
                .await
                .unwrap();
            assert_eq!(set, value);
        }
    }
}
