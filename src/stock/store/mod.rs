//! SQL of stock: pieces on hand, locations, adjustments and thresholds. Every finder takes the seller.

mod list;
mod location;
mod low_stock;
mod on_hand;

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
    Adjustment, Cause, Shipped, change_on_hand, hold_stock, insert_adjustment, move_many, note, note_many,
    put_item, set_on_hand, ship_stock, variants_by_sku,
};
