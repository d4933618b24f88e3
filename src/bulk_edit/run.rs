//! Job of one bulk edit: collects its products, then changes a few per transaction.

use super::changes::Changes;
use super::form::BulkEditForm;
use super::selection::{Selection, next};
use super::store::{EditStatus, ProductOutcome};
use crate::bulk_edit::store::{self, BulkEditRow, EditOutcome};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events::{Event, JobError, emit};
use crate::id::{BulkEditId, ProductId, VariantId};
use crate::money::Currency;
use crate::problem::Problem;
use crate::product_review;
use crate::products::{self, Product, ProductStatus, Rewrite, StoredProduct};
use crate::state::App;
use crate::stock::{self, Adjustment, Cause};
use crate::viewer::SellerStatus;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// Products per transaction: few enough that other writers hardly wait.
const CHUNK: i64 = 50;

/// Event content of a bulk edit.
#[derive(Debug, Deserialize)]
pub(super) struct BulkEditEvent {
    pub bulk_edit_id: BulkEditId,
}

/// Settings shared by all products of an edit.
struct Terms {
    changes: Changes,
    currency: Currency,
    seller_status: SellerStatus,
}

/// Runs or resumes the bulk edit of the event.
pub async fn carry_out(app: App, event: Event) -> Result<(), JobError> {
    let BulkEditEvent { bulk_edit_id } = event.read()?;
    let Some(edit) = store::bulk_edit_for_job(&app.db, &bulk_edit_id).await? else {
        return Ok(());
    };
    if edit.status == EditStatus::Done {
        return Ok(());
    }
    let Some((currency, seller_status)) = products::seller_terms(&app.db, &edit.seller_id).await? else {
        return Ok(());
    };
    let form: BulkEditForm = serde_json::from_str(&edit.changes)?;
    let changes = form
        .parse(currency)
        .map_err(|_| JobError::new("the changes that were kept cannot be read"))?;
    let terms = Terms {
        changes,
        currency,
        seller_status,
    };
    if edit.collected_at.is_none() {
        collect(&app, &edit, currency).await?;
    }
    let mut chunk = CHUNK;
    loop {
        match app.db.retrying(|| step(&app, &edit, &terms, chunk)).await {
            Ok(true) => chunk = CHUNK,
            Ok(false) => return Ok(()),
            // One product spoils it: the others go on without it.
            Err(_) if chunk > 1 => chunk = 1,
            Err(problem) => give_up(&app, &edit, problem).await?,
        }
        tokio::task::yield_now().await;
    }
}

/// Notes the products that the list shows, up to the newest there was at the start.
async fn collect(app: &App, edit: &BulkEditRow, currency: Currency) -> Result<(), JobError> {
    let filter = Selection::stored(edit.filter.as_deref().unwrap_or_default(), currency)?;
    let mut cursor = edit.cursor.clone();
    loop {
        let keyset = next(cursor);
        let window = products::matching_ids(&app.db, &edit.seller_id, &filter, &keyset).await?;
        let ids: Vec<ProductId> = window
            .rows
            .into_iter()
            .filter(|id| id.as_str() <= edit.newest_product_id.as_str())
            .collect();
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if !store::hold_bulk_edit(&mut tx, &edit.bulk_edit_id).await? {
            return Ok(());
        }
        store::mean_products(&mut tx, &edit.bulk_edit_id, &ids).await?;
        match &window.older {
            Some(older) => store::set_cursor(&mut tx, &edit.bulk_edit_id, older).await?,
            None => store::finish_collecting(&mut tx, &edit.bulk_edit_id, now).await?,
        }
        tx.commit().await?;
        if window.older.is_none() {
            return Ok(app.db.notice_growth("bulk_edit_products").await?);
        }
        cursor = window.older;
    }
}

/// Changes the next products; returns whether there may be more.
async fn step(app: &App, edit: &BulkEditRow, terms: &Terms, chunk: i64) -> Result<bool, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::hold_bulk_edit(&mut tx, &edit.bulk_edit_id).await? {
        return Ok(false);
    }
    let ids = store::products_to_edit(&mut tx, &edit.bulk_edit_id, chunk).await?;
    if ids.is_empty() {
        store::finish_bulk_edit(&mut tx, &edit.bulk_edit_id, now).await?;
        let content = json!({ "bulk_edit_id": edit.bulk_edit_id });
        emit(
            &mut tx,
            now,
            "bulk_edit.finished",
            Some(&edit.seller_id),
            &content,
        )
        .await?;
        tx.commit().await?;
        return Ok(false);
    }
    let mut found: HashMap<ProductId, StoredProduct> = products::lock_many(&mut tx, &edit.seller_id, &ids)
        .await?
        .into_iter()
        .map(|stored| (stored.product_id.clone(), stored))
        .collect();
    let waiting = product_review::waiting_texts(&mut tx, &edit.seller_id, &ids).await?;
    let (mut outcomes, mut rewrites, mut stock) = (Vec::with_capacity(ids.len()), Vec::new(), Vec::new());
    for product_id in ids {
        let Some(current) = found.remove(&product_id) else {
            let why = "The product was deleted in the meantime.".to_owned();
            outcomes.push(refused(product_id, None, why));
            continue;
        };
        let mut decided = decide(current, terms)?;
        if let (Some(waiting), ProductOutcome::Changed) = (&waiting, decided.outcome.outcome) {
            let before = waiting.get(&product_id).cloned().unwrap_or_default();
            decided.outcome.review_before = Some(to_json(&before)?);
        }
        outcomes.push(decided.outcome);
        rewrites.extend(decided.rewrite);
        stock.extend(decided.stock);
    }
    write(&mut tx, edit, &rewrites, &stock, now).await?;
    store::set_edit_outcomes(&mut tx, &edit.bulk_edit_id, &outcomes).await?;
    tx.commit().await?;
    Ok(true)
}

