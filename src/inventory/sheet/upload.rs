//! Upload of a count file.

use crate::events::emit;
use crate::form::FieldErrors;
use crate::id::StockSheetId;
use crate::inventory::sheet::cells::{Cells, Field, columns};
use crate::inventory::sheet::run::carry_out;
use crate::inventory::store::SheetStatus;
use crate::inventory::store::{self, CountRow, StockSheetRow};
use crate::problem::Problem;
use crate::product_files::{Table, Unreadable};
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::upload::Upload;
use serde_json::json;
use std::fs::File;
use std::io::BufReader;

/// The largest file, in bytes.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;
const MOST_ROWS: usize = 200_000;
/// A file of so many rows is carried out before the answer.
const AT_ONCE: usize = 1_000;

/// Stores the rows, and runs a small file at once.
pub async fn take(
    app: &App,
    member: &Member<may::Products>,
    upload: Upload,
) -> Result<StockSheetId, Problem> {
    let name = upload.name.clone();
    // The rows in memory take more than their text.
    let _charge = app.budget.take(3 * upload.length() as usize)?;
    let counts = tokio::task::spawn_blocking(move || read(&upload))
        .await
        .map_err(|error| Problem::internal(&error))??;
    let now = app.clock.now();
    let sheet = StockSheetRow {
        stock_sheet_id: StockSheetId::new(now),
        seller_id: member.seller_id.clone(),
        user_id: member.user_id.clone(),
        file_name: if name.is_empty() {
            "counts.csv".to_owned()
        } else {
            name
        },
        status: SheetStatus::Queued,
        rows: counts.len() as i64,
        rows_done: 0,
        changed: 0,
        unchanged: 0,
        refused: 0,
        created_at: now,
    };
    let mut tx = app.db.begin().await?;
    store::insert_stock_sheet(&mut tx, &sheet, &counts).await?;
    let content = json!({ "stock_sheet_id": sheet.stock_sheet_id });
    emit(
        &mut tx,
        now,
        "stock_sheet.queued",
        Some(&member.seller_id),
        &content,
    )
    .await?;
    tx.commit().await?;
    if counts.len() <= AT_ONCE {
        carry_out(app, &sheet.stock_sheet_id).await?;
    }
    Ok(sheet.stock_sheet_id)
}

fn wrong(message: impl Into<String>) -> Problem {
    FieldErrors::of("file", message).into()
}

fn unreadable(error: Unreadable) -> Problem {
    match error {
        Unreadable::Io(error) => Problem::internal(&error),
        told => wrong(told.to_string()),
    }
}

fn read(upload: &Upload) -> Result<Vec<CountRow>, Problem> {
    let file = File::open(upload.path()).map_err(|error| Problem::internal(&error))?;
    let mut table = Table::open(BufReader::new(file)).map_err(unreadable)?;
    let columns = columns(table.header());
    let has = |field: Field| columns.contains(&Some(field));
    if !has(Field::Sku) && !has(Field::VariantId) {
        return Err(wrong(
            "The column sku is required. Download the list to see an example.",
        ));
    }
    if !has(Field::OnHand) && !has(Field::Adjustment) {
        return Err(wrong("A column on_hand or adjustment is required."));
    }
    let mut counts = Vec::new();
    while let Some(record) = table.next_row().map_err(unreadable)? {
        let cells = Cells::of(&record, &columns);
        if cells.is_blank() {
            continue;
        }
        if counts.len() == MOST_ROWS {
            return Err(wrong(format!(
                "At most {MOST_ROWS} rows can be uploaded at once. Split the file."
            )));
        }
        counts.push(CountRow {
            line: record.line as i64,
            sku: cells.sku.clone(),
            cells: serde_json::to_string(&cells).map_err(|error| Problem::internal(&error))?,
            message: None,
        });
    }
    if counts.is_empty() {
        return Err(wrong("The file has no rows with content."));
    }
    Ok(counts)
}
