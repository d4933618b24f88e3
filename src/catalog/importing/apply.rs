//! Applying a few products of the file in one transaction, with their outcomes, their report and the counts, so
//! that whatever was committed is whole and counted once.

use super::decide::{Decision, Known, Terms, decide};
use crate::catalog::Handle;
use crate::catalog::imports::{Assembled, Problem, Severity, SourceRow, assemble};
use crate::catalog::store::{self, Cause, Counts, Due, ImportRow, ProblemRow, WriteError};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events::JobError;
use crate::id::ProductId;
use crate::state::App;
use std::collections::{HashMap, HashSet};

/// How applying a chunk went.
pub(super) enum Applied {
    Done,
    /// Someone else has applied some of it, or the import has ended.
    Overtaken,
}

/// One product of the file with its rows put together.
pub(super) struct Piece {
    due: Due,
    assembled: Assembled,
}

/// Reads the staged rows of the products and puts each product together.
pub(super) async fn pieces(
    app: &App,
    import: &ImportRow,
    due: Vec<Due>,
    terms: &Terms<'_>,
) -> Result<Vec<Piece>, JobError> {
    let (Some(first), Some(last)) = (due.first(), due.last()) else {
        return Ok(Vec::new());
    };
    let (first, last) = (first.product_number, last.product_number);
    let mut rows: HashMap<i64, Vec<SourceRow>> = HashMap::new();
    for (number, fields) in store::rows_of(&app.db, &import.import_id, first, last).await? {
        rows.entry(number)
            .or_default()
            .push(serde_json::from_str(&fields)?);
    }
    let piece = |due: Due| Piece {
        assembled: assemble(
            rows.get(&due.product_number)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            terms.mapping,
            terms.currency,
        ),
        due,
    };
    Ok(due.into_iter().map(piece).collect())
}

/// Applies the pieces, all or none of them.
pub(super) async fn apply(
    app: &App,
    import: &ImportRow,
    pieces: &[Piece],
    terms: &Terms<'_>,
) -> Result<Applied, WriteError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::hold_import(&mut tx, &import.import_id).await? {
        return Ok(Applied::Overtaken);
    }
    let mut known = known(&mut tx, import, pieces).await?;
    let mut counts = Counts::default();
    let mut report = Vec::new();
    for piece in pieces {
        let mut assembled = piece.assembled.clone();
        let decision = decide(&piece.due.product_key, &mut assembled, &known, terms);
        let number = piece.due.product_number;
        counts.skipped += assembled.other_currency_rows as i64;
        report.extend(assembled.problems.iter().map(|problem| reported(number, problem)));
        counts.warnings += assembled
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::Warning)
            .count() as i64;
        let (outcome, product_id, before) =
            carry_out(&mut tx, import, decision, &mut known, &mut counts, terms, now).await?;
        let before = before.as_deref();
        if !store::set_outcome(
            &mut tx,
            &import.import_id,
            number,
            outcome,
            product_id.as_ref(),
            before,
        )
        .await?
        {
            return Ok(Applied::Overtaken);
        }
    }
    store::insert_problems(&mut tx, &import.import_id, &report).await?;
    store::add_counts(&mut tx, &import.import_id, &counts).await?;
    tx.commit().await?;
    Ok(Applied::Done)
}

