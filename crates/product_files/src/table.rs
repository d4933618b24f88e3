//! An open file: header, rows, and detected properties.

use super::encoding::{START, TextEncoding};
use super::flaw::Flaw;
use super::mapping::Mapping;
use super::records::{Record, Records};
use super::survey::Survey;
use super::{Dialect, Field, Unreadable};
use crate::links;
use crate::money::Currency;
use std::collections::{HashMap, VecDeque};
use std::io::{Cursor, Read, Seek};

/// Most columns; more means it is something else.
pub const MAX_COLUMNS: usize = 10_000;
/// Rows looked at ahead, to tell a file without any.
const SAMPLES: usize = 2;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A CSV file opened for reading once from top to bottom.
pub struct Table<R> {
    header: Vec<String>,
    encoding: TextEncoding,
    delimiter: u8,
    records: Records<R>,
    /// Buffered rows; never empty before the end, so that flaws of the last row can be reported.
    ahead: VecDeque<Record>,
    ended: bool,
    /// Parent column, and SKUs of parents referenced by id.
    links: Option<(usize, HashMap<String, String>)>,
    /// Whether the first line declares the delimiter instead of being the header.
    is_told: bool,
    survey: Option<Survey>,
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
        let (header, records) = begin(source, encoding, delimiter, told)?;
        let mut table = Self {
            header,
            encoding,
            delimiter,
            records,
            ahead: VecDeque::new(),
            ended: false,
            links: None,
            is_told: told,
            survey: None,
        };
        table.look_ahead(SAMPLES)?;
        match (table.ahead.len(), table.ahead.front().and_then(unclosed)) {
            (0, _) => Err(Unreadable::NoRows),
            // Nothing of the file can be told apart.
            (1, Some(line)) => Err(Unreadable::UnclosedQuote { line }),
            _ => Ok(table),
        }
    }

    /// Surveys all rows, which decides notations, price units and the currency column. A job that has its
    /// mapping needs none of it.
    pub fn surveyed(mut self) -> Result<Self, Unreadable> {
        let mut survey = Survey::of(self.header.len());
        for record in self.ahead.drain(..) {
            survey.note(&record);
        }
        while let Some(record) = self.records.next()? {
            if !self.is_header(&record) {
                survey.note(&record);
            }
        }
        self.survey = Some(survey);
        let mut table = self.rewound()?;
        table.look_ahead(SAMPLES)?;
        Ok(table)
    }

    /// Rewinds to the first row.
    fn rewound(mut self) -> Result<Self, Unreadable> {
        let mut source = self.records.into_source();
        source.rewind()?;
        (_, self.records) = begin(source, self.encoding, self.delimiter, self.is_told)?;
        self.ahead.clear();
        self.ended = false;
        Ok(self)
    }

    /// Reads all rows for the SKUs of parents referenced by id, if the dialect needs it.
    pub fn linked(self, mapping: &Mapping) -> Result<Self, Unreadable> {
        let column = |field| {
            mapping
                .columns
                .iter()
                .position(|column| column.field == Some(field))
        };
        let columns = [Field::Parent, Field::ProductId, Field::Sku].map(column);
        let [Some(parent), Some(number), Some(sku)] = columns else {
            return Ok(self);
        };
        let mut table = self.rewound()?;
        let found = links::read(&mut table.records, parent, number, sku)?;
        table.links = Some((parent, found)).filter(|(_, found)| !found.is_empty());
        let mut table = table.rewound()?;
        table.look_ahead(SAMPLES)?;
        Ok(table)
    }

    /// The headings, trimmed.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    pub fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// Name of the delimiter for people.
    pub fn delimiter_name(&self) -> &'static str {
        match self.delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "vertical bar",
            _ => "comma",
        }
    }

    /// A dialect's mapping for this file, including survey findings.
    pub fn mapping(&self, dialect: Dialect, currency: Currency) -> Mapping {
        let mut mapping = Mapping::of(dialect, &self.header, currency);
        if let Some(survey) = &self.survey {
            survey.lay_over(&mut mapping, char::from(self.delimiter));
        }
        mapping
    }

    /// The next row; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Record>, Unreadable> {
        self.look_ahead(2)?;
        Ok(self.ahead.pop_front())
    }

    fn look_ahead(&mut self, rows: usize) -> Result<(), Unreadable> {
        while self.ahead.len() < rows && !self.ended {
            self.read()?;
        }
        Ok(())
    }

    /// Reads a row, skipping repeated headers of concatenated files.
    fn read(&mut self) -> Result<(), Unreadable> {
        let mut again = Vec::new();
        while let Some(mut record) = self.records.next()? {
            if self.is_header(&record) {
                again.push(Flaw::Header(record.line));
                continue;
            }
            if let Some((column, links)) = &self.links
                && let Some(parent) = record.get(*column)
                && let Some(sku) = links::number(parent).and_then(|number| links.get(number))
            {
                record.replace(*column, sku);
            }
            record.flaws.append(&mut again);
            self.ahead.push_back(record);
            return Ok(());
        }
        self.ended = true;
        if let Some(last) = self.ahead.back_mut() {
            last.flaws.append(&mut again);
        }
        Ok(())
    }

    fn is_header(&self, record: &Record) -> bool {
        let same = |(heading, cell): (&String, &str)| heading.eq_ignore_ascii_case(cell.trim());
        record.len() >= self.header.len() && self.header.iter().zip(record.cells()).all(same)
    }
}

