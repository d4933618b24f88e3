//! Promises of stock, through HTTP.

mod inventory;
mod low_stock;
mod spill;
