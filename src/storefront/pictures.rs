//! Ready pictures of products on sale.

use super::store::ListedRow;
use crate::db::Connection;
use crate::id::{ProductId, SellerId};
use crate::pictures;
use crate::ui::Photo;
use std::hash::{Hash, Hasher};

/// A picture; its address changes with it.
#[derive(Debug, Clone)]
pub struct PublicPicture {
    pub image_id: String,
    pub photo: Photo,
    /// Time of its last change, in milliseconds.
    pub changed_at: i64,
}

impl Hash for PublicPicture {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.image_id, &self.photo.src, &self.photo.alt).hash(state);
    }
}

/// A product's pictures in their order.
#[derive(Debug, Clone, Default, Hash)]
pub struct Pictures(pub Vec<PublicPicture>);

impl Pictures {
    /// The paths of the largest files.
    pub fn largest(&self) -> Vec<String> {
        let largest = |shot: &PublicPicture| match shot.photo.widths.last() {
            Some((path, _)) => path.clone(),
            None => shot.photo.src.clone(),
        };
        self.0.iter().map(largest).collect()
    }

    /// Time of the latest change, in milliseconds.
    pub fn changed_at(&self) -> i64 {
        self.0.iter().map(|shot| shot.changed_at).max().unwrap_or(0)
    }

    /// The pictures, with the chosen variant's first.
    pub fn led_by(mut self, image_id: Option<&str>) -> Self {
        self.0
            .sort_by_key(|shot| image_id != Some(shot.image_id.as_str()));
        self
    }
}

/// All pictures of a product.
pub async fn of_product(
    connection: &mut Connection,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Pictures> {
    let images = pictures::public_images(connection, seller_id, std::slice::from_ref(product_id)).await?;
    let shots = images.iter().filter_map(|image| {
        Some(PublicPicture {
            image_id: image.image_id.to_string(),
            photo: pictures::photo(image)?,
            changed_at: image.updated_at.0,
        })
    });
    Ok(Pictures(shots.collect()))
}

/// The first of each product of a list, in the list's order.
pub async fn of_list(
    connection: &mut Connection,
    seller_id: &SellerId,
    rows: &[ListedRow],
) -> sqlx::Result<Vec<Option<PublicPicture>>> {
    let ids: Vec<ProductId> = rows.iter().map(|row| row.product_id.clone()).collect();
    let images = pictures::public_main_images(connection, seller_id, &ids).await?;
    let shot = |id: &ProductId| {
        let image = images.get(id)?;
        Some(PublicPicture {
            image_id: image.image_id.to_string(),
            photo: pictures::photo(image)?,
            changed_at: image.updated_at.0,
        })
    };
    Ok(ids.iter().map(shot).collect())
}
