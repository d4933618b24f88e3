//! Column mapping, from the dialect or chosen by a person.

use super::cell_text::is_nothing;
use super::cells::Cells;
use super::dialect::Meaning;
use super::field::Sharing;
use super::flaw::Flaw;
use super::notation::{Evidence, Notation};
use super::records::Record;
use super::source_row::SourceRow;
use super::{Dialect, Field, PriceUnit};
use crate::money::Currency;
use crate::{currency_word, figures};
use serde::{Deserialize, Serialize};

/// The columns of one file with their meaning, and how its figures are to be read. Kept with the import as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub dialect: Dialect,
    pub columns: Vec<MappedColumn>,
    #[serde(default)]
    pub price_unit: PriceUnit,
    /// Whether a person chose the unit; otherwise it follows from dialect and prices.
    #[serde(default)]
    pub is_unit_chosen: bool,
    /// Day for which sale dates are evaluated, such as `2026-11-24`. Without it none is.
    #[serde(default)]
    pub read_on: Option<String>,
    /// The seller's.
    #[serde(default)]
    pub currency: Option<Currency>,
    #[serde(default)]
    pub(super) delimiter: Option<char>,
    /// Currency of prices without one: the only one the file names, if not the seller's.
    #[serde(default)]
    pub(super) prices_in: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MappedColumn {
    /// As the file has it; may be blank.
    pub heading: String,
    /// Mapped field; `None` if the column is omitted.
    pub field: Option<Field>,
    /// Currency or weight unit given in the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Notation of its numbers; `None` if each cell decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Notation>,
    /// A person chose how.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_numbers_chosen: bool,
    /// Its numbers have two readings, between which a person has to choose.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_unclear: bool,
    /// The first value of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    #[serde(default, skip_serializing_if = "Evidence::is_empty")]
    pub(super) evidence: Evidence,
    /// Currencies of a column of codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) codes: Vec<String>,
}

