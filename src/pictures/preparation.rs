//! Preparation: uploads become renditions.

use super::ImageState;
use super::storage::{StoreOutcome, keep, upload_key};
use crate::events::{Event, JobError};
use crate::files::FileError;
use crate::id::{ImageId, ProductId};
use crate::picture;
use crate::pictures::store::{self, ImageJob};
use crate::state::App;
use serde::{Deserialize, Serialize};

/// Pictures were added to a product.
#[derive(Debug, Serialize, Deserialize)]
pub struct ImagesAdded {
    pub product_id: ProductId,
    pub image_ids: Vec<ImageId>,
}

/// Processes the pictures of the event one by one, skipping finished ones.
pub async fn prepare(app: App, event: Event) -> Result<(), JobError> {
    let added: ImagesAdded = event.read()?;
    for image_id in &added.image_ids {
        let Some(job) = store::image_for_job(&app.db, image_id).await? else {
            continue;
        };
        let Some(upload) = job.upload.clone().filter(|_| job.state == ImageState::Waiting) else {
            continue;
        };
        match app.files.get(&upload_key(&upload)).await {
            Ok(bytes) => prepare_one(&app, &job, bytes.to_vec()).await?,
            Err(FileError::NotThere) => fail(&app, &job, "The file was lost. Upload it again.").await?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Fails pictures tried too often; the upload is kept so that the seller can retry.
pub async fn give_up(app: App, event: Event) -> Result<(), JobError> {
    let added: ImagesAdded = event.read()?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    for image_id in &added.image_ids {
        store::fail_image(
            &mut tx,
            image_id,
            "It could not be processed. Try it again, or remove it.",
            now,
        )
        .await?;
    }
    Ok(tx.commit().await?)
}

/// Decodes, encodes and shows one picture, or records why it failed.
pub(super) async fn prepare_one(app: &App, job: &ImageJob, bytes: Vec<u8>) -> Result<(), JobError> {
    match picture::renditions(job.seller_id.as_str(), bytes).await {
        Ok(made) => match keep(app, job, made).await? {
            StoreOutcome::Yes | StoreOutcome::NoNeed => Ok(()),
            StoreOutcome::NoRoom(full) => fail(app, job, &full.to_string()).await,
        },
        Err(wrong) => fail(app, job, &wrong.to_string()).await,
    }
}

/// Fails a picture and deletes its upload.
pub(super) async fn fail(app: &App, job: &ImageJob, why: &str) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::fail_image(&mut tx, &job.image_id, why, now).await?;
    if let Some(upload) = &job.upload {
        store::let_files_go(&mut tx, &job.seller_id, upload, now).await?;
    }
    Ok(tx.commit().await?)
}
