//! Undo of a change of many products: what was created is deleted, or archived once it was ordered; what was updated
//! returns to its previous state; what has changed since stays as it is.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{ProductId, SellerId, VariantId};
use crate::product_review;
use crate::products::{self, Product, ProductStatus, Rewrite, StoredProduct, WaitingTexts, WriteError};
use crate::stock::Cause;
use std::collections::HashMap;

crate::stored_enum! {
    /// Outcome of undoing a change for one product.
    pub enum Undone {
        /// The change created the product; it was deleted.
        Removed = "removed",
        /// The change created the product, and it has been ordered since.
        Archived = "archived",
        /// The product is as it was before the change.
        Restored = "restored",
        /// The product has changed since, and was left alone.
        Changed = "changed",
        /// As `changed`: written by bulk edits, and by imports of an earlier version.
        Kept = "kept",
        /// The product no longer existed.
        Gone = "gone",
    }
}

/// A product that a change of many created or updated.
#[derive(Debug, Clone)]
pub struct Touched {
    pub product_id: ProductId,
    /// Previous state as JSON; none of a product that was created.
    pub before_json: Option<String>,
    /// Version that the change left.
    pub after_version: Option<i64>,
    /// Pending review texts before the change, if the policy required review; JSON.
    pub review_before: Option<String>,
}

/// Writes of an undo, decided product by product.
#[derive(Default)]
struct Plan {
    removed: Vec<ProductId>,
    /// Archived products, and those that return to their previous state.
    rewritten: Vec<Rewrite>,
    waiting: Vec<(ProductId, WaitingTexts)>,
    outcomes: Vec<Undone>,
}

/// The products as they are now, locked.
pub async fn lock(
    tx: &mut Tx,
    seller_id: &SellerId,
    touched: &[Touched],
) -> Result<HashMap<ProductId, StoredProduct>, WriteError> {
    let ids: Vec<ProductId> = touched.iter().map(|touched| touched.product_id.clone()).collect();
    let current = products::lock_many(tx, seller_id, &ids).await?;
    let by_id = current
        .into_iter()
        .map(|current| (current.product_id.clone(), current));
    Ok(by_id.collect())
}

/// Undoes the change of these products, which [`lock`] gave, inside a transaction; the outcomes are in the order of
/// `touched`. `stock` is by how much the change moved each variant's stock.
pub async fn put_back(
    tx: &mut Tx,
    seller_id: &SellerId,
    touched: &[Touched],
    mut current: HashMap<ProductId, StoredProduct>,
    stock: &HashMap<VariantId, i64>,
    cause: &Cause<'_>,
    now: Millis,
) -> Result<Vec<Undone>, WriteError> {
    let mut plan = Plan::default();
    for touched in touched {
        plan.add(touched, current.remove(&touched.product_id), stock)?;
    }
    products::delete_many(tx, seller_id, &plan.removed).await?;
    products::update_many(tx, seller_id, &plan.rewritten, cause, now).await?;
    for (product_id, waiting) in &plan.waiting {
        product_review::restore_waiting(tx, seller_id, product_id, waiting).await?;
    }
    Ok(plan.outcomes)
}

impl Plan {
    /// Decides about one product, as it is now.
    fn add(
        &mut self,
        touched: &Touched,
        current: Option<StoredProduct>,
        stock: &HashMap<VariantId, i64>,
    ) -> Result<(), WriteError> {
        let outcome = match (current, &touched.before_json) {
            (None, _) => Undone::Gone,
            (Some(current), _) if Some(current.version) != touched.after_version => Undone::Changed,
            (Some(current), None) if was_ordered(&current) => {
                let next = current.product.with_status(ProductStatus::Archived);
                self.rewrite(current, next);
                Undone::Archived
            }
            (Some(current), None) if stock_moved(&current, stock) => Undone::Changed,
            (Some(current), None) => {
                self.removed.push(current.product_id);
                Undone::Removed
            }
            (Some(current), Some(before)) => {
                if let Some(waiting) = &touched.review_before {
                    let waiting = serde_json::from_str(waiting).map_err(unreadable)?;
                    self.waiting.push((current.product_id.clone(), waiting));
                }
                let next = previous(before, &current, stock)?;
                self.rewrite(current, next);
                Undone::Restored
            }
        };
        self.outcomes.push(outcome);
        Ok(())
    }

    /// Queues a rewrite, unless the product is already as it shall be.
    fn rewrite(&mut self, current: StoredProduct, next: Product) {
        if next != current.product {
            self.rewritten.push(Rewrite { current, next });
        }
    }
}

fn unreadable(error: serde_json::Error) -> WriteError {
    WriteError::Db(sqlx::Error::Decode(error.into()))
}

fn was_ordered(current: &StoredProduct) -> bool {
    current.sold_at.is_some() || current.reserved.iter().any(|pieces| *pieces > 0)
}

/// Whether stock of a created product was changed since.
fn stock_moved(current: &StoredProduct, stock: &HashMap<VariantId, i64>) -> bool {
    current.product.variants.iter().any(|variant| {
        let change = variant.variant_id.as_ref().and_then(|id| stock.get(id));
        change.copied().unwrap_or_default() != variant.on_hand
    })
}

/// Previous state of a product. Of its stock only what the change moved is taken back: what has been sold or counted
/// since stays.
fn previous(
    before: &str,
    current: &StoredProduct,
    stock: &HashMap<VariantId, i64>,
) -> Result<Product, WriteError> {
    let before: Product = serde_json::from_str(before).map_err(unreadable)?;
    let mut facts = before.into_facts();
    for variant in &mut facts.variants {
        let there = current
            .product
            .variants
            .iter()
            .find(|there| there.variant_id == variant.variant_id);
        if let (Some(there), Some(variant_id)) = (there, &variant.variant_id) {
            let change = stock.get(variant_id).copied().unwrap_or_default();
            variant.on_hand = (there.on_hand - change).max(0);
        }
    }
    Ok(Product::stored(facts))
}
