//! How many products wait for an admin, of those that one act has changed.

use super::{padded, places};
use crate::db::Db;
use crate::id::{BulkEditId, ImportId, ProductId, SellerId};
use sqlx::AssertSqlSafe;

/// The most ids in one statement.
const CHUNK: usize = 256;

/// Of those that an import took, counted up to a limit.
pub async fn imported_waiting(db: &Db, import_id: &ImportId, limit: i64) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from (
             select r.product_id from import_products p join product_reviews r on r.product_id = p.product_id
             where p.import_id = $1 and p.outcome in ('created', 'updated') and p.undone is null
               and r.returned_at is null limit $2
         ) waiting",
    )
    .bind(import_id.as_str())
    .bind(limit)
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

/// Of those that a bulk edit changed, counted up to a limit.
pub async fn edited_waiting(db: &Db, bulk_edit_id: &BulkEditId, limit: i64) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from (
             select r.product_id from bulk_edit_products p join product_reviews r on r.product_id = p.product_id
             where p.bulk_edit_id = $1 and p.outcome = 'changed' and p.undone is null
               and r.returned_at is null limit $2
         ) waiting",
    )
    .bind(bulk_edit_id.as_str())
    .bind(limit)
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

/// Of these.
pub async fn some_waiting(db: &Db, seller_id: &SellerId, ids: &[ProductId]) -> sqlx::Result<i64> {
    let mut waiting = 0;
    for ids in ids.chunks(CHUNK) {
        let sql = format!(
            "select count(*) from product_reviews
             where seller_id = $1 and returned_at is null and product_id in ({})",
            places(2, ids.len())
        );
        let mut query = sqlx::query_as::<_, (i64,)>(AssertSqlSafe(sql)).bind(seller_id.as_str());
        for id in padded(ids) {
            query = query.bind(id.as_str());
        }
        waiting += query.fetch_one(db.reader()).await?.0;
    }
    Ok(waiting)
}
