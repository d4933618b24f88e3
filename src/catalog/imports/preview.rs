//! What a person is shown of a file before it is imported: what each column is taken for, with a sample, and what
//! else it could be.

use super::{Dialect, Field, Mapping, PriceUnit, Recognition, Table, recognise};
use crate::money::{Currency, Decimal};
use std::io::{Read, Seek};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub recognition: Recognition,
    /// As it will be read unless the person chooses otherwise.
    pub mapping: Mapping,
    /// In the order of the file.
    pub columns: Vec<ColumnPreview>,
    /// A price as it stands in the file.
    pub price_sample: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnPreview {
    /// As the file has it; may be blank.
    pub heading: String,
    /// What it is taken for; `None`: the column is not taken.
    pub field: Option<Field>,
    /// The first value among the first rows.
    pub sample: Option<String>,
    /// Why a column that seems to be of use is not taken.
    pub note: Option<String>,
}

/// Characters of a sample.
const LONGEST: usize = 60;

/// Shows a table that was just opened; `dialect` is what the person says it is.
pub fn preview<R: Read + Seek>(table: &Table<R>, dialect: Option<Dialect>, currency: Currency) -> Preview {
    let recognition = recognise(table.header());
    let dialect = dialect.or(recognition.dialect()).unwrap_or(Dialect::Ours);
    let mapping = table.mapping(dialect, currency);
    let columns = mapping
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| ColumnPreview {
            heading: column.heading.clone(),
            field: column.field,
            sample: table.sample(at).map(shortened),
            note: note(column.field, column.unit.as_deref(), currency),
        });
    let priced = |field| {
        mapping
            .columns
            .iter()
            .position(|column| column.field == Some(field))
    };
    let price = [Field::Price, Field::RegionPrice].into_iter().find_map(priced);
    Preview {
        price_sample: price.and_then(|column| table.price(column)).map(str::to_owned),
        columns: columns.collect(),
        recognition,
        mapping,
    }
}

impl Preview {
    /// What the sample of a price comes to in a unit: `1000` is `$10.00` or `$1,000.00`.
    pub fn price_in(&self, unit: PriceUnit, currency: Currency) -> Option<String> {
        let read = super::amount::amount(self.price_sample.as_deref()?, currency).ok()?;
        let minor = unit.minor(&Decimal::new(read.number), currency).ok()?;
        Some(currency.show(minor))
    }
}

fn note(field: Option<Field>, unit: Option<&str>, currency: Currency) -> Option<String> {
    let unit = unit.filter(|_| field.is_none())?;
    Some(format!("In {unit}; your shop sells in {currency}."))
}

fn shortened(sample: &str) -> String {
    let line = sample.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(LONGEST).is_none() {
        return line;
    }
    let begin: String = line.chars().take(LONGEST).collect();
    format!("{}…", begin.trim_end())
}
