//! What waited of products' texts before something changed many at once, so that undoing it withdraws what it made
//! wait and nothing else.

use super::review::end_empty_review;
use super::{padded, places};
use crate::db::{Connection, Tx};
use crate::id::ProductId;
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// The most ids in one statement.
const CHUNK: usize = 256;

/// Texts of a product that wait; each is none where it stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingTexts {
    name: Option<String>,
    description: Option<String>,
    category: Option<String>,
}

crate::row!(Waiting {
    product_id,
    name,
    description,
    category
});

struct Waiting {
    product_id: ProductId,
    name: Option<String>,
    description: Option<String>,
    category: Option<String>,
}

/// What waits of each of these products, those alone of which something does. Nothing is looked up where the policy
/// lets every change through.
pub async fn waiting_texts(
    connection: &mut Connection,
    ids: &[ProductId],
) -> sqlx::Result<Option<HashMap<ProductId, WaitingTexts>>> {
    if !super::image_review::holds_changes(connection).await? {
        return Ok(None);
    }
    let mut waiting = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let sql = format!(
            "select product_id, name, description, category from product_reviews
             where kind = 'edit' and product_id in ({})",
            places(1, ids.len())
        );
        let mut query = sqlx::query_as::<_, Waiting>(AssertSqlSafe(sql));
        for id in padded(ids) {
            query = query.bind(id.as_str());
        }
        for row in query.fetch_all(&mut *connection).await? {
            let texts = WaitingTexts {
                name: row.name,
                description: row.description,
                category: row.category,
            };
            waiting.insert(row.product_id, texts);
        }
    }
    Ok(Some(waiting))
}

/// What waits of a product's texts is what waited before. One that waits no more is not made to wait again.
pub async fn restore_waiting(tx: &mut Tx, product_id: &ProductId, before: &WaitingTexts) -> sqlx::Result<()> {
    sqlx::query(
        "update product_reviews set name = $2, description = $3, category = $4
         where product_id = $1 and kind = 'edit'",
    )
    .bind(product_id.as_str())
    .bind(before.name.as_deref())
    .bind(before.description.as_deref())
    .bind(before.category.as_deref())
    .execute(&mut **tx)
    .await?;
    end_empty_review(tx, product_id).await
}
