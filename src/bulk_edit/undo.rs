//! Undo: products return to their previous values unless changed since; stock is changed back by the same
//! amount.

use super::run::BulkEditEvent;
use crate::audit::{self, Act};
use crate::bulk_edit::store::{self, BulkEditRow, EditedProduct};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events::{Event, JobError, emit};
use crate::id::{BulkEditId, ProductId, VariantId};
use crate::problem::Problem;
use crate::product_review;
use crate::products::{self, Product, StoredProduct};
use crate::state::App;
use crate::stock::{self, Adjustment, Cause};
use crate::viewer::{Member, may};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

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

async fn step(app: &App, edit: &BulkEditRow) -> Result<bool, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::hold_undo(&mut tx, &edit.bulk_edit_id).await? {
        return Ok(false);
    }
    let due = store::edits_to_undo(&mut tx, &edit.bulk_edit_id, CHUNK).await?;
    if due.is_empty() {
        store::finish_undo_edit(&mut tx, &edit.bulk_edit_id, now).await?;
        tx.commit().await?;
        return Ok(false);
    }
    let ids: Vec<ProductId> = due.iter().map(|edited| edited.product_id.clone()).collect();
    let found: HashMap<ProductId, StoredProduct> = products::lock_many(&mut tx, &edit.seller_id, &ids)
        .await?
        .into_iter()
        .map(|stored| (stored.product_id.clone(), stored))
        .collect();
    let (mut restored, mut kept) = (0, 0);
    for edited in &due {
        let as_left = found
            .get(&edited.product_id)
            .filter(|current| current.version == edited.after_version);
        let undone = match as_left {
            Some(current) => {
                restore(&mut tx, edit, edited, current, now).await?;
                restored += 1;
                "restored"
            }
            None => {
                kept += 1;
                "kept"
            }
        };
        store::set_edit_undone(&mut tx, &edit.bulk_edit_id, &edited.product_id, undone).await?;
    }
    store::add_undone(&mut tx, &edit.bulk_edit_id, restored, kept).await?;
    tx.commit().await?;
    Ok(true)
}

async fn restore(
    tx: &mut Tx,
    edit: &BulkEditRow,
    edited: &EditedProduct,
    current: &StoredProduct,
    now: Millis,
) -> Result<(), Problem> {
    let before: Product =
        serde_json::from_str(&edited.before_json).map_err(|error| Problem::internal(&error))?;
    let on_hand: HashMap<Option<VariantId>, i64> = current
        .product
        .variants
        .iter()
        .map(|variant| (variant.variant_id.clone(), variant.on_hand))
        .collect();
    let mut facts = before.into_facts();
    for variant in &mut facts.variants {
        variant.on_hand = on_hand
            .get(&variant.variant_id)
            .copied()
            .unwrap_or(variant.on_hand);
    }
    let cause = Cause {
        reason: "bulk_edit_undone",
        user_id: Some(&edit.user_id),
        import_id: None,
    };
    let next = Product::stored(facts);
    products::update(tx, &edit.seller_id, current, &next, &cause, now).await?;
    if let Some(waiting) = &edited.review_before {
        let waiting = serde_json::from_str(waiting).map_err(|error| Problem::internal(&error))?;
        product_review::restore_waiting(tx, &edit.seller_id, &current.product_id, &waiting).await?;
    }
    let stock: BTreeMap<String, i64> = match &edited.stock_json {
        None => return Ok(()),
        Some(json) => serde_json::from_str(json).map_err(|error| Problem::internal(&error))?,
    };
    let back = |(variant_id, change): (String, i64)| {
        let variant_id = VariantId::stored(variant_id);
        let there = on_hand.get(&Some(variant_id.clone())).copied().unwrap_or(0);
        // What is sold already cannot be taken back.
        (variant_id, (-change).max(-there))
    };
    let back: Vec<(VariantId, i64)> = stock.into_iter().map(back).collect();
    let changed = back.iter().filter(|(_, change)| *change != 0);
    let adjustments: Vec<Adjustment<'_>> = changed
        .map(|(variant_id, change)| Adjustment {
            bulk_edit_id: Some(&edit.bulk_edit_id),
            ..Adjustment::of(variant_id, *change, &cause)
        })
        .collect();
    stock::change_on_hand(tx, &edit.seller_id, &adjustments, now).await?;
    Ok(())
}
