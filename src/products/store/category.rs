//! The category of the tree that a product's own text means, kept beside the text.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, key_list};
use crate::id::{CategoryId, ProductId, SellerId};
use crate::products::Product;
use crate::products::store::decided::Decided;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// Categories by the texts that mean them.
pub(super) struct Meant(HashMap<String, CategoryId>);

impl Meant {
    /// Reads the category ids of these products' texts in one statement, or none if no product has a category.
    pub async fn by(tx: &mut Tx, products: impl Iterator<Item = &Product>) -> sqlx::Result<Self> {
        let mut texts: Vec<&str> = products
            .filter_map(|product| product.category.as_deref())
            .collect();
        texts.sort_unstable();
        texts.dedup();
        if texts.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        let sql = format!(
            "select keys.value as text, p.category_id from {} join category_paths p on p.path_key = lower(keys.value)",
            tx.engine().keys(1)
        );
        let rows: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(key_list(&texts))
            .fetch_all(&mut **tx)
            .await?;
        let meant = rows.into_iter().map(|(text, id)| (text, CategoryId::stored(id)));
        Ok(Self(meant.collect()))
    }

    /// The id of the category that the product's text means.
    pub fn of(&self, product: &Product) -> Option<&str> {
        let text = product.category.as_ref()?;
        self.0.get(text).map(CategoryId::as_str)
    }
}

const SET: Batch = Batch {
    head: "update products set category_id = v.column2 from (values",
    columns: 2,
    tail: ") v where products.product_id = v.column1 and products.seller_id = ?",
};

/// Points the products whose text was changed at the category that it means now.
pub(super) async fn follow(tx: &mut Tx, seller_id: &SellerId, decided: &[Decided<'_>]) -> sqlx::Result<()> {
    let is_changed = |decided: &&Decided<'_>| decided.written.category != decided.current.product.category;
    let changed: Vec<&Decided<'_>> = decided.iter().filter(is_changed).collect();
    let written = changed.iter().map(|decided| decided.written.as_ref());
    let meant = Meant::by(tx, written).await?;
    let set = |decided: &&Decided<'_>, row: &mut Values| {
        row.text(decided.current.product_id.as_str())
            .maybe_text(meant.of(&decided.written));
    };
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    SET.write(tx, &changed, set, of_seller).await.map(drop)
}

/// Puts products of any sellers into a category of the tree and writes its path on them. This is the marketplace's own
/// change, which waits for nobody.
pub async fn put_into_category(
    tx: &mut Tx,
    products: &[ProductId],
    (category_id, path): (&CategoryId, &str),
    now: Millis,
) -> sqlx::Result<()> {
    if products.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "update products set category = $1, category_id = $2, updated_at = $3
         where (category <> $1 or category_id <> $2) and product_id {}",
        tx.engine().is_one_of(4)
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(path)
        .bind(category_id.as_str())
        .bind(now.0)
        .bind(key_list(products))
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Points the next products whose own text is this, and means no category yet, at one; says how many those were.
pub async fn point_at_category(
    tx: &mut Tx,
    text: &str,
    category_id: &CategoryId,
    limit: i64,
    now: Millis,
) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "update products set category_id = $2, updated_at = $4 where product_id in (
             select product_id from products
             where lower(category) = lower($1) and category is not null and category_id is null limit $3)",
    )
    .bind(text)
    .bind(category_id.as_str())
    .bind(limit)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}
