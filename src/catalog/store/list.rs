//! Lists of products, newest first.

use super::read::variants_of;
use super::{ProductRow, StoredProduct, joined};
use crate::catalog::ProductStatus;
use crate::db::Db;
use crate::id::{ProductId, SellerId};
use crate::web::list::Listed;
use sqlx::AssertSqlSafe;

/// Which products a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    pub status: Option<ProductStatus>,
    /// Part of the name, a SKU or the handle, in any case.
    pub q: Option<String>,
    pub category: Option<String>,
}

/// A page of products after the product `after`; a cursor that is no product id any more still marks its place.
pub async fn list(
    db: &Db,
    seller_id: &SellerId,
    filter: &ProductFilter,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Listed<StoredProduct>> {
    let mut sql = String::from(
        "select product_id, handle, name, description, category, tags, status, options, seo_title,
             seo_description, sold_at, created_at, updated_at, version
         from products where seller_id = $1",
    );
    let mut bound: Vec<String> = Vec::new();
    let mut and = |condition: &str, value: String| {
        bound.push(value);
        sql.push_str(" and ");
        sql.push_str(&condition.replace('?', &format!("${}", bound.len() + 1)));
    };
    if let Some(status) = filter.status {
        and("status = ?", status.to_string());
    }
    if let Some(category) = &filter.category {
        and("category = ?", category.clone());
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        and("search_text like ? escape '!'", part_of(q));
    }
    if let Some(after) = after {
        and("product_id < ?", after.to_owned());
    }
    let limit_place = bound.len() + 2;
    sql.push_str(&format!(" order by product_id desc limit ${limit_place}"));
    let mut query = sqlx::query_as::<_, ProductRow>(AssertSqlSafe(sql)).bind(seller_id.as_str());
    for value in &bound {
        query = query.bind(value);
    }
    let mut reader = db.reader().acquire().await?;
    let rows = query.bind(limit + 1).fetch_all(&mut *reader).await?;
    let page = Listed::cut(rows, limit, |row| row.product_id.to_string());
    let ids: Vec<ProductId> = page.data.iter().map(|row| row.product_id.clone()).collect();
    let variants = variants_of(&mut reader, seller_id, &ids).await?;
    Ok(Listed {
        data: joined(page.data, variants),
        next: page.next,
    })
}

/// A pattern for text that contains `q`, whose own `%` and `_` mean themselves.
fn part_of(q: &str) -> String {
    let mut pattern = String::from("%");
    for c in q.to_lowercase().chars().take(200) {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// How many products the seller has of each status, for the tabs; at most [`StatusCounts::MOST`] are counted.
#[derive(Debug, Clone, Default)]
pub struct StatusCounts(Vec<(ProductStatus, i64)>);

impl StatusCounts {
    /// Counting stops here, so that the page costs the same however many there are.
    pub const MOST: i64 = 1_000;

    pub fn of(&self, status: ProductStatus) -> i64 {
        self.0
            .iter()
            .find(|(known, _)| *known == status)
            .map_or(0, |(_, count)| *count)
    }

    pub fn all(&self) -> i64 {
        self.0.iter().map(|(_, count)| count).sum()
    }
}

/// Counts per status, each up to [`StatusCounts::MOST`].
pub async fn count_by_status(db: &Db, seller_id: &SellerId) -> sqlx::Result<StatusCounts> {
    let mut counts = Vec::new();
    for status in ProductStatus::ALL {
        let (count,): (i64,) = sqlx::query_as(
            "select count(*) from (select 1 as one from products where seller_id = $1 and status = $2 limit $3) some",
        )
        .bind(seller_id.as_str())
        .bind(status.as_str())
        .bind(StatusCounts::MOST)
        .fetch_one(db.reader())
        .await?;
        counts.push((status, count));
    }
    Ok(StatusCounts(counts))
}

/// The categories in use among the seller's newest products, in order, for the filter.
pub async fn categories(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select distinct category from (
             select category from products where seller_id = $1 order by product_id desc limit 1000
         ) newest where category is not null order by category limit 50",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|(category,)| category).collect())
}
