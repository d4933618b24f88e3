//! Inventory table: values typed in many rows, saved together or not at all.

use super::adjustment::{AdjustError, Adjusting, StockRequest, adjust_in};
use super::batch::count_of;
use super::location::Places;
use super::reason::Reason;
use crate::form::{self, FieldErrors};
use crate::id::VariantId;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{MAX_STOCK, location, low, store};
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};

/// The whole table as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StockTableForm {
    pub rows: Vec<StockRowForm>,
    pub reason: String,
    pub note: String,
    pub location_id: String,
}

/// One row. What was not changed is left alone, whatever was sold meanwhile.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StockRowForm {
    pub variant_id: String,
    /// A count such as `12`, or a change such as `+5` or `-2`.
    pub on_hand: String,
    /// Value shown by the page.
    pub seen: String,
    /// Location, if not the table's.
    pub location_id: Option<String>,
    pub low_stock_at: Option<String>,
    pub low_seen: Option<String>,
}

/// A row that changes something.
struct Row {
    at: usize,
    variant_id: VariantId,
    location_id: Option<String>,
    wish: Option<StockRequest>,
    threshold: Option<Option<i64>>,
}

/// Result of saving.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    pub rows: usize,
    /// Rows whose stock moved between looking and saving, as it is now.
    pub moved: Vec<i64>,
}

impl StockRowForm {
    fn read(&self, at: usize, errors: &mut FieldErrors) -> Result<Option<Row>, Problem> {
        let variant_id = VariantId::parse(&self.variant_id).map_err(|_| Problem::not_found())?;
        let (typed, seen) = (self.on_hand.trim(), self.seen.trim());
        let wish = match typed {
            "" => Ok(None),
            same if same == seen => Ok(None),
            change if change.starts_with(['+', '-']) => match Decimal::new(change).whole() {
                Ok(change) if change.abs() <= MAX_STOCK => Ok(Some(StockRequest::By(change))),
                _ => Err("Enter a count such as 12, or a change such as +5 or -2.".to_owned()),
            },
            count => count_of(&Decimal::new(count), "The count").map(|typed| {
                Some(StockRequest::Count {
                    typed,
                    seen: Decimal::new(seen).whole().ok(),
                })
            }),
        };
        let wish = errors.take(&format!("rows.{at}.on_hand"), wish).flatten();
        let blank = String::new();
        let typed = self.low_stock_at.as_ref().unwrap_or(&blank).trim();
        let threshold = match typed == self.low_seen.as_ref().unwrap_or(&blank).trim() {
            true => None,
            false => errors.take(
                &format!("rows.{at}.low_stock_at"),
                low::threshold(Some(&Decimal::new(typed))),
            ),
        };
        let row = Row {
            at,
            variant_id,
            location_id: self.location_id.clone(),
            wish,
            threshold,
        };
        Ok((row.wish.is_some() || row.threshold.is_some()).then_some(row))
    }
}

/// Saves every changed row; with any error nothing is saved and each error is shown in its cell.
pub async fn save(
    app: &App,
    member: &Member<may::Products>,
    form: &StockTableForm,
) -> Result<Saved, Problem> {
    let mut errors = FieldErrors::new();
    let reason = errors.take("reason", Reason::parse(Some(&form.reason), Reason::Counted));
    let note = errors.take("note", form::optional_line(Some(&form.note), "The note", 500));
    let mut rows = Vec::new();
    for (at, row) in form.rows.iter().enumerate() {
        rows.extend(row.read(at, &mut errors)?);
    }
    rows.sort_by(|a, b| a.variant_id.cmp(&b.variant_id));
    let (reason, note) = errors.or(reason.zip(note))?;
    app.db
        .retrying(|| save_once(app, member, &rows, &form.location_id, reason, note.as_deref()))
        .await
}

async fn save_once(
    app: &App,
    member: &Member<may::Products>,
    rows: &[Row],
    location: &str,
    reason: Reason,
    note: Option<&str>,
) -> Result<Saved, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let places = Places::of(&mut tx, &member.seller_id).await?;
    let of_row = |row: &Row| places.place(row.location_id.as_deref().or(Some(location)));
    let at = rows.iter().map(of_row).collect::<Result<Vec<_>, _>>();
    let at = at.map_err(|message| FieldErrors::of("location_id", message))?;
    location::hold(&mut tx, &member.seller_id, at.iter()).await?;
    let mut saved = Saved::default();
    let mut errors = FieldErrors::new();
    for (row, place) in rows.iter().zip(&at) {
        let adjusting = Adjusting {
            variant_id: &row.variant_id,
            wish: row.wish.unwrap_or(StockRequest::By(0)),
            place,
            reason,
            note,
            user_id: &member.user_id,
        };
        match adjust_in(&mut tx, &member.seller_id, &adjusting, now).await {
            Ok(adjusted) => saved.moved.extend(adjusted.moved_to.map(|_| adjusted.here)),
            Err(AdjustError::NotFound) => return Err(Problem::not_found()),
            Err(AdjustError::Db(error)) => return Err(error.into()),
            Err(refused) => errors.add(format!("rows.{}.on_hand", row.at), refused.to_string()),
        }
        if let Some(threshold) = row.threshold {
            store::set_threshold(&mut tx, &member.seller_id, &row.variant_id, threshold, now).await?;
        }
        saved.rows += 1;
    }
    let saved = errors.or(Some(saved))?;
    if saved.rows > 0 {
        tx.commit().await?;
    }
    Ok(saved)
}
