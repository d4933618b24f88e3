//! The wallet's SQL.

mod balance;
mod entry;
mod method;
mod payout;
mod proof;

pub use balance::*;
pub use entry::*;
pub use method::*;
pub use payout::*;
pub use proof::*;
