//! SQL of count files, their rows and outcomes.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{SellerId, StockSheetId, UserId};
use crate::keyset::{Keyset, Window};
use sqlx::AssertSqlSafe;

/// Rows in one statement.
const BATCH: usize = 100;

crate::stored_enum! {
    /// How far a file of counts is.
    #[schema(as = StockSheetStatus)]
    pub enum SheetStatus {
        Queued = "queued",
        Running = "running",
        Done = "done",
    }
}

crate::stored_enum! {
    /// Outcome of one row of the file.
    #[schema(as = StockCountOutcome)]
    pub enum CountOutcome {
        Changed = "changed",
        Unchanged = "unchanged",
        Refused = "refused",
    }
}

crate::row! {
    /// A file of counts as stored.
    #[derive(Debug, Clone)]
    pub struct StockSheetRow {
        pub stock_sheet_id: StockSheetId,
        pub seller_id: SellerId,
        pub user_id: UserId,
        pub file_name: String,
        pub status: SheetStatus,
        pub rows: i64,
        pub rows_done: i64,
        pub changed: i64,
        pub unchanged: i64,
        pub refused: i64,
        pub created_at: Millis,
    }
}

const SHEETS: &str = "select stock_sheet_id, seller_id, user_id, file_name, status, rows, rows_done, changed, \
     unchanged, refused, created_at from stock_sheets";

crate::row! {
    /// One row of the file.
    #[derive(Debug, Clone)]
    pub struct CountRow {
        /// The line of the file, from 1.
        pub line: i64,
        pub sku: Option<String>,
        /// JSON.
        pub cells: String,
        pub message: Option<String>,
    }
}

pub async fn insert_stock_sheet(tx: &mut Tx, sheet: &StockSheetRow, counts: &[CountRow]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into stock_sheets (stock_sheet_id, seller_id, user_id, file_name, status, rows, created_at)
         values ($1, $2, $3, $4, 'queued', $5, $6)",
    )
    .bind(sheet.stock_sheet_id.as_str())
    .bind(sheet.seller_id.as_str())
    .bind(sheet.user_id.as_str())
    .bind(&sheet.file_name)
    .bind(counts.len() as i64)
    .bind(sheet.created_at.0)
    .execute(&mut **tx)
    .await?;
    for counts in counts.chunks(BATCH) {
        let tuples: Vec<String> = (0..counts.len())
            .map(|row| format!("($1, ${}, ${}, ${})", row * 3 + 2, row * 3 + 3, row * 3 + 4))
            .collect();
        let sql = format!(
            "insert into stock_sheet_rows (stock_sheet_id, line, sku, cells) values {}",
            tuples.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(sheet.stock_sheet_id.as_str());
        for count in counts {
            query = query
                .bind(count.line)
                .bind(count.sku.as_deref())
                .bind(&count.cells);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// One file of the seller's.
pub async fn stock_sheet(
    db: &Db,
    seller_id: &SellerId,
    stock_sheet_id: &StockSheetId,
) -> sqlx::Result<Option<StockSheetRow>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "{SHEETS} where seller_id = $1 and stock_sheet_id = $2"
    )))
    .bind(seller_id.as_str())
    .bind(stock_sheet_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// The seller's files, newest first.
pub async fn stock_sheets(
    db: &Db,
    seller_id: &SellerId,
    keyset: &Keyset,
) -> sqlx::Result<Window<StockSheetRow>> {
    let tail = keyset.tail("stock_sheet_id", 2);
    let rows: Vec<StockSheetRow> =
        sqlx::query_as(AssertSqlSafe(format!("{SHEETS} where seller_id = $1 and {tail}")))
            .bind(seller_id.as_str())
            .bind(keyset.bound(StockSheetId::PREFIX))
            .bind(keyset.fetch())
            .fetch_all(db.reader())
            .await?;
    Ok(keyset.cut(rows, |row| row.stock_sheet_id.to_string()))
}

/// Locks an unfinished count file until the transaction ends.
pub async fn hold_stock_sheet(
    tx: &mut Tx,
    stock_sheet_id: &StockSheetId,
) -> sqlx::Result<Option<StockSheetRow>> {
    let held = sqlx::query(
        "update stock_sheets set status = 'running' where stock_sheet_id = $1 and status in ('queued', 'running')",
    )
    .bind(stock_sheet_id.as_str())
    .execute(&mut **tx)
    .await?;
    if held.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query_as(AssertSqlSafe(format!("{SHEETS} where stock_sheet_id = $1")))
        .bind(stock_sheet_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

/// The next unprocessed rows.
pub async fn counts_due(
    tx: &mut Tx,
    stock_sheet_id: &StockSheetId,
    limit: i64,
) -> sqlx::Result<Vec<CountRow>> {
    sqlx::query_as(
        "select line, sku, cells, message from stock_sheet_rows
         where stock_sheet_id = $1 and outcome is null order by line limit $2",
    )
    .bind(stock_sheet_id.as_str())
    .bind(limit)
    .fetch_all(&mut **tx)
    .await
}

pub async fn set_count_outcome(
    tx: &mut Tx,
    stock_sheet_id: &StockSheetId,
    line: i64,
    outcome: CountOutcome,
    message: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query(
        "update stock_sheet_rows set outcome = $3, message = $4 where stock_sheet_id = $1 and line = $2",
    )
    .bind(stock_sheet_id.as_str())
    .bind(line)
    .bind(outcome.as_str())
    .bind(message)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Adds row outcomes: updated, unchanged, failed.
pub async fn add_count_outcomes(
    tx: &mut Tx,
    stock_sheet_id: &StockSheetId,
    [changed, unchanged, refused]: [i64; 3],
) -> sqlx::Result<()> {
    sqlx::query(
        "update stock_sheets set rows_done = rows_done + $2 + $3 + $4, changed = changed + $2,
             unchanged = unchanged + $3, refused = refused + $4
         where stock_sheet_id = $1",
    )
    .bind(stock_sheet_id.as_str())
    .bind(changed)
    .bind(unchanged)
    .bind(refused)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Ends a count file and deletes rows no report needs.
pub async fn finish_stock_sheet(tx: &mut Tx, stock_sheet_id: &StockSheetId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "delete from stock_sheet_rows where stock_sheet_id = $1 and outcome <> 'refused' and message is null",
    )
    .bind(stock_sheet_id.as_str())
    .execute(&mut **tx)
    .await?;
    sqlx::query("update stock_sheets set status = 'done', finished_at = $2 where stock_sheet_id = $1")
        .bind(stock_sheet_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Failures, in file order.
pub async fn refused_counts(
    db: &Db,
    stock_sheet_id: &StockSheetId,
    limit: i64,
) -> sqlx::Result<Vec<CountRow>> {
    sqlx::query_as(
        "select line, sku, cells, message from stock_sheet_rows
         where stock_sheet_id = $1 and outcome = 'refused' order by line limit $2",
    )
    .bind(stock_sheet_id.as_str())
    .bind(limit)
    .fetch_all(db.reader())
    .await
}
