//! Generated marketplaces: the hand-made demo, and the seed of any size. Shops, goods, orders with seasons
//! and weekends, and every cent, balance and roll-up as the running server would have written them: the money
//! goes through the same pure functions.

mod bulk;
mod calendar;
mod catalogue;
mod categories;
mod chance;
pub mod demo;
pub mod demo_pictures;
mod demo_shops;
mod demo_tickets;
mod drawing;
mod filling;
mod keys;
mod ledger;
mod life;
mod market;
mod orders;
mod payments;
mod rollups;
mod shop;
mod tables;
#[cfg(test)]
mod tests;
mod timeline;
mod trade;
mod words;

pub use filling::{FillError, seed};
