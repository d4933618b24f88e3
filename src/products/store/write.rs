//! Products written whole, one at a time.

use crate::clock::Millis;
use crate::db::{Tx, json};
use crate::id::{ProductId, SellerId, VariantId};
use crate::policies;
use crate::products::search_text::search_text;
use crate::products::store::bulk::delete_many;
use crate::products::store::category::Meant;
use crate::products::store::decided::Decided;
use crate::products::store::handle::{handles, next_handle};
use crate::products::store::new_variant::NewVariant;
use crate::products::store::variant::{insert_variant, let_sku_go, remove_variant, update_variant};
use crate::products::store::write_error::WriteError;
use crate::products::store::{StoredProduct, following, waiting};
use crate::products::{Handle, Product, Variant, review_rule};
use crate::stock::{self, Cause};

/// Writes a new product with its variants, or has it wait; gives it a handle that the seller has not used yet.
pub async fn insert(
    tx: &mut Tx,
    seller_id: &SellerId,
    product: &Product,
    cause: &Cause<'_>,
    now: Millis,
) -> Result<ProductId, WriteError> {
    let product_id = ProductId::new(now);
    let rule = policies::review_rule(tx).await?;
    let held_at = review_rule::of_new(product.status, rule, now).held_at;
    insert_facts(tx, seller_id, &product_id, product, held_at, now).await?;
    if held_at.is_some() {
        waiting::add_new(tx, seller_id, &[&product_id], now).await?;
    }
    let threshold = stock::shop_threshold_in(tx, seller_id).await?;
    for place in 0..product.variants.len() {
        let new = NewVariant::fresh(&product_id, product, place, now);
        insert_variant(tx, seller_id, &new, threshold, cause, now).await?;
    }
    Ok(product_id)
}

async fn insert_facts(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    product: &Product,
    held_at: Option<Millis>,
    now: Millis,
) -> Result<(), WriteError> {
    let (tags, options) = (json(&product.tags)?, json(&product.options)?);
    let meant = Meant::by(tx, std::iter::once(product)).await?;
    for handle in handles(&product.handle) {
        let done = sqlx::query(
            "insert into products (product_id, seller_id, handle, name, search_text, description, category,
                 category_id, tags, status, options, seo_title, seo_description, held_at, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
             on conflict (seller_id, handle) do nothing",
        )
        .bind(product_id.as_str())
        .bind(seller_id.as_str())
        .bind(handle.as_str())
        .bind(&product.name)
        .bind(search_text(product, &handle))
        .bind(&product.description)
        .bind(product.category.as_deref())
        .bind(meant.of(product))
        .bind(&tags)
        .bind(product.status.as_str())
        .bind(&options)
        .bind(product.seo_title.as_deref())
        .bind(product.seo_description.as_deref())
        .bind(held_at.map(|at| at.0))
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
    }
    Err(WriteError::Db(sqlx::Error::Protocol("no handle was free".into())))
}

/// Brings a product from what it is to what it shall be; only what differs is written, and what waits for an admin is
/// not. Gives back what was written. The product must have been locked in this transaction. Variants that are gone
/// keep their row, without their SKU, for the orders that name them.
pub async fn update(
    tx: &mut Tx,
    seller_id: &SellerId,
    current: &StoredProduct,
    next: &Product,
    cause: &Cause<'_>,
    now: Millis,
) -> Result<Product, WriteError> {
    if current.product == *next {
        return Ok(next.clone());
    }
    let rule = policies::review_rule(tx).await?;
    let decided = Decided::by(rule, current, next, now);
    let handle = next_handle(tx, seller_id, &decided, now).await?;
    write_facts(tx, seller_id, &decided, &handle, now).await?;
    following::follow(tx, seller_id, std::slice::from_ref(&decided), now).await?;
    let kept = kept(&current.product, next);
    let_go(tx, seller_id, &current.product, next, &kept, now).await?;
    write_variants(tx, seller_id, current, next, &kept, cause, now).await?;
    Ok(decided.into_written())
}

