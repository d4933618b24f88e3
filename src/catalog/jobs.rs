//! What the catalogue does in the background.

use super::{bulk_edit, category, images, importing, inventory, removal, request, review};
use crate::events::{Consumer, Schedule};
use crate::shop_storage;
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
        Consumer::new("catalog.import", &["import.queued"], importing::carry_out).or_give_up(importing::end),
        Consumer::new(
            "catalog.undo_import",
            &["import.undo_asked"],
            importing::carry_out_undo,
        ),
        Consumer::new("catalog.bulk_edit", &["bulk_edit.queued"], bulk_edit::carry_out),
        Consumer::new(
            "catalog.undo_bulk_edit",
            &["bulk_edit.undo_asked"],
            bulk_edit::carry_out_undo,
        ),
        Consumer::new(
            "catalog.stock_sheet",
            &["stock_sheet.queued"],
            inventory::sheet::carry_out_event,
        ),
        Consumer::new("catalog.mail_low", &["stock.low"], inventory::mail_low),
        Consumer::new(
            "catalog.spread_threshold",
            &["stock.threshold_changed"],
            inventory::spread_threshold,
        ),
        Consumer::new("catalog.archive_all", &["seller.closed"], removal::archive_all),
        Consumer::new("catalog.prepare_images", &["images.added"], images::prepare)
            .or_give_up(images::give_up),
        Consumer::new("catalog.remove_images", &["seller.closed"], images::remove_all),
    ]
}

/// What is due by the clock: pictures to be fetched, files that nothing uses, stock that has run low, what is left
/// of old imports, bytes of files to be counted again.
pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule::new("catalog.watch_stock", Duration::from_secs(20), inventory::watch),
        Schedule::new("catalog.fetch_images", Duration::from_secs(2), images::fetch_due),
        Schedule::new(
            "catalog.remove_images",
            Duration::from_secs(30),
            images::remove_due,
        ),
        Schedule::new("catalog.tidy_imports", Duration::from_secs(600), importing::tidy),
        Schedule::new(
            "catalog.recount_images",
            shop_storage::RECOUNTED_EVERY,
            images::recount,
        ),
        Schedule::new(
            "catalog.recount_imports",
            shop_storage::RECOUNTED_EVERY,
            importing::recount,
        ),
    ]
}
