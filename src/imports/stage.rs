//! Staging: rows of the file are inserted in chunks, so that memory stays constant and a product's rows need
//! not be adjacent. One thread reads ahead while the chunk before is written.

use super::first_lines::FirstLines;
use crate::db::Tx;
use crate::events::JobError;
use crate::files::LocalFile;
use crate::imports::store::{self, Counts, DoubleSku, ImportRow, ProblemRow, StagedRun};
use crate::product_files::{Field, Mapping, ProductKeys, SourceRow, Table, Unreadable};
use crate::state::App;
use std::fs::File;
use std::io::BufReader;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Rows in one transaction, unless they are long.
const ROWS: i64 = 5_000;
/// Characters in one transaction, so that long rows are few.
const CHARACTERS: usize = 2 * 1024 * 1024;
/// Rows of one product stored together.
const ROWS_OF_RUN: i64 = 500;

/// Staging failure: an unreadable file is the seller's to fix; anything else is retried.
pub(super) enum StageError {
    Unreadable(String),
    /// Another worker is staging it, and its job continues.
    ChangedMeanwhile,
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

/// Some rows of the file.
#[derive(Default)]
struct Chunk {
    rows: i64,
    characters: usize,
    runs: Vec<StagedRun>,
    doubles: Vec<DoubleSku>,
    is_last: bool,
}

/// Stages the remaining rows.
pub(super) async fn stage(app: &App, import: &ImportRow, mapping: &Mapping) -> Result<(), StageError> {
    let (sender, chunks) = channel(1);
    let reader = Reader {
        file: super::file::local(app, import).await.map_err(JobError::new)?,
        done: import.rows_read,
        mapping: mapping.clone(),
    };
    let reading = tokio::task::spawn_blocking(move || reader.read(&sender));
    let written = write(app, import, mapping, chunks).await;
    let read = reading.await.map_err(JobError::new)?;
    written?;
    read.map_err(unreadable)
}

async fn write(
    app: &App,
    import: &ImportRow,
    mapping: &Mapping,
    mut chunks: Receiver<Chunk>,
) -> Result<(), StageError> {
    let mut rows_read = import.rows_read;
    while let Some(chunk) = chunks.recv().await {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if !store::hold_import(&mut tx, &import.import_id, now).await? {
            return Err(StageError::ChangedMeanwhile);
        }
        let before = rows_read;
        rows_read += chunk.rows;
        if !store::note_staged_rows(&mut tx, &import.import_id, before, rows_read).await? {
            return Err(StageError::ChangedMeanwhile);
        }
        store::insert_runs(&mut tx, &import.import_id, &chunk.runs, &chunk.doubles).await?;
        if chunk.is_last {
            store::finish_staging(&mut tx, &import.import_id, now).await?;
            note_numbers(&mut tx, import, mapping).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The report begins with how the numbers of each column are read: once, not cell by cell.
async fn note_numbers(tx: &mut Tx, import: &ImportRow, mapping: &Mapping) -> sqlx::Result<()> {
    let notes = mapping.number_notes().into_iter();
    let problems: Vec<ProblemRow> = notes
        .map(|(column, message)| ProblemRow {
            // Of no product.
            product_number: 0,
            problem_number: 0,
            line: 1,
            column_name: Some(column),
            severity: "warning".to_owned(),
            message,
        })
        .collect();
    let counts = Counts {
        warnings: problems.len() as i64,
        ..Counts::default()
    };
    store::insert_problems(tx, &import.import_id, &problems).await?;
    store::add_counts(tx, &import.import_id, &counts).await
}

/// Reads the file on a thread that may block.
struct Reader {
    file: LocalFile,
    /// Rows that are staged already.
    done: i64,
    mapping: Mapping,
}

impl Reader {
    /// Sends chunks until nobody receives them.
    fn read(self, to: &Sender<Chunk>) -> Result<(), Unreadable> {
        let mut table = Table::open(BufReader::with_capacity(
            128 * 1024,
            File::open(self.file.path())?,
        ))?
        .linked(&self.mapping)?;
        let mut first_lines = FirstLines::default();
        let mut keys = ProductKeys::default();
        for _ in 0..self.done {
            if let Some(row) = self.next(&mut table, &mut keys)? {
                first_lines.note(&row);
            }
        }
        let mut chunk = Chunk::default();
        while let Some(row) = self.next(&mut table, &mut keys)? {
            chunk.doubles.extend(first_lines.note(&row));
            chunk.add(&row)?;
            if chunk.rows >= ROWS || chunk.characters >= CHARACTERS {
                let full = std::mem::take(&mut chunk).closed();
                if to.blocking_send(full).is_err() {
                    return Ok(());
                }
            }
        }
        chunk.is_last = true;
        // Whoever stopped taking chunks goes on another time.
        let _ = to.blocking_send(chunk.closed());
        Ok(())
    }

    fn next(
        &self,
        table: &mut Table<BufReader<File>>,
        keys: &mut ProductKeys,
    ) -> Result<Option<Keyed>, Unreadable> {
        let Some(record) = table.next_row()? else {
            return Ok(None);
        };
        let row = self.mapping.source_row(record);
        Ok(Some(Keyed {
            key: keys.next(&row),
            row,
        }))
    }
}

/// A row with the key of its product.
pub(super) struct Keyed {
    pub key: String,
    pub row: SourceRow,
}

impl Keyed {
    pub fn sku(&self) -> Option<&str> {
        self.row.cells.filled(Field::Sku)
    }
}

impl Chunk {
    fn add(&mut self, keyed: &Keyed) -> Result<(), Unreadable> {
        let fields = serde_json::to_string(&keyed.row).map_err(std::io::Error::other)?;
        self.rows += 1;
        self.characters += fields.len();
        match self.runs.last_mut() {
            Some(run) if run.product_key == keyed.key && run.row_count < ROWS_OF_RUN => {
                run.row_count += 1;
                run.fields.push(',');
                run.fields.push_str(&fields);
            }
            _ => self.runs.push(StagedRun {
                line: keyed.row.line as i64,
                product_key: keyed.key.clone(),
                row_count: 1,
                fields: format!("[{fields}"),
            }),
        }
        Ok(())
    }

    /// The lists of its runs are ended.
    fn closed(mut self) -> Self {
        self.runs.iter_mut().for_each(|run| run.fields.push(']'));
        self
    }
}
