//! Removal of pictures, and retries of failed ones.

use super::preparation::ImagesAdded;
use super::storage::keys;
use crate::audit::{self, Act};
use crate::events::{Event, JobError, emit};
use crate::files::FileError;
use crate::id::{ImageId, ProductId};
use crate::pictures::store;
use crate::problem::Problem;
use crate::shop_storage::{self, Kind};
use crate::state::App;
use crate::viewer::{Member, may};
use serde_json::json;

/// Files that go in one step of the schedule.
const AT_ONCE: i64 = 200;

/// Removes a picture from the product with its files.
pub async fn remove(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    image_id: &ImageId,
) -> Result<(), Problem> {
    let (now, seller_id) = (app.clock.now(), &member.seller_id);
    let mut tx = app.db.begin().await?;
    if !store::touch(&mut tx, seller_id, product_id, now).await? {
        return Err(Problem::not_found());
    }
    let there = store::images_in(&mut tx, seller_id, std::slice::from_ref(product_id)).await?;
    let image = there.iter().find(|image| image.image_id == *image_id);
    let image = image.ok_or_else(Problem::not_found)?;
    store::hold_images(&mut tx, seller_id, &[product_id], now).await?;
    let ids = std::slice::from_ref(image_id);
    store::release_images(&mut tx, seller_id, product_id, ids, now).await?;
    store::settle_images(&mut tx, seller_id, product_id).await?;
    let act = Act {
        action: "product.changed",
        seller_id: Some(seller_id),
        user_id: Some(&member.user_id),
        subject: Some(product_id.as_str()),
        before: Some(
            json!({ "image": image.file_name.as_ref().or(image.source.as_ref()), "alt": image.alt }),
        ),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// Retries a failed picture: fetches it again, or processes the upload. Asked twice, it is tried once.
pub async fn retry(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    image_id: &ImageId,
) -> Result<(), Problem> {
    let (now, seller_id) = (app.clock.now(), &member.seller_id);
    let there = store::images_of(&app.db, seller_id, product_id).await?;
    let image = there.iter().find(|image| image.image_id == *image_id);
    let image = image.ok_or_else(Problem::not_found)?;
    let is_fetched = image.source.is_some();
    let sent = store::images_with_upload(&app.db, seller_id, product_id).await?;
    if !is_fetched && !sent.contains(image_id) {
        return Err(Problem::conflict(
            "The uploaded file of this picture is gone: upload it again.",
        ));
    }
    let mut tx = app.db.begin().await?;
    if store::retry_image(&mut tx, seller_id, product_id, image_id, now).await? {
        if !is_fetched {
            let content = json!(ImagesAdded {
                product_id: product_id.clone(),
                image_ids: vec![image_id.clone()],
            });
            emit(&mut tx, now, "images.added", Some(seller_id), &content).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Removes all pictures of a closed shop.
pub async fn remove_all(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    store::release_seller(&mut tx, seller_id).await?;
    Ok(tx.commit().await?)
}

/// Finds out how large files are whose row does not say, and corrects the shops' counts.
pub async fn recount(app: App) -> Result<(), JobError> {
    loop {
        let unmeasured = store::unmeasured_files(&app.db, AT_ONCE).await?;
        if unmeasured.is_empty() {
            break;
        }
        for files in &unmeasured {
            let mut bytes = 0;
            for key in keys(files) {
                bytes += match app.files.size(&key).await {
                    Ok(size) => i64::try_from(size).unwrap_or_default(),
                    Err(FileError::NotThere) => 0,
                    Err(error) => return Err(error.into()),
                };
            }
            let mut tx = app.db.begin().await?;
            store::measure_files(&mut tx, &files.name, bytes).await?;
            tx.commit().await?;
        }
    }
    Ok(shop_storage::recount(&app.db, Kind::ProductPictures, store::SUM_OF_FILES).await?)
}

/// Deletes unused files, then their rows. Cut off, it is done again.
pub async fn remove_due(app: App) -> Result<(), JobError> {
    loop {
        let due = store::files_to_remove(&app.db, app.clock.now(), AT_ONCE).await?;
        for files in &due {
            for key in keys(files) {
                app.files.delete(&key).await?;
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        for files in &due {
            store::file_removed(&mut tx, &files.name).await?;
        }
        tx.commit().await?;
    }
}
