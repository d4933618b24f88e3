//! Background work of orders.

use super::{calendar, expiry, release, search_words};
use crate::events::{Consumer, Schedule};
use std::time::Duration;

/// The slice's consumers. A consumer's name is what its deliveries are kept under: it stays as it is.
pub fn consumers() -> Vec<Consumer> {
    let names = &["seller.timezone_changed"];
    vec![Consumer::long(
        "analytics.recount",
        names,
        calendar::follow_timezone,
    )]
}

/// Schedules: release of held money, expiry of unpaid orders.
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
