//! The inventory: the list of all variants with their stock, and counts by file.
//!
//! It composes products and stock: the list is searched by the words of products, and a file of counts is read like
//! any other file of products. What a count changes is written by `stock`.

pub mod api;
pub mod jobs;
mod list;
pub mod pages;
mod sheet;
mod store;

pub use sheet::give;
