//! SQL that inserts variants.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, json, no_tail};
use crate::id::{ProductId, SellerId, VariantId};
use crate::products::store::write_error::WriteError;
use crate::products::{Product, StockWatch, Variant};
use crate::stock::{self, Cause};

/// A new variant with its product and position.
pub(super) struct NewVariant<'a> {
    pub product_id: &'a ProductId,
    pub product: &'a Product,
    pub place: usize,
    pub variant_id: VariantId,
}

impl<'a> NewVariant<'a> {
    /// Variant with a fresh id.
    pub fn fresh(product_id: &'a ProductId, product: &'a Product, place: usize, now: Millis) -> Self {
        Self {
            variant_id: VariantId::new(now),
            product_id,
            product,
            place,
        }
    }

    /// Variant with the id it was given, or a fresh one.
    pub fn known(product_id: &'a ProductId, product: &'a Product, place: usize, now: Millis) -> Self {
        let variant = product.variants.get(place);
        let given = variant.and_then(|variant| variant.variant_id.clone());
        match given {
            Some(variant_id) => Self {
                variant_id,
                product_id,
                product,
                place,
            },
            None => Self::fresh(product_id, product, place, now),
        }
    }

    pub fn variant(&self) -> &'a Variant {
        &self.product.variants[self.place]
    }

    /// Low-stock watch that the new variant starts with.
    pub fn watch(&self, shop_threshold: Option<i64>, now: Millis) -> StockWatch {
        StockWatch::of_new(self.variant().on_hand, self.product.status, shop_threshold, now)
    }
}

const INSERT: Batch = Batch {
    head: "insert into variants (variant_id, product_id, seller_id, position, options, sku, price_minor,
         compare_at_minor, cost_minor, barcode, weight_grams, on_hand, backorder_at, low_stock_at, low_since,
         archived_at, created_at, updated_at) values",
    columns: 18,
    tail: "",
};

/// Inserts new variants and records the stock of each.
pub(super) async fn insert_variants(
    tx: &mut Tx,
    seller_id: &SellerId,
    variants: &[NewVariant<'_>],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    if variants.is_empty() {
        return Ok(());
    }
    let threshold = stock::shop_threshold_in(tx, seller_id).await?;
    insert_rows(tx, seller_id, variants, threshold, now).await?;
    let moved: Vec<(&VariantId, i64)> = variants
        .iter()
        .map(|new| (&new.variant_id, new.variant().on_hand))
        .filter(|(_, on_hand)| *on_hand > 0)
        .collect();
    Ok(stock::note_many(tx, seller_id, &moved, cause, now).await?)
}

/// Inserts the rows of new variants; their stock is yet to be recorded.
pub(super) async fn insert_rows(
    tx: &mut Tx,
    seller_id: &SellerId,
    variants: &[NewVariant<'_>],
    shop_threshold: Option<i64>,
    now: Millis,
) -> Result<(), WriteError> {
    let mut rows = Vec::with_capacity(variants.len());
    for new in variants {
        rows.push((new, new.variant(), json(&new.variant().values)?));
    }
    let fill = |(new, variant, values): &(&NewVariant<'_>, &Variant, String), row: &mut Values| {
        let watch = new.watch(shop_threshold, now);
        row.text(new.variant_id.as_str())
            .text(new.product_id.as_str())
            .text(seller_id.as_str())
            .int(new.place as i64)
            .text(values)
            .maybe_text(variant.sku.as_deref())
            .int(variant.price_minor)
            .maybe_int(variant.compare_at_minor)
            .maybe_int(variant.cost_minor)
            .maybe_text(variant.barcode.as_deref())
            .maybe_int(variant.weight_grams)
            .int(variant.on_hand)
            .maybe_int(variant.backorder.then_some(now.0))
            .maybe_int(watch.low_stock_at)
            .maybe_int(watch.low_since.map(|at| at.0))
            .maybe_int(watch.archived_at.map(|at| at.0))
            .int(now.0)
            .int(now.0);
    };
    INSERT.write(tx, &rows, fill, no_tail).await?;
    Ok(())
}
