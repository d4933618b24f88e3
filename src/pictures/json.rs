//! A picture as the API and pages show it.

use super::ImageState;
use super::storage::{address, small_address};
use crate::id::{ImageId, ProductId, SellerId, VariantId};
use crate::picture::{height_at, small_widths};
use crate::pictures::store::{self, StoredImage};
use crate::problem::Problem;
use crate::state::App;
use crate::ui::Photo;
use serde::Serialize;

/// A picture of a product; the first of them is the main one.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Image)]
pub struct ShownImage {
    pub image_id: ImageId,
    /// Position from 1.
    pub position: usize,
    pub alt: String,
    pub state: ImageState,
    /// Why it failed, or why it is tried again.
    pub failure: Option<String>,
    /// Source address given by an import.
    pub source: Option<String>,
    pub file_name: Option<String>,
    /// Width of the largest file, once ready.
    pub width: Option<i64>,
    pub height: Option<i64>,
    #[schema(example = "/media/products/0f3c….jpg")]
    pub url: Option<String>,
    /// Smaller renditions, as WebP.
    pub thumbnails: Vec<Thumbnail>,
    /// The variants that are shown by it.
    pub variant_ids: Vec<VariantId>,
}

/// A smaller one.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Thumbnail {
    pub width: u32,
    pub height: u32,
    pub url: String,
}

/// A product's pictures in their order.
pub async fn list(
    app: &App,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> Result<Vec<ShownImage>, Problem> {
    let mut reader = app.db.reader().acquire().await?;
    let ids = std::slice::from_ref(product_id);
    let images = store::images_in(&mut reader, seller_id, ids).await?;
    let variants = store::variant_images(&mut reader, seller_id, product_id).await?;
    let shown = images.iter().enumerate().map(|(at, image)| {
        let mine = variants
            .iter()
            .filter(|(_, shown_by)| *shown_by == image.image_id);
        ShownImage {
            image_id: image.image_id.clone(),
            position: at + 1,
            alt: image.alt.clone(),
            state: image.state,
            failure: image.failure.clone(),
            source: image.source.clone(),
            file_name: image.file_name.clone(),
            width: image.width,
            height: image.height,
            url: largest(image),
            thumbnails: thumbnails(image),
            variant_ids: mine.map(|(variant_id, _)| variant_id.clone()).collect(),
        }
    });
    Ok(shown.collect())
}

fn largest(image: &StoredImage) -> Option<String> {
    Some(address(image.name.as_ref()?, image.ending.as_ref()?))
}

fn thumbnails(image: &StoredImage) -> Vec<Thumbnail> {
    let (Some(name), Some(whole)) = (&image.name, size(image)) else {
        return Vec::new();
    };
    let thumbnail = |width| Thumbnail {
        width,
        height: height_at(width, whole),
        url: small_address(name, width),
    };
    small_widths(whole.0).into_iter().map(thumbnail).collect()
}

fn size(image: &StoredImage) -> Option<(u32, u32)> {
    Some((
        u32::try_from(image.width?).ok()?,
        u32::try_from(image.height?).ok()?,
    ))
}

/// A picture in every width for a page; none until ready.
pub fn photo(image: &StoredImage) -> Option<Photo> {
    let (largest, whole, small) = (largest(image)?, size(image)?, thumbnails(image));
    let widths = small.iter().map(|small| (small.url.clone(), small.width));
    let with_largest =
        (small.last().map(|small| small.width) != Some(whole.0)).then(|| (largest.clone(), whole.0));
    let middle = small.iter().find(|small| small.width >= 480).or(small.last());
    Some(Photo {
        src: middle.map_or_else(|| largest.clone(), |middle| middle.url.clone()),
        widths: widths.chain(with_largest).collect(),
        width: whole.0,
        height: whole.1,
        alt: image.alt.clone(),
    })
}

/// The address of a picture in a row of a list.
pub fn thumb(image: &StoredImage) -> Option<String> {
    let (name, width) = (image.name.as_ref()?, size(image)?.0);
    let smallest = small_widths(width).first().copied()?;
    Some(small_address(name, smallest))
}

/// The address that an export writes: where an import got it from, or ours. Importing it again changes nothing.
pub fn exported(app: &App, image: &StoredImage) -> Option<String> {
    let own = || largest(image).map(|path| app.address_of(&path));
    image.source.clone().or_else(own)
}
