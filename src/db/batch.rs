//! Inserts and updates of many rows per statement.

use crate::db::{Engine, Tx};
use sqlx::any::AnyArguments;
use sqlx::{Arguments, AssertSqlSafe};

/// Values of one statement: enough to spread its cost, below every engine's limit.
const VALUES_AT_ONCE: usize = 2_400;

/// The values of a statement, in the order of its places.
#[derive(Default)]
pub struct Values(AnyArguments);

impl Values {
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

    pub fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        self.value(text.map(str::to_owned))
    }

    pub fn int(&mut self, number: i64) -> &mut Self {
        self.value(number)
    }

    pub fn maybe_int(&mut self, number: Option<i64>) -> &mut Self {
        self.value(number)
    }
}

/// A statement around a list of rows: `head (…), (…) tail`. In `tail`, `?` is a value that follows the rows'.
pub struct Batch {
    pub head: &'static str,
    /// Values per row.
    pub columns: usize,
    pub tail: &'static str,
}

impl Batch {
    /// Writes the rows, however many; answers how many rows of the table that concerned.
    pub async fn write<T>(
        &self,
        tx: &mut Tx,
        rows: &[T],
        fill: impl Fn(&T, &mut Values),
        fill_tail: impl Fn(&mut Values),
    ) -> sqlx::Result<u64> {
        let at_once = (VALUES_AT_ONCE / self.columns).max(1);
        let mut concerned = 0;
        for rows in rows.chunks(at_once) {
            let mut values = Values::default();
            values.0.reserve(rows.len() * self.columns + 4, 0);
            rows.iter().for_each(|row| fill(row, &mut values));
            fill_tail(&mut values);
            let sql = self.sql(rows.len(), tx.engine() == Engine::Sqlite);
            let done = sqlx::query_with(AssertSqlSafe(sql), values.0)
                .persistent(rows.len() == at_once)
                .execute(&mut **tx)
                .await?;
            concerned += done.rows_affected();
        }
        Ok(concerned)
    }

    /// SQL for the rows; unnamed parameters on SQLite, where looking names up takes more than half the time
    /// for thousands of them.
    fn sql(&self, rows: usize, is_sqlite: bool) -> String {
        let mut sql = String::with_capacity(self.head.len() + self.tail.len() + rows * self.columns * 4);
        let mut place = 0;
        let mut add_place = |sql: &mut String| {
            place += 1;
            if is_sqlite {
                sql.push('?');
            } else {
                sql.push('$');
                sql.push_str(&place.to_string());
            }
        };
        sql.push_str(self.head);
        for row in 0..rows {
            sql.push_str(if row == 0 { " (" } else { ", (" });
            for column in 0..self.columns {
                if column > 0 {
                    sql.push(',');
                }
                add_place(&mut sql);
            }
            sql.push(')');
        }
        sql.push(' ');
        for piece in self.tail.split_inclusive('?') {
            sql.push_str(piece.trim_end_matches('?'));
            if piece.ends_with('?') {
                add_place(&mut sql);
            }
        }
        sql
    }
}

/// No SQL after the rows.
pub fn no_tail(_: &mut Values) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_on_one_engine_and_bare_on_the_other() {
        let batch = Batch {
            head: "values",
            columns: 2,
            tail: "where owner = ?",
        };
        assert_eq!(batch.sql(2, true), "values (?,?), (?,?) where owner = ?");
        assert_eq!(batch.sql(1, false), "values ($1,$2) where owner = $3");
    }
}
