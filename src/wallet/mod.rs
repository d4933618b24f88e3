//! The wallet: every cent a seller earns, as postings of a double-entry ledger. Balances are provable from the
//! transfers, money moves and never changes its past, and a payout is one payout however often it is asked for.

pub mod actions;
pub mod api;
pub mod downloads;
pub mod history;
pub mod jobs;
mod ledger;
pub mod pages;
mod payout;
mod payout_method;
mod settlement;
mod store;
#[cfg(test)]
mod tests;
mod verify;
mod views;

pub use ledger::{Account, Balances, Kind, PostError, Transfer, post};
pub(crate) use payout::reservation;
pub use payout::{PayoutForm, PayoutStatus, PayoutView};
pub use payout_method::{BankAccount, Destination, SEALED_FOR};
pub(crate) use settlement::transfers as settlement_transfers;
pub(crate) use store::PayoutRow;
pub use store::{balances, balances_in, payouts_to_settle};
pub use verify::{Difference, verify};
