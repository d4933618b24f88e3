//! Job of one import: stage, apply, finish; each step resumes where it was interrupted.

use super::apply::{Applied, Pieces, apply, give_up};
use super::assembled::{Piece, read_ahead};
use super::decide::Terms;
use super::pace::Pace;
use super::stage::{StageError, stage};
use crate::events::{Event, JobError, emit};
use crate::id::ImportId;
use crate::imports::store::{self, ImportRow};
use crate::problem::Problem;
use crate::product_files::Mapping;
use crate::products::{self, WriteError};
use crate::state::App;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, channel};

/// Lines whose staged rows are let go in one transaction.
const LINES: i64 = 20_000;

const GIVEN_UP: &str = "A problem on our side stopped the import.";
const TAKEN_STAYS: &str = " Products imported so far stay: import the file again for the rest.";

/// Event content of an import.
#[derive(Debug, Deserialize)]
pub(super) struct ImportEvent {
    pub import_id: ImportId,
}

/// Carries out the import that the event names. While an earlier one of the seller's is not finished it waits:
/// whoever finishes that one calls the next.
pub async fn carry_out(app: App, event: Event) -> Result<(), JobError> {
    let ImportEvent { import_id } = event.read()?;
    loop {
        let Some(import) = store::import_for_job(&app.db, &import_id).await? else {
            return Ok(());
        };
        if !import.status.is_under_way()
            || !store::is_its_turn(&app.db, &import.seller_id, &import_id).await?
        {
            return Ok(());
        }
        match go_on(&app, &import).await? {
            Applied::Done(_) => return finish(&app, &import).await,
            // The other one is working on it: what it leaves is seen in a moment.
            Applied::ChangedMeanwhile => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

/// Ends an import that was tried too often, tells the seller, and starts the next one.
pub async fn end(app: App, event: Event) -> Result<(), JobError> {
    let ImportEvent { import_id } = event.read()?;
    match store::import_for_job(&app.db, &import_id).await? {
        Some(import) if import.status.is_under_way() => {
            let kept = if import.products > 0 { TAKEN_STAYS } else { "" };
            fail(&app, &import, &format!("{GIVEN_UP}{kept}")).await
        }
        _ => Ok(()),
    }
}

/// Runs the remaining steps.
async fn go_on(app: &App, import: &ImportRow) -> Result<Applied, JobError> {
    let Some((currency, seller_status)) = products::seller_terms(&app.db, &import.seller_id).await? else {
        return Err(JobError::new("the import's seller is not there"));
    };
    let mut mapping: Mapping = serde_json::from_str(import.mapping.as_deref().unwrap_or_default())?;
    // A version before this one did not keep it.
    mapping.currency.get_or_insert(currency);
    if import.staged_at.is_none() {
        match stage(app, import, &mapping).await {
            Ok(()) => {
                app.db.notice_growth("import_rows").await?;
                app.db.notice_growth("import_products").await?;
            }
            Err(StageError::ChangedMeanwhile) => return Ok(Applied::ChangedMeanwhile),
            // Once it has failed, the next look finds it ended.
            Err(StageError::Unreadable(why)) => {
                fail(app, import, &why).await?;
                return Ok(Applied::ChangedMeanwhile);
            }
            Err(StageError::Job(error)) => return Err(error),
        }
    }
    let terms = Arc::new(Terms {
        mapping,
        currency,
        seller_status,
        dry_run: import.dry_run_at.is_some(),
    });
    apply_all(app, import, &terms, &Pace::default()).await
}

/// Applies everything due, assembling the next products while some are written.
async fn apply_all(
    app: &App,
    import: &ImportRow,
    terms: &Arc<Terms>,
    pace: &Pace,
) -> Result<Applied, JobError> {
    let (sender, pieces) = channel(1);
    let (read, applied) = tokio::join!(
        read_ahead(app, import, terms, pace, sender),
        apply_each(app, import, terms, pace, pieces)
    );
    let applied = applied?;
    read?;
    Ok(applied)
}

async fn apply_each(
    app: &App,
    import: &ImportRow,
    terms: &Arc<Terms>,
    pace: &Pace,
    mut pieces: Receiver<Vec<Piece>>,
) -> Result<Applied, JobError> {
    let mut chunks: u32 = 0;
    while let Some(pieces) = pieces.recv().await {
        if let Applied::ChangedMeanwhile = apply_whole(app, import, pieces, terms, pace).await? {
            return Ok(Applied::ChangedMeanwhile);
        }
        chunks += 1;
        // A first import multiplies these tables, which every chunk looks into.
        if !terms.dry_run && chunks.is_power_of_two() {
            for table in ["products", "variants", "product_search"] {
                app.db.notice_growth(table).await?;
            }
        }
    }
    Ok(Applied::Done(0))
}

/// Applies the pieces together; where one of them spoils that, in halves, down to that one.
async fn apply_whole(
    app: &App,
    import: &ImportRow,
    pieces: Vec<Piece>,
    terms: &Arc<Terms>,
    pace: &Pace,
) -> Result<Applied, JobError> {
    let to = pieces.len();
    let all = Arc::new(pieces);
    let part = |from: usize, to: usize| Pieces {
        all: all.clone(),
        from,
        to,
    };
    let mut parts = vec![part(0, to)];
    while let Some(Pieces { from, to, .. }) = parts.pop().filter(|part| part.from < part.to) {
        let pieces = part(from, to);
        let begun = Instant::now();
        match apply_again(app, import, &pieces, terms).await {
            Ok(Applied::Done(done)) => {
                pace.took(done, begun.elapsed());
                if from + done < to {
                    parts.push(part(from + done, to));
                }
            }
            Ok(Applied::ChangedMeanwhile) => return Ok(Applied::ChangedMeanwhile),
            Err(error) if !error.is_of_the_product() => return Err(JobError::new(error)),
            Err(error) if to - from == 1 => {
                tracing::error!(import_id = %import.import_id, "a product could not be imported: {error}");
                for piece in pieces.here() {
                    give_up(app, import, piece).await?;
                }
            }
            Err(_) => {
                let middle = from + (to - from) / 2;
                parts.push(part(middle, to));
                parts.push(part(from, middle));
            }
        }
    }
    Ok(Applied::Done(to))
}

/// Applies a batch, retrying if another transaction interrupts.
async fn apply_again(
    app: &App,
    import: &ImportRow,
    pieces: &Pieces,
    terms: &Arc<Terms>,
) -> Result<Applied, WriteError> {
    let mut tries = 0;
    loop {
        let applied = apply(app, import, pieces, terms).await;
        match &applied {
            Err(WriteError::ChangedMeanwhile) if tries < 5 => tries += 1,
            Err(WriteError::Db(error)) if tries < 5 && crate::db::is_transient(error) => tries += 1,
            _ => return applied,
        }
    }
}

async fn finish(app: &App, import: &ImportRow) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::hold_import(&mut tx, &import.import_id, now).await? {
        return Ok(());
    }
    store::finish_import(&mut tx, &import.import_id, now).await?;
    let content = json!({ "import_id": import.import_id });
    emit(&mut tx, now, "import.finished", Some(&import.seller_id), &content).await?;
    call_next(&mut tx, import, now).await?;
    tx.commit().await?;
    forget_runs(app, import).await
}

/// Deletes staged rows of imported products, some at a time. Those that a killed run leaves, the schedule
/// takes.
async fn forget_runs(app: &App, import: &ImportRow) -> Result<(), JobError> {
    let last = store::last_line(&app.db, &import.import_id).await?;
    let mut after = -1;
    while after < last {
        let mut tx = app.db.begin().await?;
        store::forget_runs(&mut tx, &import.import_id, after, after + LINES).await?;
        tx.commit().await?;
        after += LINES;
    }
    Ok(())
}

async fn fail(app: &App, import: &ImportRow, why: &str) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::fail_import(&mut tx, &import.import_id, why, now).await?;
    let content = json!({ "import_id": import.import_id });
    emit(&mut tx, now, "import.failed", Some(&import.seller_id), &content).await?;
    call_next(&mut tx, import, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Starts the seller's next waiting import.
pub(super) async fn call_next(
    tx: &mut crate::db::Tx,
    import: &ImportRow,
    now: crate::clock::Millis,
) -> sqlx::Result<()> {
    if let Some(next) = store::next_import(tx, &import.seller_id).await? {
        let content = json!({ "import_id": next });
        emit(tx, now, "import.queued", Some(&import.seller_id), &content).await?;
    }
    Ok(())
}

impl From<WriteError> for JobError {
    fn from(error: WriteError) -> Self {
        Problem::from(error).into()
    }
}
