//! SQL of picture files. A row that says when they go is there before them, and outlives them.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ImageId, ProductId, SellerId};
use crate::shop_storage::{self, Kind};

/// Files on their way.
#[derive(Debug)]
pub struct NewFiles<'a> {
    /// Prefix of their names.
    pub name: &'a str,
    pub seller_id: &'a SellerId,
    pub image_id: &'a ImageId,
    /// Width and extension of the largest; none for uploads, which are never served.
    pub shown: Option<(i64, &'a str)>,
    /// Size of all of them.
    pub size_bytes: i64,
}

crate::row! {
    /// Files that are there.
    #[derive(Debug, Clone)]
    pub struct FilesRow {
        pub name: String,
        /// Pixels; none for uploads.
        pub width: Option<i64>,
        pub ending: Option<String>,
    }
}

/// Inserts rows before the files; unless kept by `due`, they expire.
pub async fn insert_files(tx: &mut Tx, files: &NewFiles<'_>, now: Millis, due: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into image_files (name, seller_id, image_id, kind, width, ending, created_at, removal_due_at,
             size_bytes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(files.name)
    .bind(files.seller_id.as_str())
    .bind(files.image_id.as_str())
    .bind(if files.shown.is_some() { "shown" } else { "upload" })
    .bind(files.shown.map(|(width, _)| width))
    .bind(files.shown.map(|(_, ending)| ending))
    .bind(now.0)
    .bind(due.0)
    .bind(files.size_bytes)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Keeps inserted files; returns whether they still existed.
pub async fn keep_files(tx: &mut Tx, seller_id: &SellerId, name: &str, now: Millis) -> sqlx::Result<bool> {
    let kept = sqlx::query(
        "update image_files set removal_due_at = null
         where seller_id = $1 and name = $2 and removal_due_at > $3",
    )
    .bind(seller_id.as_str())
    .bind(name)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Files go from now on.
pub async fn let_files_go(tx: &mut Tx, seller_id: &SellerId, name: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update image_files set removal_due_at = $3 where seller_id = $1 and name = $2")
        .bind(seller_id.as_str())
        .bind(name)
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Pictures of a product whose upload still exists.
pub async fn images_with_upload(
    db: &Db,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Vec<ImageId>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select i.image_id from product_images i join image_files f
             on f.seller_id = i.seller_id and f.image_id = i.image_id
         where i.seller_id = $1 and i.product_id = $2 and f.kind = 'upload' and f.removal_due_at is null",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|(id,)| ImageId::stored(id)).collect())
}

/// Files that everyone may see. Their name is all that is known of them: it cannot be guessed, and is no secret.
pub async fn shown_files(db: &Db, name: &str) -> sqlx::Result<Option<FilesRow>> {
    sqlx::query_as(
        "select name, width, ending from image_files
         where name = $1 and kind = 'shown' and removal_due_at is null",
    )
    .bind(name)
    .fetch_optional(db.reader())
    .await
}

/// Files whose time has come.
pub async fn files_to_remove(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<FilesRow>> {
    sqlx::query_as(
        "select name, width, ending from image_files
         where removal_due_at is not null and removal_due_at <= $1 order by removal_due_at limit $2",
    )
    .bind(now.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Marks files deleted and releases their space.
pub async fn file_removed(tx: &mut Tx, name: &str) -> sqlx::Result<()> {
    let gone: Option<(String, i64)> = sqlx::query_as(
        "delete from image_files where name = $1 and removal_due_at is not null
         returning seller_id, coalesce(size_bytes, 0)",
    )
    .bind(name)
    .fetch_optional(&mut **tx)
    .await?;
    if let Some((seller_id, bytes)) = gone {
        shop_storage::give_back(tx, &SellerId::stored(seller_id), Kind::ProductPictures, bytes).await?;
    }
    Ok(())
}

/// Sum of a shop's picture bytes.
pub const SUM_OF_FILES: &str =
    "select cast(coalesce(sum(size_bytes), 0) as bigint) from image_files where seller_id = $1";

/// Files from before their sizes were noted.
pub async fn unmeasured_files(db: &Db, limit: i64) -> sqlx::Result<Vec<FilesRow>> {
    sqlx::query_as(
        "select name, width, ending from image_files where size_bytes is null order by name limit $1",
    )
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Notes how large files are.
pub async fn measure_files(tx: &mut Tx, name: &str, bytes: i64) -> sqlx::Result<()> {
    sqlx::query("update image_files set size_bytes = $2 where name = $1 and size_bytes is null")
        .bind(name)
        .bind(bytes)
        .execute(&mut **tx)
        .await
        .map(drop)
}
