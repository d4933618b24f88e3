//! Jobs of the inventory: counts by file.

use crate::events::Consumer;
use crate::inventory::sheet;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![Consumer::long(
        "catalog.stock_sheet",
        &["stock_sheet.queued"],
        sheet::carry_out_event,
    )]
}
