//! SQL of product pictures: reads and removal.

use crate::clock::Millis;
use crate::db::{Connection, Db, Tx, read_by_keys};
use crate::id::{ImageId, ProductId, SellerId};
use std::collections::HashMap;

crate::stored_enum! {
    /// How far a picture is.
    pub enum ImageState {
        /// Being fetched or prepared.
        Waiting = "waiting",
        Ready = "ready",
        Failed = "failed",
    }
}

crate::row! {
    /// A picture as the database has it.
    #[derive(Debug, Clone)]
    pub struct StoredImage {
        pub image_id: ImageId,
        pub product_id: ProductId,
        pub position: i64,
        pub alt: String,
        pub file_name: Option<String>,
        /// The address that an import named.
        pub source: Option<String>,
        pub state: ImageState,
        pub failure: Option<String>,
        pub attempts: i64,
        /// Prefix of its file names, once ready.
        pub name: Option<String>,
        pub width: Option<i64>,
        pub height: Option<i64>,
        /// Extension of the largest file.
        pub ending: Option<String>,
        pub updated_at: Millis,
        /// When it was removed, while buyers still see it until an admin approves.
        pub removed_at: Option<Millis>,
    }
}

/// A product's pictures in their order.
pub async fn images_of(
    db: &Db,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Vec<StoredImage>> {
    let mut reader = db.reader().acquire().await?;
    images_in(&mut reader, seller_id, std::slice::from_ref(product_id)).await
}

/// The pictures of several products, each product's together and in their order.
pub async fn images_in(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<Vec<StoredImage>> {
    read(connection, seller_id, ids, "and removed_at is null").await
}

/// The pictures including removed ones that buyers still see.
pub(super) async fn all_images_in(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<Vec<StoredImage>> {
    read(connection, seller_id, ids, "").await
}

async fn read(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
    only: &str,
) -> sqlx::Result<Vec<StoredImage>> {
    read_by_keys(connection, seller_id.as_str(), ids, |one_of| {
        format!(
            "select image_id, product_id, position, alt, file_name, source, state, failure, attempts, name, width,
                 height, ending, updated_at, removed_at
             from product_images where seller_id = $1 and product_id {one_of} {only}
             order by product_id, position, image_id"
        )
    })
    .await
}

/// The first picture that can be shown of each of these products that has one; for lists.
pub async fn main_images(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<HashMap<ProductId, StoredImage>> {
    let images: Vec<StoredImage> = read_by_keys(connection, seller_id.as_str(), ids, |one_of| {
        format!(
            "select image_id, product_id, position, alt, file_name, source, state, failure, attempts, name, width,
                 height, ending, updated_at, removed_at
             from product_images shown
             where seller_id = $1 and product_id {one_of} and state = 'ready' and image_id = (
                 select image_id from product_images
                 where seller_id = $1 and product_id = shown.product_id and state = 'ready' and removed_at is null
                 order by position, image_id limit 1)"
        )
    })
    .await?;
    let by_product = images.into_iter().map(|image| (image.product_id.clone(), image));
    Ok(by_product.collect())
}

/// Releases pictures of a product: no variant refers to them, and their files are due for deletion.
pub(super) async fn let_images_go(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    ids: &[ImageId],
    now: Millis,
) -> sqlx::Result<()> {
    for image_id in ids {
        sqlx::query(
            "update variants set image_id = null where seller_id = $1 and product_id = $2 and image_id = $3",
        )
        .bind(seller_id.as_str())
        .bind(product_id.as_str())
        .bind(image_id.as_str())
        .execute(&mut **tx)
        .await?;
        let gone = sqlx::query(
            "delete from product_images where seller_id = $1 and product_id = $2 and image_id = $3",
        )
        .bind(seller_id.as_str())
        .bind(product_id.as_str())
        .bind(image_id.as_str())
        .execute(&mut **tx)
        .await?;
        if gone.rows_affected() == 1 {
            sqlx::query("update image_files set removal_due_at = $3 where seller_id = $1 and image_id = $2")
                .bind(seller_id.as_str())
                .bind(image_id.as_str())
                .bind(now.0)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Releases all pictures of a closing shop.
pub async fn release_seller(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    for sql in [
        "update variants set image_id = null where seller_id = $1 and image_id is not null",
        "update image_files set removal_due_at = 0 where seller_id = $1",
        "delete from product_images where seller_id = $1",
    ] {
        sqlx::query(sql)
            .bind(seller_id.as_str())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
