//! Duplication of a product as a draft.

use crate::id::ProductId;
use crate::problem::Problem;
use crate::products::MAX_NAME;
use crate::products::store::{self, StoredProduct};
use crate::products::{Handle, Product, ProductStatus, creation};
use crate::state::App;
use crate::viewer::{Member, may};

const SUFFIX: &str = " (copy)";

/// Creates the copy. What names one thing in the world stays with the original: SKU, barcode and stock.
pub async fn duplicate(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
) -> Result<StoredProduct, Problem> {
    let original = store::find(&app.db, &member.seller_id, product_id).await?;
    let original = original.ok_or_else(Problem::not_found)?;
    let mut facts = original.product.into_facts();
    let kept: String = facts.name.chars().take(MAX_NAME - SUFFIX.len()).collect();
    facts.name = format!("{}{SUFFIX}", kept.trim_end());
    facts.handle = Handle::of(&facts.name);
    facts.status = ProductStatus::Draft;
    for variant in &mut facts.variants {
        variant.variant_id = None;
        variant.sku = None;
        variant.barcode = None;
        variant.on_hand = 0;
    }
    creation::create(app, member, &Product::stored(facts)).await
}
