//! Running a count file.

use crate::db::Tx;
use crate::events::{Event, JobError};
use crate::form;
use crate::id::{StockSheetId, VariantId};
use crate::inventory::sheet::cells::Cells;
use crate::inventory::store::CountOutcome;
use crate::inventory::store::{self, StockSheetRow};
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{
    self, AdjustError, Adjusting, MAX_STOCK, Places, Reason, StockPlace, StockRequest, adjust_in,
};
use serde::Deserialize;
use std::collections::HashMap;

/// Rows in one transaction.
const CHUNK: i64 = 250;

#[derive(Debug, Deserialize)]
struct StockSheetEvent {
    stock_sheet_id: StockSheetId,
}

/// Runs or resumes the count file of the event.
pub async fn carry_out_event(app: App, event: Event) -> Result<(), JobError> {
    let StockSheetEvent { stock_sheet_id } = event.read()?;
    Ok(carry_out(&app, &stock_sheet_id).await?)
}

/// Runs the rest of a count file. Two at once share the work.
pub async fn carry_out(app: &App, stock_sheet_id: &StockSheetId) -> Result<(), Problem> {
    while app.db.retrying(|| step(app, stock_sheet_id)).await? {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Applies the next rows; returns whether more are left.
async fn step(app: &App, stock_sheet_id: &StockSheetId) -> Result<bool, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(sheet) = store::hold_stock_sheet(&mut tx, stock_sheet_id).await? else {
        return Ok(false);
    };
    let due = store::counts_due(&mut tx, stock_sheet_id, CHUNK).await?;
    if due.is_empty() {
        store::finish_stock_sheet(&mut tx, stock_sheet_id, now).await?;
        tx.commit().await?;
        return Ok(false);
    }
    let places = Places::of(&mut tx, &sheet.seller_id).await?;
    let mut skus: Vec<String> = due.iter().filter_map(|row| row.sku.clone()).collect();
    skus.sort();
    skus.dedup();
    let by_sku: HashMap<String, VariantId> = stock::variants_by_sku(&mut tx, &sheet.seller_id, &skus)
        .await?
        .into_iter()
        .collect();
    let mut read: Vec<(i64, Result<Count, String>)> = Vec::with_capacity(due.len());
    for row in &due {
        let cells: Cells = serde_json::from_str(&row.cells).map_err(|error| Problem::internal(&error))?;
        read.push((row.line, Count::read(cells, &places, &by_sku)));
    }
    let at = read.iter().filter_map(|(_, count)| count.as_ref().ok());
    stock::hold(&mut tx, &sheet.seller_id, at.map(|count| &count.place)).await?;
    // One order for everyone; of a variant named twice the later line comes last.
    read.sort_by(|(_, a), (_, b)| {
        let id = |count: &Result<Count, String>| count.as_ref().ok().map(|count| count.variant_id.clone());
        id(a).cmp(&id(b))
    });
    let mut outcomes = [0; 3];
    for (line, count) in &read {
        let (outcome, message) = one(&mut tx, &sheet, count, app).await?;
        outcomes[outcome as usize] += 1;
        store::set_count_outcome(&mut tx, stock_sheet_id, *line, outcome, message.as_deref()).await?;
    }
    store::add_count_outcomes(&mut tx, stock_sheet_id, outcomes).await?;
    tx.commit().await?;
    Ok(true)
}

async fn one(
    tx: &mut Tx,
    sheet: &StockSheetRow,
    count: &Result<Count, String>,
    app: &App,
) -> Result<(CountOutcome, Option<String>), Problem> {
    let count = match count {
        Ok(count) => count,
        Err(message) => return Ok((CountOutcome::Refused, Some(message.clone()))),
    };
    let adjusting = Adjusting {
        variant_id: &count.variant_id,
        wish: count.wish,
        place: &count.place,
        reason: count.reason,
        note: count.note.as_deref(),
        user_id: &sheet.user_id,
    };
    match adjust_in(tx, &sheet.seller_id, &adjusting, app.clock.now()).await {
        Ok(adjusted) if adjusted.change == 0 => Ok((CountOutcome::Unchanged, None)),
        Ok(_) => Ok((CountOutcome::Changed, None)),
        Err(AdjustError::Db(error)) => Err(error.into()),
        Err(refused) => Ok((CountOutcome::Refused, Some(refused.to_string()))),
    }
}

/// A row that can be tried.
struct Count {
    variant_id: VariantId,
    wish: StockRequest,
    place: StockPlace,
    reason: Reason,
    note: Option<String>,
}

impl Count {
    fn read(cells: Cells, places: &Places, by_sku: &HashMap<String, VariantId>) -> Result<Self, String> {
        if let Some(flaw) = cells.flaw {
            return Err(flaw);
        }
        if cells.has_slid {
            return Err(
                "The row has filled cells beyond the last heading, so its cells have shifted.".to_owned(),
            );
        }
        // `12.000` is 12, or twelve thousand on a German sheet.
        let is_grouped = |text: &str| text.rsplit_once('.').is_some_and(|(_, after)| after.len() == 3);
        let whole = |text: &str| {
            Decimal::new(text)
                .whole()
                .ok()
                .filter(|number| number.abs() <= MAX_STOCK && !is_grouped(text))
        };
        let wish = match (&cells.on_hand, &cells.adjustment) {
            (None, None) => return Err("Either on_hand or adjustment is required.".to_owned()),
            (_, Some(change)) => match whole(change) {
                Some(change) => StockRequest::By(change),
                None => return Err(format!("“{change}” is not a whole number without separators.")),
            },
            (Some(count), None) => StockRequest::Count {
                typed: whole(count).filter(|count| *count >= 0).ok_or_else(|| {
                    format!("“{count}” is not a whole number of 0 or more without separators.")
                })?,
                seen: cells.was.as_deref().and_then(whole),
            },
        };
        let by_id = cells
            .variant_id
            .as_deref()
            .and_then(|id| VariantId::parse(id).ok());
        let variant_id = match &cells.sku {
            Some(sku) => by_sku
                .get(sku)
                .cloned()
                .ok_or_else(|| format!("None of your variants has the SKU {sku}."))?,
            None => by_id.ok_or("The SKU is required.")?,
        };
        let place = match cells.location.as_deref() {
            None => StockPlace::Anywhere,
            Some(text) => {
                let named = places
                    .all()
                    .find(|row| row.name.to_lowercase() == text.to_lowercase());
                let id = named.map_or(text, |row| row.location_id.as_str());
                places
                    .place(Some(id))
                    .map_err(|_| format!("You have no location named {text}."))?
            }
        };
        let otherwise = match wish {
            StockRequest::Count { .. } => Reason::Counted,
            StockRequest::By(_) => Reason::Correction,
        };
        Ok(Self {
            variant_id,
            wish,
            place,
            reason: Reason::parse(cells.reason.as_deref(), otherwise)?,
            note: form::optional_line(cells.note.as_deref(), "The note", 500)?,
        })
    }
}