/// Notes a product that could not be written for a reason of ours, so that the others go on.
pub(super) async fn give_up(app: &App, import: &ImportRow, piece: &Piece) -> Result<(), JobError> {
    let number = piece.due.product_number;
    let mut tx = app.db.begin().await?;
    if store::set_outcome(&mut tx, &import.import_id, number, "failed", None, None).await? {
        let problem = ProblemRow {
            product_number: number,
            line: number,
            column_name: None,
            severity: "refusal".to_owned(),
            message: "Something went wrong on our side with this product. Try it again with “retry”."
                .to_owned(),
        };
        store::insert_problems(&mut tx, &import.import_id, &[problem]).await?;
        let counts = Counts {
            failed: 1,
            ..Counts::default()
        };
        store::add_counts(&mut tx, &import.import_id, &counts).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn reported(product_number: i64, problem: &Problem) -> ProblemRow {
    let severity = match problem.severity {
        Severity::Refusal => "refusal",
        Severity::Warning => "warning",
    };
    ProblemRow {
        product_number,
        line: problem.line as i64,
        column_name: problem.column.clone(),
        severity: severity.to_owned(),
        message: problem.message.clone(),
    }
}

/// Carries a decision out, and keeps what is known true.
async fn carry_out(
    tx: &mut Tx,
    import: &ImportRow,
    decision: Decision,
    known: &mut Known,
    counts: &mut Counts,
    terms: &Terms<'_>,
    now: Millis,
) -> Result<(&'static str, Option<ProductId>, Option<String>), WriteError> {
    let cause = Cause {
        reason: "import",
        user_id: import.user_id.as_ref(),
        import_id: Some(&import.import_id),
    };
    let (outcome, product_id, before) = match decision {
        Decision::Refuse => {
            counts.failed += 1;
            return Ok(("failed", None, None));
        }
        Decision::Unchanged(product_id) => {
            counts.unchanged += 1;
            return Ok(("unchanged", Some(product_id), None));
        }
        Decision::Create(product) => {
            counts.created += 1;
            if terms.dry_run {
                return Ok(("created", None, None));
            }
            let product_id = store::insert(tx, &import.seller_id, &product, &cause, now).await?;
            ("created", product_id, None)
        }
        Decision::Update(current, next) => {
            counts.updated += 1;
            if terms.dry_run {
                return Ok(("updated", None, None));
            }
            let before =
                serde_json::to_string(&current.product).map_err(|error| sqlx::Error::Encode(error.into()))?;
            store::update(tx, &import.seller_id, &current, &next, &cause, now).await?;
            ("updated", current.product_id, Some(before))
        }
    };
    if let Some(written) = store::find_in(tx, &import.seller_id, &product_id).await? {
        for sku in written
            .product
            .variants
            .iter()
            .filter_map(|variant| variant.sku.clone())
        {
            known
                .skus
                .insert(sku, (product_id.clone(), written.product.name.clone()));
        }
        known
            .handles
            .insert(written.product.handle.to_string(), product_id.clone());
        known.products.insert(product_id.clone(), written);
    }
    Ok((outcome, Some(product_id), before))
}

/// Everything the pieces may mean, read at once.
async fn known(tx: &mut Tx, import: &ImportRow, pieces: &[Piece]) -> sqlx::Result<Known> {
    let (mut handles, mut skus) = (HashSet::new(), HashSet::new());
    for draft in pieces.iter().filter_map(|piece| piece.assembled.draft.as_ref()) {
        match (&draft.lookup.handle, &draft.lookup.title) {
            (Some(handle), _) => drop(handles.insert(handle.to_string())),
            (None, Some(title)) => drop(handles.insert(Handle::of(title).to_string())),
            (None, None) => {}
        }
        skus.extend(draft.skus().map(|(_, sku)| sku.to_owned()));
        skus.extend(draft.lookup.skus.iter().cloned());
    }
    let handles: Vec<String> = handles.into_iter().collect();
    let skus: Vec<String> = skus.into_iter().collect();
    let mut known = Known {
        handles: store::by_handle(tx, &import.seller_id, &handles)
            .await?
            .into_iter()
            .collect(),
        ..Known::default()
    };
    for holder in store::by_sku(tx, &import.seller_id, &skus).await? {
        known.skus.insert(holder.sku, (holder.product_id, holder.name));
    }
    for first in store::first_lines(tx, &import.import_id, &skus).await? {
        known
            .first_lines
            .insert(first.sku, (first.line, first.product_key));
    }
    let mut ids: Vec<ProductId> = known
        .handles
        .values()
        .chain(known.skus.values().map(|(id, _)| id))
        .cloned()
        .collect();
    ids.sort();
    ids.dedup();
    let products = store::products_by_ids(tx, &import.seller_id, &ids).await?;
    known.products = products
        .into_iter()
        .map(|stored| (stored.product_id.clone(), stored))
        .collect();
    Ok(known)
}
