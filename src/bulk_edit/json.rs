//! A bulk edit as the API shows it.

use super::form::BulkEditForm;
use super::store::EditStatus;
use crate::bulk_edit::store::{self, BulkEditRow, RefusedEdit};
use crate::clock::Millis;
use crate::db::Db;
use crate::id::{BulkEditId, ProductId};
use crate::problem::Problem;
use crate::product_review::MOST_COUNTED;
use crate::viewer::{Member, may};
use crate::web::keyset::{Keyset, Window};
use serde::Serialize;

/// Refused products that are shown.
pub const MOST_REFUSED: usize = 200;

/// A bulk edit with progress and result.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = BulkEdit)]
pub struct ShownBulkEdit {
    pub bulk_edit_id: BulkEditId,
    pub status: EditStatus,
    pub changes: BulkEditForm,
    /// The list whose products are meant, as the address of its page; null when they were picked.
    pub filter: Option<String>,
    pub products: i64,
    pub products_done: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    /// Changed products that wait for review now, counted up to 1,000.
    pub waiting_for_review: i64,
    /// The first 200 failures.
    pub errors: Vec<ShownRefusal>,
    pub created_at: Millis,
    pub finished_at: Option<Millis>,
    pub undo_asked_at: Option<Millis>,
    /// Products restored by undo, and those left because they changed since.
    pub restored: i64,
    pub kept: i64,
    pub undone_at: Option<Millis>,
}

/// A product that was not changed, and why.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = BulkEditRefusal)]
pub struct ShownRefusal {
    pub product_id: ProductId,
    pub message: String,
}

/// The seller's bulk edit, or 404.
pub async fn find(db: &Db, member: &Member<may::Products>, id: &BulkEditId) -> Result<BulkEditRow, Problem> {
    let found = store::bulk_edit(db, &member.seller_id, id).await?;
    found.ok_or_else(Problem::not_found)
}

/// The seller's, newest first.
pub async fn list(
    db: &Db,
    member: &Member<may::Products>,
    keyset: &Keyset,
) -> Result<Window<BulkEditRow>, Problem> {
    Ok(store::bulk_edits(db, &member.seller_id, keyset).await?)
}

/// Failed products.
pub async fn refused(db: &Db, edit: &BulkEditRow) -> Result<Vec<RefusedEdit>, Problem> {
    Ok(store::refused_edits(db, &edit.bulk_edit_id, MOST_REFUSED as i64).await?)
}

/// Number of changed products waiting for review.
pub async fn waiting(db: &Db, edit: &BulkEditRow) -> Result<i64, Problem> {
    Ok(store::edited_waiting(db, &edit.seller_id, &edit.bulk_edit_id, MOST_COUNTED).await?)
}

/// The edit with its failures and review counts.
pub fn shown(edit: BulkEditRow, refused: Vec<RefusedEdit>, waiting_for_review: i64) -> ShownBulkEdit {
    ShownBulkEdit {
        waiting_for_review,
        changes: serde_json::from_str(&edit.changes).unwrap_or_default(),
        bulk_edit_id: edit.bulk_edit_id,
        status: edit.status,
        filter: edit.filter,
        products: edit.products,
        products_done: edit.products_done,
        changed: edit.changed,
        unchanged: edit.unchanged,
        refused: edit.refused,
        errors: refused
            .into_iter()
            .map(|row| ShownRefusal {
                product_id: row.product_id,
                message: row.message.unwrap_or_default(),
            })
            .collect(),
        created_at: edit.created_at,
        finished_at: edit.finished_at,
        undo_asked_at: edit.undo_asked_at,
        restored: edit.restored,
        kept: edit.kept,
        undone_at: edit.undone_at,
    }
}
