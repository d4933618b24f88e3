//! Problems reported for a row.

use super::{Field, SourceRow};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The product is not imported.
    Refusal,
    /// The product is imported with the described change.
    Warning,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: u64,
    /// The heading as the file has it.
    pub column: Option<String>,
    /// A sentence for the seller.
    pub message: String,
    pub severity: Severity,
}

/// A cell as a sentence names it: in quotation marks, and no longer than one can read.
pub(super) fn quoted(cell: &str) -> String {
    const LONGEST: usize = 80;
    if cell.chars().nth(LONGEST).is_none() {
        return format!("“{cell}”");
    }
    let begin: String = cell.chars().take(LONGEST).collect();
    format!("“{}…”", begin.trim_end())
}

/// Collects the problems of one product, with the headings of its file.
pub(super) struct Report<'a> {
    pub mapping: &'a super::Mapping,
    pub problems: Vec<Problem>,
}

impl Report<'_> {
    pub(super) fn warn(&mut self, line: u64, field: Field, message: impl Into<String>) {
        self.add(line, Some(field), message.into(), Severity::Warning);
    }

    pub(super) fn refuse(&mut self, line: u64, field: Field, message: impl Into<String>) {
        self.add(line, Some(field), message.into(), Severity::Refusal);
    }

    /// Adds a warning about a cell at its source column.
    pub(super) fn warn_of(&mut self, row: &SourceRow, field: Field, message: impl Into<String>) {
        let column = row.cells.column(field);
        self.add_at(row.line, column, Some(field), message.into(), Severity::Warning);
    }

    pub(super) fn refuse_for(&mut self, row: &SourceRow, field: Field, message: impl Into<String>) {
        let column = row.cells.column(field);
        self.add_at(row.line, column, Some(field), message.into(), Severity::Refusal);
    }

    pub(super) fn add(&mut self, line: u64, field: Option<Field>, message: String, severity: Severity) {
        self.add_at(line, None, field, message, severity);
    }

    /// Adds a problem at a file's column or a field's.
    pub(super) fn add_at(
        &mut self,
        line: u64,
        column: Option<usize>,
        field: Option<Field>,
        message: String,
        severity: Severity,
    ) {
        let column = match column {
            Some(column) => Some(self.mapping.name(column)),
            None => field.and_then(|field| self.heading(field)),
        };
        self.problems.push(Problem {
            line,
            column,
            message,
            severity,
        });
    }

    /// The file's heading of a field or its fallback; `None` without a column.
    fn heading(&self, field: Field) -> Option<String> {
        let fields = std::iter::once(&field).chain(field.stand_ins());
        fields.into_iter().find_map(|field| self.mapping.heading(*field))
    }

    /// Adds a flaw of a whole row or of its own position.
    pub(super) fn flaw(&mut self, row_line: u64, flaw: super::Flaw) {
        let line = flaw.line().unwrap_or(row_line);
        self.add(line, None, flaw.sentence(), flaw.severity());
    }

    pub(super) fn is_refused(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Refusal)
    }
}
