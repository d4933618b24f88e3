//! Jobs of imports: run, undo, tidy up, recount.

use crate::events::{Consumer, Schedule};
use crate::{imports, shop_storage};
use std::time::Duration;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::long("catalog.import", &["import.queued"], imports::carry_out).or_give_up(imports::end),
        Consumer::long(
            "catalog.undo_import",
            &["import.undo_asked"],
            imports::carry_out_undo,
        ),
    ]
}

/// Schedules of imports.
pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule::new("catalog.tidy_imports", Duration::from_secs(600), imports::tidy),
        Schedule::new(
            "catalog.recount_imports",
            shop_storage::RECOUNTED_EVERY,
            imports::recount,
        ),
    ]
}
