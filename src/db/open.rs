//! Opening the database: engine by address, pragmas, migrations, and what each engine needs of its own.

use super::embedded::Embedded;
use super::{Db, Reader};
use crate::secret::Secrets;
use include_dir::{Dir, include_dir};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, ConnectOptions, Connection, Executor};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

/// Append-only triggers and full-text search for SQLite; run after the migrations, each time, and idempotent.
const SQLITE_OWN: &str = include_str!("sqlite.sql");
/// Bytewise text order, append-only triggers and full-text search for PostgreSQL; likewise.
const POSTGRES_OWN: &str = include_str!("postgres.sql");

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
        let migrator = Migrator::with_migrations(migrations);
        match &self.reader {
            Reader::Embedded(embedded) => {
                // sqlx knows which migrations ran; it brings a connection of its own, for this once.
                let options = AnyConnectOptions::from_str(&writable(&self.url)).map_err(DbError::Own)?;
                let mut connection = AnyConnection::connect_with(&options)
                    .await
                    .map_err(DbError::Own)?;
                let pragmas =
                    "pragma busy_timeout = 10000; pragma foreign_keys = on; pragma synchronous = full;";
                connection
                    .execute(sqlx::raw_sql(pragmas))
                    .await
                    .map_err(DbError::Own)?;
                migrator.run(&mut connection).await?;
                connection.close().await.map_err(DbError::Own)?;
                embedded.batch(own(self.engine())).await.map_err(DbError::Own)?;
            }
            Reader::Server(pool) => {
                migrator.run(pool).await?;
                pool.execute(sqlx::raw_sql(own(self.engine())))
                    .await
                    .map_err(DbError::Own)?;
            }
        }
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

/// A SQLite address that makes the file where there is none; any other as it is.
fn writable(url: &str) -> String {
    if url.contains("mode=") || !url.starts_with("sqlite:") {
        url.to_owned()
    } else {
        format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
    }
}
