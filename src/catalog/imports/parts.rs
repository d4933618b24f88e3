//! What each row of one product is: the product itself, a variant, or a variant's price in some currency.

use super::{Field, SourceRow};
use crate::money::Currency;

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
    let any_options = rows.iter().any(has_options);
    let mut parts: Vec<Part> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let earlier = || (0..at).filter(|before| parts[*before] == Part::Variant);
        let same_variant = if has_options(row) {
            earlier().find(|before| same_values(&rows[*before], row))
        } else if any_options {
            // Its variant may stand further down: look through the whole product.
            let sku = row.cells.filled(Field::Sku);
            (0..rows.len()).find(|other| {
                has_options(&rows[*other]) && sku.is_some() && rows[*other].cells.filled(Field::Sku) == sku
            })
        } else {
            earlier().next()
        };
        parts.push(match same_variant {
            Some(other) if states_another_currency(row, &rows[other], currency) => {
                if is_sellers(row, currency) {
                    Part::PriceOf(other)
                } else {
                    Part::OtherCurrency
                }
            }
            Some(other) if has_options(row) || says_more_than_images(row) => Part::Repeats(other),
            Some(_) => Part::Product,
            None if has_options(row) || !any_options => Part::Variant,
            None => Part::Product,
        });
    }
    parts
}

pub(super) fn has_options(row: &SourceRow) -> bool {
    Field::OPTIONS
        .iter()
        .any(|(_, value)| row.cells.filled(*value).is_some())
}

/// The price of a row without a currency is the seller's.
pub(super) fn is_sellers(row: &SourceRow, currency: Currency) -> bool {
    row.cells
        .filled(Field::Currency)
        .is_none_or(|code| code.eq_ignore_ascii_case(currency.code()))
}

fn states_another_currency(row: &SourceRow, other: &SourceRow, currency: Currency) -> bool {
    let code = |row: &SourceRow| {
        row.cells
            .filled(Field::Currency)
            .unwrap_or(currency.code())
            .to_ascii_uppercase()
    };
    code(row) != code(other)
}

fn same_values(a: &SourceRow, b: &SourceRow) -> bool {
    Field::OPTIONS
        .iter()
        .all(|(_, value)| a.cells.filled(*value) == b.cells.filled(*value))
}

fn says_more_than_images(row: &SourceRow) -> bool {
    [Field::Sku, Field::Price, Field::Title, Field::OnHand]
        .iter()
        .any(|field| row.cells.filled(*field).is_some())
}
