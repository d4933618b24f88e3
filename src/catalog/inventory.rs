//! Inventory: what is on hand of many SKUs at once. One wrong item never stops the others.

use super::MAX_STOCK;
use super::store::{self, Cause};
use crate::form::FieldErrors;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};

/// More items are to be sent in several calls.
pub const MOST_ITEMS: usize = 1_000;

/// Counts of many SKUs.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct InventoryForm {
    pub items: Vec<InventoryItem>,
}

/// What was counted of one SKU.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct InventoryItem {
    #[schema(example = "MUG-BLUE")]
    pub sku: String,
    /// Pieces on the shelf, those that orders hold included.
    pub on_hand: Decimal,
}

/// What became of one item, in the order they were sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InventoryResult {
    pub sku: String,
    /// `updated`, `unchanged`, `not_found` or `invalid`.
    pub status: &'static str,
    /// What is on hand now.
    pub on_hand: Option<i64>,
    pub message: Option<String>,
}

impl InventoryResult {
    fn refused(item: &InventoryItem, status: &'static str, message: &str) -> Self {
        Self {
            sku: item.sku.chars().take(100).collect(),
            status,
            on_hand: None,
            message: Some(message.to_owned()),
        }
    }
}

/// Sets what is on hand; every change is an adjustment. Of an SKU given twice the last count stands.
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
    let cause = Cause {
        reason: "inventory",
        user_id: Some(&member.user_id),
        import_id: None,
    };
    // A NUL is in no SKU, and PostgreSQL takes none.
    let mut skus: Vec<String> = form
        .items
        .iter()
        .map(|item| item.sku.trim().replace('\0', ""))
        .collect();
    skus.sort();
    skus.dedup();
    let mut tx = app.db.begin().await?;
    let mut stock = store::stock_by_sku(&mut tx, &member.seller_id, &skus).await?;
    let mut results = Vec::with_capacity(form.items.len());
    for item in &form.items {
        let on_hand = match item.on_hand.whole() {
            Ok(on_hand) if (0..=MAX_STOCK).contains(&on_hand) => on_hand,
            _ => {
                let message = "on_hand is a whole number of 0 or more.";
                results.push(InventoryResult::refused(item, "invalid", message));
                continue;
            }
        };
        let row = stock
            .iter_mut()
            .find(|row| row.sku.as_deref() == Some(item.sku.trim()));
        let Some(row) = row else {
            let message = "None of your variants has this SKU.";
            results.push(InventoryResult::refused(item, "not_found", message));
            continue;
        };
        let status = if row.on_hand == on_hand {
            "unchanged"
        } else {
            let change = (row.on_hand, on_hand);
            if !store::set_on_hand(&mut tx, &member.seller_id, &row.variant_id, change, &cause, now).await? {
                return Err(Problem::conflict(
                    "The stock moved at the same moment. Send it again.",
                ));
            }
            row.on_hand = on_hand;
            "updated"
        };
        results.push(InventoryResult {
            sku: item.sku.trim().to_owned(),
            status,
            on_hand: Some(on_hand),
            message: None,
        });
    }
    tx.commit().await?;
    Ok(results)
}
