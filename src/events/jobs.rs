//! Schedule that removes old events and deliveries.

use super::{Schedule, store};
use crate::clock::DAY_MS;
use std::time::Duration;

/// How long an event is kept once every consumer has had it.
const KEPT_MS: i64 = 30 * DAY_MS;

/// Schedules of imports.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::new(
        "events.remove_old",
        Duration::from_secs(600),
        |app| async move {
            let before = app.clock.now().plus(-KEPT_MS);
            app.db.remove_old(&store::REMOVE_OLD, before).await?;
            Ok(())
        },
    )]
}
