//! Undo: created products are deleted, or archived if ordered; updated ones are restored; later changes are
//! kept. In the background, some products in each transaction.

use super::run::ImportEvent;
use crate::audit::{self, Act};
use crate::changes::{self, Touched, Undone};
use crate::events::{Event, JobError, emit};
use crate::id::{ImportId, VariantId};
use crate::imports::store::{self, ImportRow, TouchedRow};
use crate::pictures;
use crate::problem::Problem;
use crate::products::WriteError;
use crate::state::App;
use crate::stock::Cause;
use crate::viewer::{Member, may};
use serde_json::json;

/// Products in one transaction.
const CHUNK: i64 = 100;

/// Requests undo of an import in the background. Asking twice is asking once.
pub async fn ask(app: &App, member: &Member<may::Products>, import_id: &ImportId) -> Result<(), Problem> {
    let import = store::import(&app.db, &member.seller_id, import_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if import.dry_run_at.is_some() {
        return Err(Problem::conflict(
            "This was a dry run: it changed nothing, so there is nothing to undo.",
        ));
    }
    if import.tidied_at.is_some() && import.undo_asked_at.is_none() {
        return Err(Problem::conflict(
            "This import is more than 30 days old, so it can no longer be undone.",
        ));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if store::ask_undo(&mut tx, &member.seller_id, import_id, now).await? {
        let content = json!({ "import_id": import_id });
        emit(
            &mut tx,
            now,
            "import.undo_asked",
            Some(&member.seller_id),
            &content,
        )
        .await?;
        let act = Act {
            action: "import.undone",
            seller_id: Some(&member.seller_id),
            user_id: Some(&member.user_id),
            subject: Some(import_id.as_str()),
            ..Act::default()
        };
        audit::note(&mut tx, now, act).await?;
        tx.commit().await?;
        return Ok(());
    }
    drop(tx);
    // Another one may have asked between the look and the write.
    let now_known = store::import(&app.db, &member.seller_id, import_id).await?;
    match now_known.and_then(|import| import.undo_asked_at) {
        Some(_) => Ok(()),
        None => Err(Problem::conflict(
            "This import is not finished, so it cannot be undone yet.",
        )),
    }
}

/// Runs or resumes the undo of the event, last product first.
pub async fn carry_out(app: App, event: Event) -> Result<(), JobError> {
    let ImportEvent { import_id } = event.read()?;
    let Some(import) = store::import_for_job(&app.db, &import_id).await? else {
        return Ok(());
    };
    let mut before = i64::MAX;
    loop {
        let touched = store::products_to_undo(&app.db, &import_id, before, CHUNK).await?;
        let Some(last) = touched.last() else { break };
        before = last.product_number;
        if undo_some(&app, &import, &touched).await.is_ok() {
            continue;
        }
        for product in touched.chunks(1) {
            match undo_some(&app, &import, product).await {
                // Such as another product that has taken the SKU since: what is there stays.
                Err(error) if error.is_of_the_product() => keep(&app, &import, product).await?,
                done => done?,
            }
        }
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::finish_undo(&mut tx, &import_id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Undoes some products in one transaction.
async fn undo_some(app: &App, import: &ImportRow, products: &[TouchedRow]) -> Result<(), WriteError> {
    let now = app.clock.now();
    let seller_id = &import.seller_id;
    let mut tx = app.db.begin().await?;
    let touched: Vec<Touched> = products.iter().map(TouchedRow::touched).collect();
    let current = changes::lock(&mut tx, seller_id, &touched).await?;
    let variants = current.values().flat_map(|current| &current.product.variants);
    let variants: Vec<VariantId> = variants
        .filter_map(|variant| variant.variant_id.clone())
        .collect();
    let stock = store::import_changes(&mut tx, &import.import_id, &variants).await?;
    let cause = Cause {
        reason: "import_undone",
        user_id: import.user_id.as_ref(),
        import_id: Some(&import.import_id),
        ..Cause::default()
    };
    let stock = stock.into_iter().collect();
    let undone = changes::put_back(&mut tx, seller_id, &touched, current, &stock, &cause, now).await?;
    let mut outcomes = Vec::with_capacity(undone.len());
    for (row, undone) in products.iter().zip(undone) {
        if undone == Undone::Restored {
            pictures::unwant_images(&mut tx, seller_id, &import.import_id, &row.product_id, now).await?;
        }
        outcomes.push((row.product_number, undone));
    }
    if store::set_undone(&mut tx, &import.import_id, &outcomes).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn keep(app: &App, import: &ImportRow, touched: &[TouchedRow]) -> Result<(), JobError> {
    let undone: Vec<_> = touched
        .iter()
        .map(|touched| (touched.product_number, Undone::Changed))
        .collect();
    let mut tx = app.db.begin().await?;
    store::set_undone(&mut tx, &import.import_id, &undone).await?;
    tx.commit().await?;
    Ok(())
}
