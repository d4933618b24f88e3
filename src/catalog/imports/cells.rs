//! The cells of one row, by field.

use super::field::{Field, Sharing};
use super::measure;
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
    places: [Place; Field::COUNT],
}

#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    end: u32,
}

const ABSENT: Place = Place {
    start: u32::MAX,
    end: u32::MAX,
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

    /// Gives a field another cell.
    pub(super) fn set(&mut self, field: Field, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        // A row is never so long that its places do not fit.
        self.places[field as usize] = Place {
            start: start as u32,
            end: self.text.len() as u32,
        };
    }

    pub(super) fn remove(&mut self, field: Field) {
        self.places[field as usize] = ABSENT;
    }

    /// Takes the cell out.
    pub(super) fn take(&mut self, field: Field) -> Option<String> {
        let cell = self.get(field).map(str::to_owned);
        self.remove(field);
        cell
    }

    /// Adds the cell of one more column, as columns share the field.
    pub(super) fn put(&mut self, field: Field, cell: &str) {
        let cell = tidied(cell.trim(), field);
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

    /// A blank cell takes what stands in another field.
    pub(super) fn fall_back(&mut self, field: Field, other: Field) {
        if let Some(cell) = self.take(other)
            && self.filled(field).is_none()
        {
            self.set(field, &cell);
        }
    }

    /// Weight and unit become grams. What cannot be read stays as it is, for the report.
    pub(super) fn weigh(&mut self) {
        let unit = self.take(Field::WeightUnit).unwrap_or_default();
        if let Some(weight) = self.take(Field::Weight)
            && self.filled(Field::WeightGrams).is_none()
        {
            let grams = measure::grams(&weight, &unit).unwrap_or_else(|| format!("{weight} {unit}"));
            self.set(Field::WeightGrams, &grams);
        }
    }

    /// A weight of 0 is how other programs write that they do not know.
    pub(super) fn drop_zero_weight(&mut self) {
        let is_zero = |cell: &str| measure::grams(cell, "g").is_some_and(|grams| grams.is_empty());
        if self.filled(Field::WeightGrams).is_some_and(is_zero) {
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

/// The cell without what no text may hold: a NUL, which means nothing and which PostgreSQL does not keep, and line
/// ends where there is one line.
fn tidied(cell: &str, field: Field) -> Cow<'_, str> {
    let one_line = matches!(field.sharing(), Sharing::Aligned) || !field.has_lines();
    let is_wrong = |letter: char| letter == '\0' || (one_line && crate::form::is_no_sign(letter));
    if !cell.contains(is_wrong) {
        return Cow::Borrowed(cell);
    }
    let letters = cell.chars().filter(|letter| *letter != '\0');
    let cell: String = letters
        .map(|letter| if is_wrong(letter) { ' ' } else { letter })
        .collect();
    Cow::Owned(cell.trim().to_owned())
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        Field::ALL
            .into_iter()
            .all(|field| self.get(field) == other.get(field))
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

/// A list: which fields there are, as bits, then place and text of each that is filled.
impl Serialize for Cells {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(None)?;
        list.serialize_element(&self.present())?;
        for (field, cell) in self.all_filled() {
            list.serialize_element(&(field as u8))?;
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
                        cells.places[field as usize] = Place { start: 0, end: 0 };
                    }
                }
                while let Some(place) = list.next_element::<u8>()? {
                    let cell: Text<'_> = list
                        .next_element()?
                        .ok_or_else(|| A::Error::invalid_length(1, &self))?;
                    if let Some(field) = Field::ALL.get(usize::from(place)) {
                        cells.set(*field, &cell.0);
                    }
                }
                Ok(cells)
            }
        }

        from.deserialize_seq(List)
    }
}

/// Text that is taken from the JSON where it stands, if it can be.
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
            (Field::Barcode, ""),
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
