//! Applies a few products per transaction with their outcomes, report and counts, so that whatever is
//! committed is complete and counted once.

use super::assembled::Piece;
use super::decide::{KnownProducts, Terms};
use super::pictures::Picture;
use super::settle::{Settled, settle};
use super::status::ProductOutcome;
use crate::db::Connection;
use crate::events::{JobError, emit};
use crate::id::ProductId;
use crate::imports::store::{self, Counts, ImportRow, Outcome, ProblemRow};
use crate::pictures::{self, WantedPicture, own_prefix};
use crate::product_review;
use crate::products::{self, Handle, WriteError};
use crate::state::App;
use crate::stock::Cause;
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;

/// Result of applying some pieces.
pub(super) enum Applied {
    /// The first so many are done.
    Done(usize),
    /// Another worker applied some of it, or the import has ended.
    ChangedMeanwhile,
}

/// A batch of pieces read together.
#[derive(Clone)]
pub(super) struct Pieces {
    pub all: Arc<Vec<Piece>>,
    pub from: usize,
    pub to: usize,
}

impl Pieces {
    pub fn here(&self) -> &[Piece] {
        self.all.get(self.from..self.to).unwrap_or_default()
    }
}

/// Applies the pieces from the first on, all that can be in one transaction.
pub(super) async fn apply(
    app: &App,
    import: &ImportRow,
    pieces: &Pieces,
    terms: &Arc<Terms>,
) -> Result<Applied, WriteError> {
    if terms.dry_run {
        // Nothing is written of what is known, so that no one need wait while it is read.
        let known = known(&mut app.db.reader().acquire().await?, import, pieces).await?;
        let (mut settled, known) = settled(app, pieces, known, terms).await?;
        let wanted: Vec<WantedPicture<'_>> = settled.pictures.iter().map(Picture::wanted).collect();
        let mut reader = app.db.reader().acquire().await?;
        let came = pictures::images_differ(&mut reader, &import.seller_id, &wanted, &own_prefix(app)).await?;
        drop(reader);
        settled.note_pictures(&came, &known)?;
        let mut tx = app.db.begin().await?;
        if !store::hold_import(&mut tx, &import.import_id, app.clock.now()).await? {
            return Ok(Applied::ChangedMeanwhile);
        }
        return keep(app, tx, import, &settled).await;
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::hold_import(&mut tx, &import.import_id, now).await? {
        return Ok(Applied::ChangedMeanwhile);
    }
    let known = known(&mut tx, import, pieces).await?;
    let (mut settled, known) = settled(app, pieces, known, terms).await?;
    let cause = Cause {
        reason: "import",
        user_id: import.user_id.as_ref(),
        import_id: Some(&import.import_id),
        ..Cause::default()
    };
    if let Some(waiting) =
        product_review::waiting_texts(&mut tx, &import.seller_id, &settled.rewritten()).await?
    {
        settled.note_waiting(&waiting)?;
    }
    products::insert_many(&mut tx, &import.seller_id, &settled.new, &cause, now).await?;
    products::update_many(&mut tx, &import.seller_id, &settled.rewrites, &cause, now).await?;
    let wanted: Vec<WantedPicture<'_>> = settled.pictures.iter().map(Picture::wanted).collect();
    let (seller_id, import_id) = (&import.seller_id, Some(&import.import_id));
    let came = pictures::want_images(&mut tx, seller_id, import_id, &wanted, &own_prefix(app), now).await?;
    settled.note_pictures(&came, &known)?;
    keep(app, tx, import, &settled).await
}

/// Settles a batch on a blocking thread.
async fn settled(
    app: &App,
    pieces: &Pieces,
    mut known: KnownProducts,
    terms: &Arc<Terms>,
) -> Result<(Settled, KnownProducts), WriteError> {
    let (pieces, terms, now) = (pieces.clone(), terms.clone(), app.clock.now());
    tokio::task::spawn_blocking(move || Ok((settle(pieces.here(), &mut known, &terms, now)?, known)))
        .await
        .map_err(|error| WriteError::Db(sqlx::Error::Encode(error.into())))?
}

/// Stores the outcomes of the pieces, and commits.
async fn keep(
    app: &App,
    mut tx: crate::db::Tx,
    import: &ImportRow,
    settled: &Settled,
) -> Result<Applied, WriteError> {
    if !store::set_outcomes(&mut tx, &import.import_id, &settled.outcomes).await? {
        return Ok(Applied::ChangedMeanwhile);
    }
    store::insert_problems(&mut tx, &import.import_id, &settled.problems).await?;
    store::add_counts(&mut tx, &import.import_id, &settled.counts).await?;
    let content = json!({ "import_id": import.import_id });
    emit(
        &mut tx,
        app.clock.now(),
        "import.progress",
        Some(&import.seller_id),
        &content,
    )
    .await?;
    tx.commit().await?;
    Ok(Applied::Done(settled.outcomes.len()))
}

/// Records a product that failed on our side, so that the others continue.
pub(super) async fn give_up(app: &App, import: &ImportRow, piece: &Piece) -> Result<(), JobError> {
    let outcome = Outcome {
        product_number: piece.number,
        outcome: ProductOutcome::Failed,
        product_id: None,
        before: None,
        after_version: None,
        price_changes: None,
        review_before: None,
    };
    let mut tx = app.db.begin().await?;
    if store::set_outcomes(&mut tx, &import.import_id, &[outcome]).await? {
        let problem = ProblemRow {
            product_number: piece.number,
            problem_number: 0,
            line: piece.number,
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

/// Reads everything the pieces may match.
async fn known(
    connection: &mut Connection,
    import: &ImportRow,
    pieces: &Pieces,
) -> sqlx::Result<KnownProducts> {
    let (mut handles, mut skus) = (HashSet::new(), HashSet::new());
    // Of products that the file gives no handle.
    let (mut titles, mut slugs) = (HashSet::new(), HashSet::new());
    let drafts = pieces.here().iter();
    for draft in drafts.filter_map(|piece| piece.assembled.draft.as_ref()) {
        match (&draft.lookup.handle, &draft.lookup.title) {
            (Some(handle), _) => drop(handles.insert(handle.to_string())),
            (None, Some(title)) => {
                titles.insert(title.clone());
                slugs.insert(Handle::of(title).to_string());
            }
            (None, None) => {}
        }
        skus.extend(draft.skus().map(|(_, sku)| sku.to_owned()));
        skus.extend(draft.lookup.skus.iter().cloned());
    }
    let titles: Vec<String> = titles.into_iter().collect();
    let slugs: Vec<String> = slugs.into_iter().collect();
    handles.extend(slugs.iter().cloned());
    let handles: Vec<String> = handles.into_iter().collect();
    let skus: Vec<String> = skus.into_iter().collect();
    let seller_id = &import.seller_id;
    let mut known = KnownProducts {
        handles: products::by_handle(connection, seller_id, &handles)
            .await?
            .into_iter()
            .collect(),
        ..KnownProducts::default()
    };
    for holder in products::by_sku(connection, seller_id, &skus).await? {
        known.skus.insert(holder.sku, (holder.product_id, holder.name));
    }
    for (sku, line) in store::doubled_skus(connection, &import.import_id, &skus).await? {
        known.first_lines.insert(sku, line as u64);
    }
    let mut ids: Vec<ProductId> = known
        .handles
        .values()
        .chain(known.skus.values().map(|(id, _)| id))
        .cloned()
        .chain(products::by_name(connection, seller_id, &titles).await?)
        .collect();
    ids.sort();
    ids.dedup();
    let products = products::products_by_ids(connection, seller_id, &ids).await?;
    known.products = products
        .into_iter()
        .map(|stored| (stored.product_id.clone(), stored))
        .collect();
    if !titles.is_empty() {
        for product_id in &ids {
            if let Some(stored) = known.products.get(product_id) {
                let name = stored.product.name.to_lowercase();
                known.titles.entry(name).or_default().push(product_id.clone());
            }
        }
        known.taken = store::come_to(connection, &import.import_id, &ids).await?;
        known.named_handles = store::named_handles(connection, &import.import_id, &slugs).await?;
    }
    Ok(known)
}
