//! Number parsing by column, and detection of each column's notation from the whole file.

use super::amount::{amount, count, weight};
use super::mapping::{MappedColumn, Mapping};
use super::notation::{Measure, Notation, Verdict, plain_decimals};
use super::written::Unread;
use super::{Field, PriceUnit};
use crate::money::{Currency, Decimal};
use crate::{currency_word, measure};
use std::borrow::Cow;

/// A number of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read<'a> {
    pub number: Cow<'a, str>,
    /// The unit of a weight, where the cell or the heading names it.
    pub unit: Cow<'a, str>,
}

/// Parses a non-empty cell. Without a currency, an amount that is more than a number is left unread.
pub(super) fn read<'a>(
    cell: &'a str,
    field: Field,
    numbers: Option<Notation>,
    unit: &'a str,
    currency: Option<Currency>,
) -> Result<Read<'a>, Unread> {
    // Most cells: nothing to be told, nothing to be copied.
    let plain = plain_decimals(cell).filter(|decimals| match numbers {
        Some(Notation::Point) => true,
        Some(Notation::Comma) => *decimals == 0,
        None => *decimals != 3,
    });
    let bare = |number: Cow<'a, str>| Read {
        number,
        unit: Cow::Borrowed(""),
    };
    if !field.is_weight() {
        return match (plain, currency) {
            (Some(_), _) => Ok(bare(Cow::Borrowed(cell))),
            (None, _) if field == Field::OnHand => {
                count(cell, numbers).map(|number| bare(Cow::Owned(number)))
            }
            (None, Some(currency)) => amount(cell, currency, numbers).map(|number| bare(Cow::Owned(number))),
            (None, None) => Err(Unread::Unclear),
        };
    }
    let (number, unit) = match plain {
        Some(_) => (Cow::Borrowed(cell), Cow::Borrowed(unit)),
        None => {
            let (number, stated) = weight(cell, numbers)?;
            let unit = if stated.is_empty() {
                Cow::Borrowed(unit)
            } else {
                Cow::Owned(stated)
            };
            (Cow::Owned(number), unit)
        }
    };
    if field == Field::Weight || unit.is_empty() {
        return Ok(Read { number, unit });
    }
    measure::grams(&number, &unit)
        .map(|grams| bare(Cow::Owned(if grams.is_empty() { "0".to_owned() } else { grams })))
        .ok_or(Unread::Unclear)
}

