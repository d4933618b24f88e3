//! SQL of products. Every finder takes the seller; removed variants are never read.

mod approval;
mod bulk;
mod bulk_variant;
mod category;
mod closure;
mod decided;
mod filter;
mod following;
mod handle;
mod list;
mod lookup;
mod new_variant;
mod old_handle;
mod overview;
mod read;
mod request;
mod rewrite;
mod search;
mod sold;
mod variant;
mod waiting;
mod write;
mod write_error;

pub use approval::approve;
pub use bulk::{NewProduct, delete_many, insert_many};
pub use category::{point_at_category, put_into_category};
pub use closure::archive_all;
pub use decided::Rewrite;
pub use filter::ProductFilter;
pub use list::{StatusCounts, categories, count_by_status, list, matching_ids};
pub use lookup::{by_handle, by_name, by_sku};
pub use overview::{Overview, overview};
pub use read::{find, find_in, lock, lock_many, products_by_ids, seller_terms};
pub use request::{
    REMOVE_OLD_REQUESTS, RequestStatus, finish_request, hold_request, insert_request, request,
};
pub use rewrite::update_many;
pub use sold::mark_sold;
pub use write::{delete, insert, update};
pub use write_error::WriteError;

use crate::clock::Millis;
use crate::db::Json;
use crate::id::{ProductId, VariantId};
use crate::products::{Handle, Product, ProductFacts, ProductOption, ProductStatus, ReviewState, Variant};
use std::collections::HashMap;

/// A product as the database has it.
#[derive(Debug, Clone)]
pub struct StoredProduct {
    pub product_id: ProductId,
    pub product: Product,
    /// Reserved pieces by variant index.
    pub reserved: Vec<i64>,
    pub sold_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub review: ReviewState,
    /// Version, increased by every change, so that undo detects later changes.
    pub version: i64,
}

impl StoredProduct {
    /// Available pieces of the variant at that index.
    pub fn available(&self, place: usize) -> i64 {
        let on_hand = self
            .product
            .variants
            .get(place)
            .map_or(0, |variant| variant.on_hand);
        (on_hand - self.reserved.get(place).copied().unwrap_or(0)).max(0)
    }

    /// Whether it waits for an admin, and is not for sale.
    pub fn is_held(&self) -> bool {
        self.review.held_at.is_some()
    }

    /// Whether it can be ordered.
    pub fn in_stock(&self) -> bool {
        (0..self.product.variants.len())
            .any(|place| self.product.variants[place].backorder || self.available(place) > 0)
    }
}

crate::row! {
    struct ProductRow {
        product_id: ProductId,
        handle: String,
        name: String,
        description: String,
        category: Option<String>,
        tags: Json<Vec<String>>,
        status: ProductStatus,
        options: Json<Vec<ProductOption>>,
        seo_title: Option<String>,
        seo_description: Option<String>,
        sold_at: Option<Millis>,
        created_at: Millis,
        updated_at: Millis,
        version: i64,
        held_at: Option<Millis>,
        approved_at: Option<Millis>,
    }
}

crate::row! {
    struct VariantRow {
        variant_id: VariantId,
        product_id: ProductId,
        position: i64,
        options: Json<Vec<String>>,
        sku: Option<String>,
        price_minor: i64,
        compare_at_minor: Option<i64>,
        cost_minor: Option<i64>,
        barcode: Option<String>,
        weight_grams: Option<i64>,
        on_hand: i64,
        reserved: i64,
        backorder_at: Option<i64>,
    }
}

/// Joins products and variants, both ordered.
fn joined(products: Vec<ProductRow>, variants: Vec<VariantRow>) -> Vec<StoredProduct> {
    let mut by_product: HashMap<ProductId, Vec<VariantRow>> = HashMap::with_capacity(products.len());
    for variant in variants {
        by_product
            .entry(variant.product_id.clone())
            .or_default()
            .push(variant);
    }
    products
        .into_iter()
        .map(|row| {
            let mut variants = by_product.remove(&row.product_id).unwrap_or_default();
            variants.sort_by(|a, b| (a.position, &a.variant_id).cmp(&(b.position, &b.variant_id)));
            stored(row, variants)
        })
        .collect()
}

fn stored(row: ProductRow, variants: Vec<VariantRow>) -> StoredProduct {
    let reserved = variants.iter().map(|variant| variant.reserved).collect();
    let product = Product::stored(ProductFacts {
        name: row.name,
        handle: Handle::stored(row.handle),
        description: row.description,
        category: row.category,
        status: row.status,
        tags: row.tags.0,
        seo_title: row.seo_title,
        seo_description: row.seo_description,
        options: row.options.0,
        variants: variants
            .into_iter()
            .map(|row| Variant {
                variant_id: Some(row.variant_id),
                values: row.options.0,
                sku: row.sku,
                price_minor: row.price_minor,
                compare_at_minor: row.compare_at_minor,
                cost_minor: row.cost_minor,
                barcode: row.barcode,
                weight_grams: row.weight_grams,
                on_hand: row.on_hand,
                backorder: row.backorder_at.is_some(),
            })
            .collect(),
    });
    StoredProduct {
        product_id: row.product_id,
        product,
        reserved,
        sold_at: row.sold_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        review: ReviewState {
            held_at: row.held_at,
            approved_at: row.approved_at,
        },
    }
}
