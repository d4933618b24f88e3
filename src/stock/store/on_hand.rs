//! SQL of stock on hand, changed with a reason. The only writer of an existing variant's stock; every decrease also
//! takes pieces from the locations.

use super::held::{HeldStock, put_item, take_from_locations};
use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, key_list, no_tail};
use crate::id::{AdjustmentId, BulkEditId, ImportId, LocationId, OrderId, SellerId, UserId, VariantId};
use sqlx::AssertSqlSafe;

/// Variants of these SKUs; at most 1,000 are read at once.
pub async fn variants_by_sku(
    tx: &mut Tx,
    seller_id: &SellerId,
    skus: &[String],
) -> sqlx::Result<Vec<(String, VariantId)>> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select sku, variant_id from variants where seller_id = $1 and sku {} and removed_at is null",
        tx.engine().is_one_of(2)
    );
    let rows: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(skus))
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(sku, id)| (sku, VariantId::stored(id)))
        .collect())
}

/// One line of a variant's history.
#[derive(Debug, Clone, Copy)]
pub struct Adjustment<'a> {
    pub variant_id: &'a VariantId,
    pub change: i64,
    pub reason: &'a str,
    pub user_id: Option<&'a UserId>,
    pub import_id: Option<&'a ImportId>,
    pub order_id: Option<&'a OrderId>,
    pub bulk_edit_id: Option<&'a BulkEditId>,
    /// None for the main location.
    pub location_id: Option<&'a LocationId>,
    pub note: Option<&'a str>,
}

impl<'a> Adjustment<'a> {
    /// A change at the main location.
    pub fn of(variant_id: &'a VariantId, change: i64, cause: &Cause<'a>) -> Self {
        Self {
            variant_id,
            change,
            reason: cause.reason,
            user_id: cause.user_id,
            import_id: cause.import_id,
            order_id: None,
            bulk_edit_id: cause.bulk_edit_id,
            location_id: None,
            note: None,
        }
    }
}

