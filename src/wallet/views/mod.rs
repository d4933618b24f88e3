//! Views of the wallet.

mod balances;
mod history;
mod methods;
mod payouts;
mod settle;
mod withdraw;

pub use balances::{Balances, account_tabs, account_words};
pub use history::{HistoryFilters, HistoryTable};
pub use methods::{AddMethodForm, Methods};
pub use payouts::{PayoutState, PayoutsTable};
pub use settle::{SettleCard, SettledTable};
pub use withdraw::{Terms, WithdrawForm};
