//! Views of analytics.

mod figures;
mod picker;
mod start;
mod waiting;

pub(super) use figures::{
    BestSellerTable, Definitions, Money, orders_graph, revenue_graph, status_overview, tiles,
};
pub(super) use picker::{Picker, PickerView, files};
pub(super) use start::Start;
pub(super) use waiting::ToDo;
