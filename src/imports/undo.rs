//! Undo: created products are deleted, or archived if ordered; updated ones are restored; later changes are
//! kept. In the background, some products in each transaction.

use super::run::ImportEvent;
use super::status::{ProductOutcome, UndoneAs};
use crate::audit::{self, Act};
use crate::events::{Event, JobError, emit};
use crate::id::{ImportId, ProductId, VariantId};
use crate::imports::store::{self, ImportRow, Touched};
use crate::pictures;
use crate::problem::Problem;
use crate::product_review;
use crate::products::{self, Product, ProductStatus, Rewrite, StoredProduct, WaitingTexts, WriteError};
use crate::state::App;
use crate::stock::Cause;
use crate::viewer::{Member, may};
use serde_json::json;
use std::collections::HashMap;

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

/// Undo of some products.
#[derive(Default)]
struct Undoing {
    removed: Vec<ProductId>,
    /// Those that are archived, and those that return to what they were.
    rewritten: Vec<Rewrite>,
    /// Products whose pictures are restored.
    pictured: Vec<ProductId>,
    /// Their previous pending review texts.
    waiting: Vec<(ProductId, WaitingTexts)>,
    undone: Vec<(i64, UndoneAs)>,
}

/// Undoes some products in one transaction.
async fn undo_some(app: &App, import: &ImportRow, touched: &[Touched]) -> Result<(), WriteError> {
    let now = app.clock.now();
    let seller_id = &import.seller_id;
    let mut tx = app.db.begin().await?;
    let ids: Vec<ProductId> = touched.iter().map(|touched| touched.product_id.clone()).collect();
    let current = products::lock_many(&mut tx, seller_id, &ids).await?;
    let variants = current.iter().flat_map(|current| &current.product.variants);
    let variants: Vec<VariantId> = variants
        .filter_map(|variant| variant.variant_id.clone())
        .collect();
    let changes = store::import_changes(&mut tx, &import.import_id, &variants).await?;
    let changes: HashMap<VariantId, i64> = changes.into_iter().collect();
    let mut current: HashMap<ProductId, StoredProduct> = current
        .into_iter()
        .map(|current| (current.product_id.clone(), current))
        .collect();
    let mut undoing = Undoing::default();
    for touched in touched {
        undoing.add(touched, current.remove(&touched.product_id), &changes)?;
    }
    products::delete_many(&mut tx, seller_id, &undoing.removed).await?;
    let cause = Cause {
        reason: "import_undone",
        user_id: import.user_id.as_ref(),
        import_id: Some(&import.import_id),
    };
    products::update_many(&mut tx, seller_id, &undoing.rewritten, &cause, now).await?;
    for product_id in &undoing.pictured {
        pictures::unwant_images(&mut tx, seller_id, &import.import_id, product_id, now).await?;
    }
    for (product_id, waiting) in &undoing.waiting {
        product_review::restore_waiting(&mut tx, seller_id, product_id, waiting).await?;
    }
    if store::set_undone(&mut tx, &import.import_id, &undoing.undone).await? {
        tx.commit().await?;
    }
    Ok(())
}

impl Undoing {
    /// Decides about one product, as it is now.
    fn add(
        &mut self,
        touched: &Touched,
        current: Option<StoredProduct>,
        changes: &HashMap<VariantId, i64>,
    ) -> Result<(), WriteError> {
        let was_created = touched.outcome == ProductOutcome::Created;
        let undone = match current {
            None => UndoneAs::Gone,
            Some(current) if Some(current.version) != touched.after_version => UndoneAs::Changed,
            Some(current) if was_created && was_ordered(&current) => {
                let next = current.product.with_status(ProductStatus::Archived);
                self.rewrite(current, next);
                UndoneAs::Archived
            }
            Some(current) if was_created && stock_moved(&current, changes) => UndoneAs::Changed,
            Some(current) if was_created => {
                self.removed.push(current.product_id);
                UndoneAs::Removed
            }
            Some(current) => {
                let next = before(touched, &current, changes)?;
                self.pictured.push(current.product_id.clone());
                if let Some(waiting) = &touched.review_before {
                    let waiting = serde_json::from_str(waiting).map_err(unreadable)?;
                    self.waiting.push((current.product_id.clone(), waiting));
                }
                self.rewrite(current, next);
                UndoneAs::Restored
            }
        };
        self.undone.push((touched.product_number, undone));
        Ok(())
    }

    /// Queues a rewrite, unless the product is already as it shall be.
    fn rewrite(&mut self, current: StoredProduct, next: Product) {
        if next != current.product {
            self.rewritten.push(Rewrite { current, next });
        }
    }
}

async fn keep(app: &App, import: &ImportRow, touched: &[Touched]) -> Result<(), JobError> {
    let undone: Vec<_> = touched
        .iter()
        .map(|touched| (touched.product_number, UndoneAs::Changed))
        .collect();
    let mut tx = app.db.begin().await?;
    store::set_undone(&mut tx, &import.import_id, &undone).await?;
    tx.commit().await?;
    Ok(())
}

fn unreadable(error: serde_json::Error) -> WriteError {
    WriteError::Db(sqlx::Error::Decode(error.into()))
}

fn was_ordered(current: &StoredProduct) -> bool {
    current.sold_at.is_some() || current.reserved.iter().any(|pieces| *pieces > 0)
}

/// Whether stock of a created product was changed since.
fn stock_moved(current: &StoredProduct, changes: &HashMap<VariantId, i64>) -> bool {
    current.product.variants.iter().any(|variant| {
        let change = variant.variant_id.as_ref().and_then(|id| changes.get(id));
        change.copied().unwrap_or_default() != variant.on_hand
    })
}

/// Previous state of a product. Of its stock only what the import changed is taken back: what has been sold
/// or counted since stays.
fn before(
    touched: &Touched,
    current: &StoredProduct,
    changes: &HashMap<VariantId, i64>,
) -> Result<Product, WriteError> {
    let before: Product =
        serde_json::from_str(touched.before_json.as_deref().unwrap_or_default()).map_err(unreadable)?;
    let mut facts = before.into_facts();
    for variant in &mut facts.variants {
        let there = current
            .product
            .variants
            .iter()
            .find(|there| there.variant_id == variant.variant_id);
        if let (Some(there), Some(variant_id)) = (there, &variant.variant_id) {
            let change = changes.get(variant_id).copied().unwrap_or_default();
            variant.on_hand = (there.on_hand - change).max(0);
        }
    }
    Ok(Product::stored(facts))
}
