//! SQL of shipping profiles.

use super::profile::{HANDLING_DAYS, Profile, Zone};
use crate::clock::Millis;
use crate::db::{Connection, Json, Tx, json};
use crate::id::SellerId;

crate::row! {
    struct ProfileRow {
        handling_days: i64,
        zones: Json<Vec<Zone>>,
    }
}

/// The seller's profile; one who set nothing up ships nowhere.
pub async fn profile(connection: &mut Connection, seller_id: &SellerId) -> sqlx::Result<Profile> {
    let row: Option<ProfileRow> =
        sqlx::query_as("select handling_days, zones from shipping_profiles where seller_id = $1")
            .bind(seller_id.as_str())
            .fetch_optional(connection)
            .await?;
    Ok(row.map_or_else(Profile::default, |row| Profile {
        handling_days: row.handling_days,
        zones: row.zones.0,
    }))
}

/// Days that the seller takes from an order to the carrier.
pub async fn handling_days(connection: &mut Connection, seller_id: &SellerId) -> sqlx::Result<i64> {
    let row: Option<(i64,)> =
        sqlx::query_as("select handling_days from shipping_profiles where seller_id = $1")
            .bind(seller_id.as_str())
            .fetch_optional(connection)
            .await?;
    Ok(row.map_or(HANDLING_DAYS, |(days,)| days))
}

/// Locks the seller's profile, by the seller's row: there may be none yet.
pub async fn lock(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<bool> {
    tx.lock(
        "select 1 from sellers where seller_id = $1",
        &[seller_id.as_str()],
    )
    .await
}

/// Inserts or replaces a profile.
pub async fn put(tx: &mut Tx, seller_id: &SellerId, profile: &Profile, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into shipping_profiles (seller_id, handling_days, zones, updated_at) values ($1, $2, $3, $4)
         on conflict (seller_id) do update set handling_days = excluded.handling_days, zones = excluded.zones,
             updated_at = excluded.updated_at",
    )
    .bind(seller_id.as_str())
    .bind(profile.handling_days)
    .bind(json(&profile.zones)?)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
