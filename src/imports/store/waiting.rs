//! Number of products an import changed that await review.

use crate::db::Db;
use crate::id::{ImportId, SellerId};

/// Number of an import's changed products waiting for review, up to a limit.
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
