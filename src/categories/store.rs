//! SQL of categories, their accepted texts and products. They are the marketplace's, so that no seller is
//! asked for.

use crate::clock::Millis;
use crate::db::{Db, Tx, literal};
use crate::folding::folded;
use crate::id::{CategoryId, ProductId};

crate::row! {
    /// One category as the database has it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CategoryRow {
        pub category_id: CategoryId,
        pub parent_id: Option<CategoryId>,
        pub name: String,
        /// `Kitchen > Mugs`.
        pub path: String,
        pub position: i64,
        /// Category it was merged into.
        pub merged_into: Option<CategoryId>,
    }
}

/// All categories, unordered, including merged ones.
pub async fn all_categories(db: &Db) -> sqlx::Result<Vec<CategoryRow>> {
    sqlx::query_as("select category_id, parent_id, name, path, position, merged_into from categories")
        .fetch_all(db.reader())
        .await
}

fn paths(rows: Vec<(String,)>) -> Vec<String> {
    rows.into_iter().map(|(path,)| path).collect()
}

/// The first paths of the tree, in their order.
pub async fn category_paths(db: &Db, limit: i64) -> sqlx::Result<Vec<String>> {
    let rows = sqlx::query_as("select path from categories where merged_into is null order by path limit $1")
        .bind(limit)
        .fetch_all(db.reader())
        .await?;
    Ok(paths(rows))
}

/// Top-level paths.
pub async fn top_category_paths(db: &Db, limit: i64) -> sqlx::Result<Vec<String>> {
    let rows = sqlx::query_as(
        "select path from categories where merged_into is null and parent_id is null order by path limit $1",
    )
    .bind(limit)
    .fetch_all(db.reader())
    .await?;
    Ok(paths(rows))
}

/// Paths containing these letters, ignoring case and accents.
pub async fn category_paths_with(db: &Db, letters: &str, limit: i64) -> sqlx::Result<Vec<String>> {
    let rows = sqlx::query_as(
        "select path from categories
         where merged_into is null and coalesce(folded, lower(path)) like '%' || $1 || '%' escape '\\' order by path limit $2",
    )
    .bind(literal(&folded(letters)))
    .bind(limit)
    .fetch_all(db.reader())
    .await?;
    Ok(paths(rows))
}

/// The path of the category that a text means.
pub async fn path_meant(db: &Db, text: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = sqlx::query_as(
        "select c.path from category_paths p join categories c on c.category_id = p.category_id
         where p.path_key = lower($1)",
    )
    .bind(text)
    .fetch_optional(db.reader())
    .await?;
    Ok(row.map(|(path,)| path))
}

/// Locks the tree until the transaction ends, and reads it.
pub async fn hold_tree(tx: &mut Tx) -> sqlx::Result<Vec<CategoryRow>> {
    tx.lock_name("categories").await?;
    sqlx::query_as("select category_id, parent_id, name, path, position, merged_into from categories")
        .fetch_all(&mut **tx)
        .await
}

pub async fn add_category(tx: &mut Tx, row: &CategoryRow, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into categories (category_id, parent_id, name, path, position, created_at, updated_at, folded)
         values ($1, $2, $3, $4, $5, $6, $6, $7)",
    )
    .bind(row.category_id.as_str())
    .bind(row.parent_id.as_ref().map(CategoryId::as_str))
    .bind(&row.name)
    .bind(&row.path)
    .bind(row.position)
    .bind(now.0)
    .bind(folded(&row.path))
    .execute(&mut **tx)
    .await?;
    lead_path(tx, &row.path, &row.category_id).await
}

/// Writes name, parent, path and place of a category.
pub async fn place_category(tx: &mut Tx, row: &CategoryRow, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update categories set parent_id = $2, name = $3, path = $4, position = $5, updated_at = $6, folded = $7
         where category_id = $1",
    )
    .bind(row.category_id.as_str())
    .bind(row.parent_id.as_ref().map(CategoryId::as_str))
    .bind(&row.name)
    .bind(&row.path)
    .bind(row.position)
    .bind(now.0)
    .bind(folded(&row.path))
    .execute(&mut **tx)
    .await?;
    lead_path(tx, &row.path, &row.category_id).await
}

/// Maps this text to that category from now on.
pub async fn lead_path(tx: &mut Tx, path: &str, category_id: &CategoryId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into category_paths (path_key, category_id) values (lower($1), $2)
         on conflict (path_key) do update set category_id = excluded.category_id",
    )
    .bind(path)
    .bind(category_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The category that a text means.
pub async fn category_of_path(tx: &mut Tx, path: &str) -> sqlx::Result<Option<CategoryId>> {
    let row: Option<(String,)> =
        sqlx::query_as("select category_id from category_paths where path_key = lower($1)")
            .bind(path)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(row.map(|(id,)| CategoryId::stored(id)))
}

/// Leaves a category as a pointer to another, which is meant by everything that meant it.
pub async fn merge_category(
    tx: &mut Tx,
    category_id: &CategoryId,
    into: &CategoryId,
    now: Millis,
) -> sqlx::Result<()> {
    for sql in [
        "update categories set merged_into = $2, updated_at = $3 where category_id = $1 or merged_into = $1",
        "update category_paths set category_id = $2 where category_id = $1 and $3 = $3",
    ] {
        sqlx::query(sql)
            .bind(category_id.as_str())
            .bind(into.as_str())
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Whether it has products.
pub async fn has_products(tx: &mut Tx, category_id: &CategoryId) -> sqlx::Result<bool> {
    let row: Option<(String,)> =
        sqlx::query_as("select product_id from products where category_id = $1 limit 1")
            .bind(category_id.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    Ok(row.is_some())
}

pub async fn delete_category(tx: &mut Tx, category_id: &CategoryId) -> sqlx::Result<()> {
    for sql in [
        "delete from category_paths where category_id = $1",
        "delete from categories where merged_into = $1",
        "delete from categories where category_id = $1",
    ] {
        sqlx::query(sql)
            .bind(category_id.as_str())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

fn ids(rows: Vec<(String,)>) -> Vec<ProductId> {
    rows.into_iter().map(|(id,)| ProductId::stored(id)).collect()
}

/// The next products of a category, after one of them.
pub async fn products_of_category(
    tx: &mut Tx,
    category_id: &CategoryId,
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<ProductId>> {
    let rows = sqlx::query_as(
        "select product_id from products where category_id = $1 and product_id > $2 order by product_id limit $3",
    )
    .bind(category_id.as_str())
    .bind(after)
    .bind(limit)
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids(rows))
}

crate::row! {
    /// A seller's category text missing from the tree, with its count.
    #[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
    #[schema(as = UnmappedCategoryText)]
    pub struct OwnText {
        pub text: String,
        /// Counted among the first 20,000.
        pub products: i64,
    }
}

/// The texts that mean no category, the commonest first.
pub async fn own_texts(db: &Db) -> sqlx::Result<Vec<OwnText>> {
    sqlx::query_as(
        "select min(category) as text, count(*) as products from (
             select category from products where category is not null and category_id is null limit 20000
         ) own group by lower(category) order by products desc, text limit 50",
    )
    .fetch_all(db.reader())
    .await
}
