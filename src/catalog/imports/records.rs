//! Rows of delimited text, streamed.
//!
//! The `csv` crate reads as well, but a quotation mark that is never closed makes it take the rest of the file,
//! however large, for one cell and say nothing. Here a row has a greatest length, and the line where the open
//! quotation mark stands is told.

use super::Unreadable;
use super::encoding::{Decoded, TextEncoding};
use std::io::Read;

/// The longest row: many times what the longest description takes.
pub const MAX_ROW_BYTES: usize = 1_048_576;

/// A row that has something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    pub cells: Vec<String>,
}

pub(super) struct Records<R> {
    source: Decoded<R>,
    text: Vec<u8>,
    at: usize,
    end: usize,
    delimiter: u8,
    line: u64,
    /// The last byte was a carriage return, so that a line feed now belongs to the same line end.
    after_return: bool,
}

enum State {
    CellStart,
    Plain,
    Quoted {
        since: u64,
    },
    /// After a quotation mark inside a quoted cell: its end, or the first half of a doubled one.
    MaybeClosed {
        since: u64,
    },
}

impl<R: Read> Records<R> {
    pub(super) fn new(source: R, encoding: TextEncoding, delimiter: u8) -> Self {
        let text = vec![0; 32 * 1024];
        let source = Decoded::new(source, encoding);
        Self {
            source,
            text,
            at: 0,
            end: 0,
            delimiter,
            line: 1,
            after_return: false,
        }
    }

    /// The next row with something in it; blank lines and rows of mere delimiters are passed over.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Unreadable> {
        while let Some(record) = self.next_row()? {
            if record.cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn next_row(&mut self) -> Result<Option<Record>, Unreadable> {
        let mut record = Record {
            line: self.line,
            cells: Vec::new(),
        };
        let (mut cell, mut length) = (Vec::new(), 0_usize);
        let mut state = State::CellStart;
        loop {
            let Some(byte) = self.byte()? else {
                return match state {
                    State::Quoted { since } => Err(Unreadable::UnclosedQuote { line: since }),
                    State::CellStart if record.cells.is_empty() => Ok(None),
                    _ => {
                        record.cells.push(text_of(cell));
                        Ok(Some(record))
                    }
                };
            };
            let line_end = self.ends_line(byte);
            if byte == b'\n' && !line_end {
                // The second half of a line end that is dealt with already.
                continue;
            }
            length += 1;
            if length > MAX_ROW_BYTES {
                return Err(match state {
                    State::Quoted { since } => Unreadable::UnclosedQuote { line: since },
                    _ => Unreadable::RowTooLong { line: record.line },
                });
            }
            state = match state {
                State::Quoted { since } if byte == b'"' => State::MaybeClosed { since },
                State::Quoted { since } => {
                    cell.push(if line_end { b'\n' } else { byte });
                    State::Quoted { since }
                }
                State::MaybeClosed { since } if byte == b'"' => {
                    cell.push(b'"');
                    State::Quoted { since }
                }
                State::CellStart if byte == b'"' => State::Quoted { since: self.line },
                _ if line_end => {
                    record.cells.push(text_of(cell));
                    return Ok(Some(record));
                }
                _ if byte == self.delimiter => {
                    record.cells.push(text_of(std::mem::take(&mut cell)));
                    State::CellStart
                }
                _ => {
                    cell.push(byte);
                    State::Plain
                }
            };
        }
    }

    /// Counts lines; false for the `\n` of a `\r\n`, which ended at the `\r`.
    fn ends_line(&mut self, byte: u8) -> bool {
        let second_half = byte == b'\n' && self.after_return;
        self.after_return = byte == b'\r';
        let ends = matches!(byte, b'\n' | b'\r') && !second_half;
        self.line += u64::from(ends);
        ends
    }

    fn byte(&mut self) -> Result<Option<u8>, Unreadable> {
        if self.at == self.end {
            self.end = self.source.read(&mut self.text)?;
            self.at = 0;
            if self.end == 0 {
                return Ok(None);
            }
        }
        self.at += 1;
        Ok(Some(self.text[self.at - 1]))
    }
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
