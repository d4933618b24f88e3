//! What each row of one product is: the product itself, a variant, or a variant's price in some currency.

use super::{Field, SourceRow};
use crate::money::Currency;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Says something of the product only.
    Product,
    /// Is a variant.
    Variant,
    /// The price, in the seller's currency, of the variant on the row of this index.
    PriceOf(usize),
    /// A price in another currency, which is passed over and counted.
    OtherCurrency,
    /// The same variant as on the row of this index once more.
    Repeats(usize),
}

/// Tells the rows apart, in their order.
pub(super) fn parts(rows: &[SourceRow], currency: Currency) -> Vec<Part> {
    let any_options = rows.iter().any(SourceRow::has_options);
    // The variant that a row's SKU means may stand further down.
    let mut by_sku: HashMap<&str, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.has_options()) {
        if let Some(sku) = row.cells.filled(Field::Sku) {
            by_sku.entry(sku).or_insert(at);
        }
    }
    let mut by_values: HashMap<[Option<&str>; 3], usize> = HashMap::new();
    // Without options one row is the variant: the first that says anything of it.
    let lone = rows.iter().position(says_more_than_images).unwrap_or(0);
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
                if is_sellers(row, currency) {
                    Part::PriceOf(other)
                } else {
                    Part::OtherCurrency
                }
            }
            Some(other) if row.has_options() || says_more_than_images(row) => Part::Repeats(other),
            Some(_) => Part::Product,
            None if row.has_options() || !any_options => Part::Variant,
            None => Part::Product,
        });
    }
    parts
}

/// The price of a row without a currency is the seller's.
pub(super) fn is_sellers(row: &SourceRow, currency: Currency) -> bool {
    row.cells
        .filled(Field::Currency)
        .is_none_or(|code| code.eq_ignore_ascii_case(currency.code()))
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
