//! Role of each row of a product: product, variant, or a variant's price in some currency.

use super::{Field, Mapping, SourceRow};
use crate::currency_word;
use crate::money::Currency;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Product values only.
    Product,
    /// A variant.
    Variant,
    /// The price, in the seller's currency, of the variant on the row of this index.
    PriceOf(usize),
    /// A price in another currency, which is passed over and counted.
    OtherCurrency,
    /// Repeats the variant of the row with this index.
    Repeats(usize),
}

/// Currency of rows without one: that of the product's other rows or the whole file, if it is the only one
/// and not the seller's.
pub(super) fn unstated<'a>(rows: &'a [SourceRow], mapping: &'a Mapping, currency: Currency) -> &'a str {
    let mut stated = rows.iter().filter_map(|row| row.cells.filled(Field::Currency));
    match stated.next() {
        Some(first) if !is_of(first, currency) && stated.all(|other| other.eq_ignore_ascii_case(first)) => {
            first
        }
        Some(_) => currency.code(),
        None => mapping.prices_in.as_deref().unwrap_or(currency.code()),
    }
}

fn is_of(code: &str, currency: Currency) -> bool {
    currency_word::is_sellers(code, currency).is_ok()
}

/// Determines the rows' roles in order; rows without a currency are in `unstated`.
pub(super) fn parts(rows: &[SourceRow], currency: Currency, unstated: &str) -> Vec<Part> {
    let any_options = rows.iter().any(SourceRow::has_options);
    // The variant that a row's SKU means may stand further down.
    let mut by_sku: HashMap<&str, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.has_options()) {
        if let Some(sku) = row.cells.filled(Field::Sku) {
            by_sku.entry(sku).or_insert(at);
        }
    }
    let mut by_values: HashMap<[Option<&str>; 3], usize> = HashMap::new();
    // Without options one row is the variant: the first that has a price, or says anything of it. One that stands
    // for the product before it has none, or 0.
    let lone = rows.iter().position(has_price);
    let lone = lone
        .or_else(|| rows.iter().position(says_more_than_images))
        .unwrap_or(0);
    let mut parts: Vec<Part> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let same_variant = if row.has_options() {
            let values = Field::OPTIONS.map(|(_, value)| row.cells.filled(value));
            let first = *by_values.entry(values).or_insert(at);
            (first < at).then_some(first)
        } else if any_options {
            let sku = row.cells.filled(Field::Sku);
            sku.and_then(|sku| by_sku.get(sku)).copied()
        } else {
            (at != lone).then_some(lone)
        };
        parts.push(match same_variant {
            Some(other) if states_another_currency(row, &rows[other], currency) => {
                if is_sellers(row, currency, unstated) {
                    Part::PriceOf(other)
                } else {
                    Part::OtherCurrency
                }
            }
            Some(other) if !any_options && goes_with(row, &rows[other], at < other) => Part::Product,
            Some(other) if row.has_options() || says_more_than_images(row) => Part::Repeats(other),
            Some(_) => Part::Product,
            None if row.has_options() || !any_options => Part::Variant,
            None => Part::Product,
        });
    }
    parts
}

/// Whether a row's price is in the seller's currency.
pub(super) fn is_sellers(row: &SourceRow, currency: Currency, unstated: &str) -> bool {
    is_of(row.cells.filled(Field::Currency).unwrap_or(unstated), currency)
}

/// Variant fields that the product's row may leave to its only variant's row.
pub(super) const OF_A_VARIANT: [Field; 9] = [
    Field::Sku,
    Field::Price,
    Field::CompareAt,
    Field::Cost,
    Field::Barcode,
    Field::WeightGrams,
    Field::OnHand,
    Field::Backorder,
    Field::TrackStock,
];

/// Whether a row without options is the product and `lone` its only variant.
fn goes_with(row: &SourceRow, lone: &SourceRow, is_before: bool) -> bool {
    let both = |field: &Field| row.cells.filled(*field).is_some() && lone.cells.filled(*field).is_some();
    !has_price(row) && (is_before || !OF_A_VARIANT.iter().any(both))
}

fn has_price(row: &SourceRow) -> bool {
    let prices = [Field::Price, Field::RegionPrice].into_iter();
    let mut filled = prices.filter_map(|field| row.cells.filled(field));
    filled.any(|price| price.contains(|c: char| !matches!(c, '0' | '.' | ',')))
}

fn states_another_currency(row: &SourceRow, other: &SourceRow, currency: Currency) -> bool {
    let code = |row: &'_ SourceRow| {
        let stated = row.cells.filled(Field::Currency);
        stated.unwrap_or(currency.code()).to_ascii_uppercase()
    };
    let is_stated = |row: &SourceRow| row.cells.filled(Field::Currency).is_some();
    (is_stated(row) || is_stated(other)) && code(row) != code(other)
}

fn says_more_than_images(row: &SourceRow) -> bool {
    [
        Field::Sku,
        Field::Price,
        Field::RegionPrice,
        Field::Title,
        Field::OnHand,
        Field::Barcode,
    ]
    .iter()
    .any(|field| row.cells.filled(*field).is_some())
}
