//! A file as a header and rows, with what was found out about it on the way.

use super::Unreadable;
use super::encoding::{START, TextEncoding};
use super::records::{Record, Records};
use std::collections::VecDeque;
use std::io::{Cursor, Read, Seek};

pub const MAX_COLUMNS: usize = 500;
/// Rows looked at ahead, to show a person what is in each column.
const SAMPLES: usize = 5;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A CSV file opened for reading once from top to bottom.
pub struct Table<R> {
    header: Vec<String>,
    encoding: TextEncoding,
    delimiter: u8,
    records: Records<R>,
    ahead: VecDeque<Record>,
}

impl<R: Read + Seek> Table<R> {
    /// Finds out encoding and delimiter and reads the header. The source is read through once for that, then
    /// again row by row.
    pub fn open(mut source: R) -> Result<Self, Unreadable> {
        source.rewind()?;
        let encoding = TextEncoding::of(&mut source)?;
        source.rewind()?;
        let mut start = Vec::new();
        source.by_ref().take(START as u64).read_to_end(&mut start)?;
        source.rewind()?;
        let (delimiter, told) = delimiter_of(&start, encoding);
        let mut records = Records::new(source, encoding, delimiter);
        if told {
            records.next()?;
        }
        let mut header = records.next()?.ok_or(Unreadable::Empty)?.cells;
        header
            .iter_mut()
            .for_each(|heading| *heading = heading.trim().to_owned());
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        if header.len() > MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns(header.len()));
        }
        let mut table = Self {
            header,
            encoding,
            delimiter,
            records,
            ahead: VecDeque::new(),
        };
        while table.ahead.len() < SAMPLES
            && let Some(record) = table.read()?
        {
            table.ahead.push_back(record);
        }
        if table.ahead.is_empty() {
            Err(Unreadable::NoRows)
        } else {
            Ok(table)
        }
    }

    /// The headings, trimmed.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    pub fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// What stands between two cells, as a person names it.
    pub fn delimiter_name(&self) -> &'static str {
        match self.delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "vertical bar",
            _ => "comma",
        }
    }

    /// The first value that a column has among the first rows; to be asked for before the rows are read.
    pub fn sample(&self, column: usize) -> Option<&str> {
        let mut values = self
            .ahead
            .iter()
            .filter_map(|row| row.cells.get(column))
            .map(|cell| cell.trim());
        values.find(|cell| !cell.is_empty())
    }

    /// The next row; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Record>, Unreadable> {
        match self.ahead.pop_front() {
            Some(record) => Ok(Some(record)),
            None => self.read(),
        }
    }

    /// Reads past rows that are the header again, where files were put together.
    fn read(&mut self) -> Result<Option<Record>, Unreadable> {
        while let Some(record) = self.records.next()? {
            let same = |(heading, cell): (&String, &String)| heading.eq_ignore_ascii_case(cell.trim());
            let repeated =
                record.cells.len() >= self.header.len() && self.header.iter().zip(&record.cells).all(same);
            if !repeated {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }
}

/// The delimiter that makes most columns of the header, and whether a first line `sep=;` told it.
fn delimiter_of(start: &[u8], encoding: TextEncoding) -> (u8, bool) {
    let first = |delimiter| {
        Records::new(Cursor::new(start), encoding, delimiter)
            .next()
            .ok()
            .flatten()
    };
    // Excel's own way of saying it. The row is read with a delimiter that cannot be in it.
    if let Some(record) = first(b'\n')
        && let [line] = &record.cells[..]
        && let Some(told) = line.trim().to_ascii_lowercase().strip_prefix("sep=")
        && let Some(delimiter) = DELIMITERS
            .into_iter()
            .find(|delimiter| told.as_bytes() == [*delimiter])
    {
        return (delimiter, true);
    }
    let columns = |delimiter| first(delimiter).map_or(0, |record| record.cells.len());
    let mut best = (b',', columns(b','));
    for delimiter in &DELIMITERS[1..] {
        let count = columns(*delimiter);
        if count > best.1 {
            best = (*delimiter, count);
        }
    }
    (best.0, false)
}
