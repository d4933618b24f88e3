//! Upload of pictures, any number at once. Each is looked at by its head and put away as it comes, so that
//! one alone is in memory; the good ones of many are taken, and the others are named with what is wrong.

use super::MAX_BYTES;
use super::preparation::ImagesAdded;
use super::storage::{UNKEPT_MS, fresh_name, upload_key};
use crate::audit::{self, Act};
use crate::events::emit;
use crate::form::FieldErrors;
use crate::id::{ImageId, ProductId};
use crate::picture;
use crate::pictures::store::{self, NewFiles, NewImage};
use crate::problem::{Code, Problem};
use crate::products::{self, MAX_IMAGES};
use crate::shop_storage::{self, Full, Kind};
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::upload::{Incoming, NextFile, UploadedFile};
use serde::Serialize;
use serde_json::json;

/// Files processed per request; further ones are rejected by name.
const MOST_FILES: usize = 100;

/// Uploaded files: accepted ones, stored for an hour, and rejected ones.
#[derive(Debug, Default)]
pub struct UploadedPictures {
    good: Vec<Good>,
    refused: Vec<Refused>,
}

#[derive(Debug)]
struct Good {
    image_id: ImageId,
    /// Name of the stored file.
    name: String,
    file_name: String,
}

/// A rejected file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = RefusedImage)]
pub struct Refused {
    pub file_name: String,
    pub message: String,
}

/// Result of an upload.
#[derive(Debug)]
pub struct UploadResult {
    pub image_ids: Vec<ImageId>,
    pub refused: Vec<Refused>,
}

/// Whether the seller has the product; checked before reading a form.
pub async fn has(app: &App, member: &Member<may::Products>, product_id: &ProductId) -> Result<(), Problem> {
    let found = products::find(&app.db, &member.seller_id, product_id).await?;
    found.map(drop).ok_or_else(Problem::not_found)
}

/// Reads the files of a form. Nothing of the product changes yet; what is not added within the hour goes.
pub async fn take(
    app: &App,
    member: &Member<may::Products>,
    incoming: &mut Incoming,
) -> Result<UploadedPictures, Problem> {
    let mut taken = UploadedPictures::default();
    let mut files = 0;
    while let Some(arrived) = incoming.next(MAX_BYTES).await? {
        files += 1;
        let (file_name, wrong) = match arrived {
            NextFile::TooLarge(name) => {
                let message = format!("The file is larger than {} MB.", MAX_BYTES / 1024 / 1024);
                (name, message)
            }
            NextFile::Whole(upload) if files > MOST_FILES || taken.good.len() >= MAX_IMAGES => {
                (upload.name, too_many())
            }
            NextFile::Whole(upload) => {
                let held = upload.read(&app.budget).await?;
                match picture::examine(&held.bytes) {
                    Ok(()) => match put_away(app, member, &upload.name, held).await? {
                        Ok(good) => {
                            taken.good.push(good);
                            continue;
                        }
                        Err(full) => (upload.name, full.to_string()),
                    },
                    Err(wrong) => (upload.name, wrong.to_string()),
                }
            }
        };
        if taken.refused.len() < MOST_FILES {
            taken.refused.push(Refused {
                file_name,
                message: wrong,
            });
        }
    }
    Ok(taken)
}

fn too_many() -> String {
    format!("A product can have at most {MAX_IMAGES} pictures.")
}

/// Inserts the expiring row, then stores the file, unless the shop is out of space.
async fn put_away(
    app: &App,
    member: &Member<may::Products>,
    file_name: &str,
    held: UploadedFile,
) -> Result<Result<Good, Full>, Problem> {
    let (now, name) = (app.clock.now(), fresh_name());
    let image_id = ImageId::new(now);
    let files = NewFiles {
        name: &name,
        seller_id: &member.seller_id,
        image_id: &image_id,
        shown: None,
        size_bytes: held.bytes.len() as i64,
    };
    let mut tx = app.db.begin().await?;
    let room = shop_storage::take(
        &mut tx,
        &member.seller_id,
        Kind::ProductPictures,
        files.size_bytes,
        app.config.bounds.shop_bytes,
    );
    if let Err(full) = room.await? {
        return Ok(Err(full));
    }
    store::insert_files(&mut tx, &files, now, now.plus(UNKEPT_MS)).await?;
    // The request's claim belongs to what adds the pictures.
    tx.commit_aside().await?;
    app.files.put(&upload_key(&name), held.bytes).await?;
    Ok(Ok(Good {
        image_id,
        name,
        file_name: file_name.to_owned(),
    }))
}

/// Adds accepted files after the product's pictures, to be processed in the background.
pub async fn add(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    taken: UploadedPictures,
) -> Result<UploadResult, Problem> {
    let UploadedPictures { good, mut refused } = taken;
    if good.is_empty() {
        return Err(nothing(&refused).into());
    }
    let now = app.clock.now();
    let seller_id = &member.seller_id;
    let mut tx = app.db.begin().await?;
    if !store::touch(&mut tx, seller_id, product_id, now).await? {
        return Err(Problem::not_found());
    }
    let there = store::images_in(&mut tx, seller_id, std::slice::from_ref(product_id)).await?;
    let last = there.last().map_or(0, |image| image.position);
    let room = MAX_IMAGES.saturating_sub(there.len()).min(good.len());
    let (added, beyond) = good.split_at(room);
    refused.extend(beyond.iter().map(|good| Refused {
        file_name: good.file_name.clone(),
        message: too_many(),
    }));
    if added.is_empty() {
        return Err(nothing(&refused).into());
    }
    let new: Vec<NewImage<'_>> = added
        .iter()
        .zip(1..)
        .map(|(good, place)| NewImage {
            image_id: &good.image_id,
            position: last + place,
            file_name: &good.file_name,
        })
        .collect();
    store::hold_images(&mut tx, seller_id, &[product_id], now).await?;
    store::insert_images(&mut tx, seller_id, product_id, &new, now).await?;
    for good in added {
        if !store::keep_files(&mut tx, seller_id, &good.name, now).await? {
            return Err(Problem::new(
                Code::Overloaded,
                "That took too long. Please upload it again.",
            ));
        }
    }
    let image_ids: Vec<ImageId> = added.iter().map(|good| good.image_id.clone()).collect();
    let content = json!(ImagesAdded {
        product_id: product_id.clone(),
        image_ids: image_ids.clone(),
    });
    emit(&mut tx, now, "images.added", Some(seller_id), &content).await?;
    let act = Act {
        action: "product.changed",
        seller_id: Some(seller_id),
        user_id: Some(&member.user_id),
        subject: Some(product_id.as_str()),
        after: Some(json!({ "images_added": added.len() })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    tx.commit().await?;
    Ok(UploadResult { image_ids, refused })
}

/// Errors of all rejected files.
fn nothing(refused: &[Refused]) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for refused in refused {
        errors.add("file", refused.sentence());
    }
    if errors.is_empty() {
        errors.add("file", "Choose pictures to upload.");
    }
    errors
}

impl Refused {
    /// The file's name and error.
    pub fn sentence(&self) -> String {
        match self.file_name.as_str() {
            "" => self.message.clone(),
            name => format!("“{name}”: {}", self.message),
        }
    }
}
