//! Jobs of pictures: processing, fetching, removal, recount.

use crate::events::{Consumer, Schedule};
use crate::{pictures, shop_storage};
use std::time::Duration;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::long("catalog.prepare_images", &["images.added"], pictures::prepare)
            .or_give_up(pictures::give_up),
        Consumer::long("catalog.remove_images", &["seller.closed"], pictures::remove_all),
    ]
}

/// Schedules of imports.
pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule::new(
            "catalog.fetch_images",
            Duration::from_secs(2),
            pictures::fetch_due,
        ),
        Schedule::new(
            "catalog.remove_images",
            Duration::from_secs(30),
            pictures::remove_due,
        ),
        Schedule::new(
            "catalog.recount_images",
            shop_storage::RECOUNTED_EVERY,
            pictures::recount,
        ),
    ]
}