/// Line of a quotation mark still open at the end of the file.
fn unclosed(record: &Record) -> Option<u64> {
    record.flaws.iter().find_map(|flaw| match flaw {
        Flaw::Unclosed(line) => Some(*line),
        _ => None,
    })
}

/// Reads the header.
fn begin<R: Read>(
    source: R,
    encoding: TextEncoding,
    delimiter: u8,
    told: bool,
) -> Result<(Vec<String>, Records<R>), Unreadable> {
    let mut records = Records::new(source, encoding, delimiter);
    if told {
        records.next()?;
    }
    let record = records.next()?.ok_or(Unreadable::Empty)?;
    if let Some(line) = unclosed(&record) {
        return Err(Unreadable::UnclosedQuote { line });
    }
    if record.flaws.contains(&Flaw::TooLong) {
        return Err(Unreadable::RowTooLong { line: record.line });
    }
    let mut header: Vec<String> = record.cells().map(heading).collect();
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    if header.len() > MAX_COLUMNS {
        return Err(Unreadable::TooManyColumns(header.len()));
    }
    Ok((header, records))
}

fn heading(cell: &str) -> String {
    let cell = cell.trim().trim_start_matches('\u{FEFF}').trim();
    cell.replace('\0', "").chars().take(300).collect()
}

/// The delimiter giving most header columns, and whether a line `sep=;` declared it.
fn delimiter_of(start: &[u8], encoding: TextEncoding) -> (u8, bool) {
    let first = |delimiter| {
        Records::new(Cursor::new(start), encoding, delimiter)
            .next()
            .ok()
            .flatten()
    };
    // Excel's own way of saying it. The row is read with a delimiter that cannot be in it.
    if let Some(record) = first(b'\n')
        && record.len() == 1
        && let Some(line) = record.get(0)
        && let Some(told) = line.trim().to_ascii_lowercase().strip_prefix("sep=")
        && let Some(delimiter) = DELIMITERS
            .into_iter()
            .find(|delimiter| told.as_bytes() == [*delimiter])
    {
        return (delimiter, true);
    }
    let columns = |delimiter| first(delimiter).map_or(0, |record| record.len());
    let mut best = (b',', columns(b','));
    for delimiter in &DELIMITERS[1..] {
        let count = columns(*delimiter);
        if count > best.1 {
            best = (*delimiter, count);
        }
    }
    (best.0, false)
}
