//! Importing: a file of products is taken in, staged row by row, and applied product by product in the
//! background; it can be reported on, tried again and undone.
//!
//! What a file says is read in [`super::imports`], which knows no database. Here it is kept and carried out:
//! [`upload`] streams the file to the disk and queues it, [`run`] stages and applies it, a few products in each
//! transaction together with their outcomes and counts, so that a run that was killed goes on where it was and
//! counts nothing twice. [`undo`] takes back what has not changed since.

mod apply;
mod decide;
mod report;
mod run;
mod stage;
mod undo;
mod upload;
mod view;

pub use report::refused_csv;
pub(super) use run::carry_out;
pub use undo::ask as undo;
pub(super) use undo::carry_out as carry_out_undo;
pub use upload::{queue, receive};
pub use view::{ImportProblem, ShownImport, find, list, shown, undone};
