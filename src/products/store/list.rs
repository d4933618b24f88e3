//! SQL of product lists, newest first.

use crate::db::{Connection, Db, Engine};
use crate::id::{ProductId, SellerId};
use crate::keyset::{Keyset, Window};
use crate::products::ProductStatus;
use crate::products::search_text::words_of;
use crate::products::store::filter::{Condition, ProductFilter, bound, joined, passing};
use crate::products::store::read::products_by_ids;
use crate::products::store::{StoredProduct, search};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeSet, HashMap};

/// Products checked per page when an index does not answer the whole filter, so that each step has a bounded
/// cost.
const MOST_LOOKED_AT: usize = 1_000;

/// A page of the filtered products, newest first. It may be shorter than asked for, even empty, and yet go
/// on: then there was nothing more among [`MOST_LOOKED_AT`].
pub async fn list(
    db: &Db,
    seller_id: &SellerId,
    filter: &ProductFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<StoredProduct>> {
    let mut reader = db.reader().acquire().await?;
    let window = walk(&mut reader, db.engine(), seller_id, filter, keyset).await?;
    let found = products_by_ids(&mut reader, seller_id, &window.rows).await?;
    let mut by_id: HashMap<ProductId, StoredProduct> = found
        .into_iter()
        .map(|stored| (stored.product_id.clone(), stored))
        .collect();
    Ok(Window {
        rows: window.rows.iter().filter_map(|id| by_id.remove(id)).collect(),
        newer: window.newer,
        older: window.older,
    })
}

/// The ids of that part.
pub async fn matching_ids(
    db: &Db,
    seller_id: &SellerId,
    filter: &ProductFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<ProductId>> {
    let mut reader = db.reader().acquire().await?;
    walk(&mut reader, db.engine(), seller_id, filter, keyset).await
}

/// Reads on the caller's connection.
pub(super) async fn walk(
    reader: &mut Connection,
    engine: Engine,
    seller_id: &SellerId,
    filter: &ProductFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<ProductId>> {
    let has_below = match &filter.category {
        Some(category) => has_below(reader, seller_id, category).await?,
        None => false,
    };
    let (leading, conditions) = filter.conditions(has_below);
    let leading: Vec<Condition> = leading.into_iter().collect();
    let words = filter.q.as_deref().map(words_of);
    let exact = match &filter.q {
        Some(q) if !q.contains(char::is_whitespace) => {
            let held = search::with_sku(reader, seller_id, q).await?;
            passing(reader, seller_id, &conditions, held.into_iter().collect())
                .await?
                .pop()
        }
        _ => None,
    };
    let wanted = keyset.fetch() as usize;
    let mut rows: Vec<ProductId> = exact.iter().filter(|_| keyset.is_first()).cloned().collect();
    let (mut place, mut looked_at) = (keyset.bound(ProductId::PREFIX), 0);
    let mut chunk = if conditions.is_empty() {
        wanted + 1
    } else {
        2 * wanted
    };
    loop {
        let ids = match &words {
            Some(words) => {
                search::found(reader, engine, seller_id, words, keyset, &place, chunk as i64).await?
            }
            None => in_order(reader, seller_id, &leading, keyset, &place, chunk as i64).await?,
        };
        let is_end = ids.len() < chunk;
        looked_at += ids.len();
        if let Some(last) = ids.last() {
            place = last.to_string();
        }
        let ids = passing(reader, seller_id, &conditions, ids).await?;
        rows.extend(ids.into_iter().filter(|id| Some(id) != exact.as_ref()));
        if rows.len() >= wanted || is_end {
            return Ok(keyset.cut(rows, ToString::to_string));
        }
        if looked_at >= MOST_LOOKED_AT {
            return Ok(keyset.cut_short(rows, place, ToString::to_string));
        }
        chunk = (chunk * 2).min(MOST_LOOKED_AT - looked_at);
    }
}

/// Whether the seller has products in subcategories.
async fn has_below(reader: &mut Connection, seller_id: &SellerId, category: &str) -> sqlx::Result<bool> {
    let row: Option<(String,)> = sqlx::query_as(
        "select product_id from products
         where seller_id = $1 and category > $2 || ' > ' and category < $2 || ' >!' limit 1",
    )
    .bind(seller_id.as_str())
    .bind(category)
    .fetch_optional(reader)
    .await?;
    Ok(row.is_some())
}

/// The next products by the index of the leading condition.
async fn in_order(
    reader: &mut Connection,
    seller_id: &SellerId,
    leading: &[Condition],
    keyset: &Keyset,
    place: &str,
    limit: i64,
) -> sqlx::Result<Vec<ProductId>> {
    let at = 2 + leading.iter().filter(|condition| condition.has_value()).count();
    let sql = format!(
        "select p.product_id from products p where p.seller_id = $1 {} and {}",
        joined(leading, 2),
        keyset.tail("p.product_id", at)
    );
    let rows = bound(
        sqlx::query_as(AssertSqlSafe(sql)).bind(seller_id.as_str()),
        leading,
    )
    .bind(place.to_owned())
    .bind(limit)
    .fetch_all(reader)
    .await?;
    Ok(rows.into_iter().map(|(id,)| ProductId::stored(id)).collect())
}

/// Product counts by status for tabs, each up to [`StatusCounts::MOST`].
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
        // The limit is written out, and the order of the index asked for: PostgreSQL plans for all rows otherwise.
        let counted = format!(
            "select count(*) from (select product_id from products where seller_id = $1 and status = $2
                 order by product_id limit {}) counted",
            StatusCounts::MOST
        );
        let (count,): (i64,) = sqlx::query_as(AssertSqlSafe(counted))
            .bind(seller_id.as_str())
            .bind(status.as_str())
            .fetch_one(db.reader())
            .await?;
        counts.push((status, count));
    }
    Ok(StatusCounts(counts))
}

/// The categories that the seller uses, the first fifty of them and those above them, in order, for the filter. Each
/// is found from the one before it, whatever the number of their products.
pub async fn categories(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "with recursive used (category) as (
             select (select category from products where seller_id = $1 and category is not null
                     order by category limit 1)
             union all
             select (select p.category from products p where p.seller_id = $1 and p.category > used.category
                     order by p.category limit 1)
             from used where used.category is not null
         )
         select category from used where category is not null limit 50",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await?;
    let mut all = BTreeSet::new();
    for (category,) in rows {
        let ends = category.match_indices(" > ").map(|(end, _)| end);
        all.extend(ends.map(|end| category[..end].to_owned()));
        all.insert(category);
    }
    Ok(all.into_iter().collect())
}
