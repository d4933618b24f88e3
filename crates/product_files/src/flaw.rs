//! What was wrong with a row before anyone asked what it says.

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
    /// The header stands on this line again, just before the row or after it.
    Header(u64),
}

impl Flaw {
    /// The line it is told at, where that is not the row's own.
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
                "The quotation mark that opens here is never closed, so all that follows was taken for one cell. Close it, or write it twice where it belongs to the text; or perhaps the file was cut off here.".to_owned()
            }
            Self::TooLong => format!(
                "The row is longer than {} MB; what is beyond was not read.",
                MAX_ROW_BYTES / 1_048_576
            ),
            Self::Garbled => {
                "Some letters of this row could not be read; they stand as “�”. Save the file as CSV UTF-8."
                    .to_owned()
            }
            Self::Surplus => {
                "The row has filled cells beyond the last heading, so its cells have slid and none of them can be trusted. Perhaps a comma inside a cell, as in 5,50, parts it in two: put that cell in quotation marks; or give the last column a heading.".to_owned()
            }
            Self::Header(_) => "This is the header once more; the row was passed over.".to_owned(),
        }
    }
}
