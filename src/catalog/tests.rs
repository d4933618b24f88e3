//! Promises of the catalogue, through HTTP.

mod bulk_edit;
mod bulk_pages;
mod editor;
mod images;
mod imports;
mod inventory;
mod low_stock;
mod pages;
mod products;
mod search;
