//! SQL count of products under review among those of one action.

use crate::db::{Db, read_by_keys};
use crate::id::{ProductId, SellerId};

/// Whether some of these products are under review.
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
