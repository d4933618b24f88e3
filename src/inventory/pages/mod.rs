//! Pages of the inventory: the list, and counts by file.

mod files;
mod list;
mod sheets;

pub use files::routes;
pub use list::inventory;
pub use sheets::{stock_sheet, stock_sheets};
