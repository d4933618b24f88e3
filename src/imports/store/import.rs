//! SQL of imports and their progress.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ImportId, SellerId, UserId};
use crate::imports::status::ImportStatus;
use crate::keyset::{Keyset, Window};
use sqlx::AssertSqlSafe;

crate::row! {
    /// An import as stored.
    #[derive(Debug, Clone)]
    pub struct ImportRow {
        pub import_id: ImportId,
        pub seller_id: SellerId,
        pub user_id: Option<UserId>,
        pub file_name: String,
        /// Under the folder of files.
        pub file_path: String,
        pub dialect: Option<String>,
        pub encoding: Option<String>,
        pub delimiter: Option<String>,
        /// JSON.
        pub mapping: Option<String>,
        /// Whether it only previews.
        pub dry_run_at: Option<Millis>,
        pub retry_of: Option<ImportId>,
        /// Dry run that previewed it.
        pub checked_by: Option<ImportId>,
        /// `mapping` (waiting for a person to map columns), `queued`, `running`, `done` or `failed`.
        pub status: ImportStatus,
        pub failure: Option<String>,
        pub rows_read: i64,
        pub products: i64,
        pub products_done: i64,
        pub created: i64,
        pub updated: i64,
        pub unchanged: i64,
        pub failed: i64,
        /// Rows skipped for another currency.
        pub skipped: i64,
        pub warnings: i64,
        pub staged_at: Option<Millis>,
        pub created_at: Millis,
        pub finished_at: Option<Millis>,
        pub undo_asked_at: Option<Millis>,
        pub undone_at: Option<Millis>,
        /// When file and rows were deleted, ending undo.
        pub tidied_at: Option<Millis>,
    }
}

pub(super) const COLUMNS: &str = "select import_id, seller_id, user_id, file_name, file_path, dialect, encoding, delimiter, \
     mapping, dry_run_at, retry_of, checked_by, status, failure, rows_read, products, products_done, created, updated, unchanged, \
     failed, skipped, warnings, staged_at, created_at, finished_at, undo_asked_at, undone_at, tidied_at from imports";

/// An import about to be queued.
pub struct NewImport<'a> {
    pub import_id: &'a ImportId,
    pub seller_id: &'a SellerId,
    pub user_id: &'a UserId,
    pub file_name: &'a str,
    pub file_path: &'a str,
    /// Size of the file, for the first import of it.
    pub size_bytes: i64,
    pub dialect: &'a str,
    pub encoding: &'a str,
    pub delimiter: &'a str,
    pub mapping: &'a str,
    pub dry_run: bool,
    pub retry_of: Option<&'a ImportId>,
    pub checked_by: Option<&'a ImportId>,
    pub status: ImportStatus,
}

pub async fn insert_import(tx: &mut Tx, new: &NewImport<'_>, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into imports (import_id, seller_id, user_id, file_name, file_path, dialect, encoding, delimiter,
             mapping, dry_run_at, retry_of, checked_by, status, created_at, queued_at, size_bytes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)",
    )
    .bind(new.import_id.as_str())
    .bind(new.seller_id.as_str())
    .bind(new.user_id.as_str())
    .bind(new.file_name)
    .bind(new.file_path)
    .bind(new.dialect)
    .bind(new.encoding)
    .bind(new.delimiter)
    .bind(new.mapping)
    .bind(new.dry_run.then_some(now.0))
    .bind(new.retry_of.map(ImportId::as_str))
    .bind(new.checked_by.map(ImportId::as_str))
    .bind(new.status.as_str())
    .bind(now.0)
    .bind(new.size_bytes)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// One import of the seller's.
