//! Undo: what an import created goes, what it updated returns to what it was, unless it was changed since.

use super::run::Named;
use crate::audit::{self, Act};
use crate::catalog::Product;
use crate::catalog::store::{self, Cause, ImportRow, StoredProduct, Touched, WriteError};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events::{Event, JobError, emit};
use crate::id::ImportId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use serde_json::json;

/// Products read at once.
const CHUNK: i64 = 200;

/// Asks for an import to be undone, in the background. Asking twice is asking once.
pub async fn ask(app: &App, member: &Member<may::Products>, import_id: &ImportId) -> Result<(), Problem> {
    let import = store::import(&app.db, &member.seller_id, import_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if import.dry_run_at.is_some() {
        return Err(Problem::conflict(
            "This was a dry run: it changed nothing, so there is nothing to undo.",
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
    match import.undo_asked_at {
        Some(_) => Ok(()),
        None => Err(Problem::conflict(
            "This import is not finished, so it cannot be undone yet.",
        )),
    }
}

/// Undoes the import that the event names, the last product first; a killed run goes on where it was.
pub(in crate::catalog) async fn carry_out(app: App, event: Event) -> Result<(), JobError> {
    let Named { import_id } = event.read()?;
    let Some(import) = store::import_for_job(&app.db, &import_id).await? else {
        return Ok(());
    };
    loop {
        let touched = store::products_to_undo(&app.db, &import_id, CHUNK).await?;
        if touched.is_empty() {
            break;
        }
        for product in &touched {
            match undo_one(&app, &import, product).await {
                // Another product has taken the SKU since: what is there stays.
                Err(WriteError::SkuTaken { .. }) => keep(&app, &import, product).await?,
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

async fn undo_one(app: &App, import: &ImportRow, touched: &Touched) -> Result<(), WriteError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let current = store::lock(&mut tx, &import.seller_id, &touched.product_id).await?;
    let as_left = current.filter(|current| Some(current.version) == touched.after_version);
    let undone = match as_left {
        None => "kept",
        Some(current) if touched.outcome == "created" => {
            let ordered = current.sold_at.is_some() || current.reserved.iter().any(|pieces| *pieces > 0);
            if ordered || stock_moved(&mut tx, import, &current).await? {
                "kept"
            } else {
                store::delete(&mut tx, &import.seller_id, &current.product_id).await?;
                "removed"
            }
        }
        Some(current) => {
            restore(&mut tx, import, touched, &current, now).await?;
            "restored"
        }
    };
    if store::set_undone(&mut tx, &import.import_id, touched.product_number, undone).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn keep(app: &App, import: &ImportRow, touched: &Touched) -> Result<(), JobError> {
    let mut tx = app.db.begin().await?;
    store::set_undone(&mut tx, &import.import_id, touched.product_number, "kept").await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the stock of a product that the import created was counted anew since.
async fn stock_moved(tx: &mut Tx, import: &ImportRow, current: &StoredProduct) -> sqlx::Result<bool> {
    for variant in &current.product.variants {
        if let Some(variant_id) = &variant.variant_id
            && store::import_change(tx, &import.import_id, variant_id).await? != variant.on_hand
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Brings a product back to what it was. Of its stock only what the import changed is taken back: what has been
/// sold or counted since stays.
async fn restore(
    tx: &mut Tx,
    import: &ImportRow,
    touched: &Touched,
    current: &StoredProduct,
    now: Millis,
) -> Result<(), WriteError> {
    let before: Product = serde_json::from_str(touched.before_json.as_deref().unwrap_or_default())
        .map_err(|error| sqlx::Error::Decode(error.into()))?;
    let mut facts = before.into_facts();
    for variant in &mut facts.variants {
        let there = current
            .product
            .variants
            .iter()
            .find(|there| there.variant_id == variant.variant_id);
        if let (Some(there), Some(variant_id)) = (there, &variant.variant_id) {
            let change = store::import_change(tx, &import.import_id, variant_id).await?;
            variant.on_hand = (there.on_hand - change).max(0);
        }
    }
    let cause = Cause {
        reason: "import_undone",
        user_id: import.user_id.as_ref(),
        import_id: Some(&import.import_id),
    };
    store::update(
        tx,
        &import.seller_id,
        current,
        &Product::stored(facts),
        &cause,
        now,
    )
    .await
}
