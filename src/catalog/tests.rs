//! Promises of the catalogue, through HTTP.

mod categories;
mod editor;
mod images;
mod import_files;
mod import_steps;
mod imports;
mod pages;
mod products;
mod reviews;
mod search;
