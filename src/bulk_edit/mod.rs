//! Bulk edit: one change of many products, selected or filtered.
//!
//! Which products are meant is fixed when it starts; they are then changed a few in each transaction together with
//! what came of each, so that a run that was killed goes on where it was and changes nothing twice. Each product goes
//! through [`crate::products::ProductPatch`], as when it is edited alone. Undo takes back what has not been changed since.

mod actions;
pub mod api;
mod changes;
mod form;
mod grid;
pub mod jobs;
mod json;
pub mod pages;
mod preview;
mod run;
mod selection;
mod start;
mod store;
mod undo;

pub use form::BulkEditForm;
pub use grid::{CELLS, GridForm, cells as grid_cells, save as save_grid};
pub use json::{MOST_REFUSED, ShownBulkEdit, find, list, refused, shown, waiting};
pub use preview::{Preview, Sample, preview};
pub(super) use run::carry_out;
pub use selection::Selection;
pub use start::start;
pub use undo::ask as undo;
pub(super) use undo::carry_out as carry_out_undo;

#[cfg(test)]
mod tests;
