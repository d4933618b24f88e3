//! Number notations of a column: which mark separates decimals.
//!
//! One cell often does not say: `1.200` is twelve hundred on a German sheet and one and a fifth on a British one. So
//! it is decided for a whole column from all of its cells, the currency's decimals and the file's delimiter, and where
//! that leaves two readings, a person is asked.

use super::written::{Unread, WrittenNumber};
use crate::money::Currency;
use serde::{Deserialize, Serialize};

/// Decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notation {
    Point,
    Comma,
}

impl Notation {
    pub const ALL: [Self; 2] = [Self::Point, Self::Comma];

    /// A number written so.
    pub fn example(self) -> &'static str {
        match self {
            Self::Point => "1,234.56",
            Self::Comma => "1.234,56",
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    /// Reads the name or the example.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL
            .into_iter()
            .find(|notation| notation.as_str().eq_ignore_ascii_case(word) || notation.example() == word)
    }

    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }

    fn of_mark(mark: char) -> Self {
        if mark == '.' { Self::Point } else { Self::Comma }
    }
}

/// Kind of quantity in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// An amount of a currency with so many decimals.
    Money { decimals: u32 },
    /// Pieces or grams, which have no fractions.
    Whole,
    /// A weight in a larger unit.
    Fine,
}

/// Evidence in a column's cells about its notation. Zeros say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Evidence {
    #[serde(skip_serializing_if = "Seen::is_empty")]
    seen: Seen,
    /// The first cell that has two readings, with a point and with a comma.
    #[serde(skip_serializing_if = "Option::is_none")]
    point_three: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comma_three: Option<String>,
    /// The first number that has more than digits and a decimal point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub special: Option<String>,
    /// The first number above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Seen(u8);

impl Seen {
    /// A cell can only be read with this mark before the decimals.
    const ONLY_POINT: u8 = 1;
    const ONLY_COMMA: u8 = 2;
    /// … and has decimals.
    const POINT_FRACTION: u8 = 4;
    const COMMA_FRACTION: u8 = 8;
    /// … three of them or more.
    const LONG_POINT: u8 = 16;
    const LONG_COMMA: u8 = 32;
    /// A cell with two readings does not end in `000`.
    const NOT_ZEROS: u8 = 64;

    fn is_empty(&self) -> bool {
        self.0 == 0
    }

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    fn note(&mut self, bit: u8) {
        self.0 |= bit;
    }
}

/// Decided notation of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Read(Notation),
    /// No cell needs a notation, or each decides for itself.
    EachByItself,
    /// Its cells have two readings.
    Unclear,
}

/// Longer cells are no numbers.
const LONGEST: usize = 48;

