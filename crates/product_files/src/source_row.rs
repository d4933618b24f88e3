//! One row of a file in our own words, whatever dialect it came in.

use super::Field;
use super::cells::Cells;
use super::flaw::Flaw;
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
