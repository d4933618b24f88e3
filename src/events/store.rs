//! The dispatcher's SQL: events, their deliveries, and the leases of these.

use super::lease::{LASTS, Lease};
use super::{Consumer, Event};
use crate::clock::Millis;
use crate::db::{Connection, Db, Tx};
use crate::feed::Placed;
use crate::id::{DeliveryId, EventId, SellerId};

/// Stands in `deliveries.seller_id` where an event is no seller's. Sorts after the empty text.
const NO_SELLER: &str = "-";

fn lane_seller(event: &Event) -> &str {
    event.seller_id.as_ref().map_or(NO_SELLER, SellerId::as_str)
}

/// Releases every lease: SQLite has one process, so any lease found at its start is stale.
pub(super) async fn release_all(tx: &mut Tx) -> sqlx::Result<()> {
    sqlx::query(
        "update deliveries set locked_until = 0, locked_by = null where status = 'waiting' and locked_until > 0",
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Events that were not handed out yet, the oldest first.
pub(super) async fn unrouted(db: &Db, limit: i64) -> sqlx::Result<Vec<Event>> {
    sqlx::query_as(
        "select event_id, type, seller_id, content, at from events where routed_at is null
         order by event_id limit $1",
    )
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Marks an event as handed out; says no when another process was quicker.
pub(super) async fn mark_routed(tx: &mut Tx, event_id: &EventId, now: Millis) -> sqlx::Result<bool> {
    let routed = sqlx::query("update events set routed_at = $1 where event_id = $2 and routed_at is null")
        .bind(now.0)
        .bind(event_id.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(routed.rows_affected() == 1)
}

/// Writes down that a consumer is to have an event.
pub(super) async fn insert_delivery(
    tx: &mut Tx,
    event: &Event,
    consumer: &Consumer,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into deliveries (delivery_id, event_id, consumer, status, next_at, lane, seller_id)
         values ($1, $2, $3, 'waiting', $4, $5, $6) on conflict do nothing",
    )
    .bind(DeliveryId::new(now).as_str())
    .bind(event.event_id.as_str())
    .bind(consumer.name)
    .bind(now.0)
    .bind(consumer.lane.as_str())
    .bind(lane_seller(event))
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The delivery of the short lane that has been due for the longest time.
pub(super) async fn next_short(db: &Db, now: Millis) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "select delivery_id from deliveries
         where status = 'waiting' and lane = 'short' and next_at <= $1 and locked_until <= $1
         order by next_at, delivery_id limit 1",
    )
    .bind(now.0)
    .fetch_optional(db.reader())
    .await
}

/// Whether anything is due in the long lane: a look that costs the same however much waits there to be tried again.
pub(super) async fn is_long_due(db: &Db, now: Millis) -> sqlx::Result<bool> {
    let due: Option<String> = sqlx::query_scalar(
        "select delivery_id from deliveries
         where status = 'waiting' and lane = 'long' and next_at <= $1 and locked_until <= $1
         order by next_at, delivery_id limit 1",
    )
    .bind(now.0)
    .fetch_optional(db.reader())
    .await?;
    Ok(due.is_some())
}

/// The delivery of the long lane that has been due for the longest time, of the next seller after `after` who has one.
pub(super) async fn next_long(db: &Db, after: &str, now: Millis) -> sqlx::Result<Option<(String, String)>> {
    sqlx::query_as(
        "select seller_id, delivery_id from deliveries
         where status = 'waiting' and lane = 'long' and seller_id > $1 and next_at <= $2 and locked_until <= $2
         order by seller_id, next_at, delivery_id limit 1",
    )
    .bind(after)
    .bind(now.0)
    .fetch_optional(db.reader())
    .await
}

/// Takes a lease of a delivery that is due; none when another worker was quicker.
pub(super) async fn take(
    tx: &mut Tx,
    delivery_id: &str,
    worker: &str,
    now: Millis,
) -> sqlx::Result<Option<Lease>> {
    sqlx::query_as(
        "update deliveries set locked_by = $2, locked_until = $3, attempts = attempts + 1
         where delivery_id = $1 and status = 'waiting' and next_at <= $4 and locked_until <= $4
         returning delivery_id, event_id, consumer, locked_by, attempts",
    )
    .bind(delivery_id)
    .bind(worker)
    .bind(until(now))
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await
}

fn until(now: Millis) -> i64 {
    now.0 + LASTS.as_millis() as i64
}

/// Has a lease last for a while from now on; says no when it was taken over.
pub(super) async fn renew(connection: &mut Connection, lease: &Lease, now: Millis) -> sqlx::Result<bool> {
    let renewed = sqlx::query(
        "update deliveries set locked_until = $4
         where delivery_id = $1 and locked_by = $2 and attempts = $3 and status = 'waiting'",
    )
    .bind(lease.delivery_id.as_str())
    .bind(&lease.locked_by)
    .bind(lease.attempts)
    .bind(until(now))
    .execute(connection)
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Notes that the delivery is done; says no when the lease was taken over.
pub(super) async fn finish(tx: &mut Tx, lease: &Lease, now: Millis) -> sqlx::Result<bool> {
    let finished = sqlx::query(
        "update deliveries set status = 'done', done_at = $4, locked_until = 0, locked_by = null
         where delivery_id = $1 and locked_by = $2 and attempts = $3 and status = 'waiting'",
    )
    .bind(lease.delivery_id.as_str())
    .bind(&lease.locked_by)
    .bind(lease.attempts)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(finished.rows_affected() == 1)
}

/// Notes that a try failed: `waiting` for the next one, or `dead`. Says no when the lease was taken over.
pub(super) async fn fail(
    tx: &mut Tx,
    lease: &Lease,
    status: &str,
    next_at: Millis,
    error: &str,
) -> sqlx::Result<bool> {
    let failed = sqlx::query(
        "update deliveries set status = $4, next_at = $5, last_error = $6, locked_until = 0, locked_by = null
         where delivery_id = $1 and locked_by = $2 and attempts = $3 and status = 'waiting'",
    )
    .bind(lease.delivery_id.as_str())
    .bind(&lease.locked_by)
    .bind(lease.attempts)
    .bind(status)
    .bind(next_at.0)
    .bind(error)
    .execute(&mut **tx)
    .await?;
    Ok(failed.rows_affected() == 1)
}

/// Gives a delivery back as if this try had not been; says no when the lease was taken over.
pub(super) async fn give_back(tx: &mut Tx, lease: &Lease) -> sqlx::Result<bool> {
    let given = sqlx::query(
        "update deliveries set attempts = attempts - 1, locked_until = 0, locked_by = null
         where delivery_id = $1 and locked_by = $2 and attempts = $3 and status = 'waiting'",
    )
    .bind(lease.delivery_id.as_str())
    .bind(&lease.locked_by)
    .bind(lease.attempts)
    .execute(&mut **tx)
    .await?;
    Ok(given.rows_affected() == 1)
}

/// Gives a delivery back to the lane and the seller that are its own.
pub(super) async fn move_to_lane(
    tx: &mut Tx,
    lease: &Lease,
    consumer: &Consumer,
    event: &Event,
) -> sqlx::Result<()> {
    sqlx::query("update deliveries set lane = $2, seller_id = $3 where delivery_id = $1")
        .bind(lease.delivery_id.as_str())
        .bind(consumer.lane.as_str())
        .bind(lane_seller(event))
        .execute(&mut **tx)
        .await?;
    give_back(tx, lease).await.map(drop)
}

/// The event that a delivery brings.
pub(super) async fn event(db: &Db, event_id: &EventId) -> sqlx::Result<Event> {
    sqlx::query_as("select event_id, type, seller_id, content, at from events where event_id = $1")
        .bind(event_id.as_str())
        .fetch_one(db.reader())
        .await
}

/// The last place that was given, locked until the transaction ends.
pub(super) async fn lock_last_place(tx: &mut Tx) -> sqlx::Result<i64> {
    let last = tx.locking("select place from commit_orders where name = 'events'");
    sqlx::query_scalar(last).fetch_one(&mut **tx).await
}

/// Committed events without a place, not older than `since`, the oldest first.
pub(super) async fn unplaced(
    connection: &mut Connection,
    since: Millis,
    limit: i64,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "select event_id from events where place is null and at >= $1 order by at, event_id limit $2",
    )
    .bind(since.0)
    .bind(limit)
    .fetch_all(connection)
    .await
}

pub(super) async fn set_place(tx: &mut Tx, event_id: &str, place: i64) -> sqlx::Result<()> {
    sqlx::query("update events set place = $1 where event_id = $2")
        .bind(place)
        .bind(event_id)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub(super) async fn set_last_place(tx: &mut Tx, place: i64) -> sqlx::Result<()> {
    sqlx::query("update commit_orders set place = $1 where name = 'events'")
        .bind(place)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// The event that was placed last.
pub(super) async fn last_placed(db: &Db) -> sqlx::Result<Option<Placed>> {
    sqlx::query_as(
        "select place, event_id, type as kind, seller_id, content, at from events where place is not null
         order by place desc limit 1",
    )
    .fetch_optional(db.reader())
    .await
}

/// An event that has a place.
pub(super) async fn placed(db: &Db, event_id: &EventId) -> sqlx::Result<Option<Placed>> {
    sqlx::query_as(
        "select place, event_id, type as kind, seller_id, content, at from events
         where event_id = $1 and place is not null",
    )
    .bind(event_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// Every seller's events after a place, in commit order.
pub(super) async fn placed_after(db: &Db, place: i64, limit: i64) -> sqlx::Result<Vec<Placed>> {
    sqlx::query_as(
        "select place, event_id, type as kind, seller_id, content, at from events where place > $1
         order by place limit $2",
    )
    .bind(place)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// One seller's events after a place, or everybody's, in commit order.
pub(super) async fn placed_of(
    db: &Db,
    seller_id: Option<&SellerId>,
    place: i64,
    limit: i64,
) -> sqlx::Result<Vec<Placed>> {
    let Some(seller_id) = seller_id else {
        return placed_after(db, place, limit).await;
    };
    sqlx::query_as(
        "select place, event_id, type as kind, seller_id, content, at from events where seller_id = $1 and place > $2
         order by place limit $3",
    )
    .bind(seller_id.as_str())
    .bind(place)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Removes events that are old and that every consumer has had, with their deliveries. What still waits or is dead
/// stays, whatever its age.
pub(super) const REMOVE_OLD: [&str; 2] = [
    "delete from deliveries where status = 'done' and event_id in (
         select e.event_id from events e where e.at < $1 and e.routed_at is not null
             and not exists (select 1 from deliveries d where d.event_id = e.event_id and d.status <> 'done')
         order by e.at limit $2)",
    "delete from events where event_id in (
         select e.event_id from events e where e.at < $1 and e.routed_at is not null
             and not exists (select 1 from deliveries d where d.event_id = e.event_id)
         order by e.at limit $2)",
];
