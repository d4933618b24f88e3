//! SQL of reviews and their results. What begins to wait is written with the product.

use crate::clock::Millis;
use crate::db::{Connection, Db, Tx};
use crate::id::{ProductId, SellerId, WrongId};
use crate::keyset::{Keyset, Window};
use crate::pictures::accept_images;
use crate::product_review::ReviewKind;
use crate::products::{self, WaitingTexts};
use sqlx::AssertSqlSafe;

crate::row! {
    /// A product under review, live and proposed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ReviewRow {
        pub product_id: ProductId,
        pub seller_id: SellerId,
        pub shop_name: String,
        pub kind: ReviewKind,
        /// Queue position: start of the review, and id.
        pub place: String,
        pub live_name: String,
        pub live_description: String,
        pub live_category: Option<String>,
        pub name: Option<String>,
        pub description: Option<String>,
        /// Proposed category; blank if removed.
        pub category: Option<String>,
        /// Live pictures while picture changes are under review.
        pub images: Option<String>,
        pub reason: Option<String>,
        pub returned_at: Option<Millis>,
    }
}

impl ReviewRow {
    /// Start of the review.
    pub fn since(&self) -> Millis {
        Millis(
            self.place
                .get(..15)
                .and_then(|at| at.parse().ok())
                .unwrap_or_default(),
        )
    }

    pub fn is_waiting(&self) -> bool {
        self.kind != ReviewKind::None
    }

    pub fn is_new(&self) -> bool {
        self.kind == ReviewKind::New
    }

    /// Whether picture changes are under review.
    pub fn has_images(&self) -> bool {
        self.images.is_some()
    }
}

/// Cursor of the review queue: start in 15 digits, and product id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPlace(String);

impl std::str::FromStr for ReviewPlace {
    type Err = WrongId;
    fn from_str(text: &str) -> Result<Self, WrongId> {
        let (at, id) = text.split_at_checked(15).ok_or(WrongId("place"))?;
        let product_id = ProductId::parse(id)?;
        match at.bytes().all(|digit| digit.is_ascii_digit()) {
            true => Ok(Self(format!("{at}{product_id}"))),
            false => Err(WrongId("place")),
        }
    }
}

impl AsRef<str> for ReviewPlace {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

const COLUMNS: &str = "p.product_id, p.seller_id, s.shop_name, coalesce(r.kind, 'none') as kind,
    coalesce(r.place, '') as place, p.name as live_name, p.description as live_description,
    p.category as live_category, r.name, r.description, r.category, r.images, r.reason, r.returned_at
    from";
const ONE: &str = "products p join sellers s on s.seller_id = p.seller_id
    left join product_reviews r on r.product_id = p.product_id";
const MANY: &str = "product_reviews r join products p on p.product_id = r.product_id
    join sellers s on s.seller_id = r.seller_id";

/// Products under review, oldest first; with `all`, also those returned to sellers.
pub async fn reviews(db: &Db, all: bool, keyset: &Keyset) -> sqlx::Result<Window<ReviewRow>> {
    let only = if all { "" } else { "r.returned_at is null and" };
    let sql = format!(
        "select {COLUMNS} {MANY} where {only} {}",
        keyset.tail("r.place", 1)
    );
    let rows = sqlx::query_as::<_, ReviewRow>(AssertSqlSafe(sql))
        .bind(keyset.bound(""))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.place.clone()))
}

/// Number of reviews, counted up to 100.
pub async fn count_reviews(db: &Db) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from (select 1 as one from product_reviews where returned_at is null limit 100) waiting",
    )
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

/// One product with its review.
pub async fn review(connection: &mut Connection, product_id: &ProductId) -> sqlx::Result<Option<ReviewRow>> {
    let sql = format!("select {COLUMNS} {ONE} where p.product_id = $1");
    sqlx::query_as::<_, ReviewRow>(AssertSqlSafe(sql))
        .bind(product_id.as_str())
        .fetch_optional(connection)
        .await
}

/// The review of one seller's product.
pub async fn review_of(
    db: &Db,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Option<ReviewRow>> {
    let sql = format!("select {COLUMNS} {ONE} where p.seller_id = $1 and p.product_id = $2");
    sqlx::query_as::<_, ReviewRow>(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(product_id.as_str())
        .fetch_optional(db.reader())
        .await
}

/// Locks a review and its product until the transaction ends.
pub async fn hold_review(tx: &mut Tx, product_id: &ProductId) -> sqlx::Result<Option<ReviewRow>> {
    // The product first, as whoever changes it does: what is for sale is written by both.
    tx.lock(
        "select 1 from products where product_id = $1",
        &[product_id.as_str()],
    )
    .await?;
    let waiting = "select 1 from product_reviews where product_id = $1";
    tx.lock(waiting, &[product_id.as_str()]).await?;
    Ok(review(tx, product_id).await?.filter(ReviewRow::is_waiting))
}

/// Approves the proposed version and ends the review.
pub async fn approve(tx: &mut Tx, row: &ReviewRow, now: Millis) -> sqlx::Result<()> {
    let texts = WaitingTexts {
        name: row.name.clone(),
        description: row.description.clone(),
        category: row.category.clone(),
    };
    products::approve(tx, &row.seller_id, &row.product_id, &texts, now).await?;
    accept_images(tx, &row.seller_id, &row.product_id, now).await?;
    end_review(tx, &row.product_id).await
}

/// Ends a review, discarding its changes.
pub async fn end_review(tx: &mut Tx, product_id: &ProductId) -> sqlx::Result<()> {
    sqlx::query("delete from product_reviews where product_id = $1")
        .bind(product_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Returns it to its seller with requested changes.
pub async fn return_review(
    tx: &mut Tx,
    product_id: &ProductId,
    reason: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query("update product_reviews set reason = $2, returned_at = $3 where product_id = $1")
        .bind(product_id.as_str())
        .bind(reason)
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// The next of all that wait, for letting them go.
pub async fn some_reviews(db: &Db, limit: i64) -> sqlx::Result<Vec<ProductId>> {
    let rows: Vec<(String,)> =
        sqlx::query_as("select product_id from product_reviews order by place limit $1")
            .bind(limit)
            .fetch_all(db.reader())
            .await?;
    Ok(rows.into_iter().map(|(id,)| ProductId::stored(id)).collect())
}
