//! How many products wait for an admin, of those that one act has changed.

use super::by_keys::read_by_keys;
use crate::db::Db;
use crate::id::{BulkEditId, ImportId, ProductId, SellerId};

/// Of those that an import took, counted up to a limit.
pub async fn imported_waiting(
    db: &Db,
    seller_id: &SellerId,
    import_id: &ImportId,
    limit: i64,
) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from (
             select r.product_id from import_products p join product_reviews r on r.product_id = p.product_id
             where r.seller_id = $1 and p.import_id = $2 and p.outcome in ('created', 'updated') and p.undone is null
               and r.returned_at is null limit $3
         ) waiting",
    )
    .bind(seller_id.as_str())
    .bind(import_id.as_str())
    .bind(limit)
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

/// Of those that a bulk edit changed, counted up to a limit.
pub async fn edited_waiting(
    db: &Db,
    seller_id: &SellerId,
    bulk_edit_id: &BulkEditId,
    limit: i64,
) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from (
             select r.product_id from bulk_edit_products p join product_reviews r on r.product_id = p.product_id
             where r.seller_id = $1 and p.bulk_edit_id = $2 and p.outcome = 'changed' and p.undone is null
               and r.returned_at is null limit $3
         ) waiting",
    )
    .bind(seller_id.as_str())
    .bind(bulk_edit_id.as_str())
    .bind(limit)
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

/// Of these.
pub async fn some_waiting(db: &Db, seller_id: &SellerId, ids: &[ProductId]) -> sqlx::Result<i64> {
    let mut reader = db.reader().acquire().await?;
    let waiting: Vec<(String,)> = read_by_keys(&mut reader, seller_id.as_str(), ids, |one_of| {
        format!(
            "select product_id from product_reviews
             where seller_id = $1 and returned_at is null and product_id {one_of}"
        )
    })
    .await?;
    Ok(waiting.len() as i64)
}
