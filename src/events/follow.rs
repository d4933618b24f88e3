//! The reader that follows commit order and hands events out to this process's [`Feed`]; and what was missed.

use super::commit_order::{self, KEPT_MS};
use super::store;
use crate::feed::{Feed, Placed};
use crate::id::{EventId, SellerId};
use crate::state::App;
use std::time::Duration;
use tokio::sync::watch;

/// Events read at once.
const READ_AT_ONCE: i64 = 200;
/// Most events that are replayed; whoever missed more reads again.
const MOST_REPLAYED: usize = 2_000;
/// How often the table is read although nothing was heard.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

/// Places events and hands them out until `stop` says so; then every subscription ends.
pub async fn follow(app: App, stop: watch::Receiver<bool>) {
    let placed = app.feed.placed();
    tokio::join!(
        commit_order::keep(&app, placed, stop.clone()),
        commit_order::hear(commit_order::announcements(&app), placed, stop.clone()),
        read(&app, stop),
    );
    app.feed.end();
}

async fn read(app: &App, mut stop: watch::Receiver<bool>) {
    let mut place = None;
    while !*stop.borrow() {
        match step(app, &app.feed, &mut place).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!("placed events could not be read: {error}"),
        }
        tokio::select! {
            () = app.feed.placed().notified() => {}
            () = tokio::time::sleep(LOOKS_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Hands out what stands after `place`; returns whether there may be more.
async fn step(app: &App, feed: &Feed, place: &mut Option<i64>) -> sqlx::Result<bool> {
    let Some(after) = *place else {
        let last = store::last_placed(&app.db).await?;
        *place = Some(last.as_ref().map_or(0, |last| last.place));
        feed.begin(last.map(|last| last.event_id));
        return Ok(true);
    };
    let events = store::placed_after(&app.db, after, READ_AT_ONCE).await?;
    let more = events.len() as i64 == READ_AT_ONCE;
    for placed in events {
        *place = Some(placed.place);
        feed.hand_out(placed);
    }
    Ok(more)
}

/// Events missed since a place in commit order.
#[derive(Debug)]
pub enum Missed {
    Events(Vec<Placed>),
    /// The place is not known, too old, or too much has happened since.
    TooMuch,
}

/// Events that a listener missed since a given one, in commit order.
pub async fn missed(
    app: &App,
    seller_id: Option<&SellerId>,
    after: &EventId,
    wants: impl Fn(&Placed) -> bool,
) -> sqlx::Result<Missed> {
    let known = store::placed(&app.db, after).await?;
    let since = app.clock.now().plus(-KEPT_MS);
    let Some(known) = known.filter(|known| known.at >= since) else {
        return Ok(Missed::TooMuch);
    };
    let (mut events, mut place, mut read) = (Vec::new(), known.place, 0);
    loop {
        let some = store::placed_of(&app.db, seller_id, place, READ_AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        (place, read) = (last.place, read + some.len());
        if read > MOST_REPLAYED {
            return Ok(Missed::TooMuch);
        }
        events.extend(some.into_iter().filter(|placed| wants(placed)));
    }
    Ok(Missed::Events(events))
}
