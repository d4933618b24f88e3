//! What the catalogue does in the background.

use super::{category, images, importing, removal, request, review};
use crate::events::{Consumer, Schedule};
use std::time::Duration;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::new(
            "catalog.mail_decision",
            &["product.approved", "product.changes_asked"],
            review::mail_decision,
        ),
        Consumer::new("catalog.release_reviews", &["policy.changed"], review::release),
        Consumer::new("catalog.carry_category", &["category.changed"], category::carry),
        Consumer::new(
            "catalog.carry_out_request",
            &["request.queued"],
            request::carry_out,
        ),
        Consumer::new("catalog.import", &["import.queued"], importing::carry_out),
        Consumer::new(
            "catalog.undo_import",
            &["import.undo_asked"],
            importing::carry_out_undo,
        ),
        Consumer::new("catalog.archive_all", &["seller.closed"], removal::archive_all),
        Consumer::new("catalog.prepare_images", &["images.added"], images::prepare),
        Consumer::new("catalog.remove_images", &["seller.closed"], images::remove_all),
    ]
}

/// What is due by the clock: pictures to be fetched, files that nothing uses, what is left of old
/// imports.
pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule::new("catalog.fetch_images", Duration::from_secs(2), images::fetch_due),
        Schedule::new(
            "catalog.remove_images",
            Duration::from_secs(30),
            images::remove_due,
        ),
        Schedule::new("catalog.tidy_imports", Duration::from_secs(600), importing::tidy),
    ]
}
