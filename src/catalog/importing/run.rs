//! The job of one import: stage, then apply, then finish; each step goes on where the one before was interrupted.

use super::apply::{Applied, Piece, apply, give_up, pieces};
use super::decide::Terms;
use super::stage::{StageError, stage};
use crate::catalog::imports::Mapping;
use crate::catalog::store::{self, ImportRow, WriteError};
use crate::events::{Event, JobError, emit};
use crate::id::ImportId;
use crate::problem::Problem;
use crate::state::App;
use serde::Deserialize;
use serde_json::json;

/// Products in one transaction.
const CHUNK: i64 = 100;

/// What the events of an import carry.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub import_id: ImportId,
}

/// Carries out the import that the event names.
pub(in crate::catalog) async fn carry_out(app: App, event: Event) -> Result<(), JobError> {
    let Named { import_id } = event.read()?;
    let Some(import) = store::import_for_job(&app.db, &import_id).await? else {
        return Ok(());
    };
    if !matches!(import.status.as_str(), "queued" | "running") {
        return Ok(());
    }
    let Some((currency, seller_status)) = store::seller_terms(&app.db, &import.seller_id).await? else {
        return Ok(());
    };
    let mapping: Mapping = serde_json::from_str(import.mapping.as_deref().unwrap_or_default())?;
    if import.staged_at.is_none() {
        match stage(&app, &import, &mapping).await {
            Ok(()) => {
                app.db.notice_growth("import_rows").await?;
                app.db.notice_growth("import_products").await?;
            }
            Err(StageError::Unreadable(why)) => return fail(&app, &import, &why).await,
            Err(StageError::Job(error)) => return Err(error),
        }
    }
    let terms = Terms {
        mapping: &mapping,
        currency,
        seller_status,
        dry_run: import.dry_run_at.is_some(),
    };
    let mut after = 0;
    loop {
        let due = store::products_due(&app.db, &import_id, after, CHUNK).await?;
        let Some(last) = due.last() else { break };
        after = last.product_number;
        let pieces = pieces(&app, &import, due, &terms).await?;
        if let Applied::Overtaken = apply_whole(&app, &import, &pieces, &terms).await? {
            after = 0;
            // The other one is working on it: what it leaves is seen in a moment.
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            let now = store::import_for_job(&app.db, &import_id).await?;
            if now.is_none_or(|now| now.status != "running") {
                return Ok(());
            }
        }
    }
    finish(&app, &import).await
}

/// Applies the pieces together; when one of them spoils that, one by one.
async fn apply_whole(
    app: &App,
    import: &ImportRow,
    pieces: &[Piece],
    terms: &Terms<'_>,
) -> Result<Applied, JobError> {
    if let Ok(applied) = apply_again(app, import, pieces, terms).await {
        return Ok(applied);
    }
    for piece in pieces {
        match apply_again(app, import, std::slice::from_ref(piece), terms).await {
            Ok(Applied::Done) => {}
            Ok(Applied::Overtaken) => return Ok(Applied::Overtaken),
            Err(error) if error.is_ours_for_good() => {
                tracing::error!(import_id = %import.import_id, "a product could not be imported: {error}");
                give_up(app, import, piece).await?;
            }
            Err(error) => return Err(JobError::new(error)),
        }
    }
    Ok(Applied::Done)
}

/// The same, again when PostgreSQL gave it up for another transaction.
async fn apply_again(
    app: &App,
    import: &ImportRow,
    pieces: &[Piece],
    terms: &Terms<'_>,
) -> Result<Applied, WriteError> {
    let mut tries = 0;
    loop {
        match apply(app, import, pieces, terms).await {
            Err(WriteError::Db(error)) if tries < 5 && crate::db::is_transient(&error) => tries += 1,
            applied => return applied,
        }
    }
}

async fn finish(app: &App, import: &ImportRow) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::hold_import(&mut tx, &import.import_id).await? {
        return Ok(());
    }
    store::forget_rows(&mut tx, &import.import_id).await?;
    store::finish_import(&mut tx, &import.import_id, now).await?;
    let content = json!({ "import_id": import.import_id });
    emit(&mut tx, now, "import.finished", Some(&import.seller_id), &content).await?;
    tx.commit().await?;
    Ok(())
}

async fn fail(app: &App, import: &ImportRow, why: &str) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::fail_import(&mut tx, &import.import_id, why, now).await?;
    let content = json!({ "import_id": import.import_id });
    emit(&mut tx, now, "import.failed", Some(&import.seller_id), &content).await?;
    tx.commit().await?;
    Ok(())
}

impl WriteError {
    /// Trying the same product again would go the same way: the database refused what was to be written.
    fn is_ours_for_good(&self) -> bool {
        match self {
            Self::SkuTaken { .. } => true,
            Self::Db(sqlx::Error::Database(error)) => {
                error.is_unique_violation() || error.is_check_violation() || error.is_foreign_key_violation()
            }
            Self::Db(sqlx::Error::Encode(_) | sqlx::Error::Protocol(_)) => true,
            Self::Db(_) => false,
        }
    }
}

impl From<WriteError> for JobError {
    fn from(error: WriteError) -> Self {
        Problem::from(error).into()
    }
}
