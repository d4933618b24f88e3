//! Opening the database: engine by address, pragmas, migrations, and what each engine needs of its own.

use super::Db;
use crate::secret::Secrets;
use include_dir::{Dir, include_dir};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Executor};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

/// Append-only triggers and full-text search for SQLite; run after the migrations, each time, and idempotent.
const SQLITE_OWN: &str = include_str!("sqlite.sql");
/// Bytewise text order, append-only triggers and full-text search for PostgreSQL; likewise.
const POSTGRES_OWN: &str = include_str!("postgres.sql");

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
        let (reader, writer) = match engine {
            Engine::Sqlite => {
                // The writer first: it makes the file and sets it to write-ahead logging.
                let writer = sqlite_pool(url, 1, "").await.map_err(DbError::Unreachable)?;
                let reader = sqlite_pool(url, 4, "pragma query_only = on;")
                    .await
                    .map_err(DbError::Unreachable)?;
                (reader, writer)
            }
            Engine::Postgres => {
                let options = AnyConnectOptions::from_str(url).map_err(DbError::Unreachable)?;
                let pool = AnyPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(Duration::from_secs(10))
                    .connect_with(options)
                    .await
                    .map_err(DbError::Unreachable)?;
                (pool.clone(), pool)
            }
        };
        Ok(Self {
            reader,
            writer,
            engine,
            committed: Arc::default(),
            secrets: secrets.clone(),
        })
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

    /// Brings the schema to this version. Safe to run again, and beside another instance on PostgreSQL.
    pub async fn migrate(&self) -> Result<(), DbError> {
        let mut files: Vec<_> = MIGRATIONS.files().collect();
        files.sort_by_key(|file| file.path());
        let migrations = files
            .iter()
            .filter_map(|file| {
                let (version, name) = file.path().file_stem()?.to_str()?.split_once('_')?;
                Some(Migration::new(
                    version.parse().ok()?,
                    name.replace('_', " ").into(),
                    MigrationType::Simple,
                    sqlx::SqlSafeStr::into_sql_str(file.contents_utf8()?),
                    false,
                ))
            })
            .collect();
        Migrator::with_migrations(migrations).run(&self.writer).await?;
        self.writer
            .execute(sqlx::raw_sql(own(self.engine)))
            .await
            .map_err(DbError::Own)?;
        Ok(())
    }

    /// Puts the engine's own triggers back where they were dropped to fill tables in bulk, and catches up with what
    /// they would have done.
    pub async fn catch_up(connection: &mut AnyConnection, engine: Engine) -> sqlx::Result<()> {
        connection.execute(sqlx::raw_sql(own(engine))).await.map(drop)
    }
}

/// What the engine needs of its own.
fn own(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => SQLITE_OWN,
        Engine::Postgres => POSTGRES_OWN,
    }
}

/// Connections to one SQLite file. A commit is on the disk when it is answered (`synchronous = full`).
async fn sqlite_pool(url: &str, connections: u32, more: &'static str) -> sqlx::Result<AnyPool> {
    let options = AnyConnectOptions::from_str(&writable(url))?;
    AnyPoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                let pragmas = format!(
                    "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full;
                     pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -4096;
                     pragma journal_size_limit = 67108864; {more}"
                );
                connection
                    .execute(sqlx::raw_sql(AssertSqlSafe(pragmas)))
                    .await
                    .map(drop)
            })
        })
        .connect_with(options)
        .await
}

/// A SQLite address that makes the file where there is none; any other as it is.
fn writable(url: &str) -> String {
    if url.contains("mode=") || !url.starts_with("sqlite:") {
        url.to_owned()
    } else {
        format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
    }
}
