//! One-time codes.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::UserId;

crate::row!(CodeRow { code_id, code_hash });

pub struct CodeRow {
    pub code_id: String,
    pub code_hash: String,
}

pub async fn codes_since(tx: &mut Tx, user_id: &UserId, purpose: &str, since: Millis) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from one_time_codes where user_id = $1 and purpose = $2 and created_at > $3",
    )
    .bind(user_id.as_str())
    .bind(purpose)
    .bind(since.0)
    .fetch_one(&mut **tx)
    .await?;
    Ok(count)
}

pub async fn insert_code(
    tx: &mut Tx,
    code_id: &str,
    user_id: &UserId,
    purpose: &str,
    code_hash: &str,
    now: Millis,
    until: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into one_time_codes (code_id, user_id, purpose, code_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(code_id)
    .bind(user_id.as_str())
    .bind(purpose)
    .bind(code_hash)
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn newest_code(tx: &mut Tx, user_id: &UserId, purpose: &str) -> sqlx::Result<Option<CodeRow>> {
    sqlx::query_as(
        "select code_id, code_hash from one_time_codes
         where user_id = $1 and purpose = $2 order by created_at desc, code_id desc limit 1",
    )
    .bind(user_id.as_str())
    .bind(purpose)
    .fetch_optional(&mut **tx)
    .await
}

/// Counts a try before it is made; says no when the code is used, too old, or was tried too often.
pub async fn try_code(tx: &mut Tx, code_id: &str, most: i64, now: Millis) -> sqlx::Result<bool> {
    let counted = sqlx::query(
        "update one_time_codes set tries = tries + 1
         where code_id = $1 and tries < $2 and used_at is null and expires_at > $3",
    )
    .bind(code_id)
    .bind(most)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(counted.rows_affected() == 1)
}

/// Uses the code up; says no when another was quicker.
pub async fn use_code(tx: &mut Tx, code_id: &str, now: Millis) -> sqlx::Result<bool> {
    let used = sqlx::query("update one_time_codes set used_at = $2 where code_id = $1 and used_at is null")
        .bind(code_id)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(used.rows_affected() == 1)
}
