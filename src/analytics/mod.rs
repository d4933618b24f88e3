//! Analytics: sales of a period against the previous one, as tiles, graphs and a report.
//!
//! Everything is counted once, in [`metrics`], from roll-up rows of the seller's own calendar days, so that
//! every page, the API and every export say the same.

pub mod api;
pub mod best_seller;
mod cache;
pub mod downloads;
pub mod figures;
pub mod graph;
pub mod metrics;
pub mod pages;
pub mod period;
mod recount;
pub mod report;
mod store;
#[cfg(test)]
mod tests;
mod views;

pub use period::{Period, PeriodForm, day_start};
pub use recount::count_again;
pub use store::{OrderContribution, Sold, moved, sold};
