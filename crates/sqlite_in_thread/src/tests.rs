//! Promises of the executor, over files of their own.

mod long;
mod migrations;
mod values;
mod writing;

use crate::{Connection, Database};
use sqlx_core::any::AnyRow;
use sqlx_core::error::Error;
use sqlx_core::executor::Executor;
use sqlx_core::query::query;
use sqlx_core::raw_sql::raw_sql;
use sqlx_core::row::Row;
use tempfile::TempDir;

/// A new file and the database in it.
fn database() -> (TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&url(&folder)).unwrap();
    (folder, database)
}

fn url(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("here.db").display())
}

/// A database with one table of letters that are unique.
async fn letters() -> (TempDir, Database) {
    let (folder, database) = database();
    database
        .batch("create table letters (letter text not null unique, place bigint)")
        .await
        .unwrap();
    (folder, database)
}

async fn add(tx: &mut Connection, letter: &str) -> Result<u64, Error> {
    let added = query("insert into letters (letter) values ($1)")
        .bind(letter.to_owned())
        .execute(tx)
        .await?;
    Ok(added.rows_affected())
}

async fn count(database: &Database) -> i64 {
    let row: AnyRow = query("select count(*) as n from letters")
        .fetch_one(database)
        .await
        .unwrap();
    row.get("n")
}