impl Evidence {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a cell into account.
    pub fn note(&mut self, cell: &str) {
        if cell.len() > LONGEST || !cell.bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80) {
            return;
        }
        if let Some(decimals) = plain_decimals(cell) {
            if self.number.is_none() && !is_zero(cell) {
                self.number = Some(cell.to_owned());
            }
            if decimals != 3 {
                if decimals > 0 && !is_zero(cell) {
                    self.seen.note(Seen::ONLY_POINT | Seen::POINT_FRACTION);
                    self.seen.note(if decimals > 3 { Seen::LONG_POINT } else { 0 });
                }
                return;
            }
        }
        let Ok(written) = WrittenNumber::of(cell) else {
            return;
        };
        if is_zero(&written.number) {
            return;
        }
        if self.number.is_none() {
            self.number = Some(cell.to_owned());
        }
        if self.special.is_none() && plain_decimals(cell).is_none() {
            self.special = Some(cell.to_owned());
        }
        let decimals = |number: &str| number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        match (written.point(), written.comma()) {
            (Some(point), Some(comma)) if point != comma => {
                let is_zeros = written.number.ends_with("000");
                self.seen.note(if is_zeros { 0 } else { Seen::NOT_ZEROS });
                let first = match decimals(&point) {
                    0 => &mut self.comma_three,
                    _ => &mut self.point_three,
                };
                first.get_or_insert_with(|| cell.to_owned());
            }
            (Some(number), None) => {
                self.seen.note(Seen::ONLY_POINT);
                self.seen.note(if decimals(&number) > 0 {
                    Seen::POINT_FRACTION
                } else {
                    0
                });
                self.seen.note(if decimals(&number) > 2 {
                    Seen::LONG_POINT
                } else {
                    0
                });
            }
            (None, Some(number)) => {
                self.seen.note(Seen::ONLY_COMMA);
                self.seen.note(if decimals(&number) > 0 {
                    Seen::COMMA_FRACTION
                } else {
                    0
                });
                self.seen.note(if decimals(&number) > 2 {
                    Seen::LONG_COMMA
                } else {
                    0
                });
            }
            _ => {}
        }
    }

    /// The notation that the cells leave no doubt of.
    pub fn certain(&self) -> Option<Notation> {
        match (self.seen.has(Seen::ONLY_POINT), self.seen.has(Seen::ONLY_COMMA)) {
            (true, false) => Some(Notation::Point),
            (false, true) => Some(Notation::Comma),
            _ => None,
        }
    }

    /// Whether some number has decimals when parsed so.
    pub fn has_fractions(&self, notation: Option<Notation>) -> bool {
        let (point, comma) = (Seen::POINT_FRACTION, Seen::COMMA_FRACTION);
        match notation {
            Some(Notation::Point) => self.seen.has(point) || self.point_three.is_some(),
            Some(Notation::Comma) => self.seen.has(comma) || self.comma_three.is_some(),
            None => self.seen.has(point) || self.seen.has(comma),
        }
    }

    /// A cell with two readings.
    pub fn unclear(&self) -> Option<&str> {
        self.point_three.as_deref().or(self.comma_three.as_deref())
    }

    /// Whether the notation matters to some cell.
    pub fn has_marks(&self) -> bool {
        self.unclear().is_some() || self.seen.has(Seen::ONLY_POINT | Seen::ONLY_COMMA)
    }

    /// Decides. `kin` is what other columns of the file leave no doubt of.
    pub fn verdict(
        &self,
        measure: Measure,
        currency: Currency,
        delimiter: char,
        kin: Option<Notation>,
    ) -> Verdict {
        let three = |notation| match notation {
            Notation::Point => self.point_three.is_some(),
            Notation::Comma => self.comma_three.is_some(),
        };
        let long = |notation| match notation {
            Notation::Point => self.seen.has(Seen::LONG_POINT),
            Notation::Comma => self.seen.has(Seen::LONG_COMMA),
        };
        if let Some(certain) = self.certain() {
            // Nobody writes `12.50` here and 1.2 as `1.200` there.
            let is_odd = match measure {
                Measure::Money { decimals } => decimals != 3 && three(certain) && !long(certain),
                Measure::Whole | Measure::Fine => false,
            };
            return if is_odd {
                Verdict::Unclear
            } else {
                Verdict::Read(certain)
            };
        }
        if self.seen.has(Seen::ONLY_POINT) {
            return Verdict::EachByItself;
        }
        let mark = match (three(Notation::Point), three(Notation::Comma)) {
            (false, false) => return Verdict::EachByItself,
            (true, true) => return Verdict::Unclear,
            (true, false) => '.',
            (false, true) => ',',
        };
        let (decimal, grouped) = (Notation::of_mark(mark), Notation::of_mark(mark).other());
        let is_at_home = delimiter_suits(grouped, delimiter) && at_home(currency) == Some(grouped);
        let decided = match measure {
            Measure::Money { decimals: 0 } => Some(grouped),
            Measure::Money { decimals: 3 } if delimiter_suits(decimal, delimiter) => Some(decimal),
            Measure::Money { decimals: 3 } | Measure::Fine => kin,
            Measure::Money { .. } => kin
                .filter(|kin| *kin == grouped)
                .or(Some(grouped).filter(|_| kin.is_none() && is_at_home)),
            Measure::Whole if self.seen.has(Seen::NOT_ZEROS) => Some(grouped),
            Measure::Whole => kin.or(Some(grouped).filter(|_| is_at_home)),
        };
        decided.map_or(Verdict::Unclear, Verdict::Read)
    }
}

/// Whether the notation fits the delimiter: a decimal comma excludes commas between cells.
fn delimiter_suits(notation: Notation, delimiter: char) -> bool {
    (notation == Notation::Point) == (delimiter == ',')
}

/// Notation used in all countries of a currency; none for the euro, which has both.
fn at_home(currency: Currency) -> Option<Notation> {
    const POINT: &str =
        "USD GBP INR JPY CNY KRW AUD NZD SGD HKD TWD MXN THB PHP MYR ILS PKR LKR BDT NPR NGN KES GHS EGP";
    const COMMA: &str = "BRL ARS CLP COP UYU PYG PLN CZK HUF RON BGN SEK NOK DKK ISK TRY RUB UAH IDR VND RSD";
    let lists = |list: &str| list.split(' ').any(|code| code == currency.code());
    match (lists(POINT), lists(COMMA)) {
        (true, _) => Some(Notation::Point),
        (_, true) => Some(Notation::Comma),
        _ => None,
    }
}

/// Number of decimals in plain digits with an optional point; `None` for other text.
pub(super) fn plain_decimals(cell: &str) -> Option<usize> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_point = whole.len() < cell.len();
    (all_digits(whole) && all_digits(fraction)).then_some(if has_point { fraction.len() } else { 0 })
}

fn is_zero(number: &str) -> bool {
    !number.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// The number as [`crate::money::Decimal`] parses it, with the surrounding text.
pub(super) fn number(text: &str, notation: Option<Notation>) -> Result<(String, WrittenNumber), Unread> {
    let written = WrittenNumber::of(text)?;
    let (point, comma) = (written.point(), written.comma());
    let read = match notation {
        Some(notation) => {
            let (this, other) = match notation {
                Notation::Point => (point, comma),
                Notation::Comma => (comma, point),
            };
            this.ok_or(match other {
                Some(_) => Unread::OtherNotation(notation.example()),
                None => Unread::Unclear,
            })?
        }
        None => match (point, comma) {
            (Some(point), Some(comma)) if point != comma => return Err(Unread::TwoReadings(point, comma)),
            (Some(number), _) | (None, Some(number)) => number,
            (None, None) => return Err(Unread::Unclear),
        },
    };
    Ok((read, written))
}

#[cfg(test)]
#[path = "tests/notation.rs"]
mod tests;
