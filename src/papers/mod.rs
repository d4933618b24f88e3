//! Papers of orders: packing slips without prices, and invoices with a number that has no gaps within a shop.
//!
//! A paper is made anew from the order each time; an invoice's number, day and issuer stay what they first were. What
//! the font cannot print is shown as `[…]` and named on the paper with the order at which it can be read.

pub mod api;
mod blocks;
mod draw;
mod invoice;
pub mod pages;
mod paper;
mod store;
#[cfg(test)]
mod tests;
