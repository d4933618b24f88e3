//! Staging: the file's rows go into the database in chunks, so that memory does not grow with the file and a
//! product's rows need not stand together.

use crate::catalog::imports::{Field, Mapping, Table, Unreadable};
use crate::catalog::store::{self, ImportRow, StagedRow};
use crate::events::JobError;
use crate::state::App;
use std::fs::File;
use std::io::BufReader;

/// Rows in one transaction.
const CHUNK: usize = 1_000;

type OpenTable = Table<BufReader<File>>;

/// A file that turned out unreadable on the way is the seller's to mend; all else is tried again.
pub(super) enum StageError {
    Unreadable(String),
    Job(JobError),
}

impl<E: Into<JobError>> From<E> for StageError {
    fn from(error: E) -> Self {
        Self::Job(error.into())
    }
}

fn unreadable(error: Unreadable) -> StageError {
    match error {
        Unreadable::Io(error) => StageError::Job(JobError::new(error)),
        told => StageError::Unreadable(told.to_string()),
    }
}

/// Stages what is not staged yet.
pub(super) async fn stage(app: &App, import: &ImportRow, mapping: &Mapping) -> Result<(), StageError> {
    let path = app.files().join(&import.file_path);
    let done = import.rows_read;
    let mut table = blocking(move || {
        let file = File::open(path)?;
        let mut table = Table::open(BufReader::new(file))?;
        // Rows that are staged already are read past.
        for _ in 0..done {
            table.next_row()?;
        }
        Ok(table)
    })
    .await?;
    let mut rows_read = done;
    loop {
        let for_rows = mapping.clone();
        let (rows, rest) = blocking(move || read_rows(table, &for_rows)).await?;
        table = rest;
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if !store::hold_import(&mut tx, &import.import_id).await? {
            return Ok(());
        }
        rows_read += rows.len() as i64;
        store::insert_rows(&mut tx, &import.import_id, &rows).await?;
        store::note_staged_rows(&mut tx, &import.import_id, rows_read).await?;
        let finished = rows.len() < CHUNK;
        if finished {
            store::finish_staging(&mut tx, &import.import_id, now).await?;
        }
        tx.commit().await?;
        if finished {
            return Ok(());
        }
    }
}

/// The next chunk of rows; a short one is the last.
fn read_rows(mut table: OpenTable, mapping: &Mapping) -> Result<(Vec<StagedRow>, OpenTable), Unreadable> {
    let mut rows = Vec::with_capacity(CHUNK);
    while rows.len() < CHUNK
        && let Some(record) = table.next_row()?
    {
        let row = mapping.source_row(record);
        rows.push(StagedRow {
            line: row.line as i64,
            product_key: row.product_key(),
            sku: row.cells.filled(Field::Sku).map(str::to_owned),
            fields: serde_json::to_string(&row).map_err(std::io::Error::other)?,
        });
    }
    Ok((rows, table))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<T, StageError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StageError::Job(JobError::new(error)))?
        .map_err(unreadable)
}
