//! A variant's stock as the API shows it, and lists of it.

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
    /// Distinguishing label of the variant: `S / Blue`.
    pub variant: String,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub on_hand: i64,
    /// Held by orders that are not shipped yet.
    pub reserved: i64,
    /// On hand and not reserved.
    pub available: i64,
    /// Effective threshold: the variant's own, or else the shop's.
    pub low_stock_at: Option<i64>,
    /// Whether it is at or below its threshold.
    pub low: bool,
    /// Stock by location; the main one first, others if they have any.
    pub locations: Vec<StockHere>,
}

/// Stock at one location.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = LocationStock)]
pub struct StockHere {
    pub location_id: LocationId,
    pub on_hand: i64,
}

/// The variant with its stock by location.
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
