//! Migrations, then engine-specific objects, each once per version.
//!
//! Whatever starts beside a working server finds the database at its version and sends nothing. On PostgreSQL, whoever
//! has something to send does it under sqlx's advisory lock, and takes each table's lock for a moment only: a statement
//! that does not get it soon is tried again, so that a server at work is neither stopped nor drawn into a deadlock.

use super::{Connection, Db, DbError, Engine, Reader};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use sqlx::any::AnyConnectOptions;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AssertSqlSafe, ConnectOptions, Connection as _, Executor};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static MIGRATIONS_FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

static MIGRATIONS: LazyLock<Vec<Migration>> = LazyLock::new(read_migrations);

/// Append-only triggers and full-text search for SQLite; idempotent.
const SQLITE_OWN: &str = include_str!("sqlite.sql");
/// Append-only triggers and full-text search for PostgreSQL; idempotent.
const POSTGRES_OWN: &str = include_str!("postgres.sql");

/// Lock time-out of a statement, so that others queued behind it get their turn.
const LOCK_TIMEOUT: &str = "set lock_timeout = '500ms'";
/// Time to keep retrying.
const PATIENCE: Duration = Duration::from_secs(60);

/// A database's version relative to this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Same version.
    Same,
    /// Some migrations have not run yet.
    Older,
    /// Migrations ran that this program does not have.
    Newer,
    /// Same tables, prepared by a program with other triggers.
    Other,
}

impl Version {
    /// Advice in one line.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Same => "the database is at this version",
            Self::Older => {
                "the database is at an older version than this program; `stallholder migrate` brings it to this one"
            }
            Self::Newer => {
                "the database is at a newer version than this program; use the program that migrated it, or a later one"
            }
            Self::Other => {
                "the database was prepared by another version of this program; `stallholder migrate` brings it to this one"
            }
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl Db {
    /// Compares the database's version with the program's. Sends nothing but questions.
    pub async fn version(&self) -> Result<Version, DbError> {
        let mut connection = self.reader.acquire().await.map_err(DbError::Unreachable)?;
        version_of(&mut connection).await.map_err(DbError::Own)
    }

    /// Rejects a database of another version.
    pub async fn check_version(&self) -> Result<(), DbError> {
        match self.version().await? {
            Version::Same => Ok(()),
            other => Err(DbError::OtherVersion(other)),
        }
    }

    /// Migrates the database to this version; waits for another process that is doing so.
    pub async fn migrate(&self) -> Result<(), DbError> {
        if self.is_migrated().await? {
            return Ok(());
        }
        match &self.reader {
            Reader::Embedded(database) => {
                database.migrate(&MIGRATIONS).await?;
                let own = sqlite_own(&self.reader).await.map_err(DbError::Own)?;
                database.batch(own).await.map_err(DbError::Own)
            }
            Reader::Server(_) => self.migrate_server().await,
        }
    }

    /// The lock goes with the connection.
    async fn migrate_server(&self) -> Result<(), DbError> {
        let options = AnyConnectOptions::from_str(&self.url).map_err(DbError::Own)?;
        let mut connection = AnyConnection::connect_with(&options.disable_statement_logging())
            .await
            .map_err(DbError::Own)?;
        connection.lock().await?;
        if !self.is_migrated().await? {
            send_to_postgres(&mut connection).await?;
        }
        connection.close().await.map_err(DbError::Own)
    }

    async fn is_migrated(&self) -> Result<bool, DbError> {
        match self.version().await? {
            Version::Same => Ok(true),
            Version::Older | Version::Other => Ok(false),
            Version::Newer => Err(DbError::OtherVersion(Version::Newer)),
        }
    }

    /// Recreates triggers that were dropped for bulk loading, and catches up on their work.
    pub async fn catch_up(connection: &mut Connection, engine: Engine) -> sqlx::Result<()> {
        let own = match engine {
            Engine::Sqlite => SQLITE_OWN,
            Engine::Postgres => POSTGRES_OWN,
        };
        connection.execute(sqlx::raw_sql(own)).await.map(drop)
    }
}

async fn version_of(connection: &mut Connection) -> sqlx::Result<Version> {
    let tables = match connection.engine() {
        Engine::Sqlite => {
            "select name from sqlite_master where type = 'table' and name in ('_sqlx_migrations', 'schema_version')"
        }
        Engine::Postgres => {
            "select cast(table_name as text) from information_schema.tables
             where table_schema = current_schema() and table_name in ('_sqlx_migrations', 'schema_version')"
        }
    };
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&mut *connection).await?;
    let has = |table: &str| tables.iter().any(|(name,)| name == table);
    if !has("_sqlx_migrations") {
        return Ok(Version::Older);
    }
    let ran: Vec<(i64,)> = sqlx::query_as("select version from _sqlx_migrations where success = true")
        .fetch_all(&mut *connection)
        .await?;
    let is_ours = |version: i64| MIGRATIONS.iter().any(|ours| ours.version == version);
    if ran.iter().any(|(version,)| !is_ours(*version)) {
        return Ok(Version::Newer);
    }
    if ran.len() < MIGRATIONS.len() || !has("schema_version") {
        return Ok(Version::Older);
    }
    let found: Option<(String,)> = sqlx::query_as("select fingerprint from schema_version")
        .fetch_optional(&mut *connection)
        .await?;
    let same = found.is_some_and(|(found,)| found == fingerprint(connection.engine()));
    Ok(if same { Version::Same } else { Version::Other })
}

