//! SQL snapshot of pending review texts taken before a bulk change; undo restores exactly this.

use crate::db::{Tx, read_by_keys};
use crate::id::{ProductId, SellerId};
use crate::pictures::end_empty_review;
use crate::policies::{self, ProductReview};
use crate::products::WaitingTexts;
use std::collections::HashMap;

crate::row! {
    struct Waiting {
        product_id: ProductId,
        name: Option<String>,
        description: Option<String>,
        category: Option<String>,
    }
}

/// Pending review texts of these products, if any. Nothing is looked up where the policy lets every change
/// through.
pub async fn waiting_texts(
    tx: &mut Tx,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<Option<HashMap<ProductId, WaitingTexts>>> {
    if policies::review_rule(tx).await? != ProductReview::Risky {
        return Ok(None);
    }
    let rows: Vec<Waiting> = read_by_keys(tx, seller_id.as_str(), ids, |one_of| {
        format!(
            "select product_id, name, description, category from product_reviews
             where seller_id = $1 and kind = 'edit' and product_id {one_of}"
        )
    })
    .await?;
    let waiting = rows.into_iter().map(|row| {
        let texts = WaitingTexts {
            name: row.name,
            description: row.description,
            category: row.category,
        };
        (row.product_id, texts)
    });
    Ok(Some(waiting.collect()))
}

/// Restores earlier pending review texts of a product. One that waits no more is not made to wait again.
pub async fn restore_waiting(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    before: &WaitingTexts,
) -> sqlx::Result<()> {
    sqlx::query(
        "update product_reviews set name = $3, description = $4, category = $5
         where seller_id = $1 and product_id = $2 and kind = 'edit'",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .bind(before.name.as_deref())
    .bind(before.description.as_deref())
    .bind(before.category.as_deref())
    .execute(&mut **tx)
    .await?;
    end_empty_review(tx, seller_id, product_id).await
}
