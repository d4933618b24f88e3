//! Full-text search of products, by engine. The indexes and the triggers that keep them stand in
//! `db/sqlite.sql` and `db/postgres.sql`; what is asked of them stands here.

use crate::db::{Connection, Engine};
use crate::id::{ProductId, SellerId};
use crate::keyset::Keyset;
use crate::products::search_text::words_of;
use sqlx::AssertSqlSafe;

/// Newest products PostgreSQL scans before using the index: common words are found there, rare ones leave
/// little to sort.
const NEWEST: i64 = 400;

/// The products that have every one of the words, each from its beginning: at most `limit`, from `place` on, in the
/// keyset's direction.
pub(super) async fn found(
    connection: &mut Connection,
    engine: Engine,
    seller_id: &SellerId,
    words: &[String],
    keyset: &Keyset,
    place: &str,
    limit: i64,
) -> sqlx::Result<Vec<ProductId>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    match engine {
        Engine::Sqlite => by_fts5(connection, seller_id, words, keyset, place, limit).await,
        Engine::Postgres => by_tsvector(connection, seller_id, words, keyset, place, limit).await,
    }
}

/// Searches FTS5, whose results are in order, so that reading stops early.
async fn by_fts5(
    connection: &mut Connection,
    seller_id: &SellerId,
    words: &[String],
    keyset: &Keyset,
    place: &str,
    limit: i64,
) -> sqlx::Result<Vec<ProductId>> {
    let asked: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
    let (bounds, order) = match keyset.is_rising() {
        false => (
            "f.rowid >= (select min(search_no) from products where seller_id = $1) and f.rowid < coalesce(
                 (select search_no from products where seller_id = $1 and product_id = $3),
                 (select search_no + 1 from products where seller_id = $1 and product_id < $3
                  order by product_id desc limit 1))",
            "desc",
        ),
        true => (
            "f.rowid <= (select max(search_no) from products where seller_id = $1) and f.rowid > coalesce(
                 (select search_no from products where seller_id = $1 and product_id = $3),
                 (select search_no - 1 from products where seller_id = $1 and product_id > $3
                  order by product_id limit 1))",
            "asc",
        ),
    };
    let sql = format!(
        "select p.product_id from product_search f join products p on p.search_no = f.rowid
         where f.product_search match $2 and {bounds} order by f.rowid {order} limit $4"
    );
    let rows = sqlx::query_as::<_, (String,)>(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(asked.join(" AND "))
        .bind(place)
        .bind(limit)
        .fetch_all(connection)
        .await;
    match rows {
        Ok(rows) => Ok(ids(rows)),
        // A letter younger than its tables parts a word for it, and it knows no phrases here.
        Err(error) if is_phrase(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn is_phrase(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    error.is_some_and(|error| error.message().starts_with("fts5: phrase"))
}

/// Searches the tsvector index, whose results are unordered; common words are looked for among the newest
/// first.
async fn by_tsvector(
    connection: &mut Connection,
    seller_id: &SellerId,
    words: &[String],
    keyset: &Keyset,
    place: &str,
    limit: i64,
) -> sqlx::Result<Vec<ProductId>> {
    let asked = words.join(" ");
    let (compared, order) = match keyset.is_rising() {
        false => ("<", "desc"),
        true => (">", "asc"),
    };
    let newest = format!(
        "select product_id from (
             select product_id, words from product_search where seller_id = $1 and product_id {compared} $3
             order by product_id {order} limit {NEWEST}
         ) newest where words @@ words_asked($1, $2) order by product_id {order} limit $4"
    );
    let all = format!(
        "with hits as materialized (
             select seller_id, product_id from product_search where words @@ words_asked($1, $2)
         )
         select product_id from hits where seller_id = $1 and product_id {compared} $3
         order by product_id {order} limit $4"
    );
    let mut found = Vec::new();
    for sql in [newest, all] {
        let rows = sqlx::query_as::<_, (String,)>(AssertSqlSafe(sql))
            .bind(seller_id.as_str())
            .bind(&asked)
            .bind(place)
            .bind(limit)
            .fetch_all(&mut *connection)
            .await?;
        found = ids(rows);
        if found.len() as i64 == limit {
            break;
        }
    }
    Ok(found)
}

fn ids(rows: Vec<(String,)>) -> Vec<ProductId> {
    rows.into_iter().map(|(id,)| ProductId::stored(id)).collect()
}

/// The product that has this very SKU, as it was typed or in capitals.
pub(super) async fn with_sku(
    connection: &mut Connection,
    seller_id: &SellerId,
    sku: &str,
) -> sqlx::Result<Option<ProductId>> {
    if words_of(sku).is_empty() || sku.len() > 200 {
        return Ok(None);
    }
    let row: Option<(String,)> = sqlx::query_as(
        "select product_id from variants where seller_id = $1 and sku in ($2, $3) and removed_at is null
         order by product_id desc limit 1",
    )
    .bind(seller_id.as_str())
    .bind(sku)
    .bind(sku.to_uppercase())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(id,)| ProductId::stored(id)))
}
