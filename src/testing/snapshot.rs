//! Snapshot of the whole database, to be compared with a later one.

use super::test_app::TestApp;
use crate::db::{Db, Engine};
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column, Row};
use std::collections::BTreeMap;

/// A checksum of every table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<String, String>);

impl Snapshot {
    /// The tables that differ.
    pub fn changed(&self, later: &Snapshot) -> Vec<String> {
        let tables = self.0.keys().chain(later.0.keys());
        let mut changed: Vec<String> = tables
            .filter(|table| self.0.get(*table) != later.0.get(*table))
            .cloned()
            .collect();
        changed.sort();
        changed.dedup();
        changed
    }
}

impl TestApp {
    /// Reads every table but those given.
    pub async fn snapshot(&self, but: &[&str]) -> Snapshot {
        let mut all = BTreeMap::new();
        for table in tables(&self.db).await {
            if !but.contains(&table.as_str()) {
                let sum = checksum(&self.db, &table).await;
                all.insert(table, sum);
            }
        }
        Snapshot(all)
    }
}

/// The names of our tables; the index of the search follows from them.
pub async fn tables(db: &Db) -> Vec<String> {
    let listing = match db.engine() {
        Engine::Sqlite => {
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> '_sqlx_migrations'
             and name not like 'product_search%'"
        }
        Engine::Postgres => {
            "select cast(table_name as text) as name from information_schema.tables
             where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '_sqlx_migrations'
                 and table_name <> 'product_search'"
        }
    };
    let rows: Vec<(String,)> = sqlx::query_as(listing)
        .fetch_all(db.reader())
        .await
        .expect("the tables can be listed");
    rows.into_iter().map(|(name,)| name).collect()
}

async fn checksum(db: &Db, table: &str) -> String {
    let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(format!("select * from {table}")))
        .fetch_all(db.reader())
        .await
        .unwrap_or_else(|error| panic!("{table}: {error}"));
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    crate::secret::hash_bytes(&Sha256::digest(lines.join("\n")))
}

fn line(row: &AnyRow) -> String {
    let columns = row.columns().iter().map(|column| {
        let at = column.ordinal();
        let value = row
            .try_get::<Option<i64>, _>(at)
            .map(|number| number.map(|number| number.to_string()))
            .or_else(|_| row.try_get::<Option<String>, _>(at))
            .unwrap_or_else(|error| panic!("{}: {error}", column.name()));
        format!("{}={value:?}", column.name())
    });
    columns.collect::<Vec<_>>().join("|")
}
