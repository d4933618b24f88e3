//! Reading by many keys, some of them to a statement.

use super::{padded, places};
use crate::db::Connection;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow};

/// The most keys in one statement.
const CHUNK: usize = 256;

/// What the statements find that `sql` makes of the places of some keys; the first place is the owner's: the seller,
/// or the seller's import.
pub(super) async fn read_by_keys<T, K>(
    connection: &mut Connection,
    owner: &str,
    keys: &[K],
    sql: impl Fn(String) -> String + Send,
) -> sqlx::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    K: AsRef<str> + Sync,
{
    let mut all = Vec::new();
    for keys in keys.chunks(CHUNK) {
        let sql = sql(places(2, keys.len()));
        let mut query = sqlx::query_as::<_, T>(AssertSqlSafe(sql)).bind(owner);
        for key in padded(keys) {
            query = query.bind(key.as_ref());
        }
        all.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(all)
}
