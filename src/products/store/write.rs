//! Products written whole.

use crate::clock::Millis;
use crate::db::{Tx, json};
use crate::form::FieldErrors;
use crate::id::{ProductId, SellerId, VariantId};
use crate::problem::Problem;
use crate::products::search_text::search_text;
use crate::products::store::bulk::delete_many;
use crate::products::store::variant::{insert_variant, remove_variant, update_variant};
use crate::products::store::{StoredProduct, old_handle};
use crate::products::{Handle, Product, Variant};
use crate::stock::{self, Cause};

/// Why a product could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another product of the seller has the SKU that the variant at this place asks for.
    #[error("another product has that SKU")]
    SkuTaken { place: usize, lone: bool },
    /// Someone else changed it since it was read.
    #[error("it was changed meanwhile")]
    Overtaken,
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::SkuTaken { place, lone } => {
                let field = if lone {
                    "sku".to_owned()
                } else {
                    format!("variants.{place}.sku")
                };
                FieldErrors::of(field, "Another of your products has this SKU already.").into()
            }
            WriteError::Overtaken => Self::conflict("It was changed by someone else just now. Try it again."),
            WriteError::Db(error) => error.into(),
        }
    }
}

/// The handles to try, one after the other: as asked for, numbered, and at last with a number nobody has.
pub(super) fn handles(wish: &Handle) -> impl Iterator<Item = Handle> {
    let numbered = (2..20).map(|number| wish.numbered(number));
    let wild = (0..50).map(|_| wish.numbered(rand::random::<u32>() | 1 << 16));
    std::iter::once(wish.clone()).chain(numbered).chain(wild)
}

/// Writes a new product with its variants; gives it a handle that the seller has not used yet.
pub async fn insert(
    tx: &mut Tx,
    seller_id: &SellerId,
    product: &Product,
    cause: &Cause<'_>,
    now: Millis,
) -> Result<ProductId, WriteError> {
    let product_id = ProductId::new(now);
    let (tags, options) = (json(&product.tags)?, json(&product.options)?);
    let mut written = false;
    for handle in handles(&product.handle) {
        let done = sqlx::query(
            "insert into products (product_id, seller_id, handle, name, search_text, description, category, tags,
                 status, options, seo_title, seo_description, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
             on conflict (seller_id, handle) do nothing",
        )
        .bind(product_id.as_str())
        .bind(seller_id.as_str())
        .bind(handle.as_str())
        .bind(&product.name)
        .bind(search_text(product, &handle))
        .bind(&product.description)
        .bind(product.category.as_deref())
        .bind(&tags)
        .bind(product.status.as_str())
        .bind(&options)
        .bind(product.seo_title.as_deref())
        .bind(product.seo_description.as_deref())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        if done.rows_affected() == 1 {
            written = true;
            break;
        }
    }
    if !written {
        return Err(WriteError::Db(sqlx::Error::Protocol(
            "no handle came free".into(),
        )));
    }
    for place in 0..product.variants.len() {
        insert_variant(tx, seller_id, &product_id, product, place, cause, now).await?;
    }
    Ok(product_id)
}

/// Brings a product from what it is to what it shall be; only what differs is written. The product must have been
/// locked in this transaction. Variants that are gone keep their row, without their SKU, for the orders that
/// name them.
pub async fn update(
    tx: &mut Tx,
    seller_id: &SellerId,
    current: &StoredProduct,
    next: &Product,
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    if current.product == *next {
        return Ok(());
    }
    let product_id = &current.product_id;
    let handle = free_handle(tx, seller_id, product_id, &current.product.handle, &next.handle).await?;
    if handle != current.product.handle {
        old_handle::keep(tx, seller_id, product_id, &current.product.handle, now).await?;
    }
    sqlx::query(
        "update products set handle = $3, name = $4, search_text = $5, description = $6, category = $7, tags = $8,
             status = $9, options = $10, seo_title = $11, seo_description = $12, updated_at = $13,
             version = version + 1
         where seller_id = $1 and product_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .bind(handle.as_str())
    .bind(&next.name)
    .bind(search_text(next, &handle))
    .bind(&next.description)
    .bind(next.category.as_deref())
    .bind(json(&next.tags)?)
    .bind(next.status.as_str())
    .bind(json(&next.options)?)
    .bind(next.seo_title.as_deref())
    .bind(next.seo_description.as_deref())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    let old_at = |id: &Option<VariantId>| {
        let variants = &current.product.variants;
        variants
            .iter()
            .position(|variant| id.is_some() && variant.variant_id == *id)
    };
    let kept: Vec<Option<usize>> = next
        .variants
        .iter()
        .map(|variant| old_at(&variant.variant_id))
        .collect();
    // SKUs are let go first: one may move from a variant to its sibling.
    for (at, old) in current.product.variants.iter().enumerate() {
        let Some(variant_id) = &old.variant_id else {
            continue;
        };
        let now_at = kept.iter().position(|kept| *kept == Some(at));
        match now_at {
            None => remove_variant(tx, seller_id, variant_id, now).await?,
            Some(place) if old.sku.is_some() && next.variants[place].sku != old.sku => {
                sqlx::query("update variants set sku = null where seller_id = $1 and variant_id = $2")
                    .bind(seller_id.as_str())
                    .bind(variant_id.as_str())
                    .execute(&mut **tx)
                    .await?;
            }
            Some(_) => {}
        }
    }
    for (place, kept) in kept.iter().enumerate() {
        match kept {
            None => insert_variant(tx, seller_id, product_id, next, place, cause, now).await?,
            Some(at) => {
                let old = &current.product.variants[*at];
                let new = &next.variants[place];
                if *at != place
                    || (Variant {
                        on_hand: new.on_hand,
                        ..old.clone()
                    }) != *new
                {
                    update_variant(tx, seller_id, next, place, now).await?;
                }
                if let Some(variant_id) = old.variant_id.as_ref().filter(|_| old.on_hand != new.on_hand) {
                    let change = (old.on_hand, new.on_hand);
                    if !stock::set_on_hand(tx, seller_id, variant_id, change, cause, now).await? {
                        return Err(WriteError::Db(sqlx::Error::Protocol(
                            "stock moved meanwhile".into(),
                        )));
                    }
                }
            }
        }
    }
    Ok(())
}

/// The handle wished for, or numbered when another product of the seller has it.
pub(super) async fn free_handle(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    current: &Handle,
    wish: &Handle,
) -> sqlx::Result<Handle> {
    if wish == current {
        return Ok(wish.clone());
    }
    for handle in handles(wish) {
        let taken: Option<(String,)> = sqlx::query_as(
            "select product_id from products where seller_id = $1 and handle = $2 and product_id <> $3",
        )
        .bind(seller_id.as_str())
        .bind(handle.as_str())
        .bind(product_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
        if taken.is_none() {
            return Ok(handle);
        }
    }
    Ok(current.clone())
}

/// Puts a product away for good: orders name it.
pub async fn archive(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update products set status = 'archived', updated_at = $3, version = version + 1
         where seller_id = $1 and product_id = $2 and status <> 'archived'",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Puts all products of a seller away.
pub async fn archive_all(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update products set status = 'archived', updated_at = $2, version = version + 1
         where seller_id = $1 and status <> 'archived'",
    )
    .bind(seller_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Removes a product that was never sold, with its variants, their adjustments and its pictures.
pub async fn delete(tx: &mut Tx, seller_id: &SellerId, product_id: &ProductId) -> sqlx::Result<()> {
    delete_many(tx, seller_id, std::slice::from_ref(product_id)).await
}
