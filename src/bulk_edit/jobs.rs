//! Jobs of bulk edits.

use crate::bulk_edit;
use crate::events::Consumer;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::long("catalog.bulk_edit", &["bulk_edit.queued"], bulk_edit::carry_out),
        Consumer::long(
            "catalog.undo_bulk_edit",
            &["bulk_edit.undo_asked"],
            bulk_edit::carry_out_undo,
        ),
    ]
}
