//! Inventory: what is on hand, where it lies, and why that changed.
//!
//! Every change is relative and noted with its reason, so that two people who adjust at once both count. The main
//! location has whatever is not at the further ones; orders know only the whole.

pub mod actions;
mod adjustment;
mod batch;
mod history;
mod location;
mod low;
mod reason;
pub mod sheet;
mod shown;
mod table;
mod transfer;

pub use super::store::{Shipped, StockShow, count_stock, ship_stock};
pub use adjustment::{AdjustError, Adjusting, Wish, adjust_in};
pub use batch::{InventoryForm, InventoryResult, set};
pub use history::{ShownAdjustment, history, of_variant};
pub use location::{LocationForm, Place, Places, ShownLocation, add, archive, change, known, pieces_at};
pub use low::{ThresholdForm, mail_low, set_shop_threshold, shop_threshold, spread_threshold, watch};
pub use reason::{Reason, in_words};
pub use shown::{ShownStock, list, shown};
pub use table::{StockTableForm, save};
pub use transfer::{TransferForm, transfer};
