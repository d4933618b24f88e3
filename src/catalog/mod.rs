//! The catalogue: pages and downloads that compose products with their pictures, categories, stock and review.
//!
//! Owns no table: decisions and rows belong to those slices.

mod actions;
pub mod downloads;
pub mod pages;

#[cfg(test)]
mod tests;
