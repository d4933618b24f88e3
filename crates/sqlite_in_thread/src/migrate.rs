//! Migrations, run as any other statement. What was run stands in sqlx's own table, so that sqlx could go on from here.

use crate::database::Database;
use crate::error::from_sqlite;
use crate::write::WriteTransaction;
use sqlx_core::migrate::{MigrateError, Migration};
use std::collections::BTreeMap;
use std::time::Instant;

/// As sqlx makes it.
const TABLE: &str = "create table if not exists _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);";

impl Database {
    /// Runs those of the migrations that did not run yet, in their order, in one transaction on a blocking thread:
    /// the database is at the last of them afterwards, or as it was. Refuses a database that has others.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<(), MigrateError> {
        let migrations = migrations.to_vec();
        let transaction = self.begin_write().await?;
        transaction
            .finish(move |transaction| bring_to(transaction, &migrations))
            .await
    }
}

fn bring_to(transaction: &WriteTransaction, migrations: &[Migration]) -> Result<(), MigrateError> {
    transaction.batch(TABLE)?;
    let mut applied = applied(transaction)?;
    let mut next = Vec::new();
    for migration in migrations {
        match applied.remove(&migration.version) {
            Some(checksum) if *checksum == *migration.checksum => {}
            Some(_) => return Err(MigrateError::VersionMismatch(migration.version)),
            None => next.push(migration),
        }
    }
    if let Some((unknown, _)) = applied.pop_first() {
        return Err(MigrateError::VersionMissing(unknown));
    }
    next.into_iter()
        .try_for_each(|migration| apply(transaction, migration))
}

/// The versions that ran, with their checksums.
fn applied(transaction: &WriteTransaction) -> Result<BTreeMap<i64, Vec<u8>>, MigrateError> {
    let read = |connection: &rusqlite::Connection| -> rusqlite::Result<BTreeMap<i64, Vec<u8>>> {
        let mut statement = connection.prepare("select version, checksum from _sqlx_migrations")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    Ok(read(transaction.connection()?).map_err(from_sqlite)?)
}

fn apply(transaction: &WriteTransaction, migration: &Migration) -> Result<(), MigrateError> {
    let started = Instant::now();
    transaction
        .batch(migration.sql.as_str())
        .map_err(|error| MigrateError::ExecuteMigration(error, migration.version))?;
    let took_ns = i64::try_from(started.elapsed().as_nanos()).unwrap_or(i64::MAX);
    transaction
        .connection()?
        .execute(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (?1, ?2, true, ?3, ?4)",
            (
                migration.version,
                &*migration.description,
                &*migration.checksum,
                took_ns,
            ),
        )
        .map_err(from_sqlite)?;
    Ok(())
}
