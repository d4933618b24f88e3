//! SQL of updating variants of many products.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, json};
use crate::id::{SellerId, VariantId};
use crate::products::Variant;
use crate::products::store::decided::Rewrite;
use crate::products::store::new_variant::{NewVariant, insert_variants};
use crate::products::store::write_error::WriteError;
use crate::stock::{self, Cause};

const LET_SKUS_GO: Batch = Batch {
    head: "update variants set sku = null from (values",
    columns: 1,
    tail: ") v where variants.variant_id = v.column1 and variants.seller_id = ?",
};

const REMOVE: Batch = Batch {
    head: "update variants set sku = null, removed_at = v.column2, updated_at = v.column2 from (values",
    columns: 2,
    tail: ") v where variants.variant_id = v.column1 and variants.seller_id = ?",
};

/// Prices and measures: in no index, so that a new price list costs one write for each variant.
const SET_FIGURES: Batch = Batch {
    head: "update variants set price_minor = v.column2, compare_at_minor = v.column3, cost_minor = v.column4,
             weight_grams = v.column5, backorder_at = v.column6, updated_at = v.column7
         from (values",
    columns: 7,
    tail: ") v where variants.variant_id = v.column1 and variants.seller_id = ?",
};

const SET_ALL: Batch = Batch {
    head: "update variants set price_minor = v.column2, compare_at_minor = v.column3, cost_minor = v.column4,
             weight_grams = v.column5, backorder_at = v.column6, updated_at = v.column7, position = v.column8,
             options = v.column9, sku = v.column10, barcode = v.column11
         from (values",
    columns: 11,
    tail: ") v where variants.variant_id = v.column1 and variants.seller_id = ?",
};

/// Variant changes of some products.
#[derive(Default)]
struct Changes<'a> {
    /// One may move from a variant to its sibling, so these are let go first.
    skus_let_go: Vec<&'a VariantId>,
    removed: Vec<&'a VariantId>,
    figures: Vec<(&'a VariantId, &'a Variant)>,
    whole: Vec<(&'a VariantId, &'a Variant, usize, String)>,
    new: Vec<(&'a Rewrite, usize)>,
    moved: Vec<(&'a VariantId, i64)>,
}

impl<'a> Changes<'a> {
    fn of(rewrites: &'a [Rewrite]) -> sqlx::Result<Self> {
        let mut changes = Self::default();
        for rewrite in rewrites {
            changes.add(rewrite)?;
        }
        Ok(changes)
    }

    fn add(&mut self, rewrite: &'a Rewrite) -> sqlx::Result<()> {
        let (old, new) = (&rewrite.current.product.variants, &rewrite.next.variants);
        let was_at = |variant: &Variant| {
            let known = variant.variant_id.is_some();
            old.iter()
                .position(|old| known && old.variant_id == variant.variant_id)
        };
        let kept: Vec<Option<usize>> = new.iter().map(was_at).collect();
        for (at, old) in old.iter().enumerate() {
            let Some(variant_id) = &old.variant_id else {
                continue;
            };
            match kept.iter().position(|kept| *kept == Some(at)) {
                None => self.removed.push(variant_id),
                Some(place) if old.sku.is_some() && new[place].sku != old.sku => {
                    self.skus_let_go.push(variant_id);
                }
                Some(_) => {}
            }
        }
        for (place, kept) in kept.iter().enumerate() {
            let Some(at) = *kept else {
                self.new.push((rewrite, place));
                continue;
            };
            let (old, new) = (&old[at], &new[place]);
            let Some(variant_id) = &old.variant_id else {
                continue;
            };
            let same_name = old.values == new.values && old.sku == new.sku && old.barcode == new.barcode;
            if at != place || !same_name {
                self.whole.push((variant_id, new, place, json(&new.values)?));
            } else if !same_figures(old, new) {
                self.figures.push((variant_id, new));
            }
            if old.on_hand != new.on_hand {
                self.moved.push((variant_id, new.on_hand - old.on_hand));
            }
        }
        Ok(())
    }
}

fn same_figures(old: &Variant, new: &Variant) -> bool {
    old.price_minor == new.price_minor
        && old.compare_at_minor == new.compare_at_minor
        && old.cost_minor == new.cost_minor
        && old.weight_grams == new.weight_grams
        && old.backorder == new.backorder
}

fn figures(row: &mut Values, variant_id: &VariantId, variant: &Variant, now: Millis) {
    row.text(variant_id.as_str())
        .int(variant.price_minor)
        .maybe_int(variant.compare_at_minor)
        .maybe_int(variant.cost_minor)
        .maybe_int(variant.weight_grams)
        .maybe_int(variant.backorder.then_some(now.0))
        .int(now.0);
}

/// Writes the differences. The products have been taken hold of in this transaction.
pub(super) async fn update_variants(
    tx: &mut Tx,
    seller_id: &SellerId,
    rewrites: &[Rewrite],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    let changes = Changes::of(rewrites)?;
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    let only_id = |id: &&VariantId, row: &mut Values| {
        row.text(id.as_str());
    };
    let with_time = |id: &&VariantId, row: &mut Values| {
        row.text(id.as_str()).int(now.0);
    };
    LET_SKUS_GO
        .write(tx, &changes.skus_let_go, only_id, of_seller)
        .await?;
    REMOVE.write(tx, &changes.removed, with_time, of_seller).await?;
    let set_all = |(id, variant, place, values): &(&VariantId, &Variant, usize, String), row: &mut Values| {
        figures(row, id, variant, now);
        row.int(*place as i64)
            .text(values)
            .maybe_text(variant.sku.as_deref())
            .maybe_text(variant.barcode.as_deref());
    };
    SET_ALL.write(tx, &changes.whole, set_all, of_seller).await?;
    let set_figures =
        |(id, variant): &(&VariantId, &Variant), row: &mut Values| figures(row, id, variant, now);
    SET_FIGURES
        .write(tx, &changes.figures, set_figures, of_seller)
        .await?;
    let new = changes
        .new
        .iter()
        .map(|(rewrite, place)| NewVariant::known(&rewrite.current.product_id, &rewrite.next, *place, now));
    let new: Vec<NewVariant<'_>> = new.collect();
    insert_variants(tx, seller_id, &new, cause, now).await?;
    if !stock::move_many(tx, seller_id, &changes.moved, cause, now).await? {
        return Err(WriteError::ChangedMeanwhile);
    }
    Ok(())
}
