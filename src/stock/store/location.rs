//! Stock locations. The main one has a row only once it was renamed.

use crate::clock::Millis;
use crate::db::{Connection, Tx, key_list};
use crate::id::{LocationId, SellerId, VariantId};
use sqlx::AssertSqlSafe;

crate::row! {
    /// A location as stored.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct LocationRow {
        pub location_id: LocationId,
        pub name: String,
        pub address: Option<String>,
    }
}

/// Maximum number of a seller's locations.
pub const MOST_LOCATIONS: usize = 50;

/// The seller's locations that are in use, the oldest first.
pub async fn locations(connection: &mut Connection, seller_id: &SellerId) -> sqlx::Result<Vec<LocationRow>> {
    sqlx::query_as(
        "select location_id, name, address from locations
         where seller_id = $1 and archived_at is null order by location_id limit 51",
    )
    .bind(seller_id.as_str())
    .fetch_all(connection)
    .await
}

/// Inserts or updates a location; the main one gets its row on first change.
pub async fn put_location(
    tx: &mut Tx,
    seller_id: &SellerId,
    location: &LocationRow,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into locations (location_id, seller_id, name, address, created_at) values ($1, $2, $3, $4, $5)
         on conflict (location_id) do update set name = excluded.name, address = excluded.address",
    )
    .bind(location.location_id.as_str())
    .bind(seller_id.as_str())
    .bind(&location.name)
    .bind(location.address.as_deref())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Locks a seller's list of locations, by the seller's row: another may be added to it.
pub async fn lock_locations(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<bool> {
    tx.lock(
        "select 1 from sellers where seller_id = $1",
        &[seller_id.as_str()],
    )
    .await
}

/// Locks an active further location.
pub async fn hold_location(
    tx: &mut Tx,
    seller_id: &SellerId,
    location_id: &LocationId,
) -> sqlx::Result<bool> {
    let location =
        "select 1 from locations where seller_id = $1 and location_id = $2 and archived_at is null";
    tx.lock(location, &[seller_id.as_str(), location_id.as_str()])
        .await
}

/// Whether it has stock.
pub async fn is_stocked(tx: &mut Tx, location_id: &LocationId) -> sqlx::Result<bool> {
    let found: Option<(i64,)> =
        sqlx::query_as("select on_hand from stock_items where location_id = $1 and on_hand > 0 limit 1")
            .bind(location_id.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    Ok(found.is_some())
}

/// Archives an empty location; its name becomes free.
pub async fn archive_location(
    tx: &mut Tx,
    seller_id: &SellerId,
    location_id: &LocationId,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query("delete from stock_items where location_id = $1")
        .bind(location_id.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query("update locations set archived_at = $3 where seller_id = $1 and location_id = $2")
        .bind(seller_id.as_str())
        .bind(location_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

crate::row! {
    /// Stock of one variant at one further location.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ItemRow {
        pub variant_id: VariantId,
        pub location_id: LocationId,
        pub on_hand: i64,
    }
}

/// Stock of these variants at further locations.
pub async fn items_of(
    connection: &mut Connection,
    seller_id: &SellerId,
    variant_ids: &[VariantId],
) -> sqlx::Result<Vec<ItemRow>> {
    if variant_ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select variant_id, location_id, on_hand from stock_items
         where seller_id = $1 and variant_id {} and on_hand > 0 order by variant_id, location_id",
        connection.engine().is_one_of(2)
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(variant_ids))
        .fetch_all(connection)
        .await
}
