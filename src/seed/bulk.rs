//! Bulk inserts: one thread collects rows, another writes many per statement.

use super::tables::Table;
use crate::clock::Millis;
use crate::db::{Connection, Engine};
use sqlx::any::AnyArguments;
use sqlx::{Arguments, AssertSqlSafe};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender};

/// Values of one statement: enough to spread its cost, below every engine's limit.
const VALUES_AT_ONCE: usize = 2_400;

/// Rows of one table, to be written by one statement.
pub struct Batch {
    table: Table,
    rows: usize,
    values: AnyArguments,
}

/// Rows being gathered, a batch for each table.
pub struct Rows {
    gathered: Vec<Batch>,
    to: Sender<Batch>,
    refused: bool,
}

impl Rows {
    pub fn new(to: Sender<Batch>) -> Self {
        let empty = |table: &Table| Batch {
            table: *table,
            rows: 0,
            values: AnyArguments::default(),
        };
        Self {
            gathered: Table::ALL.iter().map(empty).collect(),
            to,
            refused: false,
        }
    }

    /// Adds a row; `fill` sets its values in column order.
    pub fn add(&mut self, table: Table, fill: impl FnOnce(&mut Values<'_>)) {
        let batch = &mut self.gathered[table as usize];
        fill(&mut Values(&mut batch.values));
        batch.rows += 1;
        debug_assert_eq!(
            batch.values.len(),
            batch.rows * table.columns().len(),
            "{}",
            table.name()
        );
        if batch.rows == rows_at_once(table) {
            self.send(table);
        }
    }

    fn send(&mut self, table: Table) {
        let batch = &mut self.gathered[table as usize];
        let full = Batch {
            table,
            rows: std::mem::take(&mut batch.rows),
            values: std::mem::take(&mut batch.values),
        };
        batch.values.reserve(full.values.len(), 0);
        self.refused |= self.to.blocking_send(full).is_err();
    }

    /// The writer gave up, so gathering more is of no use.
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// Sends the remaining rows.
    pub fn finish(mut self) {
        for table in Table::ALL {
            if self.gathered[*table as usize].rows > 0 {
                self.send(*table);
            }
        }
    }
}

/// The values of the row being added.
pub struct Values<'a>(&'a mut AnyArguments);

impl Values<'_> {
    fn value<'t, T>(&mut self, value: T) -> &mut Self
    where
        T: sqlx::Encode<'t, sqlx::Any> + sqlx::Type<sqlx::Any>,
    {
        let added = self.0.add(value);
        debug_assert!(added.is_ok(), "{added:?}");
        self
    }

    pub fn text(&mut self, text: impl Into<String>) -> &mut Self {
        self.value(text.into())
    }

    pub fn maybe_text(&mut self, text: Option<impl Into<String>>) -> &mut Self {
        self.value(text.map(Into::into))
    }

    pub fn int(&mut self, number: i64) -> &mut Self {
        self.value(number)
    }

    pub fn maybe_int(&mut self, number: Option<i64>) -> &mut Self {
        self.value(number)
    }

    pub fn at(&mut self, at: Millis) -> &mut Self {
        self.value(at.0)
    }

    pub fn maybe_at(&mut self, at: Option<Millis>) -> &mut Self {
        self.value(at.map(|at| at.0))
    }
}

fn rows_at_once(table: Table) -> usize {
    VALUES_AT_ONCE / table.columns().len()
}

/// Writes all received rows; returns their number.
pub async fn write(
    connection: &mut Connection,
    engine: Engine,
    mut from: Receiver<Batch>,
) -> sqlx::Result<u64> {
    let mut statements: HashMap<Table, Arc<str>> = HashMap::new();
    let mut written = 0;
    while let Some(batch) = from.recv().await {
        let full = batch.rows == rows_at_once(batch.table);
        let sql = if full {
            statements
                .entry(batch.table)
                .or_insert_with(|| insert(batch.table, batch.rows, engine).into())
                .clone()
        } else {
            insert(batch.table, batch.rows, engine).into()
        };
        sqlx::query_with(AssertSqlSafe(sql), batch.values)
            .persistent(full)
            .execute(&mut *connection)
            .await?;
        written += batch.rows as u64;
    }
    Ok(written)
}

/// SQL of an insert; unnamed parameters on SQLite, where looking names up takes more than half the time for
/// thousands of them.
fn insert(table: Table, rows: usize, engine: Engine) -> String {
    let columns = table.columns();
    let mut sql = format!("insert into {} ({}) values ", table.name(), columns.join(", "));
    for row in 0..rows {
        for column in 0..columns.len() {
            sql.push_str(match (row, column) {
                (0, 0) => "(",
                (_, 0) => ", (",
                _ => ", ",
            });
            match engine {
                Engine::Sqlite => sql.push('?'),
                Engine::Postgres => sql.push_str(&format!("${}", row * columns.len() + column + 1)),
            }
        }
        sql.push(')');
    }
    sql
}
