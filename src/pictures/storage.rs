//! Picture storage: a set of files each, under a unique name.

use crate::clock::HOUR_MS;
use crate::files::FileError;
use crate::id::{ImageId, ProductId, SellerId};
use crate::picture::{self, Renditions, small_widths};
use crate::pictures::store::{self, FilesRow, ImageJob, NewFiles, NewImage};
use crate::problem::Problem;
use crate::shop_storage::{self, Full, Kind};
use crate::state::App;
use axum::body::Body;

/// Public path of product pictures.
const PLACE: &str = "/media/products/";
/// Time files may exist without a row that keeps them.
pub(super) const UNKEPT_MS: i64 = HOUR_MS;

/// Public address prefix of our own pictures.
pub fn own_prefix(app: &App) -> String {
    app.address_of(PLACE)
}

/// The address of the largest of a picture's files.
pub(super) fn address(name: &str, ending: &str) -> String {
    format!("{PLACE}{name}.{ending}")
}

/// The address of a small one.
pub(super) fn small_address(name: &str, width: u32) -> String {
    format!("{PLACE}{name}-{width}.webp")
}

fn key(file: &str) -> String {
    format!("products/{file}")
}

/// Storage key of an upload.
pub(super) fn upload_key(name: &str) -> String {
    format!("uploads/{name}")
}

/// A new unguessable name.
pub(super) fn fresh_name() -> String {
    crate::secret::random_text(20)
}

/// Result of keeping a picture's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreOutcome {
    Yes,
    /// The picture is gone or already processed, so these files are deleted.
    NoNeed,
    /// The shop has no room for it.
    NoRoom(Full),
}

/// Stores the renditions of a picture and shows it. The row that says when the files go is there before them;
/// cut off in between, it is done again under another name.
pub async fn keep(app: &App, job: &ImageJob, made: Renditions) -> Result<StoreOutcome, Problem> {
    let (now, name) = (app.clock.now(), fresh_name());
    let (width, height) = (i64::from(made.width), i64::from(made.height));
    let small = made.small.iter().map(|(_, bytes)| bytes.len());
    let files = NewFiles {
        name: &name,
        seller_id: &job.seller_id,
        image_id: &job.image_id,
        shown: Some((width, made.ending)),
        size_bytes: small.chain([made.largest.len()]).sum::<usize>() as i64,
    };
    // What was sent found its room as it came, and goes when this takes its place.
    let most = match job.upload {
        Some(_) => i64::MAX / 2,
        None => app.config.bounds.shop_bytes,
    };
    let mut tx = app.db.begin().await?;
    let room = shop_storage::take(
        &mut tx,
        &job.seller_id,
        Kind::ProductPictures,
        files.size_bytes,
        most,
    );
    if let Err(full) = room.await? {
        return Ok(StoreOutcome::NoRoom(full));
    }
    store::insert_files(&mut tx, &files, now, now.plus(UNKEPT_MS)).await?;
    tx.commit().await?;
    app.files
        .put(&key(&format!("{name}.{}", made.ending)), made.largest)
        .await?;
    for (width, bytes) in made.small {
        app.files
            .put(&key(&format!("{name}-{width}.webp")), bytes)
            .await?;
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let kept = store::keep_files(&mut tx, &job.seller_id, &name, now).await?
        && store::ready_image(&mut tx, job, &name, (width, height), made.ending, now).await?;
    if !kept {
        return Ok(StoreOutcome::NoNeed);
    }
    if let Some(upload) = &job.upload {
        store::let_files_go(&mut tx, &job.seller_id, upload, now).await?;
    }
    tx.commit().await?;
    Ok(StoreOutcome::Yes)
}

/// Adds a picture made here to a product, shown at once.
pub async fn attach(
    app: &App,
    seller_id: &SellerId,
    product_id: &ProductId,
    image_id: &ImageId,
    alt: &str,
    bytes: Vec<u8>,
) -> Result<(), Problem> {
    let made = picture::renditions(seller_id.as_str(), bytes)
        .await
        .map_err(|wrong| Problem::internal(&wrong))?;
    let now = app.clock.now();
    let image = NewImage {
        image_id,
        position: 1,
        file_name: alt,
    };
    let mut tx = app.db.begin().await?;
    store::insert_images(&mut tx, seller_id, product_id, &[image], now).await?;
    store::set_alt(&mut tx, seller_id, image_id, alt).await?;
    tx.commit().await?;
    let job = store::image_for_job(&app.db, image_id).await?;
    keep(app, &job.ok_or_else(Problem::not_found)?, made)
        .await
        .map(drop)
}

/// All storage keys of a set of files.
pub(super) fn keys(files: &FilesRow) -> Vec<String> {
    let name = &files.name;
    let (Some(width), Some(ending)) = (files.width, &files.ending) else {
        return vec![upload_key(name)];
    };
    let small = small_widths(u32::try_from(width).unwrap_or(1)).into_iter();
    small
        .map(|width| key(&format!("{name}-{width}.webp")))
        .chain([key(&format!("{name}.{ending}"))])
        .collect()
}

/// One of our files as everyone may have it: its content type, length and bytes.
pub async fn open(app: &App, file: &str) -> Result<(&'static str, u64, Body), Problem> {
    let name = file.split(['-', '.']).next().unwrap_or_default();
    let files = store::shown_files(&app.db, name).await?;
    let files = files.ok_or_else(Problem::not_found)?;
    let key = key(file);
    if !keys(&files).contains(&key) {
        return Err(Problem::not_found());
    }
    let (length, body) = app.files.stream(&key).await?;
    let kind = if file.ends_with(".jpg") {
        "image/jpeg"
    } else {
        "image/webp"
    };
    Ok((kind, length, body))
}

/// The largest of a picture of ours, whole: an import may name it for another product.
pub(super) async fn read_own(app: &App, file: &str) -> Result<Vec<u8>, FileError> {
    Ok(app.files.get(&key(file)).await?.to_vec())
}
