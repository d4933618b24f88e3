//! SQL of pictures under review. The first change of a product that is for sale notes what buyers see of its
//! pictures; they see that until an admin decides. Pictures of it that are taken off stay as removed until
//! then.

use super::ImageState;
use crate::clock::Millis;
use crate::db::{Connection, Tx, json, read_by_keys};
use crate::id::{ImageId, ProductId, SellerId};
use crate::pictures::store::change::{set_alt, set_position};
use crate::pictures::store::picture::{StoredImage, all_images_in, images_in, let_images_go, main_images};
use crate::policies::{self, ProductReview};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A picture as buyers see it while a change is under review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovedImage {
    pub image_id: ImageId,
    pub alt: String,
}

/// Called before pictures of these products change: where review applies, stores what buyers see, and
/// resubmits returned ones to the admins.
pub async fn hold_images(
    tx: &mut Tx,
    seller_id: &SellerId,
    ids: &[&ProductId],
    now: Millis,
) -> sqlx::Result<()> {
    let rule = policies::review_rule(tx).await?;
    if rule == ProductReview::Off {
        return Ok(());
    }
    for product_id in ids {
        let place = format!("{:015}{product_id}", now.0);
        sqlx::query(
            "update product_reviews set returned_at = null, reason = null, place = $3
             where seller_id = $1 and product_id = $2 and returned_at is not null",
        )
        .bind(seller_id.as_str())
        .bind(product_id.as_str())
        .bind(&place)
        .execute(&mut **tx)
        .await?;
        if rule == ProductReview::Risky {
            note_approved(tx, seller_id, product_id, &place).await?;
        }
    }
    Ok(())
}

