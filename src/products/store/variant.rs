//! SQL of writing one variant.

use crate::clock::Millis;
use crate::db::{self, Tx, json};
use crate::id::{SellerId, VariantId};
use crate::products::Product;
use crate::products::store::new_variant::{NewVariant, insert_rows};
use crate::products::store::write_error::WriteError;
use crate::stock::{self, Cause};

/// Inserts one variant; a SKU that another product has names the variant.
pub(super) async fn insert_variant(
    tx: &mut Tx,
    seller_id: &SellerId,
    new: &NewVariant<'_>,
    shop_threshold: Option<i64>,
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    let variant = new.variant();
    insert_rows(tx, seller_id, std::slice::from_ref(new), shop_threshold, now)
        .await
        .map_err(|error| match error {
            WriteError::Db(error) => sku_taken(error, new.product, new.place),
            other => other,
        })?;
    if variant.on_hand > 0 {
        stock::note(tx, seller_id, &new.variant_id, variant.on_hand, cause, now).await?;
    }
    Ok(())
}

fn sku_taken(error: sqlx::Error, product: &Product, place: usize) -> WriteError {
    if db::is_taken(&error, "variants", "sku") {
        WriteError::SkuTaken {
            place,
            lone: product.variants.len() == 1,
        }
    } else {
        WriteError::Db(error)
    }
}

pub(super) async fn update_variant(
    tx: &mut Tx,
    seller_id: &SellerId,
    product: &Product,
    place: usize,
    now: Millis,
) -> Result<(), WriteError> {
    let variant = &product.variants[place];
    sqlx::query(
        "update variants set position = $3, options = $4, sku = $5, price_minor = $6, compare_at_minor = $7,
             cost_minor = $8, barcode = $9, weight_grams = $10, backorder_at = $11, updated_at = $12
         where seller_id = $1 and variant_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(variant.variant_id.as_ref().map(VariantId::as_str))
    .bind(place as i64)
    .bind(json(&variant.values)?)
    .bind(variant.sku.as_deref())
    .bind(variant.price_minor)
    .bind(variant.compare_at_minor)
    .bind(variant.cost_minor)
    .bind(variant.barcode.as_deref())
    .bind(variant.weight_grams)
    .bind(variant.backorder.then_some(now.0))
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
    .map_err(|error| sku_taken(error, product, place))
}

pub(super) async fn remove_variant(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update variants set sku = null, removed_at = $3, updated_at = $3 where seller_id = $1 and variant_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn let_sku_go(
    tx: &mut Tx,
    seller_id: &SellerId,
    variant_id: &VariantId,
) -> sqlx::Result<()> {
    sqlx::query("update variants set sku = null where seller_id = $1 and variant_id = $2")
        .bind(seller_id.as_str())
        .bind(variant_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}
