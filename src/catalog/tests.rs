//! Promises of the catalogue, through HTTP.

mod editor;
mod images;
mod import_files;
mod import_steps;
mod imports;
mod pages;
mod products;
mod search;
