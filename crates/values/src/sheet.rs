//! CSV output: UTF-8 that spreadsheets open correctly and without running formulas.
//!
//! The file begins with a byte order mark, without which Excel takes UTF-8 for the letters of its own country. A cell that a spreadsheet would take for a formula is written with an apostrophe in front, and
//! [`plain`] takes it off again, so that our own export comes back unchanged. Numbers stay numbers.

use std::borrow::Cow;
use std::mem;

/// Content type of the response.
pub const CONTENT_TYPE: &str = "text/csv; charset=utf-8";

/// Byte order mark that tells Excel the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Characters a spreadsheet may take for the start of a formula, including full-width forms.
const FORMULA_SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A CSV file being written; finished bytes can be taken and sent before the rest is written.
pub struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    /// Begins with the byte order mark and the header.
    pub fn new<T: AsRef<str>>(columns: impl IntoIterator<Item = T>) -> Self {
        let mut sheet = Self(writer(BYTE_ORDER_MARK.to_vec()));
        sheet.row(columns);
        sheet
    }

    /// Adds a row.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        // Writing into memory does not fail, and rows of any length are allowed.
        for cell in cells {
            let _ = self.0.write_field(escaped(cell.as_ref()).as_bytes());
        }
        let _ = self.0.write_record(None::<&[u8]>);
    }

    /// The bytes written since the last time; rows can be added afterwards.
    pub fn take(&mut self) -> Vec<u8> {
        mem::replace(&mut self.0, writer(Vec::new()))
            .into_inner()
            .unwrap_or_default()
    }

    /// The bytes not yet taken, or the whole file if none were.
    pub fn finish(mut self) -> Vec<u8> {
        self.take()
    }
}

fn writer(begun: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(begun)
}

/// The cell as it is written.
fn escaped(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell as it was before it was written by us.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

/// Would a spreadsheet calculate this? Apostrophes in front count as not there, so that a cell that already
/// begins with one is told from one that we gave it.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    cell.starts_with(FORMULA_SIGNS) && !is_number(cell)
}

/// Whether the cell is a plain number such as `-12.50`.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(sheet: Sheet) -> String {
        let text = String::from_utf8(sheet.finish()).unwrap();
        text.strip_prefix('\u{FEFF}').unwrap().to_owned()
    }

    #[test]
    fn wide_signs_and_line_ends_in_front_are_formulas_too() {
        for cell in ["＝1+1", "＋1", "－1", "＠sum", "\n=1", "'＝1"] {
            let escaped = escaped(cell);
            assert_eq!((&escaped[..1], plain(&escaped)), ("'", cell));
        }
        assert_eq!(escaped("－").as_ref(), "'－");
        assert_eq!(escaped("5＋5").as_ref(), "5＋5");
    }

    #[test]
    fn a_formula_is_written_as_text_and_a_number_as_a_number() {
        let mut sheet = Sheet::new(["name", "amount"]);
        sheet.row(["=HYPERLINK(\"http://evil\")", "-12.50"]);
        sheet.row(["@sum", "-12.50-1"]);
        sheet.row(["+353 1 234", "-"]);
        sheet.row(["\tx", "12"]);
        assert_eq!(
            text(sheet),
            "name,amount\r\n\"'=HYPERLINK(\"\"http://evil\"\")\",-12.50\r\n'@sum,'-12.50-1\r\n\
             '+353 1 234,'-\r\n'\tx,12\r\n"
        );
    }

    #[test]
    fn what_is_taken_in_pieces_is_the_whole() {
        let mut sheet = Sheet::new(["a"]);
        let mut pieces = sheet.take();
        sheet.row(["é, ₹"]);
        pieces.extend(sheet.take());
        assert!(sheet.take().is_empty());
        sheet.row([""]);
        pieces.extend(sheet.finish());
        assert_eq!(
            String::from_utf8(pieces).unwrap(),
            "\u{FEFF}a\r\n\"é, ₹\"\r\n\"\"\r\n"
        );
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_as_it_was(cells in prop::collection::vec("['=+@＝＠\t\r\n,\"a0.-]{0,6}", 2..5)) {
            let mut sheet = Sheet::new(["a", "b"]);
            sheet.row(&cells);
            let bytes = sheet.finish();
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]);
            let row = reader.records().next().unwrap().unwrap();
            prop_assert!(row.iter().all(|cell| !cell.starts_with(['=', '@', '+', '\t', '\r', '\n', '＝', '＠'])));
            prop_assert_eq!(row.iter().map(plain).collect::<Vec<_>>(), cells);
        }
    }
}