fn read_migrations() -> Vec<Migration> {
    let mut files: Vec<_> = MIGRATIONS_FOLDER.files().collect();
    files.sort_by_key(|file| file.path());
    files
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
        .collect()
}

/// Migrator that runs under an existing lock.
fn migrator() -> Migrator {
    let mut migrator = Migrator::with_migrations(MIGRATIONS.clone());
    migrator.set_locking(false);
    migrator
}

/// Hash of every migration and engine-specific object of this version.
fn fingerprint(engine: Engine) -> String {
    let mut all = Sha256::new();
    for migration in MIGRATIONS.iter() {
        all.update(&migration.checksum);
    }
    all.update(match engine {
        Engine::Sqlite => SQLITE_OWN,
        Engine::Postgres => POSTGRES_OWN,
    });
    crate::secret::hash_bytes(&all.finalize())
}

/// The statement that notes this version.
fn note_version(engine: Engine) -> String {
    format!(
        "insert into schema_version (only_row, fingerprint) values (1, '{}')
         on conflict (only_row) do update set fingerprint = excluded.fingerprint;",
        fingerprint(engine)
    )
}

/// SQLite-specific objects, as one batch. A trigger that an older version made is made anew.
async fn sqlite_own(reader: &Reader) -> sqlx::Result<String> {
    let triggers: Vec<(String,)> = sqlx::query_as("select name from sqlite_master where type = 'trigger'")
        .fetch_all(reader)
        .await?;
    let mut batch: String = triggers
        .iter()
        .map(|(name,)| format!("drop trigger if exists \"{name}\";\n"))
        .collect();
    batch.push_str(SQLITE_OWN);
    batch.push_str(&note_version(Engine::Sqlite));
    Ok(batch)
}

/// Installs the PostgreSQL-specific objects. Each migration is a transaction, each statement after them as
/// well: none holds the lock of one table while it waits for another's, as far as a migration names one
/// table.
async fn send_to_postgres(connection: &mut AnyConnection) -> Result<(), DbError> {
    connection
        .execute(sqlx::raw_sql(LOCK_TIMEOUT))
        .await
        .map_err(DbError::Own)?;
    let migrator = migrator();
    let started = Instant::now();
    while let Err(error) = migrator.run(&mut *connection).await {
        let held_up = match &error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => is_held_up(error),
            _ => false,
        };
        if !held_up || started.elapsed() > PATIENCE {
            return Err(error.into());
        }
        give_way(error.to_string()).await;
    }
    // Text compares bytewise, as it does on SQLite: ids and cursors sort alike on both engines.
    let collations: Vec<(String,)> = sqlx::query_as(
        "select format('alter table %I %s', c.table_name, string_agg(
             format('alter column %I type text collate \"C\"', c.column_name), ', ' order by c.ordinal_position))
         from information_schema.columns c
         join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
             and c.data_type = 'text' and c.collation_name is null and c.table_name <> '_sqlx_migrations'
         group by c.table_name order by c.table_name",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(DbError::Own)?;
    let note = note_version(Engine::Postgres);
    let own = statements_of(POSTGRES_OWN).map(str::to_owned);
    for statement in collations
        .into_iter()
        .map(|(statement,)| statement)
        .chain(own)
        .chain([note])
    {
        send_patiently(connection, statement)
            .await
            .map_err(DbError::Own)?;
    }
    Ok(())
}

async fn send_patiently(connection: &mut AnyConnection, statement: String) -> sqlx::Result<()> {
    let started = Instant::now();
    loop {
        match connection
            .execute(sqlx::raw_sql(AssertSqlSafe(statement.clone())))
            .await
        {
            Ok(_) => return Ok(()),
            Err(error) if is_held_up(&error) && started.elapsed() < PATIENCE => {
                give_way(error.to_string()).await
            }
            Err(error) => return Err(error),
        }
    }
}

/// Waits so that other transactions can proceed.
async fn give_way(why: String) {
    tracing::info!("waiting for another transaction to release a table: {why}");
    tokio::time::sleep(Duration::from_millis(200)).await;
}

/// Whether PostgreSQL timed out on a lock or cancelled the statement for another.
fn is_held_up(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("55P03") || super::is_transient(error)
}

/// Statements of a file, each ending with a semicolon at a line's end outside a `$$` body.
fn statements_of(file: &str) -> impl Iterator<Item = &str> {
    let mut within = false;
    let mut from = 0;
    let mut at = 0;
    let mut found = Vec::new();
    for line in file.split_inclusive('\n') {
        at += line.len();
        if line.matches("$$").count() % 2 == 1 {
            within = !within;
        }
        if !within && line.trim_end().ends_with(';') {
            found.push(&file[from..at]);
            from = at;
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests;