impl MappedColumn {
    /// Whether its numbers have ambiguous separators.
    pub fn has_marks(&self) -> bool {
        self.evidence.has_marks()
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// The column of our own report of refused rows; a file that has it was written by us.
pub(super) const ERROR_COLUMN: &str = "error";

/// Longest stored cell of a row that is refused anyway.
const LONGEST_REFUSED: usize = 2_000;

impl Mapping {
    /// Default mapping of a dialect for a seller in `currency`; amounts in others are omitted. Of two columns
    /// of one meaning the first counts, unless only the other names the seller's currency.
    pub fn of(dialect: Dialect, header: &[String], currency: Currency) -> Self {
        let mut columns: Vec<MappedColumn> = Vec::with_capacity(header.len());
        let mut taken: [Option<usize>; Field::COUNT] = [None; Field::COUNT];
        for (at, heading) in header.iter().enumerate() {
            let Meaning { field, unit } = dialect.meaning(heading);
            let stated = unit.as_deref().filter(|_| field.is_some_and(Field::is_money));
            let is_other = stated.is_some_and(|unit| currency_word::is_sellers(unit, currency).is_err());
            let mut field = field.filter(|_| !is_other);
            if let Some(found) = field.filter(|field| field.sharing() == Sharing::One)
                && let Some(first) = taken[found as usize]
            {
                match stated.is_some() && columns[first].unit.is_none() {
                    true => columns[first].field = None,
                    false => field = None,
                }
            }
            if let Some(found) = field {
                taken[found as usize] = Some(at);
            }
            columns.push(MappedColumn {
                heading: heading.clone(),
                field,
                unit,
                ..MappedColumn::default()
            });
        }
        Self {
            dialect,
            columns,
            price_unit: dialect.price_unit(),
            is_unit_chosen: false,
            read_on: None,
            currency: Some(currency),
            delimiter: None,
            prices_in: None,
        }
    }

    /// Omits every column, for formats that cannot be read.
    pub fn take_nothing(&mut self) {
        self.columns.iter_mut().for_each(|column| column.field = None);
        self.settle();
    }

    /// Maps a column to a field, and unmaps the column that had it.
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
        self.settle();
    }

    /// Sets a column's notation, chosen by a person.
    pub fn choose_numbers(&mut self, column: usize, numbers: Notation) {
        if let Some(column) = self.columns.get_mut(column) {
            column.numbers = Some(numbers);
            column.is_numbers_chosen = true;
        }
        self.settle();
    }

    /// Sets the price unit, chosen by a person.
    pub fn choose_unit(&mut self, unit: PriceUnit) {
        self.is_unit_chosen = true;
        self.price_unit = unit;
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// The file's word for a field.
    pub fn heading(&self, field: Field) -> Option<String> {
        let at = self
            .columns
            .iter()
            .position(|column| column.field == Some(field))?;
        Some(self.name(at))
    }

    /// Name of a column: its heading, or its position if blank.
    pub fn name(&self, column: usize) -> String {
        match self.columns.get(column).map(|column| column.heading.as_str()) {
            Some("") | None => format!("Column {}", column + 1),
            Some(heading) => heading.to_owned(),
        }
    }

    /// Headings of omitted columns.
    pub fn ignored(&self) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .filter(|column| column.field.is_none() && !is_error(&column.heading))
            .map(|column| column.heading.as_str())
    }

    /// Fields still needed to make products; empty if complete.
    pub fn missing(&self) -> Vec<Field> {
        self.dialect.missing(|field| self.has(field))
    }

    /// Missing fields as a sentence, with the reason if known.
    pub fn missing_sentence(&self, ask: &str, name: impl Fn(Field) -> &'static str) -> Option<String> {
        let missing = self.missing();
        if missing.is_empty() {
            return None;
        }
        let names: Vec<_> = missing.iter().map(|field| name(*field)).collect();
        let others = self.other_currencies();
        let why = match (
            self.currency,
            missing.contains(&Field::Price) && !others.is_empty(),
        ) {
            (Some(currency), true) => {
                format!(
                    " The file has prices in {}; your shop sells in {currency}.",
                    others.join(", ")
                )
            }
            _ => String::new(),
        };
        Some(format!("{ask}: {}.{why}", names.join(", ")))
    }

    /// Currencies of omitted price columns, if no price is mapped.
    pub(super) fn other_currencies(&self) -> Vec<String> {
        if self.has(Field::Price) || self.has(Field::RegionPrice) {
            return Vec::new();
        }
        let mut others: Vec<String> = Vec::new();
        for column in self.columns.iter().filter(|column| column.field.is_none()) {
            let other = column.unit.as_deref().and_then(currency_word::meant);
            if let Some(code) = other.and_then(|codes| codes.first().map(|code| code.to_string()))
                && !others.contains(&code)
            {
                others.push(code);
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
            .any(|flaw| matches!(flaw, Flaw::Unclosed(_) | Flaw::TooLong | Flaw::Surplus));
        let mut cells = Cells::default();
        // A row shorter than the header lacks its last columns, which then keep what they have.
        for (at, (column, cell)) in self.columns.iter().zip(record.cells()).enumerate() {
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
            if field.is_number() {
                self.put_number(&mut cells, at, field, cell.trim());
            } else {
                cells.put(field, cell);
            }
        }
        (self.dialect.definition().tidy)(&mut cells);
        SourceRow {
            line: record.line,
            cells,
            flaws,
        }
    }

    /// Stores a number as parsed; unparseable ones as they are, flagged.
    fn put_number(&self, cells: &mut Cells, at: usize, field: Field, cell: &str) {
        let column = &self.columns[at];
        let unit = column.unit.as_deref().unwrap_or_default();
        if cell.is_empty() || (field != Field::OnHand && !field.is_price() && is_nothing(cell)) {
            return cells.put(field, "");
        }
        let currency = self.currency.filter(|_| field.is_money());
        let read = figures::read(cell, field, column.numbers, unit, currency);
        match &read {
            Ok(read) => {
                let is_taken = cells.put_number(field, Ok(&read.number), at);
                // A unit beside the number goes before that of a column, whichever comes first.
                if is_taken && !read.unit.is_empty() {
                    cells.set(Field::WeightUnit, &read.unit);
                }
            }
            Err(_) => {
                cells.put_number(field, Err(cell), at);
            }
        }
    }
}

fn is_error(heading: &str) -> bool {
    heading.eq_ignore_ascii_case(ERROR_COLUMN)
}

/// The cell without the apostrophe its program puts before formulas.
fn escaped_elsewhere(cell: &str, dialect: Dialect) -> &str {
    if dialect == Dialect::Ours {
        return crate::sheet::plain(cell);
    }
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}
