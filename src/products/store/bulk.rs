//! SQL of writing many products in a few statements. All of them are written or, with the caller's
//! transaction, none.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, json, key_list, no_tail};
use crate::id::{ProductId, SellerId};
use crate::policies;
use crate::products::search_text::search_text;
use crate::products::store::category::Meant;
use crate::products::store::handle::handles;
use crate::products::store::lookup::by_handle;
use crate::products::store::new_variant::{NewVariant, insert_variants};
use crate::products::store::waiting;
use crate::products::store::write_error::WriteError;
use crate::products::{Handle, Product, review_rule};
use crate::stock::Cause;
use sqlx::AssertSqlSafe;
use std::collections::HashSet;

/// The most ids in one list of a statement.
const IDS_AT_ONCE: usize = 1000;
/// Numbered handles tried at once.
const NUMBERED: u32 = 20;

/// A new product with its id.
pub struct NewProduct {
    pub product_id: ProductId,
    pub product: Product,
}

const INSERT: Batch = Batch {
    head: "insert into products (product_id, seller_id, handle, name, search_text, description, category, category_id,
         tags, status, options, seo_title, seo_description, held_at, created_at, updated_at) values",
    columns: 16,
    tail: "",
};

/// Writes new products with their variants, or has them wait; each gets a handle that the seller has not used yet.
pub async fn insert_many(
    tx: &mut Tx,
    seller_id: &SellerId,
    new: &[NewProduct],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    if new.is_empty() {
        return Ok(());
    }
    let rule = policies::review_rule(tx).await?;
    let meant = Meant::by(tx, new.iter().map(|new| &new.product)).await?;
    let handles = free_handles(tx, seller_id, new).await?;
    let mut rows = Vec::with_capacity(new.len());
    for (new, handle) in new.iter().zip(&handles) {
        rows.push(Row {
            new,
            handle,
            category_id: meant.of(&new.product),
            held_at: review_rule::of_new(new.product.status, rule, now).held_at,
            tags: json(&new.product.tags)?,
            options: json(&new.product.options)?,
        });
    }
    let fill = |row: &Row<'_>, values: &mut Values| row.fill(seller_id, now, values);
    INSERT.write(tx, &rows, fill, no_tail).await?;
    let held = rows.iter().filter(|row| row.held_at.is_some());
    let held: Vec<&ProductId> = held.map(|row| &row.new.product_id).collect();
    waiting::add_new(tx, seller_id, &held, now).await?;
    let variants_of = |new| variants_of(new, now);
    let variants: Vec<NewVariant<'_>> = new.iter().flat_map(variants_of).collect();
    insert_variants(tx, seller_id, &variants, cause, now).await
}

/// A new product with what was found for it.
struct Row<'a> {
    new: &'a NewProduct,
    handle: &'a Handle,
    category_id: Option<&'a str>,
    held_at: Option<Millis>,
    tags: String,
    options: String,
}

impl Row<'_> {
    fn fill(&self, seller_id: &SellerId, now: Millis, row: &mut Values) {
        let product = &self.new.product;
        row.text(self.new.product_id.as_str())
            .text(seller_id.as_str())
            .text(self.handle.as_str())
            .text(&product.name)
            .text(search_text(product, self.handle))
            .text(&product.description)
            .maybe_text(product.category.as_deref())
            .maybe_text(self.category_id)
            .text(&self.tags)
            .text(product.status.as_str())
            .text(&self.options)
            .maybe_text(product.seo_title.as_deref())
            .maybe_text(product.seo_description.as_deref())
            .maybe_int(self.held_at.map(|at| at.0))
            .int(now.0)
            .int(now.0);
    }
}

fn variants_of(new: &NewProduct, now: Millis) -> impl Iterator<Item = NewVariant<'_>> {
    let places = 0..new.product.variants.len();
    places.map(move |place| NewVariant::known(&new.product_id, &new.product, place, now))
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
            free.ok_or_else(|| WriteError::Db(sqlx::Error::Protocol("no handle was free".into())))
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

/// Releases all pictures of a deleted product, due at once.
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
