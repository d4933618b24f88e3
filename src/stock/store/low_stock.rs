//! SQL of thresholds and low-stock alerts.

use crate::clock::Millis;
use crate::db::{Connection, Db, Tx};
use crate::id::{ProductId, SellerId, VariantId};

/// Default low-stock threshold of the shop's variants.
pub async fn shop_threshold(db: &Db, seller_id: &SellerId) -> sqlx::Result<Option<i64>> {
    shop_threshold_in(&mut db.reader().acquire().await?, seller_id).await
}

/// Reads on the caller's connection.
pub async fn shop_threshold_in(
    connection: &mut Connection,
    seller_id: &SellerId,
) -> sqlx::Result<Option<i64>> {
    let row: Option<(Option<i64>,)> = sqlx::query_as("select low_stock_at from sellers where seller_id = $1")
        .bind(seller_id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.and_then(|(threshold,)| threshold))
}

pub async fn set_shop_threshold(
    tx: &mut Tx,
    seller_id: &SellerId,
    threshold: Option<i64>,
) -> sqlx::Result<()> {
    sqlx::query("update sellers set low_stock_at = $2 where seller_id = $1")
        .bind(seller_id.as_str())
        .bind(threshold)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Sets a variant's own threshold, or returns it to the shop's. What is low by that has not fallen, so that
/// it is not told.
pub async fn set_threshold(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    own: Option<i64>,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update variants set own_low_stock_at = $3,
             low_stock_at = coalesce($3, (select s.low_stock_at from sellers s where s.seller_id = $1))
         where seller_id = $1 and variant_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(own)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "update variants set low_since = case when on_hand - reserved <= low_stock_at then coalesce(low_since, $3) end
         where seller_id = $1 and variant_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Applies the shop's threshold to the next `limit` variants after `after` without their own; returns the
/// last one, or none at the end.
pub async fn spread_threshold(
    tx: &mut Tx,
    seller_id: &SellerId,
    after: &str,
    limit: i64,
    now: Millis,
) -> sqlx::Result<Option<String>> {
    let (last,): (Option<String>,) = sqlx::query_as(
        "select max(variant_id) from (select variant_id from variants
             where seller_id = $1 and removed_at is null and archived_at is null and variant_id > $2
             order by variant_id limit $3) part",
    )
    .bind(seller_id.as_str())
    .bind(after)
    .bind(limit)
    .fetch_one(&mut **tx)
    .await?;
    let Some(last) = last else { return Ok(None) };
    sqlx::query(
        "update variants set
             low_stock_at = (select s.low_stock_at from sellers s where s.seller_id = $1),
             low_since = case when on_hand - reserved <= (select s.low_stock_at from sellers s where s.seller_id = $1)
                 then coalesce(low_since, $4) end
         where seller_id = $1 and variant_id > $2 and variant_id <= $3 and removed_at is null
             and archived_at is null and own_low_stock_at is null",
    )
    .bind(seller_id.as_str())
    .bind(after)
    .bind(&last)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(Some(last))
}

/// Resets variants that rose above their threshold, at most `limit`.
pub async fn forget_risen(tx: &mut Tx, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "update variants set low_since = null where variant_id in (select variant_id from variants
             where low_since is not null and low_stock_at < on_hand - reserved order by variant_id limit $1)",
    )
    .bind(limit)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Whether any variant crossed its threshold, without taking the write lock.
pub async fn has_moved(db: &Db) -> sqlx::Result<bool> {
    let (moved,): (i64,) = sqlx::query_as(
        "select (select count(*) from (select variant_id from variants where removed_at is null
                 and archived_at is null and low_since is null and low_stock_at >= on_hand - reserved
                 order by variant_id limit 1) fallen)
             + (select count(*) from (select variant_id from variants
                 where low_since is not null and low_stock_at < on_hand - reserved
                 order by variant_id limit 1) risen) as moved",
    )
    .fetch_one(db.reader())
    .await?;
    Ok(moved > 0)
}

/// Marks variants that fell to their threshold as alerted and returns them with sellers, at most `limit`.
pub async fn take_fallen(tx: &mut Tx, limit: i64, now: Millis) -> sqlx::Result<Vec<(SellerId, VariantId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "update variants set low_since = $2 where low_since is null and variant_id in (
             select variant_id from variants where removed_at is null and archived_at is null
                 and low_since is null and low_stock_at >= on_hand - reserved order by variant_id limit $1)
         returning seller_id, variant_id",
    )
    .bind(limit)
    .bind(now.0)
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(seller_id, variant_id)| (SellerId::stored(seller_id), VariantId::stored(variant_id)))
        .collect())
}

/// Effective thresholds of a product's variants, if monitored.
pub async fn thresholds(
    connection: &mut Connection,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Vec<(VariantId, i64)>> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select variant_id, low_stock_at from variants
         where seller_id = $1 and product_id = $2 and removed_at is null and low_stock_at is not null",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, low_at)| (VariantId::stored(id), low_at))
        .collect())
}
