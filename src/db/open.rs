//! Opening the database: engine by address, pools, pragmas.

use super::embedded::Embedded;
use super::{Db, Reader, Version};
use crate::secret::Secrets;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, ConnectOptions, Connection, Executor};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How many databases this process has opened.
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
            Engine::Sqlite => {
                Embedded::open(&writable(url)).map(|embedded| Reader::Embedded(embedded.into()))
            }
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
        Ok(Self {
            reader: reader.map_err(DbError::Unreachable)?,
            url: url.to_owned(),
            mark: OPENED.fetch_add(1, Ordering::Relaxed),
            committed: Arc::default(),
            secrets: secrets.clone(),
        })
    }

    /// Opens a database for reading alone: one that is not there is not made, one that another version of this program
    /// prepared is not touched.
    pub async fn open_to_read(url: &str) -> Result<Self, DbError> {
        let url = in_mode(url, "rw");
        // Nothing that is sealed is opened here.
        let db = Self::open(&url, &Secrets::of("")).await?;
        db.check_version().await?;
        Ok(db)
    }

    /// A connection for filling an empty database. SQLite does not look foreign keys up on it, which without
    /// the lifted indexes would take a walk through the whole table for each row.
    pub async fn connect_to_fill(url: &str) -> Result<AnyConnection, DbError> {
        let options = AnyConnectOptions::from_str(&writable(url))
            .map_err(DbError::Unreachable)?
            .disable_statement_logging();
        let mut connection = AnyConnection::connect_with(&options)
            .await
            .map_err(DbError::Unreachable)?;
        if url.starts_with("sqlite:") {
            connection
                .execute(sqlx::raw_sql(
                    "pragma busy_timeout = 10000; pragma foreign_keys = off; pragma temp_store = file;
                     pragma cache_size = -131072; pragma threads = 2;",
                ))
                .await
                .map_err(DbError::Own)?;
        }
        Ok(connection)
    }

    /// The same with no other connection open. On SQLite the file is then written without a log beside it: new
    /// pages need none, so a million rows are written once and yet all or nothing.
    pub async fn connect_alone(url: &str) -> Result<AnyConnection, DbError> {
        let mut connection = Self::connect_to_fill(url).await?;
        if url.starts_with("sqlite:") {
            connection
                .execute(sqlx::raw_sql(
                    "pragma journal_mode = delete; pragma synchronous = normal;",
                ))
                .await
                .map_err(DbError::Own)?;
        }
        Ok(connection)
    }

    /// Gives the database back to its ordinary use.
    pub async fn release_alone(mut connection: AnyConnection, engine: Engine) -> Result<(), DbError> {
        if engine == Engine::Sqlite {
            connection
                .execute(sqlx::raw_sql("pragma journal_mode = wal;"))
                .await
                .map_err(DbError::Own)?;
        }
        connection.close().await.map_err(DbError::Own)
    }
}

/// Bounds how long a session of PostgreSQL waits for a lock and holds a transaction open that asks nothing: both end
/// as a database that is away. Migrations have a connection of their own.
async fn bound_waits(connection: &mut AnyConnection) -> sqlx::Result<()> {
    connection
        .execute(sqlx::raw_sql(
            "set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '60s';",
        ))
        .await
        .map(drop)
}

/// A SQLite address that makes the file where there is none; any other as it is.
pub(super) fn writable(url: &str) -> String {
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
