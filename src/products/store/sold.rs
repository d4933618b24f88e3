//! Products that have been sold once: they are archived from then on, never deleted.

use crate::clock::Millis;
use crate::db::{Tx, key_list};
use crate::id::{ProductId, SellerId};
use sqlx::AssertSqlSafe;

/// Notes the first sale of these products; of those sold before, nothing changes.
pub async fn mark_sold(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_ids: &[ProductId],
    now: Millis,
) -> sqlx::Result<()> {
    let sql = format!(
        "update products set sold_at = $3 where seller_id = $1 and product_id {} and sold_at is null",
        tx.engine().is_one_of(2)
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(product_ids))
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}
