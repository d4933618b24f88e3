//! Category tree of the generated products.

use crate::clock::Millis;
use crate::db::Connection;
use crate::id::CategoryId;
use std::collections::BTreeMap;
use ulid::Ulid;

/// Creates categories for the products' texts and their parents, and assigns the products.
pub async fn plant(connection: &mut Connection, at: Millis) -> sqlx::Result<()> {
    let texts: Vec<(String,)> =
        sqlx::query_as("select distinct category from products where category is not null order by category")
            .fetch_all(&mut *connection)
            .await?;
    let mut planted: BTreeMap<String, CategoryId> = BTreeMap::new();
    for (text,) in texts {
        let ends = text.match_indices(" > ").map(|(end, _)| end).chain([text.len()]);
        for path in ends.map(|end| &text[..end]) {
            if planted.contains_key(path) {
                continue;
            }
            let number = planted.len() as i64 + 1;
            let id = CategoryId::of(Ulid::from_parts(at.0.max(0) as u64, number as u128));
            let (above, name) = path.rsplit_once(" > ").unwrap_or(("", path));
            sqlx::query(
                "insert into categories (category_id, parent_id, name, path, position, created_at, updated_at)
                 values ($1, $2, $3, $4, $5, $6, $6)",
            )
            .bind(id.as_str())
            .bind(planted.get(above).map(CategoryId::as_str))
            .bind(name)
            .bind(path)
            .bind(number * 10)
            .bind(at.0)
            .execute(&mut *connection)
            .await?;
            sqlx::query("insert into category_paths (path_key, category_id) values (lower($1), $2)")
                .bind(path)
                .bind(id.as_str())
                .execute(&mut *connection)
                .await?;
            planted.insert(path.to_owned(), id);
        }
    }
    sqlx::query(
        "update products set category_id = (select c.category_id from category_paths c where c.path_key = lower(products.category))
         where category is not null",
    )
    .execute(connection)
    .await
    .map(drop)
}
