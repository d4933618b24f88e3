//! Stock: pieces on hand, locations, and reasons of changes.
//!
//! Every change is relative and noted with its reason, so that two people who adjust at once both count. The main
//! location has whatever is not at the further ones; orders know only the whole. Nothing outside of this slice changes
//! what is on hand or reserved of a variant that is there: orders reserve, release and ship through it.

mod actions;
mod adjustment;
pub mod api;
mod batch;
mod history;
pub mod jobs;
mod json;
mod location;
mod low;
mod ordered;
pub mod pages;
mod reason;
mod spill;
mod store;
mod table;
mod transfer;

pub use actions::SaveStock;
pub use adjustment::{AdjustError, Adjusting, StockRequest, adjust_in};
pub use batch::{InventoryForm, InventoryResult, set};
pub use history::{ShownAdjustment, history, of_variant};
pub use json::{ShownStock, shown};
pub use location::{LocationForm, Places, ShownLocation, StockPlace, add, archive, change, hold, known};
pub use low::{ThresholdForm, mail_low, set_shop_threshold, shop_threshold, spread_threshold, watch};
pub use ordered::{Pieces, ShipError, Shipping, release, reserve, reserve_all, restock, ship};
pub use pages::{INVENTORY, reasons};
pub use reason::{Reason, in_words};
pub use stallholder_product::MAX_STOCK;
pub use store::{
    Adjustment, Cause, ItemRow, StockFilter, StockListRow, StockShow, change_on_hand, count_stock, items_of,
    move_many, note, note_many, set_on_hand, shop_threshold_in, stock_list, stock_of, thresholds,
    variants_by_sku,
};
pub use table::{StockTableForm, save};
pub use transfer::{TransferForm, transfer};

#[cfg(test)]
mod tests;
