//! A product as the API shows it.

use crate::clock::Millis;
use crate::id::{ProductId, VariantId};
use crate::money::{Currency, Decimal};
use crate::products::store::StoredProduct;
use crate::products::{ProductOption, ProductStatus, Variant};
use serde::{Serialize, Serializer};
use std::sync::Arc;

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
    /// SKU of a single variant; null for several.
    pub sku: Option<String>,
    pub stock: i64,
    /// Whether it waits for approval and is not on sale.
    pub held: bool,
    /// Whether it can be ordered now; false while the shop is on vacation.
    pub in_stock: bool,
    pub tags: Vec<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub options: Vec<ProductOption>,
    pub variants: Vec<ShownVariant>,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// Version, increased by each change; a PATCH may name the one it is based on.
    pub version: i64,
}

/// One variant.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Variant)]
pub struct ShownVariant {
    pub variant_id: Option<VariantId>,
    /// Its value of each option, by the option's name.
    #[schema(value_type = BTreeMap<String, String>)]
    pub options: VariantValues,
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

/// A variant's values by the names of the options, which all variants of a product share.
#[derive(Debug, Clone)]
pub struct VariantValues {
    names: Arc<[String]>,
    values: Vec<String>,
}

impl Serialize for VariantValues {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.names.iter().zip(&self.values))
    }
}

impl ShownProduct {
    /// The product while the shop is closed: nothing can be ordered.
    pub fn while_closed(mut self, closed: bool) -> Self {
        self.in_stock &= !closed;
        self
    }

    /// The product as the API shows it to its seller.
    pub fn of(stored: StoredProduct, currency: Currency) -> Self {
        let (in_stock, stock) = (stored.in_stock(), stored.product.on_hand());
        let held = stored.is_held();
        let price = currency.decimal(stored.product.price_range_minor().0);
        let product = stored.product.into_facts();
        let names: Arc<[String]> = product.options.iter().map(|option| option.name.clone()).collect();
        let reserved = stored.reserved.into_iter().chain(std::iter::repeat(0));
        let shown = |(variant, reserved): (Variant, i64)| ShownVariant {
            variant_id: variant.variant_id,
            options: VariantValues {
                names: names.clone(),
                values: variant.values,
            },
            sku: variant.sku,
            price: currency.decimal(variant.price_minor),
            compare_at: variant.compare_at_minor.map(|minor| currency.decimal(minor)),
            cost: variant.cost_minor.map(|minor| currency.decimal(minor)),
            barcode: variant.barcode,
            weight_grams: variant.weight_grams,
            on_hand: variant.on_hand,
            reserved,
            available: (variant.on_hand - reserved).max(0),
            backorder: variant.backorder,
        };
        let variants: Vec<ShownVariant> = product.variants.into_iter().zip(reserved).map(shown).collect();
        let only = match &variants[..] {
            [only] => only.sku.clone(),
            _ => None,
        };
        Self {
            product_id: stored.product_id,
            name: product.name,
            handle: product.handle.to_string(),
            description: product.description,
            category: product.category,
            status: product.status,
            price,
            currency,
            sku: only,
            stock,
            held,
            in_stock: in_stock && !held,
            tags: product.tags,
            seo_title: product.seo_title,
            seo_description: product.seo_description,
            options: product.options,
            variants,
            created_at: stored.created_at,
            updated_at: stored.updated_at,
            version: stored.version,
        }
    }
}
