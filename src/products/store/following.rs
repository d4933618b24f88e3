//! SQL of the variants' columns that follow from their product. One product and thousands take the same number of
//! statements.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values};
use crate::id::SellerId;
use crate::products::store::decided::Decided;
use crate::products::store::{category, waiting};
use crate::products::{Product, ProductStatus, archived_at};
use crate::stock;

/// Brings along what follows from changes that were written: categories, the queue of what waits, and the state of
/// variants that were there before.
pub(super) async fn follow(
    tx: &mut Tx,
    seller_id: &SellerId,
    decided: &[Decided<'_>],
    now: Millis,
) -> sqlx::Result<()> {
    category::follow(tx, seller_id, decided).await?;
    waiting::follow(tx, seller_id, decided, now).await?;
    archive_variants(tx, seller_id, decided, now).await
}

/// Variants that come back have the threshold of today.
const ARCHIVE_VARIANTS: Batch = Batch {
    head: "update variants set archived_at = v.column2, low_stock_at = coalesce(own_low_stock_at, v.column3)
         from (values",
    columns: 3,
    tail: ") v where variants.product_id = v.column1 and variants.seller_id = ?",
};

async fn archive_variants(
    tx: &mut Tx,
    seller_id: &SellerId,
    decided: &[Decided<'_>],
    now: Millis,
) -> sqlx::Result<()> {
    let is_archived = |product: &Product| product.status == ProductStatus::Archived;
    let crosses =
        |decided: &&Decided<'_>| is_archived(&decided.current.product) != is_archived(&decided.written);
    let changed: Vec<&Decided<'_>> = decided.iter().filter(crosses).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let threshold = stock::shop_threshold_in(tx, seller_id).await?;
    let row = |decided: &&Decided<'_>, row: &mut Values| {
        row.text(decided.current.product_id.as_str())
            .maybe_int(archived_at(decided.written.status, now).map(|at| at.0))
            .maybe_int(threshold);
    };
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    let changed = ARCHIVE_VARIANTS.write(tx, &changed, row, of_seller);
    changed.await.map(drop)
}
