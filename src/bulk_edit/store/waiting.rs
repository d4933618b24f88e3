//! Number of products a bulk edit changed that await review.

use crate::db::Db;
use crate::id::{BulkEditId, SellerId};

/// Number of a bulk edit's changed products waiting for review, up to a limit.
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
