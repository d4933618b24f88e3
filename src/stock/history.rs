//! Stock history of a variant: who changed what, and when.

use super::location::Places;
use crate::clock::Millis;
use crate::db::Db;
use crate::id::{AdjustmentId, BulkEditId, ImportId, LocationId, OrderId, UserId, VariantId};
use crate::problem::Problem;
use crate::stock::store::{self, AdjustmentRow, StockListRow};
use crate::viewer::{Member, may};
use crate::web::keyset::{Keyset, Window};
use serde::Serialize;

/// One change of stock.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Adjustment)]
pub struct ShownAdjustment {
    pub adjustment_id: AdjustmentId,
    pub at: Millis,
    /// A change by that many.
    pub change: i64,
    /// Stock of the whole variant after it; null for older changes.
    pub on_hand: Option<i64>,
    /// `counted`, `received`, `damaged`, `lost`, `returned`, `correction`, `transfer`, `shipped`, `import`,
    /// `import_undone`, `created`, `edited`, `bulk_edit` or `bulk_edit_undone`.
    pub reason: String,
    pub note: Option<String>,
    pub location_id: LocationId,
    pub user_id: Option<UserId>,
    pub order_id: Option<OrderId>,
    pub import_id: Option<ImportId>,
    pub bulk_edit_id: Option<BulkEditId>,
}

impl ShownAdjustment {
    pub fn of(row: AdjustmentRow, places: &Places) -> Self {
        Self {
            adjustment_id: row.adjustment_id,
            at: row.at,
            change: row.on_hand_change,
            on_hand: row.on_hand_after,
            reason: row.reason,
            note: row.note,
            location_id: row.location_id.unwrap_or_else(|| places.main.location_id.clone()),
            user_id: row.user_id,
            order_id: row.order_id,
            import_id: row.import_id,
            bulk_edit_id: row.bulk_edit_id,
        }
    }
}

/// One of the seller's variants, including removed ones, or 404.
pub async fn of_variant(
    db: &Db,
    member: &Member<may::Products>,
    variant_id: &VariantId,
) -> Result<StockListRow, Problem> {
    let mut reader = db.reader().acquire().await?;
    let found = store::stock_of(&mut reader, &member.seller_id, std::slice::from_ref(variant_id)).await?;
    found.into_iter().next().ok_or_else(Problem::not_found)
}

/// The changes of a variant's stock, newest first.
pub async fn history(
    db: &Db,
    member: &Member<may::Products>,
    variant: &StockListRow,
    keyset: &Keyset,
) -> Result<Window<AdjustmentRow>, Problem> {
    let mut window = store::adjustments(db, &member.seller_id, &variant.variant_id, keyset).await?;
    let now = keyset.is_first().then_some(variant.on_hand);
    fill(&mut window.rows, now);
    Ok(window)
}

/// Computes missing stock-after values of bulk changes from the following entry.
fn fill(rows: &mut [AdjustmentRow], now: Option<i64>) {
    let mut after = now;
    for row in rows {
        row.on_hand_after = row.on_hand_after.or(after);
        after = match row.reason.as_str() {
            "transfer" => row.on_hand_after,
            _ => row.on_hand_after.map(|after| after - row.on_hand_change),
        };
    }
}
