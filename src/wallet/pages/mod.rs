//! Pages of the wallet: balances, payouts, and the settlement queue.

mod payouts;
mod settle;
mod wallet;

pub use payouts::payouts;
pub use settle::settle;
pub use wallet::wallet;
