//! How the shop does: what was sold in a period, against the period before, as tiles, graphs and a report.
//!
//! Everything is counted once, in [`metrics`], from roll-up rows of the seller's own calendar days, so that
//! every page, the API and every export say the same.

pub mod graph;
pub mod metrics;
pub mod period;
pub mod report;
mod rollup;

pub use rollup::{Sold, Standing, moved, sold};
