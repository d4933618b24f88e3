//! Preview of a file before import: each column's field, a sample, and alternatives.

use super::{Dialect, Field, Mapping, PriceUnit, Recognition, Table, recognise};
use crate::money::{Currency, Decimal};
use crate::{currency_word, figures};
use std::io::{Read, Seek};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub recognition: Recognition,
    /// As it will be read unless the person chooses otherwise.
    pub mapping: Mapping,
    /// Columns in file order.
    pub columns: Vec<ColumnPreview>,
    /// A sample price as written.
    pub price_sample: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnPreview {
    /// As the file has it; may be blank.
    pub heading: String,
    /// Mapped field; `None` if the column is omitted.
    pub field: Option<Field>,
    /// The first value of the file.
    pub sample: Option<String>,
    /// Reason a useful column is not imported.
    pub note: Option<String>,
}

/// Preview of a surveyed table, in the dialect the person chose.
pub fn preview<R: Read + Seek>(table: &Table<R>, dialect: Option<Dialect>, currency: Currency) -> Preview {
    let recognition = recognise(table.header());
    let mapping = match (dialect, recognition.dialect()) {
        (Some(dialect), _) | (None, Some(dialect)) => table.mapping(dialect, currency),
        (None, None) => recognition.first_mapping(table, currency),
    };
    Preview::of(recognition, mapping, currency)
}

impl Preview {
    pub fn of(recognition: Recognition, mapping: Mapping, currency: Currency) -> Self {
        let column = |column: &super::MappedColumn| ColumnPreview {
            heading: column.heading.clone(),
            field: column.field,
            sample: column.sample.clone(),
            note: note(column.field, column.unit.as_deref(), currency),
        };
        let price = price_column(&mapping);
        Self {
            price_sample: price.and_then(|column| column.evidence.number.clone().or(column.sample.clone())),
            columns: mapping.columns.iter().map(column).collect(),
            recognition,
            mapping,
        }
    }

    /// The sample price in a unit: `1000` is `$10.00` or `$1,000.00`.
    pub fn price_in(&self, unit: PriceUnit, currency: Currency) -> Option<String> {
        let numbers = price_column(&self.mapping)?.numbers;
        let sample = self.price_sample.as_deref()?;
        let read = figures::read(sample, Field::Price, numbers, "", Some(currency)).ok()?;
        let minor = unit
            .minor(&Decimal::exact(read.number.into_owned()), currency)
            .ok()?;
        Some(currency.show(minor))
    }
}

/// The column of the prices that are shown.
fn price_column(mapping: &Mapping) -> Option<&super::MappedColumn> {
    let priced = |field| mapping.columns.iter().find(|column| column.field == Some(field));
    [Field::Price, Field::RegionPrice, Field::SalePrice]
        .into_iter()
        .find_map(priced)
}

fn note(field: Option<Field>, unit: Option<&str>, currency: Currency) -> Option<String> {
    let unit = unit.filter(|_| field.is_none())?;
    let code = currency_word::meant(unit)?.first().map(|code| code.to_string())?;
    Some(format!("In {code}; your shop sells in {currency}."))
}
