//! Views of orders.

mod detail;
mod forms;
mod list;
mod money;
mod refunds;
mod timeline;

pub use detail::{Buyer, LinesTable, ShipmentsCard, state_words};
pub use forms::{CancelForm, NextStep, PaperLinks, ShipForm};
pub use list::{ListFilters, OrdersTable, tabs};
pub use money::MoneyCard;
pub use refunds::{RefundForm, RefundsCard};
pub use timeline::TimelineCard;

use super::order::OrderStatus;
use crate::ui::{Glyph, Html, Tone, status};
use leptos::prelude::*;

/// The state of an order: its icon in its tone, and the word.
#[component]
pub fn OrderState(status: OrderStatus) -> impl IntoView {
    order_state(status).into_view()
}

/// The state as markup.
pub fn order_state(order: OrderStatus) -> Html {
    let (tone, icon) = face(order);
    status(tone, Some(icon), order.words())
}

/// The tone and the icon of a status.
pub fn face(status: OrderStatus) -> (Tone, Glyph) {
    match status {
        OrderStatus::Pending => (Tone::Neutral, icondata_lu::LuClock),
        OrderStatus::Paid => (Tone::Info, icondata_lu::LuCircleDollarSign),
        OrderStatus::Processing => (Tone::Info, icondata_lu::LuPackageOpen),
        OrderStatus::PartiallyShipped => (Tone::Warning, icondata_lu::LuTruck),
        OrderStatus::Shipped => (Tone::Neutral, icondata_lu::LuTruck),
        OrderStatus::Delivered => (Tone::Good, icondata_lu::LuPackageCheck),
        OrderStatus::Completed => (Tone::Good, icondata_lu::LuCircleCheck),
        OrderStatus::Cancelled => (Tone::Bad, icondata_lu::LuCircleX),
        OrderStatus::Refunded => (Tone::Bad, icondata_lu::LuUndo2),
    }
}
