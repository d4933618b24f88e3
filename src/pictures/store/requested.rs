//! SQL of pictures an import names by address: recorded here, fetched in the background.
//!
//! An import adds pictures and mends their texts; it never takes one away, and never moves one that is there, so
//! that the same file again changes nothing and the seller's own order stays.

use crate::clock::Millis;
use crate::db::{Connection, Tx, read_by_keys};
use crate::id::{ImageId, ImportId, ProductId, SellerId, VariantId};
use crate::pictures::store::change::{set_position, touch};
use crate::pictures::store::picture::{StoredImage, all_images_in};
use crate::pictures::store::review::{hold_images, release_images, set_removed, settle_images};
use crate::products::MAX_IMAGES;
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};

/// Rows in one statement.
const CHUNK: usize = 128;

/// A picture that a product shall have.
#[derive(Debug, Clone, Copy)]
pub struct WantedPicture<'a> {
    pub product_id: &'a ProductId,
    /// Source address; possibly one of ours, as in our own export.
    pub address: &'a str,
    /// Alt text; `None` if the file has no such column, which keeps the current one.
    pub alt: Option<&'a str>,
    /// Variant shown by it.
    pub variant_id: Option<&'a VariantId>,
}

/// Result of a list of wanted pictures.
#[derive(Debug, Default)]
pub struct ImageWant {
    /// Products of which a picture, a text or a variant's picture changed.
    pub changed: HashSet<ProductId>,
    /// Positions left out because their product already has [`MAX_IMAGES`].
    pub left_out: Vec<usize>,
}

struct Insert<'a> {
    image_id: ImageId,
    position: i64,
    wanted: WantedPicture<'a>,
}

