//! All products of a shop that closes.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::SellerId;
use crate::stock;

/// Archives all products of a seller, as one by one: their variants are archived, and none waits as a new one.
pub async fn archive_all(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<()> {
    let threshold = stock::shop_threshold_in(tx, seller_id).await?;
    sqlx::query(
        "update variants set archived_at = $2, low_stock_at = coalesce(own_low_stock_at, $3)
         where seller_id = $1 and product_id in
             (select product_id from products where seller_id = $1 and status <> 'archived')",
    )
    .bind(seller_id.as_str())
    .bind(now.0)
    .bind(threshold)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "delete from product_reviews where kind = 'new' and product_id in
             (select product_id from products where seller_id = $1 and held_at is not null)",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "update products set status = 'archived', held_at = null, updated_at = $2, version = version + 1
         where seller_id = $1 and status <> 'archived'",
    )
    .bind(seller_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
