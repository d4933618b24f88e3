//! Shared views of products.

use crate::money::Currency;
use crate::products::ProductStatus;
use crate::ui::{Choice, Html, Tone, status};
use leptos::prelude::*;

/// A product's status, or that it is out of stock.
#[component]
pub fn ProductState(status: ProductStatus, in_stock: bool) -> impl IntoView {
    product_state(status, in_stock).into_view()
}

/// The state as markup.
pub fn product_state(state: ProductStatus, in_stock: bool) -> Html {
    let (tone, word) = match state {
        ProductStatus::Active if !in_stock => (Tone::Warning, "Out of stock"),
        ProductStatus::Active => (Tone::Good, "Active"),
        ProductStatus::Draft => (Tone::Info, "Draft"),
        ProductStatus::Inactive => (Tone::Neutral, "Inactive"),
        ProductStatus::Archived => (Tone::Neutral, "Archived"),
    };
    status(tone, None, word)
}

/// The lowest and the highest price: `$12.00 – $15.00`.
pub fn price_range((low, high): (i64, i64), currency: Currency) -> String {
    if low == high {
        currency.show(low)
    } else {
        format!("{} – {}", currency.show(low), currency.show(high))
    }
}

pub fn status_choices() -> Vec<Choice> {
    ProductStatus::ALL
        .into_iter()
        .map(|status| Choice::new(status.as_str(), status.label()))
        .collect()
}