/// Writes what stands on the product itself.
pub(super) async fn write_facts(
    tx: &mut Tx,
    seller_id: &SellerId,
    decided: &Decided<'_>,
    handle: &Handle,
    now: Millis,
) -> sqlx::Result<()> {
    let (next, state) = (&decided.written, decided.state);
    sqlx::query(
        "update products set handle = $3, name = $4, search_text = $5, description = $6, category = $7, tags = $8,
             status = $9, options = $10, seo_title = $11, seo_description = $12, held_at = $13, approved_at = $14,
             updated_at = $15, version = version + 1
         where seller_id = $1 and product_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(decided.current.product_id.as_str())
    .bind(handle.as_str())
    .bind(&next.name)
    .bind(search_text(next, handle))
    .bind(&next.description)
    .bind(next.category.as_deref())
    .bind(json(&next.tags)?)
    .bind(next.status.as_str())
    .bind(json(&next.options)?)
    .bind(next.seo_title.as_deref())
    .bind(next.seo_description.as_deref())
    .bind(state.held_at.map(|at| at.0))
    .bind(state.approved_at.map(|at| at.0))
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// For each variant that shall be, its place among those there are.
fn kept(current: &Product, next: &Product) -> Vec<Option<usize>> {
    let old_at = |new: &Variant| {
        let variants = &current.variants;
        variants
            .iter()
            .position(|old| new.variant_id.is_some() && old.variant_id == new.variant_id)
    };
    next.variants.iter().map(old_at).collect()
}

/// Takes variants away, and SKUs from those that give theirs up: one may move from a variant to its sibling.
async fn let_go(
    tx: &mut Tx,
    seller_id: &SellerId,
    current: &Product,
    next: &Product,
    kept: &[Option<usize>],
    now: Millis,
) -> Result<(), WriteError> {
    for (at, old) in current.variants.iter().enumerate() {
        let Some(variant_id) = &old.variant_id else {
            continue;
        };
        match kept.iter().position(|kept| *kept == Some(at)) {
            None => remove_variant(tx, seller_id, variant_id, now).await?,
            Some(place) if old.sku.is_some() && next.variants[place].sku != old.sku => {
                let_sku_go(tx, seller_id, variant_id).await?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Writes the variants that are new, and those that differ.
async fn write_variants(
    tx: &mut Tx,
    seller_id: &SellerId,
    current: &StoredProduct,
    next: &Product,
    kept: &[Option<usize>],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    let threshold = match kept.contains(&None) {
        true => stock::shop_threshold_in(tx, seller_id).await?,
        false => None,
    };
    for (place, kept) in kept.iter().enumerate() {
        let Some(at) = *kept else {
            let new = NewVariant::fresh(&current.product_id, next, place, now);
            insert_variant(tx, seller_id, &new, threshold, cause, now).await?;
            continue;
        };
        let (old, new) = (&current.product.variants[at], &next.variants[place]);
        let on_hand = new.on_hand;
        if at != place
            || (Variant {
                on_hand,
                ..old.clone()
            }) != *new
        {
            update_variant(tx, seller_id, next, place, now).await?;
        }
        if let Some(variant_id) = old.variant_id.as_ref().filter(|_| old.on_hand != on_hand) {
            move_stock(tx, seller_id, variant_id, (old.on_hand, on_hand), cause, now).await?;
        }
    }
    Ok(())
}

async fn move_stock(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    change: (i64, i64),
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    if stock::set_on_hand(tx, seller_id, variant_id, change, cause, now).await? {
        return Ok(());
    }
    Err(WriteError::Db(sqlx::Error::Protocol(
        "the stock changed in the meantime".into(),
    )))
}

/// Removes a product that was never sold, with its variants, their adjustments and its pictures.
pub async fn delete(tx: &mut Tx, seller_id: &SellerId, product_id: &ProductId) -> sqlx::Result<()> {
    delete_many(tx, seller_id, std::slice::from_ref(product_id)).await
}
