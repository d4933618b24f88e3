//! Many products written whole, in a few statements. All of them are written or, with the caller's transaction, none.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, json, key_list, no_tail};
use crate::id::{ProductId, SellerId, VariantId};
use crate::products::search_text::search_text;
use crate::products::store::StoredProduct;
use crate::products::store::lookup::by_handle;
use crate::products::store::write::{WriteError, handles};
use crate::products::{Handle, Product, Variant};
use crate::stock::{self, Cause};
use sqlx::AssertSqlSafe;
use std::collections::HashSet;

/// The most ids in one list of a statement.
const IDS_AT_ONCE: usize = 1000;
/// Numbered handles looked at, at once, for each that is taken.
const NUMBERED: u32 = 20;

/// A product that is not there yet, and the id it gets.
pub struct NewProduct {
    pub product_id: ProductId,
    pub product: Product,
}

/// A product and what it shall be.
pub struct Rewrite {
    pub current: StoredProduct,
    pub next: Product,
}

/// A variant that is not there yet: its product and its place in it.
struct NewVariant<'a> {
    product_id: &'a ProductId,
    product: &'a Product,
    place: usize,
    variant_id: VariantId,
}

const INSERT_PRODUCTS: Batch = Batch {
    head: "insert into products (product_id, seller_id, handle, name, search_text, description, category, tags, status,
         options, seo_title, seo_description, created_at, updated_at) values",
    columns: 14,
    tail: "",
};

const INSERT_VARIANTS: Batch = Batch {
    head: "insert into variants (variant_id, product_id, seller_id, position, options, sku, price_minor,
         compare_at_minor, cost_minor, barcode, weight_grams, on_hand, backorder_at, created_at, updated_at) values",
    columns: 15,
    tail: "",
};

/// Writes new products with their variants; each gets a handle that the seller has not used yet.
pub async fn insert_many(
    tx: &mut Tx,
    seller_id: &SellerId,
    new: &[NewProduct],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    let handles = free_handles(tx, seller_id, new).await?;
    let mut rows = Vec::with_capacity(new.len());
    for (new, handle) in new.iter().zip(&handles) {
        let lists = (json(&new.product.tags)?, json(&new.product.options)?);
        rows.push((new, handle, lists));
    }
    let fill = |(new, handle, (tags, options)): &(&NewProduct, &Handle, (String, String)),
                row: &mut Values| {
        let product = &new.product;
        row.text(new.product_id.as_str())
            .text(seller_id.as_str())
            .text(handle.as_str())
            .text(&product.name)
            .text(search_text(product, handle))
            .text(&product.description)
            .maybe_text(product.category.as_deref())
            .text(tags)
            .text(product.status.as_str())
            .text(options)
            .maybe_text(product.seo_title.as_deref())
            .maybe_text(product.seo_description.as_deref())
            .int(now.0)
            .int(now.0);
    };
    INSERT_PRODUCTS.write(tx, &rows, fill, no_tail).await?;
    let variants: Vec<NewVariant<'_>> = new
        .iter()
        .flat_map(|new| {
            (0..new.product.variants.len()).map(|place| NewVariant {
                product_id: &new.product_id,
                product: &new.product,
                place,
                variant_id: id_of(&new.product, place, now),
            })
        })
        .collect();
    insert_variants(tx, seller_id, &variants, cause, now).await
}

/// The id that a new variant was given, or a fresh one.
fn id_of(product: &Product, place: usize, now: Millis) -> VariantId {
    let given = product
        .variants
        .get(place)
        .and_then(|variant| variant.variant_id.clone());
    given.unwrap_or_else(|| VariantId::new(now))
}

