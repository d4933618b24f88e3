//! Many products brought from what they are to what they shall be, in a few statements.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, json};
use crate::id::SellerId;
use crate::policies;
use crate::products::search_text::search_text;
use crate::products::store::bulk_variant::update_variants;
use crate::products::store::decided::{Decided, Rewrite};
use crate::products::store::following;
use crate::products::store::handle::next_handle;
use crate::products::store::write_error::WriteError;
use crate::products::{Handle, Product};
use crate::stock::Cause;

const REWRITE_PRODUCTS: Batch = Batch {
    head: "update products set handle = v.column3, name = v.column4, search_text = v.column5,
             description = v.column6, category = v.column7, tags = v.column8, status = v.column9, options = v.column10,
             seo_title = v.column11, seo_description = v.column12, held_at = v.column13, approved_at = v.column14,
             updated_at = v.column15, version = version + 1
         from (values",
    columns: 15,
    tail: ") v where products.product_id = v.column1 and products.version = v.column2 and products.seller_id = ?",
};

/// Statement for products whose own row stays while variants and version change.
const TOUCH_PRODUCTS: Batch = Batch {
    head: "update products set updated_at = v.column3, version = version + 1 from (values",
    columns: 3,
    tail: ") v where products.product_id = v.column1 and products.version = v.column2 and products.seller_id = ?",
};

/// Brings products from what they are to what they shall be; only what differs is written, and what waits for an
/// admin is not. A product that was changed since it was read is [`WriteError::ChangedMeanwhile`]. Variants that are gone
/// keep their row, without their SKU, for the orders that name them.
pub async fn update_many(
    tx: &mut Tx,
    seller_id: &SellerId,
    rewrites: &[Rewrite],
    cause: &Cause<'_>,
    now: Millis,
) -> Result<(), WriteError> {
    if rewrites.is_empty() {
        return Ok(());
    }
    let rule = policies::review_rule(tx).await?;
    let decided: Vec<Decided<'_>> = rewrites
        .iter()
        .map(|rewrite| Decided::by(rule, &rewrite.current, &rewrite.next, now))
        .collect();
    let (touched, rewritten): (Vec<&Decided<'_>>, Vec<&Decided<'_>>) =
        decided.iter().partition(|decided| only_variants_differ(decided));
    let mut held = touch(tx, seller_id, &touched, now).await?;
    held += rewrite(tx, seller_id, &rewritten, now).await?;
    if held != rewrites.len() as u64 {
        return Err(WriteError::ChangedMeanwhile);
    }
    following::follow(tx, seller_id, &decided, now).await?;
    update_variants(tx, seller_id, rewrites, cause, now).await
}

async fn touch(
    tx: &mut Tx,
    seller_id: &SellerId,
    touched: &[&Decided<'_>],
    now: Millis,
) -> sqlx::Result<u64> {
    let touch = |decided: &&Decided<'_>, row: &mut Values| {
        row.text(decided.current.product_id.as_str())
            .int(decided.current.version)
            .int(now.0);
    };
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    TOUCH_PRODUCTS.write(tx, touched, touch, of_seller).await
}

async fn rewrite(
    tx: &mut Tx,
    seller_id: &SellerId,
    rewritten: &[&Decided<'_>],
    now: Millis,
) -> Result<u64, WriteError> {
    let mut rows = Vec::with_capacity(rewritten.len());
    for decided in rewritten {
        let handle = next_handle(tx, seller_id, decided, now).await?;
        let written = &decided.written;
        rows.push((*decided, handle, json(&written.tags)?, json(&written.options)?));
    }
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    let fill = |row: &Row<'_>, values: &mut Values| fill(row, values, now);
    Ok(REWRITE_PRODUCTS.write(tx, &rows, fill, of_seller).await?)
}

/// A change with its handle, tags and options.
type Row<'a> = (&'a Decided<'a>, Handle, String, String);

fn fill((decided, handle, tags, options): &Row<'_>, row: &mut Values, now: Millis) {
    let (next, state) = (&decided.written, decided.state);
    row.text(decided.current.product_id.as_str())
        .int(decided.current.version)
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
        .maybe_int(state.held_at.map(|at| at.0))
        .maybe_int(state.approved_at.map(|at| at.0))
        .int(now.0);
}

fn only_variants_differ(decided: &Decided<'_>) -> bool {
    // These are part of what the product is found by.
    let found_by = |product: &Product| {
        let names = product
            .variants
            .iter()
            .map(|variant| (variant.sku.clone(), variant.barcode.clone()));
        names.collect::<Vec<_>>()
    };
    let (a, b): (&Product, &Product) = (&decided.current.product, &decided.written);
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
