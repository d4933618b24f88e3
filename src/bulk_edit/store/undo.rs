//! SQL of bulk edit failures and undo.

use crate::changes::{Touched, Undone};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{BulkEditId, ProductId, SellerId, VariantId};
use std::collections::HashMap;

crate::row! {
    /// A product that was not changed, and why.
    #[derive(Debug, Clone)]
    pub struct RefusedEdit {
        pub product_id: ProductId,
        pub name: Option<String>,
        pub message: Option<String>,
    }
}

/// Failed products, in order.
pub async fn refused_edits(db: &Db, bulk_edit_id: &BulkEditId, limit: i64) -> sqlx::Result<Vec<RefusedEdit>> {
    sqlx::query_as(
        "select product_id, name, message from bulk_edit_products
         where bulk_edit_id = $1 and outcome = 'refused' order by product_id limit $2",
    )
    .bind(bulk_edit_id.as_str())
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Requests undo of a finished bulk edit; returns whether it was new.
pub async fn ask_undo_edit(
    tx: &mut Tx,
    seller_id: &SellerId,
    bulk_edit_id: &BulkEditId,
    now: Millis,
) -> sqlx::Result<bool> {
    let asked = sqlx::query(
        "update bulk_edits set undo_asked_at = $3
         where seller_id = $1 and bulk_edit_id = $2 and status = 'done' and undo_asked_at is null",
    )
    .bind(seller_id.as_str())
    .bind(bulk_edit_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(asked.rows_affected() == 1)
}

/// Locks a bulk edit that is being undone.
pub async fn hold_undo(tx: &mut Tx, bulk_edit_id: &BulkEditId) -> sqlx::Result<bool> {
    let undoing = "select 1 from bulk_edits where bulk_edit_id = $1 and undo_asked_at is not null and undone_at is null";
    tx.lock(undoing, &[bulk_edit_id.as_str()]).await
}

crate::row! {
    /// A product that a bulk edit changed.
    #[derive(Debug, Clone)]
    pub struct EditedProduct {
        pub product_id: ProductId,
        pub before_json: String,
        pub stock_json: Option<String>,
        pub after_version: i64,
        /// Pending review texts before the change, if the policy required review; JSON.
        pub review_before: Option<String>,
    }
}

impl EditedProduct {
    /// The row as undo reads it.
    pub fn touched(&self) -> Touched {
        Touched {
            product_id: self.product_id.clone(),
            before_json: Some(self.before_json.clone()),
            after_version: Some(self.after_version),
            review_before: self.review_before.clone(),
        }
    }

    /// By how much the edit moved the stock of its variants.
    pub fn stock(&self) -> sqlx::Result<HashMap<VariantId, i64>> {
        let json = self.stock_json.as_deref().unwrap_or("{}");
        let stock: HashMap<String, i64> =
            serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(error.into()))?;
        let typed = |(id, change)| (VariantId::stored(id), change);
        Ok(stock.into_iter().map(typed).collect())
    }
}

/// The next products to be undone, in the order of their ids.
pub async fn edits_to_undo(
    tx: &mut Tx,
    bulk_edit_id: &BulkEditId,
    limit: i64,
) -> sqlx::Result<Vec<EditedProduct>> {
    sqlx::query_as(
        "select product_id, before_json, stock_json, after_version, review_before from bulk_edit_products
         where bulk_edit_id = $1 and outcome = 'changed' and undone is null order by product_id limit $2",
    )
    .bind(bulk_edit_id.as_str())
    .bind(limit)
    .fetch_all(&mut **tx)
    .await
}

/// Records the undo result of a product.
pub async fn set_edit_undone(
    tx: &mut Tx,
    bulk_edit_id: &BulkEditId,
    product_id: &ProductId,
    undone: Undone,
) -> sqlx::Result<()> {
    sqlx::query("update bulk_edit_products set undone = $3 where bulk_edit_id = $1 and product_id = $2")
        .bind(bulk_edit_id.as_str())
        .bind(product_id.as_str())
        .bind(undone.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn add_undone(
    tx: &mut Tx,
    bulk_edit_id: &BulkEditId,
    restored: i64,
    kept: i64,
) -> sqlx::Result<()> {
    sqlx::query("update bulk_edits set restored = restored + $2, kept = kept + $3 where bulk_edit_id = $1")
        .bind(bulk_edit_id.as_str())
        .bind(restored)
        .bind(kept)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn finish_undo_edit(tx: &mut Tx, bulk_edit_id: &BulkEditId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update bulk_edits set undone_at = $2 where bulk_edit_id = $1 and undone_at is null")
        .bind(bulk_edit_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}
