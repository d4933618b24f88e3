//! Reads by many keys, in chunks.

use crate::db::{Connection, key_list};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow};

/// The most keys in one statement.
const CHUNK: usize = 1000;

/// Rows of the statement that `sql` builds for a condition on the keys. `$1` is the owner: the seller, or the
/// seller's import.
pub async fn read_by_keys<T, K>(
    connection: &mut Connection,
    owner: &str,
    keys: &[K],
    sql: impl Fn(String) -> String + Send,
) -> sqlx::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    K: AsRef<str> + Sync,
{
    let sql = sql(connection.engine().is_one_of(2));
    let mut all = Vec::new();
    for keys in keys.chunks(CHUNK) {
        let rows = sqlx::query_as::<_, T>(AssertSqlSafe(sql.clone()))
            .bind(owner)
            .bind(key_list(keys))
            .fetch_all(&mut *connection)
            .await?;
        all.extend(rows);
    }
    Ok(all)
}
