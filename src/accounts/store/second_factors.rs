//! SQL of second factors and recovery codes.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::UserId;

/// The sealed secret of a person's second factor, when they have one.
pub async fn sealed_factor(db: &Db, user_id: &UserId) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> =
        sqlx::query_as("select sealed_secret from second_factors where user_id = $1")
            .bind(user_id.as_str())
            .fetch_optional(db.reader())
            .await?;
    Ok(row.map(|(sealed,)| sealed))
}

/// Stores a factor whose first code was right; returns false if the person already has one.
pub async fn insert_factor(
    tx: &mut Tx,
    user_id: &UserId,
    sealed_secret: &str,
    step: i64,
    now: Millis,
) -> sqlx::Result<bool> {
    let kept = sqlx::query(
        "insert into second_factors (user_id, sealed_secret, last_step, confirmed_at) values ($1, $2, $3, $4)
         on conflict (user_id) do nothing",
    )
    .bind(user_id.as_str())
    .bind(sealed_secret)
    .bind(step)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Uses up a time step; returns false if it or a later one was used.
pub async fn use_step(tx: &mut Tx, user_id: &UserId, step: i64) -> sqlx::Result<bool> {
    let used = sqlx::query("update second_factors set last_step = $2 where user_id = $1 and last_step < $2")
        .bind(user_id.as_str())
        .bind(step)
        .execute(&mut **tx)
        .await?;
    Ok(used.rows_affected() == 1)
}

/// Uses up a recovery code; returns false if it does not exist or was used.
pub async fn use_recovery_code(
    tx: &mut Tx,
    user_id: &UserId,
    code_hash: &str,
    now: Millis,
) -> sqlx::Result<bool> {
    let used = sqlx::query(
        "update recovery_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null",
    )
    .bind(user_id.as_str())
    .bind(code_hash)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Replaces the set of recovery codes. The factor's row is held, so that two sets made at once do not mix;
/// says no when there is no factor.
pub async fn replace_recovery_codes(
    tx: &mut Tx,
    user_id: &UserId,
    hashes: &[String],
    now: Millis,
) -> sqlx::Result<bool> {
    let factor = "select 1 from second_factors where user_id = $1";
    if !tx.lock(factor, &[user_id.as_str()]).await? {
        return Ok(false);
    }
    delete_recovery_codes(tx, user_id).await?;
    for code_hash in hashes {
        sqlx::query("insert into recovery_codes (user_id, code_hash, created_at) values ($1, $2, $3)")
            .bind(user_id.as_str())
            .bind(code_hash)
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
    }
    Ok(true)
}

async fn delete_recovery_codes(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<()> {
    sqlx::query("delete from recovery_codes where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Number of unused recovery codes.
pub async fn recovery_codes_left(db: &Db, user_id: &UserId) -> sqlx::Result<i64> {
    let (left,): (i64,) =
        sqlx::query_as("select count(*) from recovery_codes where user_id = $1 and used_at is null")
            .bind(user_id.as_str())
            .fetch_one(db.reader())
            .await?;
    Ok(left)
}

/// Deletes a person's factor and recovery codes; returns whether there was one.
pub async fn delete_factor(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<bool> {
    delete_recovery_codes(tx, user_id).await?;
    let gone = sqlx::query("delete from second_factors where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(gone.rows_affected() == 1)
}
