//! A row of a file in our own fields, whatever its dialect.

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
    /// Flaws of the row.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<Flaw>,
}

impl SourceRow {
    pub(super) fn has_options(&self) -> bool {
        Field::OPTIONS
            .iter()
            .any(|(_, value)| self.cells.filled(*value).is_some())
    }

    /// Whether it is a parent with variations in other rows.
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

    /// Product types; often several words.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &str> {
        let kinds = self.cells.filled(Field::Kind).unwrap_or_default().split(',');
        kinds.map(str::trim).filter(|kind| !kind.is_empty())
    }
}
