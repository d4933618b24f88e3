//! Splits a written number from its surroundings: `US$ 1'200.50`, `12,50 €`, `(3.00)`, `12,-`.

use crate::currency_word;
use crate::money::Currency;
use std::borrow::Cow;

/// Reason a text is not an acceptable number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unread {
    /// The amount is in another currency.
    Currency(Currency),
    /// The number does not match the column's notation.
    OtherNotation(&'static str),
    /// Ambiguous: the first value with a decimal point, the second with a decimal comma.
    TwoReadings(String, String),
    Unclear,
}

/// A split number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenNumber {
    /// Text around it, without signs.
    pub before: String,
    pub behind: String,
    is_negative: bool,
    /// Digits and marks; every blank and apostrophe is a blank.
    pub number: String,
    /// `e3`, as Excel writes large numbers.
    exponent: String,
    /// An Arabic decimal mark leaves no doubt.
    is_point: bool,
}

impl WrittenNumber {
    pub(super) fn of(text: &str) -> Result<Self, Unread> {
        let mut is_point = false;
        let text = plain_signs(text.trim(), &mut is_point);
        let first = text.find(|c: char| c.is_ascii_digit()).ok_or(Unread::Unclear)?;
        let last = text.rfind(|c: char| c.is_ascii_digit()).ok_or(Unread::Unclear)?;
        let start = with_mark_before(&text, first);
        let (before, number, behind) = (&text[..start], &text[start..=last], text[last + 1..].trim_start());
        let (number, exponent) = without_exponent(number);
        if !number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' '))
        {
            return Err(Unread::Unclear);
        }
        let mut number = number.to_owned();
        let (behind, mut minuses) = behind_without_signs(behind, &mut number);
        let before = before_without_signs(before, &mut minuses);
        let in_brackets = before
            .strip_prefix('(')
            .and_then(|before| Some((before, behind.strip_suffix(')')?)));
        let (before, behind) = match in_brackets {
            Some(inside) => {
                minuses += 1;
                inside
            }
            None => (before, behind),
        };
        if minuses > 1 {
            return Err(Unread::Unclear);
        }
        Ok(Self {
            before: before.trim().to_owned(),
            behind: behind.trim().to_owned(),
            is_negative: minuses == 1,
            number,
            exponent,
            is_point,
        })
    }

    /// The number read with a decimal point.
    pub fn point(&self) -> Option<String> {
        self.read('.', ',')
    }

    /// The number when a comma does.
    pub fn comma(&self) -> Option<String> {
        if self.is_point {
            return None;
        }
        self.read(',', '.')
    }

    fn read(&self, decimal: char, thousands: char) -> Option<String> {
        let (whole, fraction) = self.number.split_once(decimal).unwrap_or((&self.number, ""));
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let whole = match (whole.contains(thousands), whole.contains(' ')) {
            (true, true) => return None,
            (true, false) => grouped(whole, thousands)?,
            (false, true) => grouped(whole, ' ')?,
            (false, false) => whole.to_owned(),
        };
        if !whole.bytes().all(|byte| byte.is_ascii_digit()) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let sign = if self.is_negative { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        Some(format!("{sign}{whole}{point}{fraction}{}", self.exponent))
    }

    /// Checks that the surrounding text is empty or the seller's currency.
    pub fn is_in(&self, currency: Currency) -> Result<(), Unread> {
        let mut around = [&self.before, &self.behind]
            .into_iter()
            .filter(|word| !word.is_empty());
        around.try_for_each(|word| {
            currency_word::is_sellers(word, currency)
                .map_err(|other| other.map_or(Unread::Unclear, Unread::Currency))
        })
    }

    /// Whether nothing surrounds the number.
    pub fn is_bare(&self) -> bool {
        self.before.is_empty() && self.behind.is_empty()
    }
}

/// Thousands in threes, or as in India the hundreds and then in twos: `1,234,567`, `12,34,567`.
fn grouped(whole: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = whole.split(mark).collect();
    let [first, middle @ .., last] = groups.as_slice() else {
        return None;
    };
    let all_are = |length: usize| middle.iter().all(|group| group.len() == length);
    let is_sound = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && last.len() == 3
        && (all_are(3) || (all_are(2) && first.len() < 3));
    is_sound.then(|| groups.concat())
}

/// A mark just before the first digit belongs to the number (`.99`), unless it ends a word (`Rs.500`).
fn with_mark_before(text: &str, first: usize) -> usize {
    let mut letters = text[..first].chars().rev();
    match (letters.next(), letters.next()) {
        (Some('.' | ','), Some(word)) if word.is_alphabetic() => first,
        (Some('.' | ','), _) => first - 1,
        _ => first,
    }
}

fn without_exponent(number: &str) -> (&str, String) {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        return (number, String::new());
    };
    let digits = exponent.trim_start_matches(['+', '-']);
    match digits.len() + 1 >= exponent.len() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true => (mantissa, format!("e{exponent}")),
        false => (number, String::new()),
    }
}

/// Text after a number without a trailing sign (`5-`) or the dash for no cents (`5,-`).
fn behind_without_signs<'a>(behind: &'a str, number: &mut String) -> (&'a str, u8) {
    if let Some(mark) = behind.chars().next().filter(|mark| matches!(mark, ',' | '.')) {
        number.push(mark);
        let undashed = behind[1..].trim_start().trim_start_matches('-');
        return (undashed.trim_start(), 0);
    }
    match behind.strip_prefix('-') {
        Some(rest) => (rest.trim_start(), 1),
        None => (behind, 0),
    }
}

/// Text before a number without its sign: `-$5`, `$-5`, `+5`.
fn before_without_signs<'a>(before: &'a str, minuses: &mut u8) -> &'a str {
    let before = before.trim();
    let bare = before
        .strip_prefix(['-', '+'])
        .or_else(|| before.strip_suffix(['-', '+']));
    *minuses += u8::from(bare.is_some() && before.contains('-'));
    bare.unwrap_or(before).trim()
}

/// The text with European digits, one kind of dash and one kind of blank.
fn plain_signs<'a>(text: &'a str, is_point: &mut bool) -> Cow<'a, str> {
    if text.is_ascii() && !text.contains(['\'', '`', '_', '\t', '\n']) {
        return Cow::Borrowed(text);
    }
    let sign = |letter: char| {
        Some(match letter {
            '\u{660}'..='\u{669}' => digit(letter, '\u{660}'),
            '\u{6f0}'..='\u{6f9}' => digit(letter, '\u{6f0}'),
            '\u{966}'..='\u{96f}' => digit(letter, '\u{966}'),
            '\u{ff10}'..='\u{ff19}' => digit(letter, '\u{ff10}'),
            '٫' => {
                *is_point = true;
                '.'
            }
            '．' | '·' => '.',
            '，' => ',',
            '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '_' | '٬' => ' ',
            '−' | '–' | '—' | '－' | '\u{2010}' | '\u{2011}' => '-',
            '（' => '(',
            '）' => ')',
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{200b}' => return None,
            blank if blank.is_whitespace() => ' ',
            other => other,
        })
    };
    Cow::Owned(text.chars().filter_map(sign).collect())
}

fn digit(letter: char, zero: char) -> char {
    char::from_digit(u32::from(letter) - u32::from(zero), 10).unwrap_or(letter)
}
