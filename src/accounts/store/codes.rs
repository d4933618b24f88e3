//! One-time codes.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::UserId;

crate::row!(CodeRow {
    code_id,
    code_hash,
    expires_at,
    tries,
    used_at
});

pub struct CodeRow {
    pub code_id: String,
    pub code_hash: String,
    pub expires_at: Millis,
    pub tries: i64,
    pub used_at: Option<Millis>,
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
        "select code_id, code_hash, expires_at, tries, used_at from one_time_codes
         where user_id = $1 and purpose = $2 order by created_at desc, code_id desc limit 1",
    )
    .bind(user_id.as_str())
    .bind(purpose)
    .fetch_optional(&mut **tx)
    .await
}

/// Counts a try, and uses the code up when it fitted.
pub async fn try_code(tx: &mut Tx, code_id: &str, used_at: Option<Millis>) -> sqlx::Result<()> {
    sqlx::query("update one_time_codes set tries = tries + 1, used_at = $2 where code_id = $1")
        .bind(code_id)
        .bind(used_at.map(|at| at.0))
        .execute(&mut **tx)
        .await
        .map(drop)
}
