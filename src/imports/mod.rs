//! Imports: a file of products is staged row by row and applied product by product in the background; with
//! report, retry and undo.
//!
//! [`crate::product_files`] reads files and knows no database; this slice stores and runs the import:
//! [`recognition`] finds out what it is, [`mapping_step`] asks a person
//! about its columns, [`queue`] has it begin, and [`run`] stages and applies it, a few products in each
//! transaction together with their outcomes and counts, so that a run that was killed goes on where it was and
//! counts nothing twice. [`undo`] takes back what has not changed since.

mod actions;
pub mod api;
mod apply;
mod assembled;
mod decide;
mod file;
mod first_lines;
pub mod jobs;
mod lists;
mod mapping_step;
mod pace;
pub mod pages;
mod pictures;
mod price_change;
mod queue;
mod recognition;
mod report;
mod run;
mod settle;
mod stage;
mod status;
mod store;
mod template;
mod tidy;
mod undo;
mod view;
mod views;

pub use lists::{prices_csv, warnings_csv};
pub use mapping_step::{
    ColumnView, MappingForm, MappingOutcome, MappingView, NumbersView, choose, mapping_view,
};
pub use queue::{bring, queue, start};
pub use report::refused_csv;
pub(super) use run::{carry_out, end};
pub(super) use tidy::{recount, tidy};
pub use undo::ask as undo;
pub(super) use undo::carry_out as carry_out_undo;

/// The largest file.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;
pub use status::ImportStatus;
pub use view::{ImportProblem, ShownImport, ShownPrice, Undone, find, list, shown};

#[cfg(test)]
mod tests;
