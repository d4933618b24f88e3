//! Stock: what is on hand, changed with its reason.

use super::batch::{Batch, Values, no_tail};
use super::{Cause, padded, places};
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{AdjustmentId, ProductId, SellerId, UserId, VariantId};
use sqlx::AssertSqlSafe;

crate::row!(StockRow {
    variant_id,
    product_id,
    sku,
    on_hand,
    reserved
});

/// A variant's stock.
#[derive(Debug, Clone)]
pub struct StockRow {
    pub variant_id: VariantId,
    pub product_id: ProductId,
    pub sku: Option<String>,
    pub on_hand: i64,
    pub reserved: i64,
}

/// The stock of the seller's variants with these SKUs; at most 1,000 are asked for at once.
pub async fn stock_by_sku(tx: &mut Tx, seller_id: &SellerId, skus: &[String]) -> sqlx::Result<Vec<StockRow>> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select variant_id, product_id, sku, on_hand, reserved from variants
         where seller_id = $1 and sku in ({}) and removed_at is null order by variant_id",
        places(2, skus.len())
    );
    let mut query = sqlx::query_as::<_, StockRow>(AssertSqlSafe(sql)).bind(seller_id.as_str());
    for sku in padded(skus) {
        query = query.bind(sku);
    }
    query.fetch_all(&mut **tx).await
}

/// Brings what is on hand from `before` to `after` and notes the adjustment. The change is relative, so that
/// pieces that leave the shelf at the same moment are not put back.
pub async fn set_on_hand(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    (before, after): (i64, i64),
    cause: &Cause<'_>,
    now: Millis,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update variants set on_hand = on_hand + $3, updated_at = $4
         where seller_id = $1 and variant_id = $2 and on_hand + $3 >= 0",
    )
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(after - before)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    note(tx, seller_id, variant_id, after - before, cause, now).await?;
    Ok(true)
}

/// Notes a change of what is on hand.
pub(super) async fn note(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    change: i64,
    cause: &Cause<'_>,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into adjustments (adjustment_id, seller_id, variant_id, on_hand_change, reason, import_id, user_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(AdjustmentId::new(now).as_str())
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(change)
    .bind(cause.reason)
    .bind(cause.import_id.map(|id| id.as_str()))
    .bind(cause.user_id.map(UserId::as_str))
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

const MOVE: Batch = Batch {
    head: "update variants set on_hand = on_hand + v.column2, updated_at = v.column3 from (values",
    columns: 3,
    tail: ") v where variants.variant_id = v.column1 and on_hand + v.column2 >= 0 and variants.seller_id = ?",
};

const NOTE: Batch = Batch {
    head: "insert into adjustments (adjustment_id, seller_id, variant_id, on_hand_change, reason, import_id, user_id, at)
         values",
    columns: 8,
    tail: "",
};

/// Changes what is on hand of many variants, each by so much, and notes the adjustments; says whether there was
/// enough of each.
pub(super) async fn move_many(
    tx: &mut Tx,
    seller_id: &SellerId,
    moved: &[(&VariantId, i64)],
    cause: &Cause<'_>,
    now: Millis,
) -> sqlx::Result<bool> {
    let change = |(id, change): &(&VariantId, i64), row: &mut Values| {
        row.text(id.as_str()).int(*change).int(now.0);
    };
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    if MOVE.write(tx, moved, change, of_seller).await? != moved.len() as u64 {
        return Ok(false);
    }
    note_many(tx, seller_id, moved, cause, now).await?;
    Ok(true)
}

/// Notes changes of what is on hand of many variants.
pub(super) async fn note_many(
    tx: &mut Tx,
    seller_id: &SellerId,
    moved: &[(&VariantId, i64)],
    cause: &Cause<'_>,
    now: Millis,
) -> sqlx::Result<()> {
    let note = |(variant_id, change): &(&VariantId, i64), row: &mut Values| {
        row.text(AdjustmentId::new(now).as_str())
            .text(seller_id.as_str())
            .text(variant_id.as_str())
            .int(*change)
            .text(cause.reason)
            .maybe_text(cause.import_id.map(|id| id.as_str()))
            .maybe_text(cause.user_id.map(UserId::as_str))
            .int(now.0);
    };
    NOTE.write(tx, moved, note, no_tail).await.map(drop)
}
