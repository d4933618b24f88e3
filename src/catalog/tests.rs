//! Promises of the catalogue, through HTTP.

mod imports;
mod pages;
mod products;
