//! Promises of the catalogue, through HTTP.

mod editor;
mod categories;
mod images;
mod imports;
mod pages;
mod products;
mod search;
