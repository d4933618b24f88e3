//! SQL of sessions and their refresh tokens.

use crate::accounts::SessionKind;
use crate::accounts::origin::Origin;
use crate::accounts::session::idle_since;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::events;
use crate::id::{SellerId, SessionId, UserId};
use serde_json::json;

/// A session about to be written.
pub struct NewSession<'a> {
    pub session_id: &'a SessionId,
    /// `web` or `api`.
    pub kind: SessionKind,
    /// Hash of the cookie's value; API sessions have their own id there.
    pub token_hash: &'a str,
    pub user_id: &'a UserId,
    pub seller_id: Option<&'a SellerId>,
    pub origin: &'a Origin,
}

pub async fn insert_session(
    tx: &mut Tx,
    new: &NewSession<'_>,
    now: Millis,
    until: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into sessions (session_id, token_hash, kind, user_id, seller_id, device, address,
             created_at, last_seen_at, authenticated_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)",
    )
    .bind(new.session_id.as_str())
    .bind(new.token_hash)
    .bind(new.kind.as_str())
    .bind(new.user_id.as_str())
    .bind(new.seller_id.map(SellerId::as_str))
    .bind(new.origin.device.as_deref())
    .bind(new.origin.address.as_deref())
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Records a password confirmation in a person's own session; returns whether it is still open.
pub async fn authenticate_session(
    tx: &mut Tx,
    session_id: &SessionId,
    user_id: &UserId,
    now: Millis,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update sessions set authenticated_at = $3 where session_id = $1 and user_id = $2 and ended_at is null",
    )
    .bind(session_id.as_str())
    .bind(user_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the shop of a person's own session; returns whether it is still open.
pub async fn set_session_seller(
    tx: &mut Tx,
    session_id: &SessionId,
    user_id: &UserId,
    seller_id: Option<&SellerId>,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update sessions set seller_id = $3 where session_id = $1 and user_id = $2 and ended_at is null",
    )
    .bind(session_id.as_str())
    .bind(user_id.as_str())
    .bind(seller_id.map(SellerId::as_str))
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that a session of the API was renewed, which lets it live on until `until`, but never `at_most_ms` beyond
/// its beginning.
pub async fn touch_session(
    tx: &mut Tx,
    session_id: &SessionId,
    now: Millis,
    until: Millis,
    at_most_ms: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "update sessions set last_seen_at = $2,
             expires_at = case when created_at + $4 < $3 then created_at + $4 else $3 end
         where session_id = $1",
    )
    .bind(session_id.as_str())
    .bind(now.0)
    .bind(until.0)
    .bind(at_most_ms)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Notes when a session was last seen.
pub async fn see_session(db: &Db, session_id: &SessionId, now: Millis) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    sqlx::query("update sessions set last_seen_at = $2 where session_id = $1")
        .bind(session_id.as_str())
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await
}

pub async fn end_session(tx: &mut Tx, session_id: &SessionId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update sessions set ended_at = $2 where session_id = $1 and ended_at is null")
        .bind(session_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    announce_end(tx, json!({ "session_id": session_id }), now).await
}

/// Tells whoever listens with the sessions that they have ended.
async fn announce_end(tx: &mut Tx, ended: serde_json::Value, now: Millis) -> sqlx::Result<()> {
    events::emit(tx, now, "session.ended", None, &ended)
        .await
        .map(drop)
}

/// Ends all of a person's sessions except the given one.
pub async fn end_other_sessions(
    tx: &mut Tx,
    user_id: &UserId,
    keep: Option<&SessionId>,
    now: Millis,
) -> sqlx::Result<u64> {
    let ended = sqlx::query(
        "update sessions set ended_at = $3 where user_id = $1 and session_id <> $2 and ended_at is null",
    )
    .bind(user_id.as_str())
    .bind(keep.map_or("", SessionId::as_str))
    .bind(now.0)
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if ended > 0 {
        announce_end(tx, json!({ "user_id": user_id }), now).await?;
    }
    Ok(ended)
}

crate::row! {
    /// One of a person's sessions, for the list of them.
    #[derive(Debug, Clone)]
    pub struct SessionRow {
        pub session_id: SessionId,
        pub kind: SessionKind,
        pub device: Option<String>,
        pub address: Option<String>,
        pub created_at: Millis,
        pub last_seen_at: Millis,
    }
}

pub async fn sessions_of(db: &Db, user_id: &UserId, now: Millis) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as(
        "select session_id, kind, device, address, created_at, last_seen_at from sessions
         where user_id = $1 and ended_at is null and expires_at > $2 and (kind <> 'web' or last_seen_at > $3)
         order by session_id desc limit 100",
    )
    .bind(user_id.as_str())
    .bind(now.0)
    .bind(idle_since(now).0)
    .fetch_all(db.reader())
    .await
}

/// Ends one of the person's own sessions; returns whether there was one.
pub async fn end_own_session(
    tx: &mut Tx,
    user_id: &UserId,
    session_id: &SessionId,
    now: Millis,
) -> sqlx::Result<bool> {
    let ended = sqlx::query(
        "update sessions set ended_at = $3 where session_id = $2 and user_id = $1 and ended_at is null",
    )
    .bind(user_id.as_str())
    .bind(session_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    if ended.rows_affected() == 1 {
        announce_end(tx, json!({ "session_id": session_id }), now).await?;
    }
    Ok(ended.rows_affected() == 1)
}

pub async fn insert_refresh_token(
    tx: &mut Tx,
    token_hash: &str,
    session_id: &SessionId,
    now: Millis,
    until: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into refresh_tokens (token_hash, session_id, created_at, expires_at) values ($1, $2, $3, $4)",
    )
    .bind(token_hash)
    .bind(session_id.as_str())
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Uses up a refresh token that is unused, valid, and of an open session.
pub async fn use_refresh_token(
    tx: &mut Tx,
    token_hash: &str,
    now: Millis,
) -> sqlx::Result<Option<SessionId>> {
    let row: Option<(String,)> = sqlx::query_as(
        "update refresh_tokens set used_at = $2
         where token_hash = $1 and used_at is null and expires_at > $2
           and exists (select 1 from sessions s where s.session_id = refresh_tokens.session_id
                         and s.ended_at is null and s.expires_at > $2)
         returning session_id",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|(id,)| SessionId::stored(id)))
}

pub async fn session_of_used_token(tx: &mut Tx, token_hash: &str) -> sqlx::Result<Option<SessionId>> {
    let row: Option<(String,)> =
        sqlx::query_as("select session_id from refresh_tokens where token_hash = $1 and used_at is not null")
            .bind(token_hash)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(row.map(|(id,)| SessionId::stored(id)))
}
