//! SQL of tickets.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::SessionId;

pub async fn insert_ticket(
    tx: &mut Tx,
    ticket_hash: &str,
    session_id: &SessionId,
    until: Millis,
) -> sqlx::Result<()> {
    sqlx::query("insert into ws_tickets (ticket_hash, session_id, expires_at) values ($1, $2, $3)")
        .bind(ticket_hash)
        .bind(session_id.as_str())
        .bind(until.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn has_ticket(db: &Db, ticket_hash: &str, now: Millis) -> sqlx::Result<bool> {
    let found: Option<String> =
        sqlx::query_scalar("select session_id from ws_tickets where ticket_hash = $1 and expires_at > $2")
            .bind(ticket_hash)
            .bind(now.0)
            .fetch_optional(db.reader())
            .await?;
    Ok(found.is_some())
}

/// Takes a ticket away; the session that it is for.
pub async fn take_ticket(tx: &mut Tx, ticket_hash: &str, now: Millis) -> sqlx::Result<Option<SessionId>> {
    let taken: Option<String> = sqlx::query_scalar(
        "delete from ws_tickets where ticket_hash = $1 and expires_at > $2 returning session_id",
    )
    .bind(ticket_hash)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(taken.map(SessionId::stored))
}

/// Removes tickets that nobody used in time.
pub const REMOVE_OLD: &str = "delete from ws_tickets where ticket_hash in (
    select ticket_hash from ws_tickets where expires_at < $1 order by expires_at limit $2)";
