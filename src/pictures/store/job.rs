//! SQL of picture jobs. It runs for no one signed in: a picture is known by its id, and its seller by the
//! picture.

use super::ImageState;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ImageId, SellerId};

crate::row! {
    /// A picture to be fetched or prepared.
    #[derive(Debug, Clone)]
    pub struct ImageJob {
        pub image_id: ImageId,
        pub seller_id: SellerId,
        pub state: ImageState,
        pub attempts: i64,
        /// The name of the file as it was sent.
        pub upload: Option<String>,
    }
}

pub async fn image_for_job(db: &Db, image_id: &ImageId) -> sqlx::Result<Option<ImageJob>> {
    sqlx::query_as(
        "select image_id, seller_id, state, attempts,
             (select min(name) from image_files
              where seller_id = product_images.seller_id and image_id = $1 and kind = 'upload'
                  and removal_due_at is null) as upload
         from product_images where image_id = $1",
    )
    .bind(image_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// Pictures due to be fetched with their addresses: at most `limit`, shared equally by at most `shops` shops.
/// `turn` says which shops have theirs: the next turn goes on after them.
pub async fn images_to_fetch(
    db: &Db,
    now: Millis,
    turn: usize,
    shops: usize,
    limit: i64,
) -> sqlx::Result<Vec<(String, String)>> {
    let mut sellers = sellers_due(db, now).await?;
    if sellers.is_empty() {
        return Ok(Vec::new());
    }
    let first = turn.wrapping_mul(shops) % sellers.len();
    sellers.rotate_left(first);
    sellers.truncate(shops.max(1));
    let share = (limit / sellers.len() as i64).max(1);
    let mut due = Vec::new();
    for seller_id in &sellers {
        due.extend(due_of_seller(db, seller_id, now, share).await?);
    }
    Ok(due)
}

/// The sellers with pictures that are due, in the order of their ids. Each step leaps to the next seller that has any
/// waiting, however many there are of one.
async fn sellers_due(db: &Db, now: Millis) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "with recursive waiting (seller_id) as (
             select min(seller_id) from product_images where state = 'waiting' and next_at is not null
             union all
             select (select min(i.seller_id) from product_images i
                 where i.state = 'waiting' and i.next_at is not null and i.seller_id > w.seller_id)
             from waiting w where w.seller_id is not null
         )
         select w.seller_id from waiting w where w.seller_id is not null and exists (
             select 1 from product_images i
             where i.seller_id = w.seller_id and i.state = 'waiting' and i.next_at is not null and i.next_at <= $1)
         order by w.seller_id",
    )
    .bind(now.0)
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|(seller_id,)| seller_id).collect())
}

/// Due pictures of one seller, longest waiting first.
async fn due_of_seller(
    db: &Db,
    seller_id: &str,
    now: Millis,
    limit: i64,
) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(
        "select image_id, coalesce(source, '') from product_images
         where seller_id = $1 and state = 'waiting' and next_at is not null and next_at <= $2
         order by next_at, image_id limit $3",
    )
    .bind(seller_id.to_owned())
    .bind(now.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Claims a picture for fetching until `until`; returns whether it was available.
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

/// Postpones a picture, with the reason shown meanwhile.
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

/// Marks a picture failed, with the reason.
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

/// Marks a picture ready and shown. Says whether it still waited. The product stays as it is, since nobody
/// changed it; that its page is another one is told by the picture's own time.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_shop_with_many_pictures_keeps_no_other_waiting() {
        let app = TestApp::new().await;
        for (name, pictures) in [("ann", 600_i64), ("bob", 1)] {
            let seller = app.seller(name).await;
            let mug = seller.product("Mug", "10.00", 1).await;
            let mut tx = app.db.begin().await.unwrap();
            sqlx::query(
                "insert into product_images (image_id, seller_id, product_id, position, source, state, next_at,
                     created_at, updated_at)
                 with recursive many(n) as (
                     select cast(1 as bigint) union all select n + 1 from many where n < cast($3 as bigint))
                 select 'img_' || cast($2 as text) || n, cast($1 as text), cast($2 as text), n,
                     'https://a.example/' || n, 'waiting', 1, 1, 1 from many",
            )
            .bind(seller.seller().as_str())
            .bind(mug.product_id.as_str())
            .bind(pictures)
            .execute(&mut *tx)
            .await
            .unwrap();
            tx.commit().await.unwrap();
        }
        let due = images_to_fetch(&app.db, Millis(1), 0, 16, 256).await.unwrap();
        assert_eq!(due.len(), 128 + 1);
        let mut alone = Vec::new();
        for turn in 0..2 {
            let due = images_to_fetch(&app.db, Millis(1), turn, 1, 256).await.unwrap();
            alone.push(due.len());
        }
        alone.sort_unstable();
        assert_eq!(alone, [1, 256]);
    }
}
