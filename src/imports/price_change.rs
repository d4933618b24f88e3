//! Price changes of a dry run, the costliest kind of mistake.

use crate::products::Product;
use serde::{Deserialize, Serialize};

/// One variant whose price would be another. Amounts are minor units of the seller's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChange {
    pub product: String,
    /// Option values, if any.
    pub variant: String,
    pub sku: Option<String>,
    pub old_minor: i64,
    pub new_minor: i64,
}

/// Prices that differ, if any.
pub(super) fn price_changes(current: &Product, next: &Product) -> Option<Vec<PriceChange>> {
    let changes: Vec<PriceChange> = next
        .variants
        .iter()
        .filter_map(|new| {
            let same = |old: &&crate::products::Variant| {
                old.variant_id.is_some() && old.variant_id == new.variant_id
            };
            let old = current.variants.iter().find(same)?;
            (old.price_minor != new.price_minor).then(|| PriceChange {
                product: next.name.clone(),
                variant: new.values.join(" / "),
                sku: new.sku.clone(),
                old_minor: old.price_minor,
                new_minor: new.price_minor,
            })
        })
        .collect();
    (!changes.is_empty()).then_some(changes)
}

impl PriceChange {
    /// Price changes stored with a product.
    pub(super) fn list(json: &str) -> Vec<Self> {
        serde_json::from_str(json).unwrap_or_default()
    }
}
