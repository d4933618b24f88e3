//! Pages of stock: one variant, and the locations.

mod locations;
mod variant;

pub use locations::locations;
pub use variant::stock;

use crate::stock::Reason;
use crate::ui::Choice;

/// The page of all variants.
pub const INVENTORY: &str = "/products/inventory";

/// Reasons a person can choose.
pub fn reasons() -> Vec<Choice> {
    Reason::ALL
        .into_iter()
        .map(|reason| Choice::new(reason.as_str(), crate::stock::in_words(reason.as_str())))
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
