//! SQL of logos and banners.

use super::sellers::lock_seller;
use crate::accounts::shop_picture::PictureKind;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{PictureId, SellerId};
use crate::shop_storage::{self, Kind};

/// A picture whose file is on its way.
#[derive(Debug)]
pub struct NewPicture<'a> {
    pub picture_id: &'a PictureId,
    pub seller_id: &'a SellerId,
    pub kind: PictureKind,
    pub name: &'a str,
    pub content_type: &'a str,
    pub size_bytes: i64,
}

/// Inserts a picture's row before its file; it expires at `due` unless shown.
pub async fn insert_picture(
    tx: &mut Tx,
    picture: &NewPicture<'_>,
    now: Millis,
    due: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into shop_pictures (picture_id, seller_id, kind, name, content_type, size_bytes, created_at,
             removal_due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(picture.picture_id.as_str())
    .bind(picture.seller_id.as_str())
    .bind(picture.kind.as_str())
    .bind(picture.name)
    .bind(picture.content_type)
    .bind(picture.size_bytes)
    .bind(now.0)
    .bind(due.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Sum of a shop's logo and banner bytes.
pub const SUM_OF_PICTURES: &str = "select cast(coalesce(sum(size_bytes), 0) as bigint) from shop_pictures
     where seller_id = $1 and removed_at is null";

/// Shows the named picture and expires all others of that kind. Says whether the named one was there.
pub async fn show_picture(
    tx: &mut Tx,
    seller_id: &SellerId,
    kind: PictureKind,
    name: Option<&str>,
    now: Millis,
) -> sqlx::Result<bool> {
    lock_seller(tx, seller_id).await?;
    sqlx::query(
        "update shop_pictures set removal_due_at = $3
         where seller_id = $1 and kind = $2 and removed_at is null and removal_due_at is null",
    )
    .bind(seller_id.as_str())
    .bind(kind.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    let shown = sqlx::query(
        "update shop_pictures set removal_due_at = null
         where seller_id = $1 and kind = $2 and name = $3 and removed_at is null",
    )
    .bind(seller_id.as_str())
    .bind(kind.as_str())
    .bind(name.unwrap_or_default())
    .execute(&mut **tx)
    .await?;
    let statement = match kind {
        PictureKind::Logo => "update sellers set logo = $2, updated_at = $3 where seller_id = $1",
        PictureKind::Banner => "update sellers set banner = $2, updated_at = $3 where seller_id = $1",
    };
    sqlx::query(statement)
        .bind(seller_id.as_str())
        .bind(name)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    Ok(name.is_none() || shown.rows_affected() == 1)
}

/// The shop closes: all its pictures go.
pub async fn pictures_go(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update shop_pictures set removal_due_at = $2 where seller_id = $1 and removed_at is null")
        .bind(seller_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Content type of a shown picture.
pub async fn shown_picture(db: &Db, name: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = sqlx::query_as(
        "select content_type from shop_pictures
         where name = $1 and removed_at is null and removal_due_at is null",
    )
    .bind(name)
    .fetch_optional(db.reader())
    .await?;
    Ok(row.map(|(kind,)| kind))
}

/// Files that have to go.
pub async fn pictures_to_remove(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(
        "select picture_id, name from shop_pictures
         where removal_due_at is not null and removed_at is null and removal_due_at <= $1
         order by removal_due_at limit $2",
    )
    .bind(now.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Marks a file deleted and releases its space.
pub async fn picture_removed(tx: &mut Tx, picture_id: &str, now: Millis) -> sqlx::Result<()> {
    let gone: Option<(String, i64)> = sqlx::query_as(
        "update shop_pictures set removed_at = $2 where picture_id = $1 and removed_at is null
         returning seller_id, size_bytes",
    )
    .bind(picture_id)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    if let Some((seller_id, bytes)) = gone {
        shop_storage::give_back(tx, &SellerId::stored(seller_id), Kind::ShopPictures, bytes).await?;
    }
    Ok(())
}
