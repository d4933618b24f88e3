//! The cells of one row, by field.

use super::cell_text::{is_no_barcode, read_references, tidied};
use super::field::{Field, Sharing};
use crate::measure;
use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The cells of the mapped columns, trimmed, all in one piece of text. A column that the file lacks is not there;
/// an empty cell is.
#[derive(Clone)]
pub struct Cells {
    text: String,
    places: [CellSpan; Field::COUNT],
}

#[derive(Debug, Clone, Copy)]
struct CellSpan {
    start: u32,
    end: u32,
    /// Source column in the file.
    column: u16,
    /// Whether it comes from another field's cell.
    is_moved: bool,
    /// A number that could not be read: the cell is as the file has it.
    is_unread: bool,
}

impl CellSpan {
    fn of(start: usize, end: usize) -> Self {
        // A row is never so long that its places do not fit.
        Self {
            start: start as u32,
            end: end as u32,
            column: NO_COLUMN,
            is_moved: false,
            is_unread: false,
        }
    }
}

const NO_COLUMN: u16 = u16::MAX;

const ABSENT: CellSpan = CellSpan {
    start: u32::MAX,
    end: u32::MAX,
    column: NO_COLUMN,
    is_moved: false,
    is_unread: false,
};

impl Default for Cells {
    fn default() -> Self {
        Self {
            text: String::new(),
            places: [ABSENT; Field::COUNT],
        }
    }
}

impl Cells {
    /// The cell of a column that the file has; empty where the cell is.
    pub fn get(&self, field: Field) -> Option<&str> {
        let place = self.places[field as usize];
        self.text.get(place.start as usize..place.end as usize)
    }

    /// The cell when there is something in it.
    pub fn filled(&self, field: Field) -> Option<&str> {
        self.get(field).filter(|cell| !cell.is_empty())
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.get(field).is_some()
    }

    /// Sets a field's cell.
    pub(super) fn set(&mut self, field: Field, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.places[field as usize] = CellSpan::of(start, self.text.len());
    }

    /// Source column of a field's cell if not the field's own, or if it may change: an active sale price
    /// becomes the price.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        let place = self.places[field as usize];
        let is_kept = place.is_moved || place.is_unread || field == Field::SalePrice;
        (place.column != NO_COLUMN && is_kept).then_some(place.column.into())
    }

    /// Whether a number could not be parsed.
    pub(super) fn is_unread(&self, field: Field) -> bool {
        self.places[field as usize].is_unread
    }

    /// Adds the cell of a column of numbers: the number as it was read, or the cell as it is. Says whether it is the
    /// field's now.
    pub(super) fn put_number(&mut self, field: Field, number: Result<&str, &str>, column: usize) -> bool {
        if self.has(field) && (field.sharing() == Sharing::One || self.filled(field).is_some()) {
            return false;
        }
        let (Ok(cell) | Err(cell)) = number;
        let cell = tidied(cell.trim(), field);
        self.set(field, &cell);
        let place = &mut self.places[field as usize];
        place.column = u16::try_from(column).unwrap_or(NO_COLUMN);
        place.is_unread = number.is_err();
        true
    }

    /// Copies the cell of another field, possibly of another row.
    pub(super) fn copy(&mut self, to: Field, from: &Cells, field: Field) {
        let Some(cell) = from.get(field) else {
            return self.remove(to);
        };
        self.set(to, cell);
        let known = from.places[field as usize];
        let place = &mut self.places[to as usize];
        (place.column, place.is_unread) = (known.column, known.is_unread);
        place.is_moved = known.is_moved || to != field;
    }

    /// Moves the cell of another field here.
    pub(super) fn shift(&mut self, to: Field, from: Field) {
        let known = self.places[from as usize];
        let is_moved = known.is_moved || to != from;
        self.places[to as usize] = CellSpan { is_moved, ..known };
        self.remove(from);
    }

    pub(super) fn remove(&mut self, field: Field) {
        self.places[field as usize] = ABSENT;
    }

    /// Removes and returns the cell.
    pub(super) fn take(&mut self, field: Field) -> Option<String> {
        let cell = self.get(field).map(str::to_owned);
        self.remove(field);
        cell
    }

    /// Adds the cell of one more column, as columns share the field.
    pub(super) fn put(&mut self, field: Field, cell: &str) {
        let cell = cell.trim();
        let cell = if field.is_text() {
            read_references(cell, field)
        } else {
            Cow::Borrowed(cell)
        };
        let cell = tidied(cell.trim(), field);
        if field == Field::Barcode && is_no_barcode(&cell) {
            return self.put_blank(field);
        }
        let Some(known) = self.get(field) else {
            return self.set(field, &cell);
        };
        let joined = match field.sharing() {
            Sharing::Aligned => format!("{known}\n{cell}"),
            _ if cell.is_empty() => return,
            _ if known.is_empty() => cell.into_owned(),
            Sharing::One | Sharing::FirstFilled => return,
            Sharing::Lines => format!("{known}\n{cell}"),
            Sharing::Commas => format!("{known}, {cell}"),
        };
        self.set(field, &joined);
    }

    fn put_blank(&mut self, field: Field) {
        if !self.has(field) {
            self.set(field, "");
        }
    }

    /// Fills a blank cell from another field.
    pub(super) fn fall_back(&mut self, field: Field, other: Field) {
        if self.has(other) && self.filled(field).is_none() {
            self.shift(field, other);
        }
        self.remove(other);
    }

    /// Weight and unit become grams. What cannot be read stays as it is, for the report.
    pub(super) fn weigh(&mut self) {
        let unit = self.take(Field::WeightUnit).unwrap_or_default();
        if self.filled(Field::WeightGrams).is_some() {
            return self.remove(Field::Weight);
        }
        let Some(weight) = self.get(Field::Weight).map(str::to_owned) else {
            return;
        };
        let place = self.places[Field::Weight as usize];
        let grams = measure::grams(&weight, &unit).filter(|_| !place.is_unread);
        let is_unread = grams.is_none();
        let cell = grams.unwrap_or_else(|| format!("{weight} {unit}").trim().to_owned());
        self.set(Field::WeightGrams, &cell);
        let column = place.column;
        let place = &mut self.places[Field::WeightGrams as usize];
        (place.column, place.is_moved, place.is_unread) = (column, true, is_unread);
        self.remove(Field::Weight);
    }

    /// A weight of 0 is how other programs write that they do not know.
    pub(super) fn drop_zero_weight(&mut self) {
        let is_zero = |cell: &str| measure::grams(cell, "g").is_some_and(|grams| grams.is_empty());
        if !self.is_unread(Field::WeightGrams) && self.filled(Field::WeightGrams).is_some_and(is_zero) {
            self.set(Field::WeightGrams, "");
        }
    }

    fn present(&self) -> u64 {
        Field::ALL
            .into_iter()
            .filter(|field| self.has(*field))
            .fold(0, |present, field| present | 1 << field as u64)
    }

    fn all_filled(&self) -> impl Iterator<Item = (Field, &str)> {
        Field::ALL
            .into_iter()
            .filter_map(|field| Some((field, self.filled(field)?)))
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        Field::ALL.into_iter().all(|field| {
            self.get(field) == other.get(field)
                && self.filled(field).is_none_or(|_| {
                    self.is_unread(field) == other.is_unread(field)
                        && self.column(field) == other.column(field)
                })
        })
    }
}

