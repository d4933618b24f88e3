//! Reserved pieces.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::VariantId;

/// Reserves pieces, if they are there or the variant may be back-ordered; of whichever seller.
pub async fn reserve(tx: &mut Tx, variant_id: &VariantId, quantity: i64, now: Millis) -> sqlx::Result<bool> {
    let reserved = sqlx::query(
        "update variants set reserved = reserved + $2, updated_at = $3
         where variant_id = $1 and (on_hand - reserved >= $2 or backorder_at is not null)",
    )
    .bind(variant_id.as_str())
    .bind(quantity)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(reserved.rows_affected() == 1)
}

/// Gives reserved pieces back to those that can be ordered.
pub async fn release(tx: &mut Tx, variant_id: &VariantId, quantity: i64, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update variants set reserved = reserved - $2, updated_at = $3 where variant_id = $1")
        .bind(variant_id.as_str())
        .bind(quantity)
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}
