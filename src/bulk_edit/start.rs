//! Starting a bulk edit: recorded at once, run in the background.

use super::form::BulkEditForm;
use super::selection::Selection;
use crate::audit::{self, Act};
use crate::bulk_edit::store::{self, NewBulkEdit};
use crate::events::emit;
use crate::id::BulkEditId;
use crate::problem::Problem;
use crate::products;
use crate::state::App;
use crate::viewer::{Member, may};
use serde_json::json;

/// Queues the edit.
pub async fn start(
    app: &App,
    member: &Member<may::Products>,
    selection: &Selection,
    form: &BulkEditForm,
) -> Result<BulkEditId, Problem> {
    let changes = form.parse(member.currency)?;
    if let Some(status) = changes.status {
        products::may_be(member, status)?;
    }
    let now = app.clock.now();
    let bulk_edit_id = BulkEditId::new(now);
    let kept = serde_json::to_string(form).map_err(|error| Problem::internal(&error))?;
    let filter = selection.address(member.currency);
    let new = NewBulkEdit {
        bulk_edit_id: &bulk_edit_id,
        seller_id: &member.seller_id,
        user_id: &member.user_id,
        changes: &kept,
        filter: filter.as_deref(),
    };
    let mut tx = app.db.begin().await?;
    store::insert_bulk_edit(&mut tx, &new, now).await?;
    if let Selection::Picked(ids) = selection {
        let found = products::products_by_ids(&mut tx, &member.seller_id, ids).await?;
        if found.len() < ids.len() {
            return Err(Problem::not_found());
        }
        store::mean_products(&mut tx, &bulk_edit_id, ids).await?;
        store::finish_collecting(&mut tx, &bulk_edit_id, now).await?;
    }
    let content = json!({ "bulk_edit_id": bulk_edit_id });
    emit(
        &mut tx,
        now,
        "bulk_edit.queued",
        Some(&member.seller_id),
        &content,
    )
    .await?;
    let act = Act {
        action: "bulk_edit.started",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(bulk_edit_id.as_str()),
        after: Some(json!({ "filter": filter, "changes": form })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    tx.commit().await?;
    Ok(bulk_edit_id)
}
