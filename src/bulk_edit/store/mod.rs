//! SQL of bulk edits: products, outcomes and undo.

mod edit;
mod undo;
mod waiting;

pub use edit::{
    BulkEditRow, EditOutcome, EditStatus, NewBulkEdit, ProductOutcome, bulk_edit, bulk_edit_for_job,
    bulk_edits, finish_bulk_edit, finish_collecting, hold_bulk_edit, insert_bulk_edit, mean_products,
    products_to_edit, set_cursor, set_edit_outcomes,
};
pub use undo::{
    EditedProduct, RefusedEdit, add_undone, ask_undo_edit, edits_to_undo, finish_undo_edit, hold_undo,
    refused_edits, set_edit_undone,
};
pub use waiting::edited_waiting;
