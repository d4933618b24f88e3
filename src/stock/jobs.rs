//! Jobs of stock: low-stock alerts and thresholds.

use crate::events::{Consumer, Schedule};
use crate::stock;
use std::time::Duration;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::short("catalog.mail_low", &["stock.low"], stock::mail_low),
        Consumer::long(
            "catalog.spread_threshold",
            &["stock.threshold_changed"],
            stock::spread_threshold,
        ),
    ]
}

/// Schedules of imports.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::new(
        "catalog.watch_stock",
        Duration::from_secs(20),
        stock::watch,
    )]
}
