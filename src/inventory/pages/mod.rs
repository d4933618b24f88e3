//! Pages of the inventory: the list, and counts by file.

mod files;
mod list;
mod sheets;

pub use files::routes;
pub use list::InventoryPage;
pub use sheets::{StockSheetPage, StockSheetsPage};
