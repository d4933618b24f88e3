//! A product in the words of the API.

use super::store::StoredProduct;
use super::{ProductOption, ProductStatus};
use crate::clock::Millis;
use crate::id::{ProductId, VariantId};
use crate::money::{Currency, Decimal};
use serde::Serialize;
use std::collections::BTreeMap;

/// A product with its variants. `price` is the lowest of them, `stock` what is on hand of all together.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Product)]
pub struct ShownProduct {
    pub product_id: ProductId,
    pub name: String,
    pub handle: String,
    pub description: String,
    pub category: Option<String>,
    pub status: ProductStatus,
    pub price: Decimal,
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Of the only variant; null where there are several.
    pub sku: Option<String>,
    pub stock: i64,
    /// Waits for the marketplace's approval, and is not for sale.
    pub held: bool,
    /// Whether a buyer could have one now; not while the shop is on vacation.
    pub in_stock: bool,
    pub tags: Vec<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub options: Vec<ProductOption>,
    pub variants: Vec<ShownVariant>,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// Goes up with each change of the product; a PATCH may name the one that it was made on.
    pub version: i64,
}

/// One variant.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Variant)]
pub struct ShownVariant {
    pub variant_id: Option<VariantId>,
    /// Its value of each option, by the option's name.
    pub options: BTreeMap<String, String>,
    pub sku: Option<String>,
    pub price: Decimal,
    pub compare_at: Option<Decimal>,
    pub cost: Option<Decimal>,
    pub barcode: Option<String>,
    pub weight_grams: Option<i64>,
    pub on_hand: i64,
    /// Held by orders that are not shipped yet.
    pub reserved: i64,
    /// On hand and not reserved.
    pub available: i64,
    /// Buyers may order more than is available.
    pub backorder: bool,
}

impl ShownProduct {
    /// As it stands while the shop is closed: nobody can have one.
    pub fn while_closed(mut self, closed: bool) -> Self {
        self.in_stock &= !closed;
        self
    }

    /// The product as the API shows it to its seller.
    pub fn of(stored: &StoredProduct, currency: Currency) -> Self {
        let product = &stored.product;
        let variants = product.variants.iter().enumerate().map(|(place, variant)| {
            let names = product.options.iter().map(|option| option.name.clone());
            ShownVariant {
                variant_id: variant.variant_id.clone(),
                options: names.zip(variant.values.iter().cloned()).collect(),
                sku: variant.sku.clone(),
                price: currency.decimal(variant.price_minor),
                compare_at: variant.compare_at_minor.map(|minor| currency.decimal(minor)),
                cost: variant.cost_minor.map(|minor| currency.decimal(minor)),
                barcode: variant.barcode.clone(),
                weight_grams: variant.weight_grams,
                on_hand: variant.on_hand,
                reserved: stored.reserved.get(place).copied().unwrap_or(0),
                available: stored.available(place),
                backorder: variant.backorder,
            }
        });
        let only = match &product.variants[..] {
            [only] => only.sku.clone(),
            _ => None,
        };
        Self {
            product_id: stored.product_id.clone(),
            name: product.name.clone(),
            handle: product.handle.to_string(),
            description: product.description.clone(),
            category: product.category.clone(),
            status: product.status,
            price: currency.decimal(product.price_range_minor().0),
            currency,
            sku: only,
            stock: product.on_hand(),
            held: stored.held,
            in_stock: stored.in_stock() && !stored.held,
            tags: product.tags.clone(),
            seo_title: product.seo_title.clone(),
            seo_description: product.seo_description.clone(),
            options: product.options.clone(),
            variants: variants.collect(),
            created_at: stored.created_at,
            updated_at: stored.updated_at,
            version: stored.version,
        }
    }
}
