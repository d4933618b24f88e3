//! Promises of the catalogue, through HTTP.

mod bulk_edit;
mod bulk_pages;
mod categories;
mod editor;
mod images;
mod import_beside;
mod import_files;
mod import_kinds;
mod import_meaning;
mod import_steps;
mod imports;
mod inventory;
mod low_stock;
mod pages;
mod plans;
mod products;
mod reviews;
mod search;