#[derive(Default)]
struct Plan<'a> {
    inserts: Vec<Insert<'a>>,
    /// Picture, text before, text from now on.
    texts: Vec<(ImageId, String, &'a str)>,
    variants: Vec<(&'a VariantId, ImageId)>,
    /// Removed pictures that come back, with their new positions.
    returns: Vec<(ImageId, i64)>,
    want: ImageWant,
}

/// Adds wanted pictures to any number of products, in order; `own` is the prefix of our own picture
/// addresses. Calls in the import's transaction, in bulk; the same list again changes nothing. The version of
/// a changed product goes up, so read it afterwards.
pub async fn want_images(
    tx: &mut Tx,
    seller_id: &SellerId,
    import_id: Option<&ImportId>,
    wanted: &[WantedPicture<'_>],
    own: &str,
    now: Millis,
) -> sqlx::Result<ImageWant> {
    let plan = plan(tx, seller_id, wanted, own, now).await?;
    let mut changed: Vec<&ProductId> = plan.want.changed.iter().collect();
    changed.sort();
    hold_images(tx, seller_id, &changed, now).await?;
    for (image_id, position) in &plan.returns {
        set_removed(tx, seller_id, image_id, None).await?;
        set_position(tx, seller_id, image_id, *position).await?;
    }
    for inserts in plan.inserts.chunks(CHUNK) {
        insert(tx, seller_id, import_id, inserts, now).await?;
    }
    for (image_id, before, alt) in &plan.texts {
        sqlx::query(
            "update product_images set alt = $3, alt_import_id = $4, alt_before = $5, updated_at = $6
             where seller_id = $1 and image_id = $2",
        )
        .bind(seller_id.as_str())
        .bind(image_id.as_str())
        .bind(*alt)
        .bind(import_id.map(ImportId::as_str))
        .bind(before)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    }
    for (variant_id, image_id) in &plan.variants {
        sqlx::query("update variants set image_id = $3 where seller_id = $1 and variant_id = $2")
            .bind(seller_id.as_str())
            .bind(variant_id.as_str())
            .bind(image_id.as_str())
            .execute(&mut **tx)
            .await?;
    }
    let returned = !plan.returns.is_empty();
    for product_id in changed {
        touch(tx, seller_id, product_id, now).await?;
        if returned {
            settle_images(tx, seller_id, product_id).await?;
        }
    }
    Ok(plan.want)
}

/// The products of which [`want_images`] would change something; for a dry run.
pub async fn images_differ(
    connection: &mut Connection,
    seller_id: &SellerId,
    wanted: &[WantedPicture<'_>],
    own: &str,
) -> sqlx::Result<ImageWant> {
    Ok(plan(connection, seller_id, wanted, own, Millis(0)).await?.want)
}

/// Undoes an import's picture changes: added ones are removed, changed texts restored.
pub async fn unwant_images(
    tx: &mut Tx,
    seller_id: &SellerId,
    import_id: &ImportId,
    product_id: &ProductId,
    now: Millis,
) -> sqlx::Result<()> {
    let added: Vec<(String,)> = sqlx::query_as(
        "select image_id from product_images where import_id = $1 and product_id = $2 and seller_id = $3",
    )
    .bind(import_id.as_str())
    .bind(product_id.as_str())
    .bind(seller_id.as_str())
    .fetch_all(&mut **tx)
    .await?;
    let added: Vec<ImageId> = added.into_iter().map(|(id,)| ImageId::stored(id)).collect();
    let (texts,): (i64,) = sqlx::query_as(
        "select count(*) from product_images
         where alt_import_id = $1 and product_id = $2 and seller_id = $3 and alt_before is not null",
    )
    .bind(import_id.as_str())
    .bind(product_id.as_str())
    .bind(seller_id.as_str())
    .fetch_one(&mut **tx)
    .await?;
    if added.is_empty() && texts == 0 {
        return Ok(());
    }
    hold_images(tx, seller_id, &[product_id], now).await?;
    release_images(tx, seller_id, product_id, &added, now).await?;
    sqlx::query(
        "update product_images set alt = alt_before, alt_before = null, alt_import_id = null, updated_at = $4
         where alt_import_id = $1 and product_id = $2 and seller_id = $3 and alt_before is not null",
    )
    .bind(import_id.as_str())
    .bind(product_id.as_str())
    .bind(seller_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    settle_images(tx, seller_id, product_id).await
}

/// File name of a wanted address that is one of our own pictures.
fn own_name<'a>(address: &'a str, own: &str) -> Option<&'a str> {
    let file = address.strip_prefix(own)?;
    let end = file.find(['.', '-'])?;
    Some(&file[..end])
}

async fn plan<'a>(
    connection: &mut Connection,
    seller_id: &SellerId,
    wanted: &[WantedPicture<'a>],
    own: &str,
    now: Millis,
) -> sqlx::Result<Plan<'a>> {
    let mut ids: Vec<ProductId> = wanted.iter().map(|wanted| wanted.product_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let mut there: HashMap<ProductId, Vec<StoredImage>> = HashMap::with_capacity(ids.len());
    for image in all_images_in(connection, seller_id, &ids).await? {
        there.entry(image.product_id.clone()).or_default().push(image);
    }
    let named: Vec<&VariantId> = wanted.iter().filter_map(|wanted| wanted.variant_id).collect();
    let variants = variant_images(connection, seller_id, &named).await?;
    let mut plan = Plan::default();
    // What this list adds itself, by product and address.
    let mut added: HashMap<(&ProductId, &str), ImageId> = HashMap::new();
    let mut counts: HashMap<&ProductId, (usize, i64)> = HashMap::new();
    for (at, wanted) in wanted.iter().enumerate() {
        let known = there
            .get(wanted.product_id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let name = own_name(wanted.address, own);
        let found = known.iter().find(|image| {
            image.source.as_deref() == Some(wanted.address)
                || (name.is_some() && image.name.as_deref() == name)
        });
        let mut on = known.iter().filter(|image| image.removed_at.is_none());
        let place = (
            on.clone().count(),
            on.next_back().map_or(0, |image| image.position),
        );
        let mut room = || {
            let (count, position) = counts.entry(wanted.product_id).or_insert(place);
            (*count < MAX_IMAGES).then(|| {
                (*count, *position) = (*count + 1, *position + 1);
                *position
            })
        };
        let image_id = match (found, added.get(&(wanted.product_id, wanted.address))) {
            (_, Some(image_id)) => image_id.clone(),
            (Some(image), None) => {
                if image.removed_at.is_some() {
                    let Some(position) = room() else {
                        plan.want.left_out.push(at);
                        continue;
                    };
                    added.insert((wanted.product_id, wanted.address), image.image_id.clone());
                    plan.returns.push((image.image_id.clone(), position));
                    plan.want.changed.insert(wanted.product_id.clone());
                }
                if let Some(alt) = wanted.alt.filter(|alt| *alt != image.alt) {
                    plan.texts.push((image.image_id.clone(), image.alt.clone(), alt));
                    plan.want.changed.insert(wanted.product_id.clone());
                }
                image.image_id.clone()
            }
            (None, None) => {
                let Some(position) = room() else {
                    plan.want.left_out.push(at);
                    continue;
                };
                let image_id = ImageId::new(now);
                added.insert((wanted.product_id, wanted.address), image_id.clone());
                plan.want.changed.insert(wanted.product_id.clone());
                plan.inserts.push(Insert {
                    image_id: image_id.clone(),
                    position,
                    wanted: *wanted,
                });
                image_id
            }
        };
        if let Some(variant_id) = wanted.variant_id
            && variants
                .get(variant_id)
                .is_some_and(|shown| shown.as_ref() != Some(&image_id))
        {
            plan.variants.push((variant_id, image_id));
            plan.want.changed.insert(wanted.product_id.clone());
        }
    }
    Ok(plan)
}

/// The seller's variants of these ids with the picture that each names.
async fn variant_images(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[&VariantId],
) -> sqlx::Result<HashMap<VariantId, Option<ImageId>>> {
    let rows: Vec<(String, Option<String>)> = read_by_keys(connection, seller_id.as_str(), ids, |one_of| {
        format!(
            "select variant_id, image_id from variants
                 where seller_id = $1 and variant_id {one_of} and removed_at is null"
        )
    })
    .await?;
    let images = rows.into_iter();
    Ok(images
        .map(|(id, image_id)| (VariantId::stored(id), image_id.map(ImageId::stored)))
        .collect())
}

async fn insert(
    tx: &mut Tx,
    seller_id: &SellerId,
    import_id: Option<&ImportId>,
    inserts: &[Insert<'_>],
    now: Millis,
) -> sqlx::Result<()> {
    const OWN: usize = 5;
    // The last row is repeated to a round number, which the conflict lets pass.
    let rows: Vec<String> = (0..crate::db::rounded(inserts.len()))
        .map(|row| {
            let at = |place: usize| format!("${}", 4 + row * OWN + place);
            format!(
                "({}, $1, {}, {}, {}, {}, $2, 'waiting', $3, $3, $3)",
                at(0),
                at(1),
                at(2),
                at(3),
                at(4)
            )
        })
        .collect();
    let sql = format!(
        "insert into product_images (image_id, seller_id, product_id, position, alt, source, import_id, state, next_at,
             created_at, updated_at)
         values {} on conflict do nothing",
        rows.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(import_id.map(ImportId::as_str))
        .bind(now.0);
    for insert in crate::db::padded(inserts) {
        query = query
            .bind(insert.image_id.as_str())
            .bind(insert.wanted.product_id.as_str())
            .bind(insert.position)
            .bind(insert.wanted.alt.unwrap_or_default())
            .bind(insert.wanted.address);
    }
    query.execute(&mut **tx).await.map(drop)
}
