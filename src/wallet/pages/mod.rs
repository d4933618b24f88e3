//! The wallet's pages: what a seller has, payouts, and the queue of those who settle them.

mod payouts;
mod settle;
mod wallet;

pub use payouts::payouts;
pub use settle::settle;
pub use wallet::wallet;
