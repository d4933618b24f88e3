//! Undo: products return to their previous values unless changed since; stock is changed back by the same
//! amount.

use super::run::BulkEditEvent;
use crate::audit::{self, Act};
use crate::bulk_edit::store::{self, BulkEditRow, EditedProduct};
use crate::changes::{self, Touched, Undone};
use crate::db::Tx;
use crate::events::{Event, JobError, emit};
use crate::id::{BulkEditId, ProductId};
use crate::problem::Problem;
use crate::products::WriteError;
use crate::state::App;
use crate::stock::Cause;
use crate::viewer::{Member, may};
use serde_json::json;
use std::collections::HashMap;

/// Products in one transaction.
const CHUNK: i64 = 50;

/// Requests undo of a bulk edit in the background. Asking twice is asking once.
pub async fn ask(app: &App, member: &Member<may::Products>, id: &BulkEditId) -> Result<(), Problem> {
    super::find(&app.db, member, id).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if store::ask_undo_edit(&mut tx, &member.seller_id, id, now).await? {
        let content = json!({ "bulk_edit_id": id });
        emit(
            &mut tx,
            now,
            "bulk_edit.undo_asked",
            Some(&member.seller_id),
            &content,
        )
        .await?;
        let act = Act {
            action: "bulk_edit.undone",
            seller_id: Some(&member.seller_id),
            user_id: Some(&member.user_id),
            subject: Some(id.as_str()),
            ..Act::default()
        };
        audit::note(&mut tx, now, act).await?;
        return Ok(tx.commit().await?);
    }
    drop(tx);
    // Another one may have asked between the look and the write.
    match super::find(&app.db, member, id).await?.undo_asked_at {
        Some(_) => Ok(()),
        None => Err(Problem::conflict(
            "This bulk edit is not finished, so it cannot be undone yet.",
        )),
    }
}

/// Runs or resumes the undo of the event.
pub async fn carry_out(app: App, event: Event) -> Result<(), JobError> {
    let BulkEditEvent { bulk_edit_id } = event.read()?;
    let Some(edit) = store::bulk_edit_for_job(&app.db, &bulk_edit_id).await? else {
        return Ok(());
    };
    while app.db.retrying(|| step(&app, &edit)).await? {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Undoes the next products, or else the next one alone; says whether there was one.
async fn step(app: &App, edit: &BulkEditRow) -> Result<bool, Problem> {
    match undo_some(app, edit, CHUNK).await {
        Err(error) if error.is_of_the_product() => {}
        done => return Ok(done?),
    }
    match undo_some(app, edit, 1).await {
        // Such as another product that has taken the SKU since: what is there stays.
        Err(error) if error.is_of_the_product() => leave_one(app, edit).await,
        done => Ok(done?),
    }
}

/// Undoes up to `limit` products in one transaction; says whether there was one.
async fn undo_some(app: &App, edit: &BulkEditRow, limit: i64) -> Result<bool, WriteError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::hold_undo(&mut tx, &edit.bulk_edit_id).await? {
        return Ok(false);
    }
    let due = store::edits_to_undo(&mut tx, &edit.bulk_edit_id, limit).await?;
    if due.is_empty() {
        store::finish_undo_edit(&mut tx, &edit.bulk_edit_id, now).await?;
        tx.commit().await?;
        return Ok(false);
    }
    let touched: Vec<Touched> = due.iter().map(EditedProduct::touched).collect();
    let mut stock = HashMap::new();
    for edited in &due {
        stock.extend(edited.stock()?);
    }
    let current = changes::lock(&mut tx, &edit.seller_id, &touched).await?;
    let cause = Cause {
        reason: "bulk_edit_undone",
        user_id: Some(&edit.user_id),
        bulk_edit_id: Some(&edit.bulk_edit_id),
        ..Cause::default()
    };
    let undone = changes::put_back(&mut tx, &edit.seller_id, &touched, current, &stock, &cause, now).await?;
    let outcomes: Vec<(&ProductId, bool)> = due
        .iter()
        .zip(undone)
        .map(|(edited, undone)| (&edited.product_id, undone == Undone::Restored))
        .collect();
    record(&mut tx, edit, &outcomes).await?;
    tx.commit().await?;
    Ok(true)
}

/// Leaves the next product as it is; says whether there was one.
async fn leave_one(app: &App, edit: &BulkEditRow) -> Result<bool, Problem> {
    let mut tx = app.db.begin().await?;
    if !store::hold_undo(&mut tx, &edit.bulk_edit_id).await? {
        return Ok(false);
    }
    let due = store::edits_to_undo(&mut tx, &edit.bulk_edit_id, 1).await?;
    let outcomes: Vec<(&ProductId, bool)> = due.iter().map(|edited| (&edited.product_id, false)).collect();
    record(&mut tx, edit, &outcomes).await?;
    tx.commit().await?;
    Ok(true)
}

/// Records which products were restored, and which were left.
async fn record(tx: &mut Tx, edit: &BulkEditRow, outcomes: &[(&ProductId, bool)]) -> sqlx::Result<()> {
    for (product_id, is_restored) in outcomes {
        let undone = if *is_restored {
            Undone::Restored
        } else {
            Undone::Kept
        };
        store::set_edit_undone(tx, &edit.bulk_edit_id, product_id, undone).await?;
    }
    let restored = outcomes.iter().filter(|(_, is_restored)| *is_restored).count() as i64;
    store::add_undone(tx, &edit.bulk_edit_id, restored, outcomes.len() as i64 - restored).await
}
