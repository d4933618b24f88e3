//! Promises of the catalogue, through HTTP.

mod images;
mod imports;
mod pages;
mod products;
mod search;