/// A handle for each that neither the seller's other products nor the ones before it have.
async fn free_handles(
    tx: &mut Tx,
    seller_id: &SellerId,
    new: &[NewProduct],
) -> Result<Vec<Handle>, WriteError> {
    let wishes: Vec<&Handle> = new.iter().map(|new| &new.product.handle).collect();
    let mut taken = known_handles(tx, seller_id, wishes.iter().map(|wish| wish.to_string())).await?;
    let mut chosen: Vec<Option<Handle>> = Vec::with_capacity(new.len());
    for wish in &wishes {
        let free = taken.insert(wish.to_string());
        chosen.push(free.then(|| (*wish).clone()));
    }
    let without = chosen.iter().zip(&wishes).filter(|(chosen, _)| chosen.is_none());
    let numbered: Vec<String> = without
        .flat_map(|(_, wish)| (2..NUMBERED).map(|number| wish.numbered(number).to_string()))
        .collect();
    taken.extend(known_handles(tx, seller_id, numbered.into_iter()).await?);
    chosen
        .into_iter()
        .zip(wishes)
        .map(|(chosen, wish)| {
            let free = chosen.or_else(|| handles(wish).find(|handle| taken.insert(handle.to_string())));
            free.ok_or_else(|| WriteError::Db(sqlx::Error::Protocol("no handle came free".into())))
        })
        .collect()
}

async fn known_handles(
    tx: &mut Tx,
    seller_id: &SellerId,
    handles: impl Iterator<Item = String>,
) -> sqlx::Result<HashSet<String>> {
    let handles: Vec<String> = handles.collect::<HashSet<_>>().into_iter().collect();
    let known = by_handle(tx, seller_id, &handles).await?;
    Ok(known.into_iter().map(|(handle, _)| handle).collect())
}

