//! The catalogue: pages and downloads that compose products with their pictures, categories, stock and review.
//!
//! It owns no table. Whatever it decides or stores belongs to one of those slices.

mod actions;
pub mod downloads;
pub mod pages;

#[cfg(test)]
mod tests;
