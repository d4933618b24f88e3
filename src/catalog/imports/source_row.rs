//! One row of a file in our own words, whatever dialect it came in.

use super::{Field, measure};
use crate::catalog::Handle;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A staged row. Kept as JSON; the line and the product's key stand beside it, to group by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    pub cells: Cells,
    /// How many filled cells stood beyond the last heading.
    #[serde(default)]
    pub surplus: usize,
}

/// The cells of the mapped columns, trimmed. A column that the file lacks is not there; an empty cell is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cells(BTreeMap<Field, String>);

impl SourceRow {
    /// What the rows of one product share: the handle, or else the SKU of a row without options, or the title.
    /// A row that names no product has a key of its own, and is refused when it is assembled.
    pub fn product_key(&self) -> String {
        let has_options = Field::OPTIONS
            .iter()
            .any(|(_, value)| self.cells.filled(*value).is_some());
        let sku = self.cells.filled(Field::Sku).map(|sku| format!("sku:{sku}"));
        let title = self
            .cells
            .filled(Field::Title)
            .map(|title| format!("title:{}", title.to_lowercase()));
        match self.cells.filled(Field::Handle) {
            Some(handle) => format!("handle:{}", Handle::of(handle)),
            None if has_options => title.or(sku).unwrap_or_else(|| format!("line:{}", self.line)),
            None => sku.or(title).unwrap_or_else(|| format!("line:{}", self.line)),
        }
    }
}

impl Cells {
    /// The cell of a column that the file has; empty where the cell is.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// The cell when there is something in it.
    pub fn filled(&self, field: Field) -> Option<&str> {
        self.get(field).filter(|cell| !cell.is_empty())
    }

    pub(super) fn get_mut(&mut self, field: Field) -> Option<&mut String> {
        self.0.get_mut(&field)
    }

    /// Adds a cell; a field that several columns share has a line for each.
    pub(super) fn put(&mut self, field: Field, cell: &str) {
        let known = self.0.entry(field).or_default();
        if !known.is_empty() && !cell.trim().is_empty() {
            known.push('\n');
        }
        known.push_str(cell.trim());
    }

    /// A NUL can stand in no text that PostgreSQL keeps, and means nothing to anyone.
    pub(in crate::catalog) fn drop_nuls(&mut self) {
        for cell in self.0.values_mut().filter(|cell| cell.contains('\0')) {
            *cell = cell.replace('\0', "");
        }
    }

    /// Weight and unit become grams. What cannot be read stays as it is, for the report.
    pub(super) fn weigh(&mut self) {
        let unit = self.0.remove(&Field::WeightUnit).unwrap_or_default();
        if let Some(weight) = self.0.remove(&Field::Weight)
            && !self.0.contains_key(&Field::WeightGrams)
        {
            let grams = measure::grams(&weight, &unit).unwrap_or_else(|| format!("{weight} {unit}"));
            self.0.insert(Field::WeightGrams, grams);
        }
    }

    /// Image addresses stand one a line; a comma followed by another address is a line end too.
    pub(super) fn list_images(&mut self) {
        if let Some(images) = self.0.get_mut(&Field::Images) {
            let listed = images.replace(", http", "\nhttp").replace(",http", "\nhttp");
            *images = listed
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join("\n");
        }
    }
}