impl Eq for Cells {}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = Field::ALL
            .into_iter()
            .filter_map(|field| Some((field, self.get(field)?)));
        f.debug_map().entries(cells).finish()
    }
}

/// Flag in a staged cell's number, whose lowest bits are the field.
const UNREAD: u8 = 64;
/// Flag that a column number follows.
const HAS_COLUMN: u8 = 128;

/// Serialises as a list: a bit set of fields, then number and text of each filled one, with the column where
/// it is not the field's own.
impl Serialize for Cells {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(None)?;
        list.serialize_element(&self.present())?;
        for (field, cell) in self.all_filled() {
            let place = self.places[field as usize];
            let column = self.column(field);
            let unread = if place.is_unread { UNREAD } else { 0 };
            let with_column = if column.is_some() { HAS_COLUMN } else { 0 };
            list.serialize_element(&(field as u8 | unread | with_column))?;
            if column.is_some() {
                list.serialize_element(&place.column)?;
            }
            list.serialize_element(cell)?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Cells;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("which fields there are, then place and text of each")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cells, A::Error> {
                let present: u64 = list
                    .next_element()?
                    .ok_or_else(|| A::Error::invalid_length(0, &self))?;
                let mut cells = Cells::default();
                for field in Field::ALL {
                    if present & 1 << field as u64 != 0 {
                        cells.places[field as usize] = CellSpan::of(0, 0);
                    }
                }
                while let Some(code) = list.next_element::<u8>()? {
                    let column: Option<u16> = match code & HAS_COLUMN {
                        0 => None,
                        _ => list.next_element()?,
                    };
                    let cell: Text<'_> = list
                        .next_element()?
                        .ok_or_else(|| A::Error::invalid_length(1, &self))?;
                    if let Some(field) = Field::ALL.get(usize::from(code & !(UNREAD | HAS_COLUMN))) {
                        cells.set(*field, &cell.0);
                        let place = &mut cells.places[*field as usize];
                        place.is_unread = code & UNREAD != 0;
                        place.is_moved = column.is_some() && !place.is_unread;
                        place.column = column.unwrap_or(NO_COLUMN);
                    }
                }
                Ok(cells)
            }
        }

        from.deserialize_seq(List)
    }
}

/// Text borrowed from the JSON where possible.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_from_the_staging_table_as_they_went() {
        let mut cells = Cells::default();
        cells.put(Field::Title, " “Mug”, \"blue\"\0 ");
        cells.put(Field::Sku, "");
        cells.put(Field::Description, "a\nb");
        let json = serde_json::to_string(&cells).unwrap();
        assert_eq!(json, "[4194310,1,\"“Mug”, \\\"blue\\\"\",2,\"a\\nb\"]");
        let back: Cells = serde_json::from_str(&json).unwrap();
        assert_eq!(back, cells);
        assert_eq!((back.get(Field::Sku), back.get(Field::Price)), (Some(""), None));
    }

    #[test]
    fn columns_that_share_a_field_are_joined_as_it_is_read() {
        let mut cells = Cells::default();
        for (field, cell) in [
            (Field::Images, "https://a.example/1.jpg"),
            (Field::Images, ""),
            (Field::Images, "https://a.example/2.jpg"),
            (Field::Tags, "a"),
            (Field::Tags, "b"),
            (Field::Barcode, "n/a"),
            (Field::Barcode, "1"),
            (Field::Barcode, "2"),
            (Field::AttributeValues, ""),
            (Field::AttributeValues, "S"),
        ] {
            cells.put(field, cell);
        }
        assert_eq!(
            cells.get(Field::Images),
            Some("https://a.example/1.jpg\nhttps://a.example/2.jpg")
        );
        assert_eq!(
            (cells.get(Field::Tags), cells.get(Field::Barcode)),
            (Some("a, b"), Some("1"))
        );
        assert_eq!(cells.get(Field::AttributeValues), Some("\nS"));
    }
}
