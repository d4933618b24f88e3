//! What the catalogue's pages show more than once.

use super::ProductStatus;
use super::importing::ShownImport;
use crate::money::Currency;
use crate::policies::Policy;
use crate::ui::{Html, Status, Tone, status};
use leptos::prelude::*;

/// A product's state: what the seller decided, or that nothing is left of what is for sale.
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

/// How far an import is.
#[component]
pub fn ImportState(import: ShownImport) -> impl IntoView {
    let (tone, word) = match import.status.as_str() {
        "mapping" => (Tone::Warning, "Check its columns"),
        "queued" => (Tone::Info, "Waiting"),
        "running" => (Tone::Info, "Running"),
        "failed" => (Tone::Bad, "Stopped"),
        _ if import.undone_at.is_some() => (Tone::Neutral, "Undone"),
        _ if import.undo_asked_at.is_some() => (Tone::Info, "Being undone"),
        _ if import.dry_run && import.failed > 0 => (Tone::Warning, "Checked, some refused"),
        _ if import.dry_run => (Tone::Good, "Checked"),
        _ if import.failed > 0 => (Tone::Warning, "Done, some refused"),
        _ => (Tone::Good, "Done"),
    };
    view! { <Status tone=tone word=word /> }
}

/// The lowest and the highest price: `$12.00 – $15.00`.
pub fn price_range((low, high): (i64, i64), currency: Currency) -> String {
    if low == high {
        currency.show(low)
    } else {
        format!("{} – {}", currency.show(low), currency.show(high))
    }
}

/// What a seller receives for one sale of `price_minor`.
pub fn received_minor(price_minor: i64, policy: &Policy) -> i64 {
    let commission = crate::money::percent_of(price_minor, policy.commission_basis_points).min(price_minor);
    let tax = crate::money::percent_of(commission, policy.commission_tax_basis_points)
        .min(price_minor - commission);
    price_minor - commission - tax
}

/// `1,204 products`, `1 product`.
pub fn counted(number: i64, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if number == 1 { one } else { many })
}
