//! Assembled products of the file, read ahead of writing.

use super::decide::Terms;
use super::pace::Pace;
use crate::events::JobError;
use crate::imports::store::{self, Due, ImportRow};
use crate::product_files::{Assembled, SourceRow, assemble};
use crate::state::App;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;

/// Rows assembled at once: the most per transaction, unless one product has more.
const ROWS: i64 = 4_000;

/// One product of the file with its rows put together.
pub(super) struct Piece {
    pub number: i64,
    /// First lines of its rows.
    pub lines: Vec<u64>,
    pub assembled: Assembled,
}

/// Sends unprocessed products, a few at a time, in file order.
pub(super) async fn read_ahead(
    app: &App,
    import: &ImportRow,
    terms: &Arc<Terms>,
    pace: &Pace,
    to: Sender<Vec<Piece>>,
) -> Result<(), JobError> {
    let mut after = 0;
    loop {
        let due = store::products_due(&app.db, &import.import_id, after, pace.products()).await?;
        let due = first_of(due);
        let (Some(first), Some(last)) = (due.first(), due.last()) else {
            return Ok(());
        };
        let (first, last) = (first.product_number, last.product_number);
        after = last;
        let runs = store::runs_of(&app.db, &import.import_id, first, last).await?;
        let terms = terms.clone();
        let pieces = tokio::task::spawn_blocking(move || put_together(due, runs, &terms));
        let pieces = pieces.await.map_err(JobError::new)??;
        if to.send(pieces).await.is_err() {
            return Ok(());
        }
    }
}

/// As many products as fit one transaction, at least one.
fn first_of(mut due: Vec<Due>) -> Vec<Due> {
    let mut rows = 0;
    let fits = due.iter().take_while(|due| {
        rows += due.row_count;
        rows <= ROWS
    });
    let fits = fits.count().max(1);
    due.truncate(fits);
    due
}

fn put_together(
    due: Vec<Due>,
    runs: Vec<(i64, String)>,
    terms: &Terms,
) -> Result<Vec<Piece>, serde_json::Error> {
    let mut rows: HashMap<i64, Vec<SourceRow>> = HashMap::with_capacity(due.len());
    for (number, fields) in runs {
        rows.entry(number).or_default().extend(rows_of(&fields)?);
    }
    let piece = |due: Due| {
        let rows = rows.remove(&due.product_number).unwrap_or_default();
        Piece {
            number: due.product_number,
            lines: rows.iter().map(|row| row.line).collect(),
            assembled: assemble(&rows, &terms.mapping, terms.currency),
        }
    };
    Ok(due.into_iter().map(piece).collect())
}

/// Rows of a run; earlier versions stored them one by one.
pub(super) fn rows_of(fields: &str) -> Result<Vec<SourceRow>, serde_json::Error> {
    if fields.starts_with('[') {
        serde_json::from_str(fields)
    } else {
        serde_json::from_str(fields).map(|row| vec![row])
    }
}