/// Writes the products together, then their stock, each change of it noted under the edit.
async fn write(
    tx: &mut Tx,
    edit: &BulkEditRow,
    rewrites: &[Rewrite],
    stock: &StockChanges,
    now: Millis,
) -> Result<(), Problem> {
    let cause = Cause {
        reason: "bulk_edit",
        user_id: Some(&edit.user_id),
        bulk_edit_id: Some(&edit.bulk_edit_id),
        ..Cause::default()
    };
    if !rewrites.is_empty() {
        products::update_many(tx, &edit.seller_id, rewrites, &cause, now).await?;
    }
    let adjustments: Vec<Adjustment<'_>> = stock
        .iter()
        .map(|(variant_id, change)| Adjustment::of(variant_id, *change, &cause))
        .collect();
    match stock::change_on_hand(tx, &edit.seller_id, &adjustments, now).await? {
        true => Ok(()),
        false => Err(Problem::conflict("The stock changed at the same moment.")),
    }
}

fn refused(product_id: ProductId, name: Option<String>, why: String) -> EditOutcome {
    EditOutcome {
        product_id,
        outcome: ProductOutcome::Refused,
        message: Some(why),
        name,
        before_json: None,
        stock_json: None,
        after_version: None,
        review_before: None,
    }
}

fn to_json<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| Problem::internal(&error))
}

/// Decision about one product.
struct EditDecision {
    outcome: EditOutcome,
    rewrite: Option<Rewrite>,
    stock: StockChanges,
}

impl EditDecision {
    /// An outcome without writes.
    fn only(outcome: EditOutcome) -> Self {
        Self {
            outcome,
            rewrite: None,
            stock: Vec::new(),
        }
    }
}

fn decide(current: StoredProduct, terms: &Terms) -> Result<EditDecision, Problem> {
    let name = Some(current.product.name.clone());
    let id = current.product_id.clone();
    let next = match terms.changes.apply(&current.product, terms.currency) {
        Ok(next) => next,
        Err(why) => return Ok(EditDecision::only(refused(id, name, why))),
    };
    let becomes_active = next.status == ProductStatus::Active && current.product.status != next.status;
    if becomes_active && terms.seller_status != SellerStatus::Approved {
        let why = "Your shop is not approved, so nothing can be put on sale.";
        return Ok(EditDecision::only(refused(id, name, why.to_owned())));
    }
    if next == current.product {
        return Ok(EditDecision::only(EditOutcome {
            outcome: ProductOutcome::Unchanged,
            message: None,
            ..refused(id, name, String::new())
        }));
    }
    let before = to_json(&current.product)?;
    let (next, stock) = apart(&current.product, next);
    let changes: BTreeMap<&str, i64> = stock.iter().map(|(id, change)| (id.as_str(), *change)).collect();
    let stock_json = match changes.is_empty() {
        true => None,
        false => Some(to_json(&changes)?),
    };
    let rewritten = next != current.product;
    let outcome = EditOutcome {
        outcome: ProductOutcome::Changed,
        message: None,
        before_json: Some(before),
        stock_json,
        after_version: Some(current.version + i64::from(rewritten)),
        ..refused(id, name, String::new())
    };
    Ok(EditDecision {
        outcome,
        rewrite: rewritten.then_some(Rewrite { current, next }),
        stock,
    })
}

type StockChanges = Vec<(VariantId, i64)>;

/// The product with its stock as it is, and by how much the stock of each variant changes.
fn apart(current: &Product, next: Product) -> (Product, StockChanges) {
    let mut facts = next.into_facts();
    let mut stock = Vec::new();
    for (variant, before) in facts.variants.iter_mut().zip(&current.variants) {
        let change = variant.on_hand - before.on_hand;
        if let Some(variant_id) = variant.variant_id.clone().filter(|_| change != 0) {
            stock.push((variant_id, change));
        }
        variant.on_hand = before.on_hand;
    }
    (Product::stored(facts), stock)
}

/// Records the next product as failed by us, so that the others continue. What may go better later is tried
/// again later.
async fn give_up(app: &App, edit: &BulkEditRow, problem: Problem) -> Result<(), JobError> {
    if problem.transient {
        return Err(problem.into());
    }
    tracing::error!(bulk_edit_id = %edit.bulk_edit_id, "a product could not be changed: {}", problem.detail);
    let mut tx = app.db.begin().await?;
    if !store::hold_bulk_edit(&mut tx, &edit.bulk_edit_id).await? {
        return Ok(());
    }
    let ids = store::products_to_edit(&mut tx, &edit.bulk_edit_id, 1).await?;
    let why = "Something went wrong on our side with this product. It was not changed.";
    let outcomes: Vec<EditOutcome> = ids
        .into_iter()
        .map(|id| refused(id, None, why.to_owned()))
        .collect();
    store::set_edit_outcomes(&mut tx, &edit.bulk_edit_id, &outcomes).await?;
    Ok(tx.commit().await?)
}
