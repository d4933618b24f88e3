//! SQL of one-time codes.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::UserId;

crate::row! {
    pub struct CodeRow {
        pub code_id: String,
        pub code_hash: String,
    }
}

/// A code about to be written.
pub struct NewCode<'a> {
    pub code_id: &'a str,
    pub user_id: &'a UserId,
    pub purpose: &'a str,
    pub code_hash: &'a str,
    pub link_hash: Option<&'a str>,
}

/// Inserts a code; returns false if the id exists.
pub async fn insert_code(tx: &mut Tx, code: &NewCode<'_>, now: Millis, until: Millis) -> sqlx::Result<bool> {
    let inserted = sqlx::query(
        "insert into one_time_codes (code_id, user_id, purpose, code_hash, link_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (code_id) do nothing",
    )
    .bind(code.code_id)
    .bind(code.user_id.as_str())
    .bind(code.purpose)
    .bind(code.code_hash)
    .bind(code.link_hash)
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
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

/// Counts a try before it is checked; returns nothing if the code is used, expired or tried too often.
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

/// Uses the code up; returns false if another request did first.
pub async fn use_code(tx: &mut Tx, code_id: &str, now: Millis) -> sqlx::Result<bool> {
    let used = sqlx::query("update one_time_codes set used_at = $2 where code_id = $1 and used_at is null")
        .bind(code_id)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(used.rows_affected() == 1)
}

/// Uses up the code of a link issued since then; returns whose it was.
pub async fn use_link(
    tx: &mut Tx,
    link_hash: &str,
    purpose: &str,
    since: Millis,
    now: Millis,
) -> sqlx::Result<Option<UserId>> {
    let used: Option<(String,)> = sqlx::query_as(
        "update one_time_codes set used_at = $4
         where link_hash = $1 and purpose = $2 and created_at > $3 and used_at is null
         returning user_id",
    )
    .bind(link_hash)
    .bind(purpose)
    .bind(since.0)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(used.map(|(user_id,)| UserId::stored(user_id)))
}

/// Uses up all other codes issued to the person for that purpose.
pub async fn use_up_codes(tx: &mut Tx, user_id: &UserId, purpose: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update one_time_codes set used_at = $3 where user_id = $1 and purpose = $2 and used_at is null",
    )
    .bind(user_id.as_str())
    .bind(purpose)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
