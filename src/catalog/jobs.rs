//! What the catalogue does in the background.

use super::{importing, removal, request};
use crate::events::Consumer;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
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
    ]
}
