//! Migrations bring a file to a version, whole, and know those of sqlx.

use super::*;
use sqlx_core::migrate::{MigrateError, Migration, MigrationType};
use sqlx_core::sql_str::SqlSafeStr;

fn migration(version: i64, sql: &'static str) -> Migration {
    let name = format!("step {version}").into();
    Migration::new(version, name, MigrationType::Simple, sql.into_sql_str(), false)
}

fn first() -> Migration {
    migration(
        1,
        "create table letters (letter text); insert into letters values ('a');",
    )
}

async fn versions(database: &Database) -> Vec<i64> {
    let ran = query("select version from _sqlx_migrations where success = true order by version");
    let rows = ran.fetch_all(database).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn each_migration_runs_once() {
    let (_folder, database) = database();
    database.migrate(&[first()]).await.unwrap();
    let second = migration(2, "insert into letters values ('b');");
    database.migrate(&[first(), second.clone()]).await.unwrap();
    database.migrate(&[first(), second]).await.unwrap();
    assert_eq!(
        (versions(&database).await, count(&database).await),
        (vec![1, 2], 2)
    );
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let (_folder, database) = database();
    database.migrate(&[first()]).await.unwrap();
    let good = migration(2, "insert into letters values ('b');");
    let bad = migration(
        3,
        "insert into letters values ('c'); insert into nowhere values ('d');",
    );
    let error = database.migrate(&[first(), good, bad]).await.unwrap_err();
    assert!(matches!(error, MigrateError::ExecuteMigration(_, 3)), "{error}");
    assert_eq!((versions(&database).await, count(&database).await), (vec![1], 1));
}

#[tokio::test]
async fn a_migration_that_was_changed_or_is_unknown_is_refused() {
    let (_folder, database) = database();
    database.migrate(&[first()]).await.unwrap();
    let changed = database
        .migrate(&[migration(1, "create table other (a text)")])
        .await;
    assert!(matches!(changed, Err(MigrateError::VersionMismatch(1))));
    let unknown = database.migrate(&[]).await;
    assert!(matches!(unknown, Err(MigrateError::VersionMissing(1))));
}

#[tokio::test]
async fn a_file_that_sqlx_migrated_is_taken_over() {
    let (_folder, database) = database();
    // As sqlx 0.9 writes it.
    database
        .batch(
            "CREATE TABLE IF NOT EXISTS _sqlx_migrations ( version BIGINT PRIMARY KEY, description TEXT NOT NULL,
                 installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL,
                 checksum BLOB NOT NULL, execution_time BIGINT NOT NULL );
             create table letters (letter text);",
        )
        .await
        .unwrap();
    let mut tx = database.begin().await.unwrap();
    query("INSERT INTO _sqlx_migrations ( version, description, success, checksum, execution_time ) VALUES ( ?1, ?2, TRUE, ?3, -1 )")
        .bind(1_i64)
        .bind("step 1")
        .bind(first().checksum.to_vec())
        .execute(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    database.migrate(&[first()]).await.unwrap();
    assert_eq!(count(&database).await, 0);
}