pub async fn import(db: &Db, seller_id: &SellerId, import_id: &ImportId) -> sqlx::Result<Option<ImportRow>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "{COLUMNS} where seller_id = $1 and import_id = $2"
    )))
    .bind(seller_id.as_str())
    .bind(import_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// An import whose event names it; the job acts for the seller in the row.
pub async fn import_for_job(db: &Db, import_id: &ImportId) -> sqlx::Result<Option<ImportRow>> {
    sqlx::query_as(AssertSqlSafe(format!("{COLUMNS} where import_id = $1")))
        .bind(import_id.as_str())
        .fetch_optional(db.reader())
        .await
}

/// The seller's imports, newest first.
pub async fn imports(db: &Db, seller_id: &SellerId, keyset: &Keyset) -> sqlx::Result<Window<ImportRow>> {
    let tail = keyset.tail("import_id", 2);
    let rows: Vec<ImportRow> = sqlx::query_as(AssertSqlSafe(format!(
        "{COLUMNS} where seller_id = $1 and {tail}"
    )))
    .bind(seller_id.as_str())
    .bind(keyset.bound(ImportId::PREFIX))
    .bind(keyset.fetch())
    .fetch_all(db.reader())
    .await?;
    Ok(keyset.cut(rows, |row| row.import_id.to_string()))
}

/// Locks an unfinished import until the transaction ends.
pub async fn hold_import(tx: &mut Tx, import_id: &ImportId, now: Millis) -> sqlx::Result<bool> {
    let held = sqlx::query(
        "update imports set status = 'running', worked_at = $2
         where import_id = $1 and status in ('queued', 'running')",
    )
    .bind(import_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(held.rows_affected() == 1)
}

/// Stores the number of staged rows; returns whether it was `before` until now.
pub async fn note_staged_rows(
    tx: &mut Tx,
    import_id: &ImportId,
    before: i64,
    rows: i64,
) -> sqlx::Result<bool> {
    let noted = sqlx::query(
        "update imports set rows_read = $3 where import_id = $1 and rows_read = $2 and staged_at is null",
    )
    .bind(import_id.as_str())
    .bind(before)
    .bind(rows)
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// Outcome counts of a few products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub failed: i64,
    pub skipped: i64,
    pub warnings: i64,
}

pub async fn add_counts(tx: &mut Tx, import_id: &ImportId, counts: &Counts) -> sqlx::Result<()> {
    sqlx::query(
        "update imports set products_done = products_done + $2, created = created + $3, updated = updated + $4,
             unchanged = unchanged + $5, failed = failed + $6, skipped = skipped + $7, warnings = warnings + $8
         where import_id = $1",
    )
    .bind(import_id.as_str())
    .bind(counts.created + counts.updated + counts.unchanged + counts.failed)
    .bind(counts.created)
    .bind(counts.updated)
    .bind(counts.unchanged)
    .bind(counts.failed)
    .bind(counts.skipped)
    .bind(counts.warnings)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn finish_import(tx: &mut Tx, import_id: &ImportId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update imports set status = 'done', finished_at = $2 where import_id = $1")
        .bind(import_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Marks the import failed: the file cannot be read further, and staged rows are not applied.
pub async fn fail_import(tx: &mut Tx, import_id: &ImportId, failure: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update imports set status = 'failed', failure = $2, finished_at = $3
         where import_id = $1 and status in ('queued', 'running')",
    )
    .bind(import_id.as_str())
    .bind(failure)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Requests undo of a finished import; returns whether it was new.
pub async fn ask_undo(
    tx: &mut Tx,
    seller_id: &SellerId,
    import_id: &ImportId,
    now: Millis,
) -> sqlx::Result<bool> {
    let asked = sqlx::query(
        "update imports set undo_asked_at = $3
         where seller_id = $1 and import_id = $2 and status = 'done' and dry_run_at is null
           and undo_asked_at is null",
    )
    .bind(seller_id.as_str())
    .bind(import_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(asked.rows_affected() == 1)
}

pub async fn finish_undo(tx: &mut Tx, import_id: &ImportId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update imports set undone_at = $2 where import_id = $1 and undone_at is null")
        .bind(import_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}
