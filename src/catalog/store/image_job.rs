//! What the background work asks of pictures and says of them. It runs for no one signed in: a picture is known by
//! its id, and its seller by the picture.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ImageId, ProductId, SellerId};

crate::row!(ImageJob {
    image_id,
    seller_id,
    product_id,
    state,
    source,
    attempts,
    upload,
});

/// A picture to be fetched or prepared.
#[derive(Debug, Clone)]
pub struct ImageJob {
    pub image_id: ImageId,
    pub seller_id: SellerId,
    pub product_id: ProductId,
    pub state: String,
    pub source: Option<String>,
    pub attempts: i64,
    /// The name of the file as it was sent.
    pub upload: Option<String>,
}

pub async fn image_for_job(db: &Db, image_id: &ImageId) -> sqlx::Result<Option<ImageJob>> {
    sqlx::query_as(
        "select image_id, seller_id, product_id, state, source, attempts,
             (select min(name) from image_files
              where seller_id = product_images.seller_id and image_id = $1 and kind = 'upload'
                  and removal_due_at is null) as upload
         from product_images where image_id = $1",
    )
    .bind(image_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// Pictures that are due to be fetched, and from where.
pub async fn images_to_fetch(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(
        "select image_id, coalesce(source, '') from product_images
         where state = 'waiting' and next_at is not null and next_at <= $1 order by next_at, image_id limit $2",
    )
    .bind(now.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Takes a picture to fetch it, until `until`; says whether it was still to be had.
pub async fn claim_image(tx: &mut Tx, image_id: &ImageId, now: Millis, until: Millis) -> sqlx::Result<bool> {
    let claimed = sqlx::query(
        "update product_images set attempts = attempts + 1, next_at = $3
         where image_id = $1 and state = 'waiting' and next_at <= $2",
    )
    .bind(image_id.as_str())
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// It is tried again then; what stands in the way until then is told meanwhile.
pub async fn postpone_image(
    tx: &mut Tx,
    image_id: &ImageId,
    next_at: Millis,
    failure: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "update product_images set next_at = $2, failure = $3 where image_id = $1 and state = 'waiting'",
    )
    .bind(image_id.as_str())
    .bind(next_at.0)
    .bind(failure)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// It is given up, for that reason.
pub async fn fail_image(tx: &mut Tx, image_id: &ImageId, failure: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update product_images set state = 'failed', failure = $2, next_at = null, updated_at = $3
         where image_id = $1 and state = 'waiting'",
    )
    .bind(image_id.as_str())
    .bind(failure)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// It is shown from now on. Says whether it still waited. The product stays as it is, since nobody changed it; that
/// its page is another one is told by the picture's own time.
pub async fn ready_image(
    tx: &mut Tx,
    job: &ImageJob,
    name: &str,
    (width, height): (i64, i64),
    ending: &str,
    now: Millis,
) -> sqlx::Result<bool> {
    let ready = sqlx::query(
        "update product_images set state = 'ready', failure = null, next_at = null, name = $2, width = $3,
             height = $4, ending = $5, updated_at = $6
         where image_id = $1 and state = 'waiting'",
    )
    .bind(job.image_id.as_str())
    .bind(name)
    .bind(width)
    .bind(height)
    .bind(ending)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(ready.rows_affected() == 1)
}
