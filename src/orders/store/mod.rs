//! The orders' SQL: intake, changes of an order, lists.

mod calendar;
mod change;
mod insert;
mod list;
mod list_statement;
mod notes;
mod read;
mod words;

pub use calendar::*;
pub use change::*;
pub use insert::*;
pub use list::*;
pub use notes::*;
pub use read::*;
pub use words::*;

/// All columns of an order.
macro_rules! order_columns {
    () => {
        "order_id, order_group_id, seller_id, number, status, currency, reference, buyer_name, buyer_email, units,
         goods_minor, discount_minor, shipping_minor, tax_minor, total_minor, commission_minor, commission_tax_minor,
         refunded_minor, commission_returned_minor, hold_days, unproven_hold_days, held_minor, day, placed_at,
         updated_at, paid_at, shipped_at, delivered_at, completed_at, cancelled_at, pay_by, release_at, released_at, note, ship_by"
    };
}

/// All columns of a line.
macro_rules! line_columns {
    () => {
        "line_id, order_id, position, product_id, variant_id, name, variant_name, sku, quantity, unit_price_minor,
         goods_minor, discount_minor, shipping_minor, tax_minor, commission_minor, commission_tax_minor,
         commission_basis_points, shipped_quantity, cancelled_quantity, refunded_quantity, cancelled_minor,
         returned_goods_minor, returned_shipping_minor, returned_tax_minor, returned_commission_minor,
         returned_commission_tax_minor"
    };
}

use {line_columns, order_columns};
