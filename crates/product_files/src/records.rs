//! Streaming parser of delimited text.
//!
//! The `csv` crate reads as well, but a quotation mark that is never closed makes it take the rest of the file,
//! however large, for one cell and say nothing. Here a row has a greatest length, and what is wrong with it is
//! told with the row, so that the others go on.

use super::Unreadable;
use super::encoding::{Decoded, TextEncoding};
use super::flaw::Flaw;
use super::problem::Severity;
use memchr::{memchr2, memchr3, memmem};
use std::io::Read;

/// Longest stored row, many times the longest description.
pub const MAX_ROW_BYTES: usize = 1_048_576;

/// A row that has something in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    pub flaws: Vec<Flaw>,
    text: String,
    /// End position of each cell.
    ends: Vec<usize>,
}

impl Record {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }

    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|column| self.get(column))
    }

    /// Reason the row cannot be trusted.
    pub fn refusal(&self) -> Option<String> {
        let refusing = |flaw: &&Flaw| flaw.severity() == Severity::Refusal;
        self.flaws.iter().find(refusing).map(|flaw| flaw.sentence())
    }

    /// Replaces the text of a cell.
    pub(super) fn replace(&mut self, column: usize, cell: &str) {
        let cells: Vec<String> = self.cells().map(str::to_owned).collect();
        self.text.clear();
        self.ends.clear();
        for (at, known) in cells.iter().enumerate() {
            self.text.push_str(if at == column { cell } else { known });
            self.ends.push(self.text.len());
        }
    }
}

pub(super) struct Records<R> {
    source: Decoded<R>,
    buffer: Vec<u8>,
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
    /// After a quotation mark in a quoted cell: its end, or half of a doubled one.
    MaybeClosed {
        since: u64,
    },
}

/// A row being read.
struct Row {
    line: u64,
    text: Vec<u8>,
    ends: Vec<usize>,
    too_long: bool,
}

impl Row {
    fn push(&mut self, bytes: &[u8]) {
        let room = MAX_ROW_BYTES.saturating_sub(self.text.len());
        if bytes.len() <= room {
            self.text.extend_from_slice(bytes);
        } else {
            // Not in the middle of a letter.
            let cut = (0..=room)
                .rev()
                .find(|at| bytes[*at] & 0xC0 != 0x80)
                .unwrap_or_default();
            self.text.extend_from_slice(&bytes[..cut]);
            self.too_long = true;
        }
    }

    fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    fn finish(self, unclosed: Option<u64>, garbled: bool) -> Record {
        let text = String::from_utf8(self.text)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let mut flaws = Vec::new();
        flaws.extend(unclosed.map(Flaw::Unclosed));
        flaws.extend((self.too_long && unclosed.is_none()).then_some(Flaw::TooLong));
        let is_garbled = garbled && memmem::find(text.as_bytes(), "\u{FFFD}".as_bytes()).is_some();
        flaws.extend(is_garbled.then_some(Flaw::Garbled));
        Record {
            line: self.line,
            flaws,
            text,
            ends: self.ends,
        }
    }
}

impl<R: Read> Records<R> {
    pub(super) fn new(source: R, encoding: TextEncoding, delimiter: u8) -> Self {
        Self {
            source: Decoded::new(source, encoding),
            buffer: vec![0; 64 * 1024],
            at: 0,
            end: 0,
            delimiter,
            line: 1,
            after_return: false,
        }
    }

    pub(super) fn into_source(self) -> R {
        self.source.into_source()
    }

    /// The next row with something in it; blank lines and rows of mere delimiters are passed over.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Unreadable> {
        while let Some(record) = self.next_row()? {
            let is_blank = record.text.trim().is_empty();
            if !is_blank || !record.flaws.is_empty() {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn next_row(&mut self) -> Result<Option<Record>, Unreadable> {
        let mut row = Row {
            line: self.line,
            text: Vec::new(),
            ends: Vec::new(),
            too_long: false,
        };
        let mut state = State::CellStart;
        loop {
            if self.at == self.end && !self.fill()? {
                let unclosed = match state {
                    State::Quoted { since } => Some(since),
                    State::CellStart if row.ends.is_empty() => return Ok(None),
                    _ => None,
                };
                row.end_cell();
                return Ok(Some(row.finish(unclosed, self.source.replaced)));
            }
            // What says nothing new is taken in one go.
            let ready = &self.buffer[self.at..self.end];
            let run = match state {
                State::Plain => self.plain_run(ready),
                State::Quoted { .. } => memchr3(b'"', b'\r', b'\n', ready).unwrap_or(ready.len()),
                State::CellStart | State::MaybeClosed { .. } => 0,
            };
            if run > 0 {
                row.push(&self.buffer[self.at..self.at + run]);
                self.at += run;
                self.after_return = false;
                continue;
            }
            let byte = self.buffer[self.at];
            self.at += 1;
            let line_end = self.ends_line(byte);
            if byte == b'\n' && !line_end {
                // The second half of a line end that is dealt with already.
                continue;
            }
            state = match state {
                State::Quoted { since } if byte == b'"' => State::MaybeClosed { since },
                State::Quoted { since } => {
                    row.push(if line_end {
                        b"\n"
                    } else {
                        std::slice::from_ref(&byte)
                    });
                    State::Quoted { since }
                }
                State::MaybeClosed { since } if byte == b'"' => {
                    row.push(b"\"");
                    State::Quoted { since }
                }
                State::CellStart if byte == b'"' => State::Quoted { since: self.line },
                _ if line_end => {
                    row.end_cell();
                    return Ok(Some(row.finish(None, self.source.replaced)));
                }
                _ if byte == self.delimiter => {
                    row.end_cell();
                    State::CellStart
                }
                _ => {
                    row.push(&[byte]);
                    State::Plain
                }
            };
        }
    }

    fn plain_run(&self, ready: &[u8]) -> usize {
        // `\n` is no delimiter but when the delimiter is looked for.
        let found = if self.delimiter == b'\n' {
            memchr2(b'\r', b'\n', ready)
        } else {
            memchr3(self.delimiter, b'\r', b'\n', ready)
        };
        found.unwrap_or(ready.len())
    }

    /// Counts lines; false for the `\n` of a `\r\n`, which ended at the `\r`.
    fn ends_line(&mut self, byte: u8) -> bool {
        let second_half = byte == b'\n' && self.after_return;
        self.after_return = byte == b'\r';
        let ends = matches!(byte, b'\n' | b'\r') && !second_half;
        self.line += u64::from(ends);
        ends
    }

    fn fill(&mut self) -> Result<bool, Unreadable> {
        self.end = self.source.read(&mut self.buffer)?;
        self.at = 0;
        Ok(self.end > 0)
    }
}
