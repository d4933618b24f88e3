//! SQL of asynchronous requests.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{RequestId, SellerId};

crate::stored_enum! {
    /// How far a request is.
    pub enum RequestStatus {
        Pending = "pending",
        Done = "done",
        Failed = "failed",
    }
}

crate::row! {
    /// A request and its result.
    pub struct RequestRow {
        pub status: RequestStatus,
        /// The answer or the problem, as JSON.
        pub outcome: Option<String>,
        pub created_at: Millis,
        pub finished_at: Option<Millis>,
    }
}

/// Removes requests that were finished before `$1`.
pub const REMOVE_OLD_REQUESTS: &str = "delete from requests where request_id in (
    select request_id from requests where finished_at < $1 order by finished_at limit $2)";

/// Notes a request of a caller's; `content` is JSON.
pub async fn insert_request(
    tx: &mut Tx,
    request_id: &RequestId,
    caller: &str,
    seller_id: &SellerId,
    content: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into requests (request_id, caller, seller_id, kind, content, status, created_at)
         values ($1, $2, $3, 'product.creation', $4, 'pending', $5)",
    )
    .bind(request_id.as_str())
    .bind(caller)
    .bind(seller_id.as_str())
    .bind(content)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A request of this caller's.
pub async fn request(db: &Db, caller: &str, request_id: &RequestId) -> sqlx::Result<Option<RequestRow>> {
    sqlx::query_as(
        "select status, outcome, created_at, finished_at from requests where request_id = $1 and caller = $2",
    )
    .bind(request_id.as_str())
    .bind(caller)
    .fetch_optional(db.reader())
    .await
}

/// Locks a waiting request and returns its content.
pub async fn hold_request(tx: &mut Tx, request_id: &RequestId) -> sqlx::Result<Option<String>> {
    let waiting = "select content from requests where request_id = $1 and status = 'pending'";
    let row: Option<(String,)> = sqlx::query_as(tx.locking(waiting))
        .bind(request_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|(content,)| content))
}

/// Notes what came of a request.
pub async fn finish_request(
    tx: &mut Tx,
    request_id: &RequestId,
    status: RequestStatus,
    outcome: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update requests set status = $2, outcome = $3, finished_at = $4
         where request_id = $1 and status = 'pending'",
    )
    .bind(request_id.as_str())
    .bind(status.as_str())
    .bind(outcome)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
