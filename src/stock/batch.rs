//! Bulk stock API: counts and changes of many variants. One wrong item never stops the others.

use super::adjustment::{AdjustError, Adjusting, StockRequest, adjust_in};
use super::location::{Places, StockPlace};
use super::reason::Reason;
use crate::form::{self, FieldErrors};
use crate::id::VariantId;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{MAX_STOCK, location, store};
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Maximum number of items per call.
pub const MOST_ITEMS: usize = 1_000;

/// Counts or changes of many variants.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct InventoryForm {
    pub items: Vec<InventoryItem>,
}

/// A count or change of one variant.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct InventoryItem {
    /// The SKU, or else the `variant_id`.
    #[schema(example = "MUG-BLUE")]
    pub sku: Option<String>,
    pub variant_id: Option<String>,
    /// Pieces on the shelf, including reserved ones.
    pub on_hand: Option<Decimal>,
    /// Instead of `on_hand`: so many more, or fewer.
    pub adjustment: Option<Decimal>,
    /// `on_hand` when counted; movements since then are kept.
    pub seen: Option<Decimal>,
    /// Left out, `on_hand` is the whole, and the main location takes the difference.
    pub location_id: Option<String>,
    /// `counted`, `received`, `damaged`, `lost`, `returned` or `correction`.
    pub reason: Option<String>,
    pub note: Option<String>,
}

/// Result of one item, in the order sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InventoryResult {
    pub sku: Option<String>,
    pub variant_id: Option<VariantId>,
    /// `updated`, `unchanged`, `not_found` or `invalid`.
    pub status: &'static str,
    /// Stock now.
    pub on_hand: Option<i64>,
    pub message: Option<String>,
}

/// An item that can be tried.
struct Item {
    variant_id: VariantId,
    wish: StockRequest,
    place: StockPlace,
    reason: Reason,
    note: Option<String>,
}

/// A whole number, or the error.
pub(super) fn count_of(text: &Decimal, what: &str) -> Result<i64, String> {
    match text.whole() {
        Ok(number) if (0..=MAX_STOCK).contains(&number) => Ok(number),
        _ => Err(format!("{what} must be a whole number of 0 or more.")),
    }
}

/// Sets or changes stock; every change is an adjustment. Of a variant given twice the last count stands.
pub async fn set(
    app: &App,
    member: &Member<may::Products>,
    form: &InventoryForm,
) -> Result<Vec<InventoryResult>, Problem> {
    if form.items.is_empty() || form.items.len() > MOST_ITEMS {
        let message = format!("Send 1 to {MOST_ITEMS} items in one call.");
        return Err(FieldErrors::of("items", message).into());
    }
    app.db.retrying(|| set_once(app, member, form)).await
}

