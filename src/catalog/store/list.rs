//! Lists of products, newest first.

use super::read::variants_of;
use super::{ProductRow, StoredProduct, joined};
use crate::catalog::ProductStatus;
use crate::db::Db;
use crate::id::{ProductId, SellerId};
use crate::web::keyset::{Keyset, Window};
use sqlx::AssertSqlSafe;

/// Which products a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    pub status: Option<ProductStatus>,
    /// Part of the name, a SKU or the handle, in any case.
    pub q: Option<String>,
    pub category: Option<String>,
}

/// The part of the seller's products that the filter lets through and the keyset asks for, newest first.
pub async fn list(
    db: &Db,
    seller_id: &SellerId,
    filter: &ProductFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<StoredProduct>> {
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
    if let Some(q) = &filter.q {
        and("search_text like ? escape '!'", part_of(q));
    }
    sql.push_str(&format!(" and {}", keyset.tail("product_id", bound.len() + 2)));
    let mut query = sqlx::query_as::<_, ProductRow>(AssertSqlSafe(sql)).bind(seller_id.as_str());
    for value in &bound {
        query = query.bind(value);
    }
    let mut reader = db.reader().acquire().await?;
    let rows = query
        .bind(keyset.bound(ProductId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(&mut *reader)
        .await?;
    let window = keyset.cut(rows, |row| row.product_id.to_string());
    let ids: Vec<ProductId> = window.rows.iter().map(|row| row.product_id.clone()).collect();
    let variants = variants_of(&mut reader, seller_id, &ids).await?;
    Ok(Window {
        rows: joined(window.rows, variants),
        newer: window.newer,
        older: window.older,
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
    pub const MOST: i64 = 100;

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
            "select count(*) from (select 1 as one from products where seller_id = $1 and status = $2 limit $3) counted",
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
             select category from products where seller_id = $1 order by product_id desc limit 300
         ) newest where category is not null order by category limit 50",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|(category,)| category).collect())
}
