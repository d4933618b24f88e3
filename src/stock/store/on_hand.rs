//! Stock: what is on hand, changed with its reason.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, key_list, no_tail};
use crate::id::{AdjustmentId, BulkEditId, ImportId, LocationId, OrderId, SellerId, UserId, VariantId};
use sqlx::AssertSqlSafe;

/// The variants that these SKUs name, by SKU; at most 1,000 are asked for at once.
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

crate::row!(HeldStock {
    on_hand,
    elsewhere,
    here
});

/// A variant's stock within a transaction that will change it.
#[derive(Debug, Clone, Copy)]
pub struct HeldStock {
    pub on_hand: i64,
    /// What lies at the further locations together.
    pub elsewhere: i64,
    /// What lies at the further location that was asked about.
    pub here: i64,
}

/// Takes hold of a variant's stock until the transaction ends, its locations included. Hold several in the order of
/// their ids.
pub async fn hold_stock(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    location_id: Option<&LocationId>,
) -> sqlx::Result<Option<HeldStock>> {
    let variant = "select 1 from variants where seller_id = $1 and variant_id = $2 and removed_at is null";
    if !tx
        .lock(variant, &[seller_id.as_str(), variant_id.as_str()])
        .await?
    {
        return Ok(None);
    }
    sqlx::query_as(
        "select v.on_hand, cast(coalesce(sum(i.on_hand), 0) as bigint) as elsewhere,
             cast(coalesce(sum(case when i.location_id = $3 then i.on_hand end), 0) as bigint) as here
         from variants v left join stock_items i on i.variant_id = v.variant_id
         where v.seller_id = $1 and v.variant_id = $2 group by v.variant_id, v.on_hand",
    )
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(location_id.map(LocationId::as_str))
    .fetch_optional(&mut **tx)
    .await
}

/// Says what lies at a further location; the variant is held. To go before the variant's own figure, which takes
/// pieces from the locations when it falls below what they have.
pub async fn put_item(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    location_id: &LocationId,
    on_hand: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into stock_items (variant_id, location_id, seller_id, on_hand) values ($1, $2, $3, $4)
         on conflict (variant_id, location_id) do update set on_hand = excluded.on_hand",
    )
    .bind(variant_id.as_str())
    .bind(location_id.as_str())
    .bind(seller_id.as_str())
    .bind(on_hand)
    .execute(&mut **tx)
    .await
    .map(drop)
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
    /// None: the main location.
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
            bulk_edit_id: None,
            location_id: None,
            note: None,
        }
    }
}

/// Changes what is on hand and notes why; what is on hand now, or nothing when that would be less than none. The
/// change is relative, so that pieces that leave the shelf at the same moment are not put back.
pub async fn change_on_hand(
    tx: &mut Tx,
    seller_id: &SellerId,
    adjustment: &Adjustment<'_>,
    now: Millis,
) -> sqlx::Result<Option<i64>> {
    let changed: Option<(i64,)> = sqlx::query_as(
        "update variants set on_hand = on_hand + $3, updated_at = $4
         where seller_id = $1 and variant_id = $2 and on_hand + $3 >= 0 returning on_hand",
    )
    .bind(seller_id.as_str())
    .bind(adjustment.variant_id.as_str())
    .bind(adjustment.change)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    let Some((on_hand,)) = changed else {
        return Ok(None);
    };
    insert_adjustment(tx, seller_id, adjustment, on_hand, now).await?;
    Ok(Some(on_hand))
}

/// Notes a change of what is on hand, and what there was after it.
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

/// Brings what is on hand from `before` to `after` and notes the adjustment.
pub async fn set_on_hand(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    (before, after): (i64, i64),
    cause: &Cause<'_>,
    now: Millis,
) -> sqlx::Result<bool> {
    let adjustment = Adjustment::of(variant_id, after - before, cause);
    let done = change_on_hand(tx, seller_id, &adjustment, now).await?;
    Ok(done.is_some())
}

/// Notes what a new variant has on hand.
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

/// Pieces that an order held leave the shelf: of the location named, if there are any, else of the main one and then
/// the others. What was back-ordered cannot go below nothing.
pub async fn ship_stock(
    tx: &mut Tx,
    seller_id: &SellerId,
    shipped: &Shipped<'_>,
    now: Millis,
) -> sqlx::Result<()> {
    let before: Option<(i64,)> = sqlx::query_as(
        "update variants set reserved = reserved - $3 where seller_id = $1 and variant_id = $2 returning on_hand",
    )
    .bind(seller_id.as_str())
    .bind(shipped.variant_id.as_str())
    .bind(shipped.quantity)
    .fetch_optional(&mut **tx)
    .await?;
    let there = before.map_or(0, |(on_hand,)| on_hand);
    let change = -shipped.quantity.min(there);
    if let Some(location_id) = shipped.location_id {
        sqlx::query(
            "update stock_items set on_hand = case when on_hand + $3 > 0 then on_hand + $3 else 0 end
             where variant_id = $1 and location_id = $2",
        )
        .bind(shipped.variant_id.as_str())
        .bind(location_id.as_str())
        .bind(change)
        .execute(&mut **tx)
        .await?;
    }
    if change == 0 {
        return Ok(());
    }
    let cause = Cause {
        reason: "shipped",
        user_id: shipped.user_id,
        import_id: None,
    };
    let adjustment = Adjustment {
        order_id: Some(shipped.order_id),
        location_id: shipped.location_id,
        ..Adjustment::of(shipped.variant_id, change, &cause)
    };
    change_on_hand(tx, seller_id, &adjustment, now).await.map(drop)
}

/// Pieces of an order that leave.
#[derive(Debug, Clone, Copy)]
pub struct Shipped<'a> {
    pub order_id: &'a OrderId,
    pub variant_id: &'a VariantId,
    pub quantity: i64,
    pub user_id: Option<&'a UserId>,
    /// A further location that the shipment leaves from; none: the main one first.
    pub location_id: Option<&'a LocationId>,
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
    note_many(tx, seller_id, moved, cause, now).await?;
    Ok(true)
}

/// Notes changes of what is on hand of many variants.
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
            .maybe_text(cause.user_id.map(UserId::as_str))
            .int(now.0);
    };
    NOTE.write(tx, moved, note, no_tail).await.map(drop)
}

/// Why stock changes, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// Such as `created`, `edited`, `import`, `inventory`.
    pub reason: &'static str,
    pub user_id: Option<&'a UserId>,
    pub import_id: Option<&'a ImportId>,
}