async fn set_once(
    app: &App,
    member: &Member<may::Products>,
    form: &InventoryForm,
) -> Result<Vec<InventoryResult>, Problem> {
    let now = app.clock.now();
    // A NUL is in no SKU, and PostgreSQL takes none.
    let mut skus: Vec<String> = form.items.iter().filter_map(InventoryItem::sku).collect();
    skus.sort();
    skus.dedup();
    let mut tx = app.db.begin().await?;
    let places = Places::of(&mut tx, &member.seller_id).await?;
    let by_sku: HashMap<String, VariantId> = store::variants_by_sku(&mut tx, &member.seller_id, &skus)
        .await?
        .into_iter()
        .collect();
    let mut results: Vec<InventoryResult> = Vec::with_capacity(form.items.len());
    let mut asked: Vec<(usize, Item)> = Vec::new();
    for (at, item) in form.items.iter().enumerate() {
        let mut result = item.blank_result();
        match item.read(&places, &by_sku) {
            Ok(read) => {
                result.variant_id = Some(read.variant_id.clone());
                asked.push((at, read));
            }
            Err((status, message)) => (result.status, result.message) = (status, Some(message)),
        }
        results.push(result);
    }
    location::hold(
        &mut tx,
        &member.seller_id,
        asked.iter().map(|(_, item)| &item.place),
    )
    .await?;
    // One order for everyone, so that two batches never wait for each other.
    asked.sort_by(|(_, a), (_, b)| a.variant_id.cmp(&b.variant_id));
    for (at, item) in &asked {
        let adjusting = Adjusting {
            variant_id: &item.variant_id,
            wish: item.wish,
            place: &item.place,
            reason: item.reason,
            note: item.note.as_deref(),
            user_id: &member.user_id,
        };
        let result = &mut results[*at];
        match adjust_in(&mut tx, &member.seller_id, &adjusting, now).await {
            Ok(adjusted) => {
                result.status = if adjusted.change == 0 {
                    "unchanged"
                } else {
                    "updated"
                };
                result.on_hand = Some(adjusted.on_hand);
                result.message = adjusted.moved_to.map(|there| {
                    format!(
                        "It had changed to {there} in the meantime; the difference was \
                        applied to that."
                    )
                });
            }
            Err(AdjustError::Db(error)) => return Err(error.into()),
            Err(refused) => {
                let found = !matches!(refused, AdjustError::NotFound);
                result.status = if found { "invalid" } else { "not_found" };
                result.message = Some(refused.to_string());
            }
        }
    }
    tx.commit().await?;
    Ok(results)
}

impl InventoryItem {
    fn sku(&self) -> Option<String> {
        let sku = self.sku.as_deref()?.trim().replace('\0', "");
        (!sku.is_empty()).then_some(sku)
    }

    fn blank_result(&self) -> InventoryResult {
        InventoryResult {
            sku: self
                .sku
                .as_ref()
                .map(|sku| sku.trim().chars().take(100).collect()),
            variant_id: None,
            status: "invalid",
            on_hand: None,
            message: None,
        }
    }

    fn read(
        &self,
        places: &Places,
        by_sku: &HashMap<String, VariantId>,
    ) -> Result<Item, (&'static str, String)> {
        let invalid = |message: String| ("invalid", message);
        let wish = match (&self.on_hand, &self.adjustment) {
            (Some(on_hand), None) => StockRequest::Count {
                typed: count_of(on_hand, "on_hand").map_err(invalid)?,
                seen: match &self.seen {
                    None => None,
                    Some(seen) => Some(count_of(seen, "seen").map_err(invalid)?),
                },
            },
            (None, Some(change)) => match change.whole() {
                Ok(change) if change.abs() <= MAX_STOCK => StockRequest::By(change),
                _ => {
                    return Err(invalid(
                        "adjustment must be a whole number, such as 5 or -2.".to_owned(),
                    ));
                }
            },
            _ => return Err(invalid("Send either on_hand or adjustment.".to_owned())),
        };
        let otherwise = match wish {
            StockRequest::Count { .. } => Reason::Counted,
            StockRequest::By(_) => Reason::Correction,
        };
        let reason = Reason::parse(self.reason.as_deref(), otherwise).map_err(invalid)?;
        let note = form::optional_line(self.note.as_deref(), "The note", 500).map_err(invalid)?;
        let place = places.place(self.location_id.as_deref()).map_err(invalid)?;
        let variant_id = match (self.sku(), &self.variant_id) {
            (Some(sku), _) => by_sku.get(&sku).cloned(),
            (None, Some(id)) => VariantId::parse(id.trim()).ok(),
            (None, None) => {
                return Err(invalid(
                    "Identify the variant by its sku or variant_id.".to_owned(),
                ));
            }
        };
        let variant_id = variant_id.ok_or_else(|| {
            (
                "not_found",
                "None of your variants has this SKU or id.".to_owned(),
            )
        })?;
        Ok(Item {
            variant_id,
            wish,
            place,
            reason,
            note,
        })
    }
}
