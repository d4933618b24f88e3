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
        let column = field.map(|field| self.mapping.heading(field).unwrap_or(field.as_str()).to_owned());
        self.problems.push(Problem {
            line,
            column,
            message,
            severity,
        });
    }

    pub(super) fn is_refused(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Refusal)
    }
}
