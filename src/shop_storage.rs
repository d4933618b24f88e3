//! File storage used per shop, in bytes: pictures, documents, import files. Whoever notes a file takes its
//! bytes in the same transaction and gives them back as the file goes; a shop that has used up its share is
//! refused.

use crate::clock::HOUR_MS;
use crate::db::{Db, Tx};
use crate::form::FieldErrors;
use crate::id::SellerId;
use crate::problem::{Code, Problem};
use std::time::Duration;

#[cfg(test)]
mod tests;

/// Interval at which every count is checked against the file rows.
pub const RECOUNTED_EVERY: Duration = Duration::from_secs(HOUR_MS as u64 / 1000 * 24);
/// Shops in one step of a recount.
const STEP: i64 = 200;

/// Kind of stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    ProductPictures,
    ShopPictures,
    Documents,
    ImportFiles,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::ProductPictures => "product_pictures",
            Self::ShopPictures => "shop_pictures",
            Self::Documents => "documents",
            Self::ImportFiles => "import_files",
        }
    }
}

/// The sum of every kind. Its row is changed first: two files of one shop are counted one after the other.
const ALL: &str = "all";

/// The shop has no room for the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    most: i64,
}

impl std::fmt::Display for Full {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let most = size(self.most);
        write!(
            f,
            "The shop has no space for this file: at most {most} of pictures, documents and import files \
                can be stored."
        )
    }
}

impl From<Full> for Problem {
    fn from(full: Full) -> Self {
        Self {
            errors: FieldErrors::of("file", full.to_string()),
            ..Self::new(Code::TooLarge, full.to_string())
        }
    }
}

/// A number of bytes as a person reads it.
pub fn size(bytes: i64) -> String {
    const UNITS: [(&str, f64); 3] = [("GB", 1e9), ("MB", 1e6), ("KB", 1e3)];
    let unit = UNITS.iter().find(|(_, unit)| bytes as f64 >= *unit);
    match unit {
        Some((name, unit)) => {
            let text = format!("{:.1}", bytes as f64 / unit);
            format!("{} {name}", text.strip_suffix(".0").unwrap_or(&text))
        }
        None => format!("{bytes} bytes"),
    }
}

/// Reserves space for a file, as long as the shop stays within `most` bytes. Without room nothing is changed.
pub async fn take(
    tx: &mut Tx,
    seller_id: &SellerId,
    kind: Kind,
    bytes: i64,
    most: i64,
) -> sqlx::Result<Result<(), Full>> {
    if add(tx, seller_id, ALL, bytes, most).await? {
        add(tx, seller_id, kind.as_str(), bytes, i64::MAX / 2).await?;
        Ok(Ok(()))
    } else {
        Ok(Err(Full { most }))
    }
}

/// Counts a file that replaces others of the shop.
pub async fn count(tx: &mut Tx, seller_id: &SellerId, kind: Kind, bytes: i64) -> sqlx::Result<()> {
    take(tx, seller_id, kind, bytes, i64::MAX / 2).await.map(drop)
}

async fn add(tx: &mut Tx, seller_id: &SellerId, kind: &str, bytes: i64, most: i64) -> sqlx::Result<bool> {
    let added = sqlx::query(
        "insert into shop_storage (seller_id, kind, bytes)
         select seller_id, $2, cast($3 as bigint) from sellers where seller_id = $1 and cast($3 as bigint) <= $4
         on conflict (seller_id, kind) do update set bytes = shop_storage.bytes + excluded.bytes
             where shop_storage.bytes + excluded.bytes <= $4",
    )
    .bind(seller_id.as_str())
    .bind(kind)
    .bind(bytes)
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Releases the space of a deleted file.
pub async fn give_back(tx: &mut Tx, seller_id: &SellerId, kind: Kind, bytes: i64) -> sqlx::Result<()> {
    for kind in [ALL, kind.as_str()] {
        sqlx::query(
            "update shop_storage set bytes = case when bytes < $3 then 0 else bytes - $3 end
             where seller_id = $1 and kind = $2",
        )
        .bind(seller_id.as_str())
        .bind(kind)
        .bind(bytes)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Storage used by a shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StorageUsed {
    pub all: i64,
    pub pictures: i64,
    pub documents: i64,
    pub import_files: i64,
}

pub async fn used(db: &Db, seller_id: &SellerId) -> sqlx::Result<StorageUsed> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("select kind, bytes from shop_storage where seller_id = $1")
            .bind(seller_id.as_str())
            .fetch_all(db.reader())
            .await?;
    let of = |kind: &str| {
        rows.iter()
            .find(|(of, _)| of == kind)
            .map_or(0, |(_, bytes)| *bytes)
    };
    Ok(StorageUsed {
        all: of(ALL),
        pictures: of(Kind::ProductPictures.as_str()) + of(Kind::ShopPictures.as_str()),
        documents: of(Kind::Documents.as_str()),
        import_files: of(Kind::ImportFiles.as_str()),
    })
}

/// Shops with files of a kind, after that one, each with its counted bytes.
async fn counted(db: &Db, kind: Kind, after: &str) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "select seller_id, bytes from shop_storage where kind = $1 and seller_id > $2 order by seller_id limit $3",
    )
    .bind(kind.as_str())
    .bind(after)
    .bind(STEP)
    .fetch_all(db.reader())
    .await
}

/// Locks a shop's count until the transaction ends, so that no file is added or removed while rows are
/// summed.
async fn hold(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query("update shop_storage set bytes = bytes where seller_id = $1 and kind = 'all'")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Sets a locked count to the sum of the rows.
async fn set(tx: &mut Tx, seller_id: &SellerId, kind: Kind, bytes: i64) -> sqlx::Result<()> {
    sqlx::query("update shop_storage set bytes = $3 where seller_id = $1 and kind = $2")
        .bind(seller_id.as_str())
        .bind(kind.as_str())
        .bind(bytes)
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "update shop_storage set bytes = (select cast(sum(bytes) as bigint) from shop_storage kinds
             where kinds.seller_id = $1 and kinds.kind <> 'all')
         where seller_id = $1 and kind = 'all'",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Checks every shop's count of a kind and corrects those that differ from the sum of its file rows, queried
/// with `sum`.
pub async fn recount(db: &Db, kind: Kind, sum: &'static str) -> sqlx::Result<()> {
    let mut after = String::new();
    loop {
        let step = counted(db, kind, &after).await?;
        let Some((last, _)) = step.last() else {
            return Ok(());
        };
        after.clone_from(last);
        for (seller_id, counted) in step {
            let (kept,): (i64,) = sqlx::query_as(sum)
                .bind(&seller_id)
                .fetch_one(db.reader())
                .await?;
            // A difference may only be a file that is coming or going: it is looked at again while none can.
            if kept != counted {
                let seller_id = SellerId::stored(seller_id);
                let mut tx = db.begin().await?;
                hold(&mut tx, &seller_id).await?;
                let (kept,): (i64,) = sqlx::query_as(sum)
                    .bind(seller_id.as_str())
                    .fetch_one(&mut *tx)
                    .await?;
                set(&mut tx, &seller_id, kind, kept).await?;
                tx.commit().await?;
            }
        }
    }
}
