//! SQL of stock: pieces on hand, locations, adjustments and thresholds. Every finder takes the seller.

mod held;
mod list;
mod location;
mod low_stock;
mod on_hand;
mod reserved;

pub use held::{HeldStock, hold_ordered, hold_stock, put_item};
pub use list::{
    AdjustmentRow, StockFilter, StockListRow, StockShow, adjustments, count_stock, stock_list, stock_of,
};
pub use location::{
    ItemRow, LocationRow, MOST_LOCATIONS, archive_location, hold_location, is_stocked, items_of, locations,
    lock_locations, put_location,
};
pub use low_stock::{
    forget_risen, has_moved, set_shop_threshold, set_threshold, shop_threshold, shop_threshold_in,
    spread_threshold, take_fallen, thresholds,
};
pub use on_hand::{
    Adjustment, Cause, change_held, change_on_hand, insert_adjustment, move_many, note, note_many,
    set_on_hand, variants_by_sku,
};
pub use reserved::{release, reserve};
