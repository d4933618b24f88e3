//! Reasons a file cannot be read as a table, as the seller reads them.

use super::file_kind::FileKind;
use super::records::MAX_ROW_BYTES;
use super::table::MAX_COLUMNS;

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("The file is empty.")]
    Empty,
    #[error("The file has a header but no rows below it.")]
    NoRows,
    #[error("{}", .0.sentence())]
    NotCsv(FileKind),
    #[error("The header has {0} columns; at most {MAX_COLUMNS} are read.")]
    TooManyColumns(usize),
    #[error(
        "The quotation mark opened on line {line} is never closed, so the rows after it cannot be \
            separated. Close it, or double it if it is part of the text."
    )]
    UnclosedQuote { line: u64 },
    #[error("The row that starts on line {line} is longer than {} MB.", MAX_ROW_BYTES / 1_048_576)]
    RowTooLong { line: u64 },
    /// Our mistake or the disk's, not the file's.
    #[error("The file could not be read.")]
    Io(#[from] std::io::Error),
}
