//! The inventory: the list of all variants with their stock, and counts by file.
//!
//! Composes products and stock: the list is searched by product, and a file of counts is read like any product file.
//! `stock` writes the counts.

pub mod api;
pub mod jobs;
mod list;
pub mod pages;
mod sheet;
mod store;

pub use sheet::give;
