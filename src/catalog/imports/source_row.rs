//! One row of a file in our own words, whatever dialect it came in.

use super::Field;
use super::cells::Cells;
use super::flaw::Flaw;
use crate::catalog::Handle;
use serde::{Deserialize, Serialize};

/// A staged row. Kept as short JSON; the product's key stands beside it, to group by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// The line of the file it begins on, from 1.
    #[serde(rename = "l")]
    pub line: u64,
    #[serde(rename = "c")]
    pub cells: Cells,
    /// What is wrong with the row itself.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<Flaw>,
}

impl SourceRow {
    /// What the rows of one product share: the handle, or else the SKU of a row without options, or the title.
    /// A row that names no product has a key of its own, and is refused when it is assembled.
    pub fn product_key(&self) -> String {
        let filled = |field| self.cells.filled(field);
        if let Some(handle) = filled(Field::Handle) {
            return format!("handle:{}", Handle::of(handle));
        }
        if let Some(parent) = filled(Field::Parent).filter(|_| self.is_variation()) {
            return format!("parent:{}", parent_key(parent));
        }
        let sku = filled(Field::Sku);
        let number = filled(Field::ProductId);
        if self.is_variable() {
            let named = sku.map(parent_key).or_else(|| Some(format!("id:{}", number?)));
            if let Some(named) = named {
                return format!("parent:{named}");
            }
        }
        let title = || filled(Field::Title).map(|title| format!("title:{}", title.to_lowercase()));
        let line = || format!("line:{}", self.line);
        if let Some(number) = number {
            return format!("id:{number}");
        }
        let sku = sku.map(|sku| format!("sku:{sku}"));
        if self.has_options() {
            title().or(sku).unwrap_or_else(line)
        } else {
            sku.or_else(title).unwrap_or_else(line)
        }
    }

    pub(super) fn has_options(&self) -> bool {
        Field::OPTIONS
            .iter()
            .any(|(_, value)| self.cells.filled(*value).is_some())
    }

    /// A product whose variations stand on rows of their own.
    pub(super) fn is_variable(&self) -> bool {
        self.kinds().any(|kind| kind.eq_ignore_ascii_case("variable"))
    }

    /// One of another row's variations.
    pub(super) fn is_variation(&self) -> bool {
        match self.cells.filled(Field::Kind) {
            Some(_) => self.kinds().any(|kind| kind.eq_ignore_ascii_case("variation")),
            None => self.cells.filled(Field::Parent).is_some(),
        }
    }

    /// What sort of product it is; often several words.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &str> {
        let kinds = self.cells.filled(Field::Kind).unwrap_or_default().split(',');
        kinds.map(str::trim).filter(|kind| !kind.is_empty())
    }
}

/// `TEE` and `id:44`, whatever their case and blanks.
pub(super) fn parent_key(named: &str) -> String {
    let named = named.trim().to_lowercase();
    match named.strip_prefix("id:") {
        Some(number) => format!("id:{}", number.trim()),
        None => named,
    }
}
