//! The orders' schedules.

use super::{expiry, release, search_words};
use crate::events::Schedule;
use std::time::Duration;

/// What is due by the clock: money whose hold is over, stock of orders that nobody paid.
pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule::new("orders.release", Duration::from_secs(5), |app| async move {
            Ok(release::release_due(&app).await?)
        }),
        Schedule::new("orders.expire", Duration::from_secs(10), |app| async move {
            Ok(expiry::expire_due(&app).await?)
        }),
        Schedule::new("orders.words", Duration::from_secs(5), |app| async move {
            Ok(search_words::give_due(&app).await?)
        }),
    ]
}