impl Mapping {
    /// Decides each column's notation, the price unit and the currency from the whole file; choices by a
    /// person stay.
    pub fn settle(&mut self) {
        let Some(currency) = self.currency else { return };
        let delimiter = self.delimiter.unwrap_or(',');
        let certain: Vec<(usize, Field, Notation)> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| {
                let field = column.field.filter(|field| field.is_number())?;
                Some((at, field, column.evidence.certain()?))
            })
            .collect();
        for (at, column) in self.columns.iter_mut().enumerate() {
            let field = column.field.filter(|field| field.is_number());
            if field.is_none() {
                column.is_numbers_chosen = false;
            }
            if column.is_numbers_chosen {
                column.is_unclear = false;
                continue;
            }
            let verdict = field.map(|field| {
                let measure = measure_of(field, column.unit.as_deref(), currency);
                let kin = kin(&certain, at, field);
                column.evidence.verdict(measure, currency, delimiter, kin)
            });
            column.numbers = match verdict {
                Some(Verdict::Read(notation)) => Some(notation),
                _ => None,
            };
            column.is_unclear = verdict == Some(Verdict::Unclear);
        }
        if !self.is_unit_chosen {
            self.price_unit = self.dialect.price_unit();
            let is_price = |field: Field| field.is_price() || field == Field::SalePrice;
            let mut prices = self
                .columns
                .iter()
                .filter(|column| column.field.is_some_and(is_price));
            // Prices that have decimals are not in minor units, whatever the dialect usually has.
            if prices.any(|column| column.evidence.has_fractions(column.numbers)) {
                self.price_unit = PriceUnit::Major;
            }
        }
        let stated = self
            .columns
            .iter()
            .find(|column| column.field == Some(Field::Currency));
        self.prices_in = match stated.map(|column| column.codes.as_slice()) {
            Some([only]) if currency_word::is_sellers(only, currency).is_err() => Some(only.clone()),
            _ => None,
        };
    }

    /// Columns with ambiguous numbers and no choice.
    pub fn unclear(&self) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.is_unclear).map(|(at, _)| at)
    }

    /// Both readings of a column's number: notation and value.
    pub fn readings(&self, column: usize) -> Option<(&str, [(Notation, Option<String>); 2])> {
        let column = self.columns.get(column)?;
        let field = column.field.filter(|field| field.is_number())?;
        let evidence = &column.evidence;
        let cell = evidence
            .unclear()
            .or(evidence.special.as_deref())
            .or(evidence.number.as_deref())?;
        Some((
            cell,
            Notation::ALL.map(|notation| (notation, self.shown(cell, field, column, notation))),
        ))
    }

    /// A cell as it is read, for a person.
    fn shown(&self, cell: &str, field: Field, column: &MappedColumn, numbers: Notation) -> Option<String> {
        let unit = column.unit.as_deref().unwrap_or_default();
        let read = read(cell, field, Some(numbers), unit, self.currency).ok()?;
        let number = Decimal::exact(read.number.into_owned());
        let currency = self.currency.filter(|_| field.is_money());
        match currency.and_then(|currency| self.price_unit.minor(&number, currency).ok()) {
            Some(minor) => currency.map(|currency| currency.show(minor)),
            None => Some(number.to_string()),
        }
    }

    /// Notes on unusual number formats, with the column's name.
    pub fn number_notes(&self) -> Vec<(String, String)> {
        let note = |(at, column): (usize, &MappedColumn)| {
            let field = column.field.filter(|field| field.is_number())?;
            let evidence = &column.evidence;
            let special = evidence.unclear().or(evidence.special.as_deref())?;
            let cell = special.trim();
            let how = match column.numbers {
                Some(notation) => {
                    let shown = self.shown(cell, field, column, notation);
                    let example = shown
                        .map(|shown| format!(", so “{cell}” is {shown}"))
                        .unwrap_or_default();
                    format!(
                        "The numbers in this column are read as {}{example}.",
                        notation.example()
                    )
                }
                None => {
                    let shown = Notation::ALL
                        .into_iter()
                        .find_map(|n| self.shown(cell, field, column, n));
                    let example = shown
                        .map(|shown| format!(": “{cell}” is {shown}"))
                        .unwrap_or_default();
                    format!(
                        "The numbers in this column have several formats, and each is read on its \
                            own{example}."
                    )
                }
            };
            Some((self.name(at), how))
        };
        self.columns.iter().enumerate().filter_map(note).collect()
    }
}

/// Notations that a file's unambiguous columns suggest; amounts only by amounts.
fn kin(certain: &[(usize, Field, Notation)], at: usize, field: Field) -> Option<Notation> {
    let mut others = certain
        .iter()
        .filter(|(other, kind, _)| *other != at && (kind.is_money() || !field.is_money()))
        .map(|(_, _, notation)| *notation);
    let first = others.next()?;
    others.all(|other| other == first).then_some(first)
}

fn measure_of(field: Field, unit: Option<&str>, currency: Currency) -> Measure {
    match field {
        Field::OnHand => Measure::Whole,
        Field::WeightGrams | Field::ProductWeight if unit.is_none_or(measure::is_grams) => Measure::Whole,
        Field::Weight if unit.is_some_and(measure::is_grams) => Measure::Whole,
        field if field.is_weight() => Measure::Fine,
        _ => Measure::Money {
            decimals: currency.decimals(),
        },
    }
}
