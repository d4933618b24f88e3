//! Which column means what: as the dialect has it, or as a person chose.

use super::cells::Cells;
use super::dialect::Meaning;
use super::field::Sharing;
use super::flaw::Flaw;
use super::records::Record;
use super::source_row::SourceRow;
use super::{Dialect, Field, PriceUnit};
use crate::money::Currency;
use serde::{Deserialize, Serialize};

/// The columns of one file with their meaning, and how its figures are to be read. Kept with the import as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub dialect: Dialect,
    pub columns: Vec<MappedColumn>,
    /// A person may choose another.
    #[serde(default)]
    pub price_unit: PriceUnit,
    /// The day, such as `2026-11-24`, on which a sale price that has dates is on or not. Without it none is.
    #[serde(default)]
    pub read_on: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedColumn {
    /// As the file has it; may be blank.
    pub heading: String,
    /// `None`: the column is not taken.
    pub field: Option<Field>,
    /// What the heading says its figures are in: a currency, or a unit of weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// The column of our own report of refused rows; a file that has it was written by us.
pub(super) const ERROR_COLUMN: &str = "error";

/// A cell of a row that is refused anyway is kept no longer than this.
const LONGEST_REFUSED: usize = 2_000;

impl Mapping {
    /// The mapping a dialect gives, for a seller in `currency`: prices in others are not taken.
    pub fn of(dialect: Dialect, header: &[String], currency: Currency) -> Self {
        let mut columns: Vec<MappedColumn> = Vec::with_capacity(header.len());
        let mut taken = [false; Field::COUNT];
        for heading in header {
            let Meaning { field, unit } = dialect.meaning(heading);
            let is_price = matches!(field, Some(Field::Price | Field::RegionPrice));
            let is_other = is_price
                && unit
                    .as_deref()
                    .is_some_and(|unit| !unit.eq_ignore_ascii_case(currency.code()));
            let field = field.filter(|field| {
                let again = taken[*field as usize] && field.sharing() == Sharing::One;
                !is_other && !again
            });
            if let Some(field) = field {
                taken[field as usize] = true;
            }
            columns.push(MappedColumn {
                heading: heading.clone(),
                field,
                unit,
            });
        }
        Self {
            dialect,
            columns,
            price_unit: dialect.price_unit(),
            read_on: None,
        }
    }

    /// Gives a column another meaning, which it takes away from the column that had it.
    pub fn choose(&mut self, column: usize, field: Option<Field>) {
        if column >= self.columns.len() {
            return;
        }
        if !field.is_none_or(Field::is_shared) {
            self.columns
                .iter_mut()
                .filter(|other| other.field == field)
                .for_each(|other| other.field = None);
        }
        self.columns[column].field = field;
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// The file's word for a field.
    pub fn heading(&self, field: Field) -> Option<&str> {
        self.columns
            .iter()
            .find(|column| column.field == Some(field))
            .map(|column| column.heading.as_str())
    }

    /// The headings of the columns that are not taken.
    pub fn ignored(&self) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .filter(|column| column.field.is_none() && !is_error(&column.heading))
            .map(|column| column.heading.as_str())
    }

    /// What is still needed before rows can become products; empty when it is enough.
    pub fn missing(&self) -> Vec<Field> {
        self.dialect.missing(|field| self.has(field))
    }

    /// The currencies of price columns that are not taken, when no price is.
    pub(super) fn other_currencies(&self) -> Vec<&str> {
        if self.has(Field::Price) || self.has(Field::RegionPrice) {
            return Vec::new();
        }
        let mut others: Vec<&str> = Vec::new();
        for column in self.columns.iter().filter(|column| column.field.is_none()) {
            if let Some(unit) = column.unit.as_deref()
                && Currency::parse(unit).is_some()
                && !others.contains(&unit)
            {
                others.push(unit);
            }
        }
        others
    }

    /// A row in our words, ready to be staged.
    pub fn source_row(&self, record: Record) -> SourceRow {
        let is_report = self.columns.iter().any(|column| is_error(&column.heading));
        let unescape = self.dialect.definition().unescape;
        let mut flaws = record.flaws.clone();
        let beyond = (self.columns.len()..record.len()).filter_map(|column| record.get(column));
        if beyond.into_iter().any(|cell| !cell.trim().is_empty()) {
            flaws.push(Flaw::Surplus);
        }
        let is_refused = flaws
            .iter()
            .any(|flaw| matches!(flaw, Flaw::Unclosed(_) | Flaw::TooLong));
        let mut cells = Cells::default();
        // A row shorter than the header lacks its last columns, which then keep what they have.
        for (column, cell) in self.columns.iter().zip(record.cells()) {
            let Some(field) = column.field else { continue };
            let mut cell = if is_report {
                crate::sheet::plain(cell)
            } else {
                cell
            };
            if unescape {
                cell = escaped_elsewhere(cell, self.dialect);
            }
            if is_refused && cell.len() > LONGEST_REFUSED {
                cell = &cell[..cell.floor_char_boundary(LONGEST_REFUSED)];
            }
            cells.put(field, cell);
            if let (Field::Weight, Some(unit)) = (field, &column.unit) {
                cells.put(Field::WeightUnit, unit);
            }
        }
        (self.dialect.definition().tidy)(&mut cells);
        SourceRow {
            line: record.line,
            cells,
            flaws,
        }
    }
}

fn is_error(heading: &str) -> bool {
    heading.eq_ignore_ascii_case(ERROR_COLUMN)
}

/// The cell without the apostrophe that its program puts before what a spreadsheet would calculate.
fn escaped_elsewhere(cell: &str, dialect: Dialect) -> &str {
    if dialect == Dialect::Ours {
        return crate::sheet::plain(cell);
    }
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}
