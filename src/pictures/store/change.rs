//! SQL of sellers' changes to pictures. The product is touched first, which holds it until the end.

use crate::clock::Millis;
use crate::db::{Connection, Tx};
use crate::id::{ImageId, ProductId, SellerId, VariantId};

/// An uploaded picture waiting to be processed.
#[derive(Debug)]
pub struct NewImage<'a> {
    pub image_id: &'a ImageId,
    pub position: i64,
    pub file_name: &'a str,
}

/// Marks the product as changed; returns whether the seller has it.
pub async fn touch(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    now: Millis,
) -> sqlx::Result<bool> {
    let touched = sqlx::query(
        "update products set version = version + 1, updated_at = $3 where seller_id = $1 and product_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(touched.rows_affected() == 1)
}

pub async fn insert_images(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    images: &[NewImage<'_>],
    now: Millis,
) -> sqlx::Result<()> {
    for image in images {
        sqlx::query(
            "insert into product_images (image_id, seller_id, product_id, position, file_name, state, created_at,
                 updated_at)
             values ($1, $2, $3, $4, $5, 'waiting', $6, $6)",
        )
        .bind(image.image_id.as_str())
        .bind(seller_id.as_str())
        .bind(product_id.as_str())
        .bind(image.position)
        .bind(image.file_name)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

pub async fn set_position(
    tx: &mut Tx,
    seller_id: &SellerId,
    image_id: &ImageId,
    position: i64,
) -> sqlx::Result<()> {
    sqlx::query("update product_images set position = $3 where seller_id = $1 and image_id = $2")
        .bind(seller_id.as_str())
        .bind(image_id.as_str())
        .bind(position)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Sets an alt text, which undoing an import then keeps.
pub async fn set_alt(tx: &mut Tx, seller_id: &SellerId, image_id: &ImageId, alt: &str) -> sqlx::Result<()> {
    sqlx::query(
        "update product_images set alt = $3, alt_before = null, alt_import_id = null
         where seller_id = $1 and image_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(image_id.as_str())
    .bind(alt)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A product's variants with the picture that each names, those alone that name one.
pub async fn variant_images(
    connection: &mut Connection,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Vec<(VariantId, ImageId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select variant_id, image_id from variants
         where seller_id = $1 and product_id = $2 and image_id is not null and removed_at is null
         order by position, variant_id",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(variant_id, image_id)| (VariantId::stored(variant_id), ImageId::stored(image_id)))
        .collect())
}

/// Sets the variants shown by the picture.
pub async fn set_variants(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    image_id: &ImageId,
    variants: &[VariantId],
) -> sqlx::Result<()> {
    sqlx::query(
        "update variants set image_id = null where seller_id = $1 and product_id = $2 and image_id = $3",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .bind(image_id.as_str())
    .execute(&mut **tx)
    .await?;
    for variant_id in variants {
        sqlx::query(
            "update variants set image_id = $4
             where seller_id = $1 and product_id = $2 and variant_id = $3 and removed_at is null",
        )
        .bind(seller_id.as_str())
        .bind(product_id.as_str())
        .bind(variant_id.as_str())
        .bind(image_id.as_str())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Requeues a failed picture; returns whether there was one.
pub async fn retry_image(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    image_id: &ImageId,
    now: Millis,
) -> sqlx::Result<bool> {
    let again = sqlx::query(
        "update product_images set state = 'waiting', failure = null, attempts = 0,
             next_at = case when source is not null then cast($4 as bigint) end, updated_at = $4
         where seller_id = $1 and product_id = $2 and image_id = $3 and state = 'failed'",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .bind(image_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(again.rows_affected() == 1)
}
