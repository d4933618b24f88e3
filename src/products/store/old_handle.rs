//! Former handles, whose public addresses redirect.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{ProductId, SellerId};
use crate::products::Handle;

/// Keeps a former handle, which redirects to the product that had it last.
pub(super) async fn keep(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    once: &Handle,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into old_handles (seller_id, handle, product_id, replaced_at) values ($1, $2, $3, $4)
         on conflict (seller_id, handle) do update set product_id = excluded.product_id,
             replaced_at = excluded.replaced_at",
    )
    .bind(seller_id.as_str())
    .bind(once.as_str())
    .bind(product_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
