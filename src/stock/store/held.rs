//! A variant's stock, locked, and what lies of it at further locations.

use crate::db::{Batch, Tx, Values, key_list};
use crate::id::{LocationId, SellerId, VariantId};
use crate::stock::spill;
use sqlx::AssertSqlSafe;

crate::row! {
    /// A variant's stock, locked by the transaction that read it.
    #[derive(Debug, Clone, Copy)]
    pub struct HeldStock {
        pub on_hand: i64,
        /// Pieces at all further locations together.
        pub elsewhere: i64,
        /// Pieces at the further location that was named.
        pub here: i64,
        /// When it was allowed to sell more than there is; none: it is not.
        pub backorder_at: Option<i64>,
        /// When it was removed from its product.
        pub removed_at: Option<i64>,
    }
}

/// Locks a variant's stock until the transaction ends, its locations included; none for a variant that was removed.
/// Lock several in the order of their ids.
pub async fn hold_stock(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    location_id: Option<&LocationId>,
) -> sqlx::Result<Option<HeldStock>> {
    let held = hold_ordered(tx, seller_id, variant_id, location_id).await?;
    Ok(held.filter(|held| held.removed_at.is_none()))
}

/// Locks the stock of a variant that may have been removed since it was ordered.
pub async fn hold_ordered(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    location_id: Option<&LocationId>,
) -> sqlx::Result<Option<HeldStock>> {
    let variant = "select 1 from variants where seller_id = $1 and variant_id = $2";
    if !tx
        .lock(variant, &[seller_id.as_str(), variant_id.as_str()])
        .await?
    {
        return Ok(None);
    }
    sqlx::query_as(
        "select v.on_hand, cast(coalesce(sum(i.on_hand), 0) as bigint) as elsewhere,
             cast(coalesce(sum(case when i.location_id = $3 then i.on_hand end), 0) as bigint) as here,
             v.backorder_at, v.removed_at
         from variants v left join stock_items i on i.variant_id = v.variant_id
         where v.seller_id = $1 and v.variant_id = $2
         group by v.variant_id, v.on_hand, v.backorder_at, v.removed_at",
    )
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(location_id.map(LocationId::as_str))
    .fetch_optional(&mut **tx)
    .await
}

/// Sets what lies at a further location; the variant is held.
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

crate::row! {
    /// Pieces at a further location, and how many the variant has in all.
    #[derive(Debug, Clone)]
    struct LyingRow {
        variant_id: VariantId,
        location_id: LocationId,
        on_hand: i64,
        in_all: i64,
    }
}

const SET_ITEMS: Batch = Batch {
    head: "update stock_items set on_hand = v.column3 from (values",
    columns: 3,
    tail: ") v where stock_items.variant_id = v.column1 and stock_items.location_id = v.column2
             and stock_items.seller_id = ?",
};

/// Takes from the further locations of these variants what is no longer there, once their stock went down in this
/// transaction, which locked them by that.
pub(super) async fn take_from_locations(
    tx: &mut Tx,
    seller_id: &SellerId,
    lowered: &[&VariantId],
) -> sqlx::Result<()> {
    if lowered.is_empty() {
        return Ok(());
    }
    let lying = lying(tx, seller_id, lowered).await?;
    let mut fewer: Vec<(&LyingRow, i64)> = Vec::new();
    for rows in lying.chunk_by(|a, b| a.variant_id == b.variant_id) {
        let elsewhere: Vec<i64> = rows.iter().map(|row| row.on_hand).collect();
        let in_all = rows.first().map_or(0, |row| row.in_all);
        let staying = rows.iter().zip(spill::staying(in_all, &elsewhere));
        fewer.extend(staying.filter(|(row, stays)| row.on_hand != *stays));
    }
    let set = |(row, stays): &(&LyingRow, i64), values: &mut Values| {
        let (variant_id, location_id) = (row.variant_id.as_str(), row.location_id.as_str());
        values.text(variant_id).text(location_id).int(*stays);
    };
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    SET_ITEMS.write(tx, &fewer, set, of_seller).await.map(drop)
}

/// Stock of these variants at further locations, the oldest location first.
async fn lying(tx: &mut Tx, seller_id: &SellerId, variant_ids: &[&VariantId]) -> sqlx::Result<Vec<LyingRow>> {
    let sql = format!(
        "select i.variant_id, i.location_id, i.on_hand, v.on_hand as in_all
         from stock_items i join variants v on v.variant_id = i.variant_id
         where i.seller_id = $1 and i.variant_id {} and i.on_hand > 0 order by i.variant_id, i.location_id",
        tx.engine().is_one_of(2)
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(variant_ids))
        .fetch_all(&mut **tx)
        .await
}
