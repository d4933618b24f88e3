//! Promises of the catalogue, through HTTP.

mod editor;
mod images;
mod imports;
mod pages;
mod products;
mod search;
