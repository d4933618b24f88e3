//! Logo and banner: decoded, resized, encoded anew and served publicly under unique addresses.
//!
//! The row is there before the file; one that is not shown within the hour, and one that another has replaced, goes.

use super::store::{self, NewPicture};
use crate::audit::{self, Act};
use crate::clock::HOUR_MS;
use crate::id::PictureId;
use crate::picture::{self, Shape};
use crate::problem::{Code, Problem};
use crate::secret::hash_bytes;
use crate::shop_storage::{self, Kind};
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::upload::Upload;
use serde_json::json;

/// Largest accepted file, in bytes.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// Files that go in one step of the schedule.
const AT_ONCE: i64 = 100;

crate::stored_enum! {
    /// Which of a shop's two pictures.
    pub enum PictureKind {
        Logo = "logo",
        Banner = "banner",
    }
}

impl PictureKind {
    fn shape(self) -> Shape {
        match self {
            Self::Logo => Shape::Fit(256, 256),
            Self::Banner => Shape::Cover(1600, 400),
        }
    }
}

/// Public address of a picture.
pub fn address(name: &str) -> String {
    format!("/media/{name}")
}

fn key(name: &str) -> String {
    format!("media/{name}")
}

/// Shows another picture from now on; its address.
pub async fn set(
    app: &App,
    member: &Member<may::Settings>,
    kind: PictureKind,
    upload: Upload,
) -> Result<String, Problem> {
    let held = upload.read(&app.budget).await?;
    let written = picture::shaped(member.seller_id.as_str(), held.bytes, kind.shape())
        .await
        .map_err(|unread| unread.at("file"))?;
    let now = app.clock.now();
    let picture_id = PictureId::new(now);
    // With its own id in the hash, so that two shops with the same picture have a file each.
    let hash = hash_bytes(&[picture_id.as_str().as_bytes(), &written.bytes].concat());
    let name = format!("{}.{}", &hash[..40], written.ending);
    let new = NewPicture {
        picture_id: &picture_id,
        seller_id: &member.seller_id,
        kind,
        name: &name,
        content_type: written.content_type,
        size_bytes: written.bytes.len() as i64,
    };
    let mut tx = app.db.begin().await?;
    let most = app.config.bounds.shop_bytes;
    shop_storage::take(
        &mut tx,
        &member.seller_id,
        Kind::ShopPictures,
        new.size_bytes,
        most,
    )
    .await??;
    store::insert_picture(&mut tx, &new, now, now.plus(HOUR_MS)).await?;
    tx.commit().await?;
    app.files.put(&key(&name), written.bytes).await?;
    show(app, member, kind, Some(&name)).await?;
    Ok(address(&name))
}

/// Shows no picture any more.
pub async fn clear(app: &App, member: &Member<may::Settings>, kind: PictureKind) -> Result<(), Problem> {
    show(app, member, kind, None).await
}

async fn show(
    app: &App,
    member: &Member<may::Settings>,
    kind: PictureKind,
    name: Option<&str>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::show_picture(&mut tx, &member.seller_id, kind, name, now).await? {
        return Err(Problem::new(
            Code::Overloaded,
            "That took too long. Please upload it again.",
        ));
    }
    let act = Act {
        action: "seller.picture_changed",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(member.seller_id.as_str()),
        before: None,
        after: Some(json!({ kind.as_str(): name })),
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// A public picture: content type, length and bytes.
pub async fn open(app: &App, name: &str) -> Result<(String, u64, axum::body::Body), Problem> {
    let kind = store::shown_picture(&app.db, name).await?;
    let kind = kind.ok_or_else(Problem::not_found)?;
    let (length, body) = app.files.stream(&key(name)).await?;
    Ok((kind, length, body))
}

/// Deletes files no longer shown; safe to repeat.
pub async fn remove_due(app: &App) -> Result<(), crate::events::JobError> {
    let now = app.clock.now();
    for (picture_id, name) in store::pictures_to_remove(&app.db, now, AT_ONCE).await? {
        app.files.delete(&key(&name)).await?;
        let mut tx = app.db.begin().await?;
        store::picture_removed(&mut tx, &picture_id, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
