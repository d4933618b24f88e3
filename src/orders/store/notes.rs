//! SQL of an order's timeline and the private notes in it.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{OrderEventId, OrderId, SellerId};
use crate::orders::timeline::{Actor, TimelineKind};
use crate::viewer::{Member, may};

/// Locks one of the seller's orders; says no when there is none.
pub async fn lock_order(tx: &mut Tx, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<bool> {
    tx.lock(
        "select order_id from orders where seller_id = $1 and order_id = $2",
        &[seller_id.as_str(), order_id.as_str()],
    )
    .await
}

/// Keeps a member's note on an order.
pub async fn insert_note(
    tx: &mut Tx,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    note_id: &OrderEventId,
    body: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into order_notes (order_event_id, order_id, seller_id, user_id, body, at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(note_id.as_str())
    .bind(order_id.as_str())
    .bind(member.seller_id.as_str())
    .bind(member.user_id.as_str())
    .bind(body)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row! {
    /// One line of an order's timeline.
    #[derive(Debug, Clone)]
    pub struct HappeningRow {
        pub order_event_id: OrderEventId,
        pub kind: TimelineKind,
        pub actor: Actor,
        pub user_name: Option<String>,
        pub amount_minor: Option<i64>,
        pub detail: Option<String>,
        pub at: Millis,
    }
}

/// The timeline with the notes, newest first, older than `before` (an id, or what sorts after all of them).
pub async fn timeline(
    db: &Db,
    seller_id: &SellerId,
    order_id: &OrderId,
    before: &str,
    limit: i64,
) -> sqlx::Result<Vec<HappeningRow>> {
    sqlx::query_as(
        "select e.order_event_id, e.kind, e.actor, coalesce(u.name, u.email) as user_name, e.amount_minor,
             e.detail, e.at
         from (
             select order_event_id, kind, actor, user_id, amount_minor, detail, at from order_events
             where seller_id = $1 and order_id = $2 and order_event_id < $3
             union all
             select order_event_id, 'note', 'seller', user_id, cast(null as bigint), body, at from order_notes
             where seller_id = $1 and order_id = $2 and order_event_id < $3
         ) e left join users u on u.user_id = e.user_id
         order by e.order_event_id desc limit $4",
    )
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .bind(before)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}
