//! Flaws of a row found before its meaning is considered.

use super::problem::Severity;
use super::records::MAX_ROW_BYTES;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// The quotation mark that opens on this line is open still where the file ends.
    Unclosed(u64),
    TooLong,
    /// Letters that the file's encoding does not have.
    Garbled,
    /// Filled cells beyond the last heading.
    Surplus,
    /// Repeated header on this line, next to the row.
    Header(u64),
}

impl Flaw {
    /// Line to report, if not the row's own.
    pub(super) fn line(self) -> Option<u64> {
        match self {
            Self::Unclosed(line) | Self::Header(line) => Some(line),
            Self::TooLong | Self::Garbled | Self::Surplus => None,
        }
    }

    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Unclosed(_) | Self::TooLong | Self::Surplus => Severity::Refusal,
            Self::Garbled | Self::Header(_) => Severity::Warning,
        }
    }

    pub(super) fn sentence(self) -> String {
        match self {
            Self::Unclosed(_) => {
                "The quotation mark opened here is never closed, so everything after it was read as one \
                    cell. Close it, or double it if it is part of the text; or the file may be cut off \
                    here."
                    .to_owned()
            }
            Self::TooLong => format!(
                "The row is longer than {} MB; the rest was not read.",
                MAX_ROW_BYTES / 1_048_576
            ),
            Self::Garbled => {
                "Some letters in this row could not be read; they are shown as “�”. Save the file as CSV \
                    UTF-8."
                    .to_owned()
            }
            Self::Surplus => {
                "The row has filled cells beyond the last heading, so its cells have shifted and cannot be \
                    trusted. Perhaps a comma inside a cell, as in 5,50, splits it in two: put that cell in \
                    quotation marks, or add a heading to the last column."
                    .to_owned()
            }
            Self::Header(_) => "This repeats the header, so it was skipped.".to_owned(),
        }
    }
}
