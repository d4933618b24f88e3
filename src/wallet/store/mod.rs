//! SQL of the wallet.

mod balance;
mod entry;
mod figures;
mod method;
mod payout;
mod proof;

pub use balance::*;
pub use entry::*;
pub use figures::all as figures;
pub use method::*;
pub use payout::*;
pub use proof::*;