async fn note_approved(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    place: &str,
) -> sqlx::Result<()> {
    let there = images_in(tx, seller_id, std::slice::from_ref(product_id)).await?;
    let approved: Vec<ApprovedImage> = there
        .into_iter()
        .map(|image| ApprovedImage {
            image_id: image.image_id,
            alt: image.alt,
        })
        .collect();
    sqlx::query(
        "insert into product_reviews (product_id, seller_id, kind, place, images)
         select product_id, seller_id, 'edit', cast($3 as text), cast($4 as text) from products
         where seller_id = $1 and product_id = $2 and status in ('active', 'inactive') and held_at is null
         on conflict (product_id) do update set place = excluded.place,
             images = coalesce(product_reviews.images, excluded.images)",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .bind(place)
    .bind(json(&approved)?)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Called after pictures changed: ends the review if they equal what buyers see.
pub async fn settle_images(tx: &mut Tx, seller_id: &SellerId, product_id: &ProductId) -> sqlx::Result<()> {
    let ids = std::slice::from_ref(product_id);
    let Some(approved) = approved_images(tx, seller_id, ids).await?.remove(product_id) else {
        return Ok(());
    };
    let there = images_in(tx, seller_id, ids).await?;
    let same = |(approved, image): (&ApprovedImage, &StoredImage)| {
        approved.image_id == image.image_id && approved.alt == image.alt
    };
    if approved.len() != there.len() || !approved.iter().zip(&there).all(same) {
        return Ok(());
    }
    sqlx::query("update product_reviews set images = null where seller_id = $1 and product_id = $2")
        .bind(seller_id.as_str())
        .bind(product_id.as_str())
        .execute(&mut **tx)
        .await?;
    end_empty_review(tx, seller_id, product_id).await
}

/// Pictures buyers see of these products while changes are under review.
pub(super) async fn approved_images(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<HashMap<ProductId, Vec<ApprovedImage>>> {
    let rows: Vec<(String, String)> = read_by_keys(connection, seller_id.as_str(), ids, |one_of| {
        format!(
            "select product_id, images from product_reviews
             where seller_id = $1 and images is not null and product_id {one_of}"
        )
    })
    .await?;
    let read = |(id, images): (String, String)| {
        let images = serde_json::from_str(&images).map_err(|error| sqlx::Error::Decode(error.into()))?;
        Ok((ProductId::stored(id), images))
    };
    rows.into_iter().map(read).collect()
}

/// The pictures of several products as buyers see them, each product's together and in their order.
pub async fn public_images(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<Vec<StoredImage>> {
    let approved = approved_images(connection, seller_id, ids).await?;
    if approved.is_empty() {
        return images_in(connection, seller_id, ids).await;
    }
    let mut there: HashMap<ProductId, Vec<StoredImage>> = HashMap::with_capacity(ids.len());
    for image in all_images_in(connection, seller_id, ids).await? {
        there.entry(image.product_id.clone()).or_default().push(image);
    }
    let mut shown = Vec::new();
    for id in ids {
        let there = there.remove(id).unwrap_or_default();
        match approved.get(id) {
            None => shown.extend(there.into_iter().filter(|image| image.removed_at.is_none())),
            Some(approved) => shown.extend(approved.iter().filter_map(|approved| {
                let image = there.iter().find(|image| image.image_id == approved.image_id)?;
                Some(StoredImage {
                    alt: approved.alt.clone(),
                    ..image.clone()
                })
            })),
        }
    }
    Ok(shown)
}

/// The first picture that buyers see of each of these products that has one; for lists.
pub async fn public_main_images(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<HashMap<ProductId, StoredImage>> {
    let mut first = main_images(connection, seller_id, ids).await?;
    let held: Vec<ProductId> = approved_images(connection, seller_id, ids)
        .await?
        .into_keys()
        .collect();
    if held.is_empty() {
        return Ok(first);
    }
    first.retain(|id, _| !held.contains(id));
    for image in public_images(connection, seller_id, &held).await? {
        if image.state == ImageState::Ready {
            first.entry(image.product_id.clone()).or_insert(image);
        }
    }
    Ok(first)
}

/// Approves the current pictures: removed ones are deleted.
pub async fn accept_images(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    now: Millis,
) -> sqlx::Result<()> {
    let all = all_images_in(tx, seller_id, std::slice::from_ref(product_id)).await?;
    let removed = all.into_iter().filter(|image| image.removed_at.is_some());
    let removed: Vec<ImageId> = removed.map(|image| image.image_id).collect();
    let_images_go(tx, seller_id, product_id, &removed, now).await
}

/// Restores the pictures buyers see: added ones are deleted, removed ones come back.
pub async fn restore_images(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    now: Millis,
) -> sqlx::Result<()> {
    let ids = std::slice::from_ref(product_id);
    let Some(approved) = approved_images(tx, seller_id, ids).await?.remove(product_id) else {
        return Ok(());
    };
    let all = all_images_in(tx, seller_id, ids).await?;
    let is_approved = |id: &ImageId| approved.iter().any(|approved| approved.image_id == *id);
    let added = all.iter().filter(|image| !is_approved(&image.image_id));
    let added: Vec<ImageId> = added.map(|image| image.image_id.clone()).collect();
    let_images_go(tx, seller_id, product_id, &added, now).await?;
    for (approved, position) in approved.iter().zip(1..) {
        let Some(image) = all.iter().find(|image| image.image_id == approved.image_id) else {
            continue;
        };
        if image.removed_at.is_some() {
            set_removed(tx, seller_id, &image.image_id, None).await?;
        }
        set_position(tx, seller_id, &image.image_id, position).await?;
        if image.alt != approved.alt {
            set_alt(tx, seller_id, &image.image_id, &approved.alt).await?;
        }
    }
    crate::pictures::store::change::touch(tx, seller_id, product_id, now)
        .await
        .map(drop)
}

/// Removes pictures; ones that buyers still see stay for them until an admin approves.
pub async fn release_images(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    ids: &[ImageId],
    now: Millis,
) -> sqlx::Result<()> {
    let approved = approved_images(tx, seller_id, std::slice::from_ref(product_id)).await?;
    let approved = approved.get(product_id).map(Vec::as_slice).unwrap_or_default();
    let (kept, gone): (Vec<ImageId>, Vec<ImageId>) = ids
        .iter()
        .cloned()
        .partition(|id| approved.iter().any(|approved| approved.image_id == *id));
    for image_id in &kept {
        set_removed(tx, seller_id, image_id, Some(now)).await?;
    }
    let_images_go(tx, seller_id, product_id, &gone, now).await
}

/// Marks a picture as removed, or as back.
pub(super) async fn set_removed(
    tx: &mut Tx,
    seller_id: &SellerId,
    image_id: &ImageId,
    at: Option<Millis>,
) -> sqlx::Result<()> {
    sqlx::query("update product_images set removed_at = $3 where seller_id = $1 and image_id = $2")
        .bind(seller_id.as_str())
        .bind(image_id.as_str())
        .bind(at.map(|at| at.0))
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Ends a review with nothing left in it.
pub async fn end_empty_review(tx: &mut Tx, seller_id: &SellerId, product_id: &ProductId) -> sqlx::Result<()> {
    sqlx::query(
        "delete from product_reviews where seller_id = $1 and product_id = $2 and kind = 'edit' and name is null
             and description is null and category is null and images is null",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}
