//! Promises of the catalogue, through HTTP.

mod categories;
mod editor;
mod images;
mod imports;
mod pages;
mod products;
mod reviews;
mod search;
