//! What the report says about a row.

use super::Field;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The product is not taken.
    Refusal,
    /// The product is taken, mended as the message says.
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

    pub(super) fn add(&mut self, line: u64, field: Option<Field>, message: String, severity: Severity) {
        let column = field.map(|field| self.heading(field).to_owned());
        self.problems.push(Problem {
            line,
            column,
            message,
            severity,
        });
    }

    /// The file's word for a field, or for what stood in for it.
    fn heading(&self, field: Field) -> &str {
        let stand_in = || {
            self.mapping
                .heading(Field::RegionPrice)
                .filter(|_| field == Field::Price)
        };
        let heading = self.mapping.heading(field).or_else(stand_in);
        heading.unwrap_or(field.as_str())
    }

    /// One that concerns the row as a whole, or a place of its own.
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
