//! SQL of known devices.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::UserId;

/// Whether any device of the person was ever known.
pub async fn knows_devices(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<bool> {
    let known: Option<(String,)> =
        sqlx::query_as("select device from known_devices where user_id = $1 limit 1")
            .bind(user_id.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    Ok(known.is_some())
}

/// Records a sign-in from a device seen since `since`; returns whether it was.
pub async fn see_device(
    tx: &mut Tx,
    user_id: &UserId,
    device: &str,
    since: Millis,
    now: Millis,
) -> sqlx::Result<bool> {
    let seen = sqlx::query(
        "update known_devices set signed_in_at = $4 where user_id = $1 and device = $2 and signed_in_at > $3",
    )
    .bind(user_id.as_str())
    .bind(device)
    .bind(since.0)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(seen.rows_affected() == 1)
}

/// Stores a device that is new or not seen since `since`; returns false if another sign-in was first.
pub async fn know_device(
    tx: &mut Tx,
    user_id: &UserId,
    device: &str,
    since: Millis,
    now: Millis,
) -> sqlx::Result<bool> {
    let kept = sqlx::query(
        "insert into known_devices (user_id, device, signed_in_at) values ($1, $2, $4)
         on conflict (user_id, device) do update set signed_in_at = excluded.signed_in_at
         where known_devices.signed_in_at <= $3",
    )
    .bind(user_id.as_str())
    .bind(device)
    .bind(since.0)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Whether the account signed in with that device cookie since then.
pub async fn is_trusted(db: &Db, account_hash: &str, device_hash: &str, since: Millis) -> sqlx::Result<bool> {
    let trusted: Option<(String,)> = sqlx::query_as(
        "select device_hash from trusted_devices
         where account_hash = $1 and device_hash = $2 and signed_in_at > $3",
    )
    .bind(account_hash)
    .bind(device_hash)
    .bind(since.0)
    .fetch_optional(db.reader())
    .await?;
    Ok(trusted.is_some())
}

/// Replaces a device's cookie for every account that signed in there.
pub async fn rename_device(tx: &mut Tx, before: &str, after: &str) -> sqlx::Result<()> {
    sqlx::query("update trusted_devices set device_hash = $2 where device_hash = $1")
        .bind(before)
        .bind(after)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Notes a sign-in with a device cookie.
pub async fn trust_device(
    tx: &mut Tx,
    account_hash: &str,
    device_hash: &str,
    user_id: &UserId,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into trusted_devices (account_hash, device_hash, user_id, signed_in_at) values ($1, $2, $3, $4)
         on conflict (account_hash, device_hash) do update set signed_in_at = excluded.signed_in_at",
    )
    .bind(account_hash)
    .bind(device_hash)
    .bind(user_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Forgets every device of a person, by name and by cookie.
pub async fn forget_devices(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<()> {
    sqlx::query("delete from trusted_devices where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query("delete from known_devices where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}
