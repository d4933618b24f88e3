//! An import in the words of the API.

use crate::catalog::store::{self, ImportRow, ProblemRow};
use crate::clock::Millis;
use crate::db::Db;
use crate::id::ImportId;
use crate::problem::Problem;
use crate::viewer::{Member, may};
use crate::web::keyset::{Keyset, Window};
use serde::Serialize;

/// Sentences shown of each kind; `errors.csv` has them all.
const MOST: i64 = 200;

/// An import: how far it has come and what came of it. `rows` counts rows of the file; `products`, `created`,
/// `updated`, `unchanged` and `failed` count products.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Import)]
pub struct ShownImport {
    pub import_id: ImportId,
    /// `queued`, `running`, `done` or `failed`.
    pub status: String,
    pub dry_run: bool,
    pub file_name: String,
    pub dialect: Option<String>,
    pub encoding: Option<String>,
    pub delimiter: Option<String>,
    pub rows: i64,
    pub products: i64,
    pub products_done: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub failed: i64,
    /// Rows that only give a price in a currency that is not the seller's.
    pub skipped_rows: i64,
    pub warnings: i64,
    /// What was refused, the first 200.
    pub errors: Vec<ImportProblem>,
    /// What was taken, mended as the messages say, the first 200.
    pub notes: Vec<ImportProblem>,
    /// Why the file could not be read to its end.
    pub failure: Option<String>,
    pub retry_of: Option<ImportId>,
    pub created_at: Millis,
    pub finished_at: Option<Millis>,
    pub undo_asked_at: Option<Millis>,
    pub undone_at: Option<Millis>,
}

/// One sentence about one row.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ImportProblem {
    /// The line of the file, from 1.
    pub row: i64,
    /// The heading as the file has it.
    pub column: Option<String>,
    pub message: String,
}

impl From<ProblemRow> for ImportProblem {
    fn from(row: ProblemRow) -> Self {
        Self {
            row: row.line,
            column: row.column_name,
            message: row.message,
        }
    }
}

/// One import of the seller's, or that there is none.
pub async fn find(
    db: &Db,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<ImportRow, Problem> {
    store::import(db, &member.seller_id, import_id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// The import with its report.
pub async fn shown(db: &Db, import: ImportRow) -> Result<ShownImport, Problem> {
    let told = |rows: Vec<ProblemRow>| rows.into_iter().map(ImportProblem::from).collect();
    let errors = told(store::refusals(db, &import.import_id, MOST).await?);
    let notes = told(store::warnings(db, &import.import_id, MOST).await?);
    Ok(with_report(import, errors, notes))
}

/// The seller's imports, newest first, without their reports.
pub async fn list(
    db: &Db,
    member: &Member<may::Products>,
    keyset: &Keyset,
) -> Result<Window<ShownImport>, Problem> {
    let window = store::imports(db, &member.seller_id, keyset).await?;
    let without_report = |import| with_report(import, Vec::new(), Vec::new());
    Ok(Window {
        rows: window.rows.into_iter().map(without_report).collect(),
        newer: window.newer,
        older: window.older,
    })
}

fn with_report(import: ImportRow, errors: Vec<ImportProblem>, notes: Vec<ImportProblem>) -> ShownImport {
    ShownImport {
        import_id: import.import_id,
        status: import.status,
        dry_run: import.dry_run_at.is_some(),
        file_name: import.file_name,
        dialect: import.dialect,
        encoding: import.encoding,
        delimiter: import.delimiter,
        rows: import.rows_read,
        products: import.products,
        products_done: import.products_done,
        created: import.created,
        updated: import.updated,
        unchanged: import.unchanged,
        failed: import.failed,
        skipped_rows: import.skipped,
        warnings: import.warnings,
        errors,
        notes,
        failure: import.failure,
        retry_of: import.retry_of,
        created_at: import.created_at,
        finished_at: import.finished_at,
        undo_asked_at: import.undo_asked_at,
        undone_at: import.undone_at,
    }
}

/// What undoing did, by outcome: `removed`, `restored`, `kept`.
pub async fn undone(db: &Db, import: &ImportRow) -> Result<Vec<(String, i64)>, Problem> {
    Ok(store::undone_counts(db, &import.import_id).await?)
}