/// Changes what is on hand by each of these adjustments and notes why; says whether there was enough for every one,
/// and leaves out those for which there was not. Changes are relative, so that pieces that leave the shelf at the same
/// moment are not put back.
pub async fn change_on_hand(
    tx: &mut Tx,
    seller_id: &SellerId,
    adjustments: &[Adjustment<'_>],
    now: Millis,
) -> sqlx::Result<bool> {
    let mut lowered = Vec::new();
    let mut is_enough = true;
    for adjustment in adjustments {
        let on_hand = add(tx, seller_id, adjustment, 0, now).await?;
        is_enough &= on_hand.is_some();
        if on_hand.is_some() && adjustment.change < 0 {
            lowered.push(adjustment.variant_id);
        }
    }
    take_from_locations(tx, seller_id, &lowered).await?;
    Ok(is_enough)
}

/// Changes what is on hand of a variant whose stock is held, at the adjustment's location, and takes pieces that ship
/// out of those that orders hold; what is on hand now, or nothing when that would be less than none.
pub async fn change_held(
    tx: &mut Tx,
    seller_id: &SellerId,
    held: &HeldStock,
    adjustment: &Adjustment<'_>,
    shipped: i64,
    now: Millis,
) -> sqlx::Result<Option<i64>> {
    let variant_id = adjustment.variant_id;
    let mut elsewhere = held.elsewhere;
    if let Some(location_id) = adjustment.location_id.filter(|_| adjustment.change != 0) {
        let here = (held.here + adjustment.change).max(0);
        put_item(tx, seller_id, variant_id, location_id, here).await?;
        elsewhere += here - held.here;
    }
    let on_hand = add(tx, seller_id, adjustment, shipped, now).await?;
    if on_hand.is_some_and(|on_hand| on_hand < elsewhere) {
        take_from_locations(tx, seller_id, &[variant_id]).await?;
    }
    Ok(on_hand)
}

/// Adds a change to what is on hand and notes it. Only to be called by what takes pieces from the locations too.
async fn add(
    tx: &mut Tx,
    seller_id: &SellerId,
    adjustment: &Adjustment<'_>,
    shipped: i64,
    now: Millis,
) -> sqlx::Result<Option<i64>> {
    let changed: Option<(i64,)> = sqlx::query_as(
        "update variants set on_hand = on_hand + $3, reserved = reserved - $4, updated_at = $5
         where seller_id = $1 and variant_id = $2 and on_hand + $3 >= 0 returning on_hand",
    )
    .bind(seller_id.as_str())
    .bind(adjustment.variant_id.as_str())
    .bind(adjustment.change)
    .bind(shipped)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    let Some((on_hand,)) = changed else {
        return Ok(None);
    };
    if adjustment.change != 0 {
        insert_adjustment(tx, seller_id, adjustment, on_hand, now).await?;
    }
    Ok(Some(on_hand))
}

/// Inserts an adjustment with the stock after it.
pub async fn insert_adjustment(
    tx: &mut Tx,
    seller_id: &SellerId,
    adjustment: &Adjustment<'_>,
    on_hand_after: i64,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into adjustments (adjustment_id, seller_id, variant_id, on_hand_change, reason, order_id, import_id,
             bulk_edit_id, user_id, location_id, note, on_hand_after, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(AdjustmentId::new(now).as_str())
    .bind(seller_id.as_str())
    .bind(adjustment.variant_id.as_str())
    .bind(adjustment.change)
    .bind(adjustment.reason)
    .bind(adjustment.order_id.map(OrderId::as_str))
    .bind(adjustment.import_id.map(ImportId::as_str))
    .bind(adjustment.bulk_edit_id.map(BulkEditId::as_str))
    .bind(adjustment.user_id.map(UserId::as_str))
    .bind(adjustment.location_id.map(LocationId::as_str))
    .bind(adjustment.note)
    .bind(on_hand_after)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Sets stock from `before` to `after` with an adjustment.
pub async fn set_on_hand(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    (before, after): (i64, i64),
    cause: &Cause<'_>,
    now: Millis,
) -> sqlx::Result<bool> {
    let adjustment = Adjustment::of(variant_id, after - before, cause);
    change_on_hand(tx, seller_id, &[adjustment], now).await
}

/// Records a new variant's stock.
pub async fn note(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    on_hand: i64,
    cause: &Cause<'_>,
    now: Millis,
) -> sqlx::Result<()> {
    let adjustment = Adjustment::of(variant_id, on_hand, cause);
    insert_adjustment(tx, seller_id, &adjustment, on_hand, now).await
}

const MOVE: Batch = Batch {
    head: "update variants set on_hand = on_hand + v.column2, updated_at = v.column3 from (values",
    columns: 3,
    tail: ") v where variants.variant_id = v.column1 and on_hand + v.column2 >= 0 and variants.seller_id = ?",
};

const NOTE: Batch = Batch {
    head: "insert into adjustments (adjustment_id, seller_id, variant_id, on_hand_change, reason, import_id,
             bulk_edit_id, user_id, at)
         values",
    columns: 9,
    tail: "",
};

/// Changes stock of many variants with adjustments; returns whether all had enough.
pub async fn move_many(
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
    let lowered = moved.iter().filter(|(_, change)| *change < 0);
    let lowered: Vec<&VariantId> = lowered.map(|(variant_id, _)| *variant_id).collect();
    take_from_locations(tx, seller_id, &lowered).await?;
    note_many(tx, seller_id, moved, cause, now).await?;
    Ok(true)
}

/// Inserts adjustments of many variants.
pub async fn note_many(
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
            .maybe_text(cause.bulk_edit_id.map(|id| id.as_str()))
            .maybe_text(cause.user_id.map(UserId::as_str))
            .int(now.0);
    };
    NOTE.write(tx, moved, note, no_tail).await.map(drop)
}

/// Why stock changes, and by whom.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cause<'a> {
    /// Such as `created`, `edited`, `import`, `inventory`.
    pub reason: &'static str,
    pub user_id: Option<&'a UserId>,
    pub import_id: Option<&'a ImportId>,
    pub bulk_edit_id: Option<&'a BulkEditId>,
}
