//! Handles of products, free among the seller's.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{ProductId, SellerId};
use crate::products::Handle;
use crate::products::store::decided::Decided;
use crate::products::store::old_handle;

/// Handles to try: as requested, numbered, and finally with a unique number.
pub(super) fn handles(wish: &Handle) -> impl Iterator<Item = Handle> {
    let numbered = (2..20).map(|number| wish.numbered(number));
    let wild = (0..50).map(|_| wish.numbered(rand::random::<u32>() | 1 << 16));
    std::iter::once(wish.clone()).chain(numbered).chain(wild)
}

/// The handle of a changed product: as it is wished for, or numbered. One that it gives up is kept.
pub(super) async fn next_handle(
    tx: &mut Tx,
    seller_id: &SellerId,
    decided: &Decided<'_>,
    now: Millis,
) -> sqlx::Result<Handle> {
    let (product_id, current) = (&decided.current.product_id, &decided.current.product.handle);
    let handle = free_handle(tx, seller_id, product_id, current, &decided.written.handle).await?;
    if handle != *current {
        old_handle::keep(tx, seller_id, product_id, current, now).await?;
    }
    Ok(handle)
}

/// The handle wished for, or numbered when another product of the seller has it.
async fn free_handle(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    current: &Handle,
    wish: &Handle,
) -> sqlx::Result<Handle> {
    if wish == current {
        return Ok(wish.clone());
    }
    for handle in handles(wish) {
        let taken: Option<(String,)> = sqlx::query_as(
            "select product_id from products where seller_id = $1 and handle = $2 and product_id <> $3",
        )
        .bind(seller_id.as_str())
        .bind(handle.as_str())
        .bind(product_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
        if taken.is_none() {
            return Ok(handle);
        }
    }
    Ok(current.clone())
}
