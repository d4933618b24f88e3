//! Pictures under review: live and proposed.

use crate::db::Connection;
use crate::id::ImageId;
use crate::pictures::{self, StoredImage};
use crate::product_review::store::ReviewRow;
use serde::Serialize;

/// Pictures to be looked at.
#[derive(Debug, Clone)]
pub struct Pictures {
    /// Live pictures; none for a new product.
    pub before: Option<Vec<StoredImage>>,
    pub after: Vec<StoredImage>,
}

/// Pictures of a new product, or of one with picture changes.
pub async fn pictures(connection: &mut Connection, row: &ReviewRow) -> sqlx::Result<Option<Pictures>> {
    if !row.is_new() && !row.has_images() {
        return Ok(None);
    }
    let ids = std::slice::from_ref(&row.product_id);
    let before = match row.has_images() && !row.is_new() {
        true => Some(pictures::public_images(connection, &row.seller_id, ids).await?),
        false => None,
    };
    let after = pictures::images_in(connection, &row.seller_id, ids).await?;
    Ok(Some(Pictures { before, after }))
}

/// Change of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureChange {
    Added,
    Removed,
    Moved,
    /// Its alt text changed.
    Worded,
}

impl PictureChange {
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "New",
            Self::Removed => "Removed",
            Self::Moved => "Moved",
            Self::Worded => "Alt text changed",
        }
    }
}

impl Pictures {
    /// Change of a live picture.
    pub fn fate_of_seen(&self, image: &StoredImage) -> Option<PictureChange> {
        let stays = self.after.iter().any(|after| after.image_id == image.image_id);
        (!stays).then_some(PictureChange::Removed)
    }

    /// Difference of a proposed picture from the live ones. A picture has moved when it stands after another
    /// one than before, among those that stay.
    pub fn fate_of_next(&self, image: &StoredImage) -> Option<PictureChange> {
        let before = self.before.as_ref()?;
        let Some(was) = before.iter().find(|was| was.image_id == image.image_id) else {
            return Some(PictureChange::Added);
        };
        let in_both = |images: &[StoredImage], others: &[StoredImage]| -> Vec<ImageId> {
            let stay = images
                .iter()
                .filter(|image| others.iter().any(|other| other.image_id == image.image_id));
            stay.map(|image| image.image_id.clone()).collect()
        };
        let place = |ids: Vec<ImageId>| ids.iter().position(|id| *id == image.image_id);
        if place(in_both(before, &self.after)) != place(in_both(&self.after, before)) {
            return Some(PictureChange::Moved);
        }
        (was.alt != image.alt).then_some(PictureChange::Worded)
    }
}

/// Reviewed pictures as the API shows them.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ReviewedPictures {
    /// Live pictures; omitted for a new product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Vec<ReviewedPicture>>,
    pub after: Vec<ReviewedPicture>,
}

/// One picture.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ReviewedPicture {
    pub image_id: ImageId,
    pub alt: String,
    /// Once it is ready.
    pub url: Option<String>,
}

impl ReviewedPictures {
    pub fn of(pictures: &Pictures) -> Self {
        let shown = |images: &Vec<StoredImage>| -> Vec<ReviewedPicture> {
            let shown = images.iter().map(|image| ReviewedPicture {
                image_id: image.image_id.clone(),
                alt: image.alt.clone(),
                url: pictures::photo(image).map(|photo| photo.src),
            });
            shown.collect()
        };
        Self {
            before: pictures.before.as_ref().map(shown),
            after: shown(&pictures.after),
        }
    }
}
