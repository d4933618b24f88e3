//! SQL of import scheduling, from mapping to clean-up.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ImportId, SellerId};
use crate::imports::store::import::{COLUMNS, ImportRow};
use crate::shop_storage::{self, Kind};
use sqlx::AssertSqlSafe;

/// Stores the column mapping of an import not yet started.
pub async fn set_mapping(
    tx: &mut Tx,
    seller_id: &SellerId,
    import_id: &ImportId,
    dialect: &str,
    mapping: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "update imports set dialect = $3, mapping = $4
         where seller_id = $1 and import_id = $2 and status = 'mapping'",
    )
    .bind(seller_id.as_str())
    .bind(import_id.as_str())
    .bind(dialect)
    .bind(mapping)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Queues a mapped import; returns whether it was new.
pub async fn begin_import(
    tx: &mut Tx,
    seller_id: &SellerId,
    import_id: &ImportId,
    dry_run: bool,
    now: Millis,
) -> sqlx::Result<bool> {
    let begun = sqlx::query(
        "update imports set status = 'queued', dry_run_at = $3, queued_at = $4
         where seller_id = $1 and import_id = $2 and status = 'mapping'",
    )
    .bind(seller_id.as_str())
    .bind(import_id.as_str())
    .bind(dry_run.then_some(now.0))
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(begun.rows_affected() == 1)
}

/// The import that ran after this dry run.
pub async fn import_checked_by(
    db: &Db,
    seller_id: &SellerId,
    dry_run: &ImportId,
) -> sqlx::Result<Option<ImportId>> {
    let begun: Option<(String,)> =
        sqlx::query_as("select import_id from imports where checked_by = $2 and seller_id = $1")
            .bind(seller_id.as_str())
            .bind(dry_run.as_str())
            .fetch_optional(db.reader())
            .await?;
    Ok(begun.map(|(import_id,)| ImportId::stored(import_id)))
}

/// Whether no other import of the seller runs or was queued before; they run one after another.
pub async fn is_its_turn(db: &Db, seller_id: &SellerId, import_id: &ImportId) -> sqlx::Result<bool> {
    let before: Option<(String,)> = sqlx::query_as(
        "select other.import_id from imports mine join imports other on other.seller_id = mine.seller_id
         where mine.seller_id = $1 and mine.import_id = $2 and mine.status <> 'running'
           and other.import_id <> mine.import_id and other.status in ('queued', 'running')
           and (other.status = 'running' or (coalesce(other.queued_at, other.created_at), other.import_id)
               < (coalesce(mine.queued_at, mine.created_at), mine.import_id))
         limit 1",
    )
    .bind(seller_id.as_str())
    .bind(import_id.as_str())
    .fetch_optional(db.reader())
    .await?;
    Ok(before.is_none())
}

/// The seller's longest-waiting import.
pub async fn next_import(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<ImportId>> {
    let next: Option<(String,)> = sqlx::query_as(
        "select import_id from imports where seller_id = $1 and status = 'queued'
         order by coalesce(queued_at, created_at), import_id limit 1",
    )
    .bind(seller_id.as_str())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(next.map(|(import_id,)| ImportId::stored(import_id)))
}

/// Imports of any seller uploaded before `until` and never started.
pub async fn imports_never_begun(db: &Db, until: Millis, limit: i64) -> sqlx::Result<Vec<ImportRow>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "{COLUMNS} where status = 'mapping' and tidied_at is null and created_at < $1 order by created_at limit $2"
    )))
    .bind(until.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Unfinished imports of any seller without progress since then.
pub async fn imports_given_up(db: &Db, since: Millis, limit: i64) -> sqlx::Result<Vec<ImportRow>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "{COLUMNS} where status = 'running' and tidied_at is null and coalesce(worked_at, created_at) < $1
         order by created_at limit $2"
    )))
    .bind(since.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Finished imports of any seller from before `until` whose data is still kept.
pub async fn imports_to_tidy(db: &Db, until: Millis, limit: i64) -> sqlx::Result<Vec<ImportRow>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "{COLUMNS} where tidied_at is null and created_at < $1 and status in ('done', 'failed')
         order by created_at limit $2"
    )))
    .bind(until.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Whether an import newer than `until` uses the same file.
pub async fn is_file_needed(db: &Db, file_path: &str, until: Millis) -> sqlx::Result<bool> {
    let later: Option<(String,)> = sqlx::query_as(
        "select import_id from imports where created_at >= $2 and tidied_at is null and file_path = $1 limit 1",
    )
    .bind(file_path)
    .bind(until.0)
    .fetch_optional(db.reader())
    .await?;
    Ok(later.is_some())
}

/// Deletes what is only needed for reports and undo.
pub async fn tidy_import(tx: &mut Tx, import_id: &ImportId, now: Millis) -> sqlx::Result<()> {
    for sql in [
        "delete from import_rows where import_id = $1",
        "delete from import_skus where import_id = $1",
        "update import_products set before_json = null, price_changes = null
         where import_id = $1 and (before_json is not null or price_changes is not null)",
    ] {
        sqlx::query(sql)
            .bind(import_id.as_str())
            .execute(&mut **tx)
            .await?;
    }
    sqlx::query("update imports set tidied_at = $2 where import_id = $1")
        .bind(import_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Marks an import file deleted and releases its space.
pub async fn import_file_removed(tx: &mut Tx, file_path: &str) -> sqlx::Result<()> {
    let gone: Vec<(String, i64)> =
        sqlx::query_as("select seller_id, size_bytes from imports where file_path = $1 and size_bytes > 0")
            .bind(file_path)
            .fetch_all(&mut **tx)
            .await?;
    sqlx::query("update imports set size_bytes = 0 where file_path = $1 and size_bytes > 0")
        .bind(file_path)
        .execute(&mut **tx)
        .await?;
    for (seller_id, bytes) in gone {
        shop_storage::give_back(tx, &SellerId::stored(seller_id), Kind::ImportFiles, bytes).await?;
    }
    Ok(())
}

/// Sum of a shop's import file bytes.
pub const SUM_OF_IMPORT_FILES: &str = "select cast(coalesce(sum(size_bytes), 0) as bigint) from imports where seller_id = $1 and size_bytes > 0";

/// Imports from before the sizes of their files were noted. A file that several were begun from is the first one's.
pub async fn unmeasured_imports(db: &Db, limit: i64) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(
        "select import_id, file_path from imports where size_bytes is null and tidied_at is null
         order by import_id limit $1",
    )
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Notes how large the file is, at the import that brought it.
pub async fn measure_import(tx: &mut Tx, import_id: &str, file_path: &str, bytes: i64) -> sqlx::Result<()> {
    sqlx::query(
        "update imports set size_bytes = case when import_id = $1 then $3 else 0 end
         where file_path = $2 and size_bytes is null",
    )
    .bind(import_id)
    .bind(file_path)
    .bind(bytes)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Deletes an import that never started; returns whether it existed.
pub async fn delete_import(tx: &mut Tx, import_id: &ImportId) -> sqlx::Result<bool> {
    let deleted = sqlx::query("delete from imports where import_id = $1 and status = 'mapping'")
        .bind(import_id.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(deleted.rows_affected() == 1)
}
