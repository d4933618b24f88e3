//! Counts by file: download, fill in, upload.
//!
//! The rows are kept first and carried out afterwards, a few in each transaction with what came of them: a small file
//! within the request that brought it, a big one in the background. Killed, it goes on where it was.

mod cells;
mod download;
mod run;
mod upload;

pub use download::give;
pub use run::carry_out_event;
pub use upload::{MAX_BYTES, take};
