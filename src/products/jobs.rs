//! Jobs of products.

use crate::events::{Consumer, Schedule};
use crate::products::{removal, request};
use std::time::Duration;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::short(
            "catalog.carry_out_request",
            &["request.queued"],
            request::carry_out,
        ),
        Consumer::long("catalog.archive_all", &["seller.closed"], removal::archive_all),
    ]
}

/// Schedules of imports.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::new(
        "catalog.remove_old_requests",
        Duration::from_secs(600),
        request::remove_old,
    )]
}