async fn insert_variants(
    tx: &mut Tx,
    seller_id: &SellerId,
    variants: &[NewVariant<'_>],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    let mut rows = Vec::with_capacity(variants.len());
    for new in variants {
        let variant = &new.product.variants[new.place];
        rows.push((new, variant, json(&variant.values)?));
    }
    let fill = |(new, variant, values): &(&NewVariant<'_>, &Variant, String), row: &mut Values| {
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
            .int(now.0)
            .int(now.0);
    };
    INSERT_VARIANTS.write(tx, &rows, fill, no_tail).await?;
    let stocked = rows.iter().filter(|(_, variant, _)| variant.on_hand > 0);
    let moved: Vec<(&VariantId, i64)> = stocked
        .map(|(new, variant, _)| (&new.variant_id, variant.on_hand))
        .collect();
    stock::note_many(tx, seller_id, &moved, cause, now).await?;
    Ok(())
}

const REWRITE_PRODUCTS: Batch = Batch {
    head: "update products set handle = v.column3, name = v.column4, search_text = v.column5,
             description = v.column6, category = v.column7, tags = v.column8, status = v.column9, options = v.column10,
             seo_title = v.column11, seo_description = v.column12, updated_at = v.column13, version = version + 1
         from (values",
    columns: 13,
    tail: ") v where products.product_id = v.column1 and products.version = v.column2 and products.seller_id = ?",
};

/// What stands on the product itself stays: only its variants change, and with them its version.
const TOUCH_PRODUCTS: Batch = Batch {
    head: "update products set updated_at = v.column3, version = version + 1 from (values",
    columns: 3,
    tail: ") v where products.product_id = v.column1 and products.version = v.column2 and products.seller_id = ?",
};

/// Brings products from what they are to what they shall be; only what differs is written. A product that was
/// changed since it was read is [`WriteError::Overtaken`]. Variants that are gone keep their row, without their
/// SKU, for the orders that name them.
pub async fn update_many(
    tx: &mut Tx,
    seller_id: &SellerId,
    rewrites: &[Rewrite],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    let (touched, rewritten): (Vec<&Rewrite>, Vec<&Rewrite>) =
        rewrites.iter().partition(|rewrite| only_variants_differ(rewrite));
    let touch = |rewrite: &&Rewrite, row: &mut Values| {
        row.text(rewrite.current.product_id.as_str())
            .int(rewrite.current.version)
            .int(now.0);
    };
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    let mut held = TOUCH_PRODUCTS.write(tx, &touched, touch, of_seller).await?;
    let mut rows = Vec::with_capacity(rewritten.len());
    for rewrite in rewritten {
        let handle = crate::products::store::write::free_handle(
            tx,
            seller_id,
            &rewrite.current.product_id,
            &rewrite.current.product.handle,
            &rewrite.next.handle,
        );
        let handle = handle.await?;
        if handle != rewrite.current.product.handle {
            let current = &rewrite.current;
            crate::products::store::old_handle::keep(
                tx,
                seller_id,
                &current.product_id,
                &current.product.handle,
                now,
            )
            .await?;
        }
        rows.push((
            rewrite,
            handle,
            json(&rewrite.next.tags)?,
            json(&rewrite.next.options)?,
        ));
    }
    let rewrite = |(rewrite, handle, tags, options): &(&Rewrite, Handle, String, String),
                   row: &mut Values| {
        let next = &rewrite.next;
        row.text(rewrite.current.product_id.as_str())
            .int(rewrite.current.version)
            .text(handle.as_str())
            .text(&next.name)
            .text(search_text(next, handle))
            .text(&next.description)
            .maybe_text(next.category.as_deref())
            .text(tags)
            .text(next.status.as_str())
            .text(options)
            .maybe_text(next.seo_title.as_deref())
            .maybe_text(next.seo_description.as_deref())
            .int(now.0);
    };
    held += REWRITE_PRODUCTS.write(tx, &rows, rewrite, of_seller).await?;
    if held != rewrites.len() as u64 {
        return Err(WriteError::Overtaken);
    }
    crate::products::store::bulk_variant::update_variants(tx, seller_id, rewrites, cause, now).await
}

fn only_variants_differ(rewrite: &Rewrite) -> bool {
    // These are part of what the product is found by.
    let found_by = |product: &Product| {
        let names = product
            .variants
            .iter()
            .map(|variant| (variant.sku.clone(), variant.barcode.clone()));
        names.collect::<Vec<_>>()
    };
    let (a, b) = (&rewrite.current.product, &rewrite.next);
    let same_text = a.name == b.name && a.description == b.description && a.category == b.category;
    let same_seo = a.seo_title == b.seo_title && a.seo_description == b.seo_description;
    let same_lists = a.tags == b.tags && a.options == b.options;
    same_text
        && same_seo
        && same_lists
        && a.handle == b.handle
        && a.status == b.status
        && found_by(a) == found_by(b)
}

/// The variants among `rewrites` that are not there yet, written.
pub(super) async fn insert_new_variants(
    tx: &mut Tx,
    seller_id: &SellerId,
    new: &[(&Rewrite, usize)],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    let variants: Vec<NewVariant<'_>> = new
        .iter()
        .map(|(rewrite, place)| NewVariant {
            product_id: &rewrite.current.product_id,
            product: &rewrite.next,
            place: *place,
            variant_id: id_of(&rewrite.next, *place, now),
        })
        .collect();
    insert_variants(tx, seller_id, &variants, cause, now).await
}

/// Removes products that were never sold, with their variants, their adjustments and their pictures.
pub async fn delete_many(tx: &mut Tx, seller_id: &SellerId, ids: &[ProductId]) -> sqlx::Result<()> {
    for product_id in ids {
        release_product(tx, seller_id, product_id).await?;
    }
    for ids in ids.chunks(IDS_AT_ONCE) {
        let one_of = tx.engine().is_one_of(2);
        for sql in [
            format!(
                "delete from adjustments where variant_id in
                     (select variant_id from variants where seller_id = $1 and product_id {one_of})"
            ),
            format!("delete from variants where seller_id = $1 and product_id {one_of}"),
            format!("delete from old_handles where seller_id = $1 and product_id {one_of}"),
            format!("delete from products where seller_id = $1 and product_id {one_of}"),
        ] {
            sqlx::query(AssertSqlSafe(sql))
                .bind(seller_id.as_str())
                .bind(key_list(ids))
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// The same of all pictures of a product that goes; due at once, whatever the clock says.
pub async fn release_product(tx: &mut Tx, seller_id: &SellerId, product_id: &ProductId) -> sqlx::Result<()> {
    for sql in [
        "update variants set image_id = null
         where seller_id = $1 and product_id = $2 and image_id is not null",
        "update image_files set removal_due_at = 0
         where seller_id = $1 and image_id in
             (select image_id from product_images where seller_id = $1 and product_id = $2)",
        "delete from product_images where seller_id = $1 and product_id = $2",
    ] {
        sqlx::query(sql)
            .bind(seller_id.as_str())
            .bind(product_id.as_str())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
