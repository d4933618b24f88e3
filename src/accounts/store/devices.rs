//! Devices that people signed in from.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::UserId;

/// Whether any device of the person is known, however long ago.
pub async fn knows_devices(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<bool> {
    let known: Option<(String,)> =
        sqlx::query_as("select device from known_devices where user_id = $1 limit 1")
            .bind(user_id.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    Ok(known.is_some())
}

/// Notes a sign-in from a device that was seen since `since`; says whether it was.
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

/// Keeps a device that is new, or was not seen since `since`; says no when another sign-in was first.
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

pub async fn forget_devices(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<()> {
    sqlx::query("delete from known_devices where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}
