//! The inventory's pages: every variant with its stock, one variant, locations, files of counts.

mod list;
mod locations;
mod sheets;
mod variant;

pub use list::InventoryPage;
pub use locations::LocationsPage;
pub(super) use sheets::SHEETS;
pub use sheets::{StockSheetPage, StockSheetsPage};
pub use variant::StockPage;

use crate::catalog::inventory::Reason;
use crate::ui::Choice;

/// The page of all variants.
pub(super) const INVENTORY: &str = "/products/inventory";

/// The reasons a person can give.
fn reasons() -> Vec<Choice> {
    Reason::ALL
        .into_iter()
        .map(|reason| {
            Choice::new(
                reason.as_str(),
                crate::catalog::inventory::in_words(reason.as_str()),
            )
        })
        .collect()
}

/// A change with its sign.
fn signed(change: i64) -> String {
    if change > 0 {
        format!("+{change}")
    } else {
        format!("{change}").replace('-', "−")
    }
}
