//! Commit order: each event gets a place once its transaction is committed.
//!
//! Event ids say when a transaction began to write, not when it committed: one that commits later may carry the
//! earlier id, and whoever has read past that id would never see it. So places are given afterwards, to what can be
//! seen, by one transaction at a time: it locks the one row that holds the last place, looks for committed events
//! without one, numbers them, and commits. The next begins after it and sees more. A reader that has seen place 7 has
//! therefore seen everything that will ever stand before 7. This holds on SQLite and PostgreSQL alike.

use super::store;
use crate::clock::DAY_MS;
use crate::db::Announcements;
use crate::state::App;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// Events placed in one transaction.
const PLACED_AT_ONCE: i64 = 500;
/// How often each process looks for events whose process ended before it placed them.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// Age at which an event is no longer placed, nor replayed.
pub(super) const KEPT_MS: i64 = DAY_MS;
/// PostgreSQL's channel on which placed events are announced; a trigger in `postgres.sql` does it.
const CHANNEL: &str = "events_placed";

/// Places what is committed, until `stop` says so; notes in `placed` when there is something to read.
pub(super) async fn keep(app: &App, placed: &Notify, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match place_some(app).await {
            Ok(0) => {}
            Ok(_) => {
                placed.notify_one();
                continue;
            }
            Err(error) => tracing::error!("committed events could not be placed: {error}"),
        }
        tokio::select! {
            () = app.db.committed_events().notified() => {}
            () = tokio::time::sleep(LOOKS_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Gives places to committed events that have none; returns how many.
pub(super) async fn place_some(app: &App) -> sqlx::Result<usize> {
    let since = app.clock.now().plus(-KEPT_MS);
    if store::unplaced(&mut app.db.reader().acquire().await?, since, 1)
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let mut tx = app.db.begin().await?;
    let last = store::lock_last_place(&mut tx).await?;
    let unplaced = store::unplaced(&mut tx, since, PLACED_AT_ONCE).await?;
    for (place, event_id) in (last + 1..).zip(&unplaced) {
        store::set_place(&mut tx, event_id, place).await?;
    }
    if !unplaced.is_empty() {
        store::set_last_place(&mut tx, last + unplaced.len() as i64).await?;
    }
    tx.commit().await?;
    Ok(unplaced.len())
}

/// Passes on what other processes announce.
pub(super) async fn hear(mut others: Announcements, placed: &Notify, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = others.next() => placed.notify_one(),
            _ = stop.changed() => {}
        }
    }
}

/// The announcements of placed events.
pub(super) fn announcements(app: &App) -> Announcements {
    app.db.announcements(CHANNEL)
}
