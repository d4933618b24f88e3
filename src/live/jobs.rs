//! Schedule that removes unused tickets.

use super::store;
use crate::events::Schedule;
use std::time::Duration;

/// The slice's schedules.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::new(
        "live.remove_tickets",
        Duration::from_secs(600),
        |app| async move {
            app.db.remove_old(&[store::REMOVE_OLD], app.clock.now()).await?;
            Ok(())
        },
    )]
}
