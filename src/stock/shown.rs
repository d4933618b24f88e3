//! A variant's stock in the words of the API, and lists of them.

use super::location::Places;
use crate::id::{LocationId, ProductId, VariantId};
use crate::stock::store::{ItemRow, StockListRow};
use serde::Serialize;

/// A variant with its stock.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Stock)]
pub struct ShownStock {
    pub variant_id: VariantId,
    pub product_id: ProductId,
    /// The product's name.
    pub name: String,
    /// What tells the variant from its siblings: `S / Blue`.
    pub variant: String,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub on_hand: i64,
    /// Held by orders that are not shipped yet.
    pub reserved: i64,
    /// On hand and not reserved.
    pub available: i64,
    /// The threshold in force: the variant's own, or else the shop's.
    pub low_stock_at: Option<i64>,
    /// It is at its threshold or below.
    pub low: bool,
    /// Where it lies; the main location first, the others where they have any.
    pub locations: Vec<StockHere>,
}

/// What lies at one location.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = LocationStock)]
pub struct StockHere {
    pub location_id: LocationId,
    pub on_hand: i64,
}

/// The variant with what lies where.
pub fn shown(row: &StockListRow, items: &[ItemRow], places: &Places) -> ShownStock {
    let items = items.iter().filter(|item| item.variant_id == row.variant_id);
    let further: Vec<StockHere> = items
        .map(|item| StockHere {
            location_id: item.location_id.clone(),
            on_hand: item.on_hand,
        })
        .collect();
    let elsewhere: i64 = further.iter().map(|here| here.on_hand).sum();
    let main = StockHere {
        location_id: places.main.location_id.clone(),
        on_hand: row.on_hand - elsewhere,
    };
    ShownStock {
        variant_id: row.variant_id.clone(),
        product_id: row.product_id.clone(),
        name: row.name.clone(),
        variant: row.label(),
        sku: row.sku.clone(),
        barcode: row.barcode.clone(),
        on_hand: row.on_hand,
        reserved: row.reserved,
        available: row.available(),
        low_stock_at: row.low_stock_at,
        low: row.is_low(),
        locations: std::iter::once(main).chain(further).collect(),
    }
}
