//! Promises of products, through HTTP.

mod plans;
mod products;
mod search;
mod writing;
