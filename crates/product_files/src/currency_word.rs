//! Currency signs and words: `€`, `kr`, `F CFA`, `Rs.`, `US dollars`.
//!
//! `currency_words.tsv` holds the symbols of every language in Unicode's CLDR, its English names, and what people
//! write beside them: in each line a word, then the codes it may stand for, the likeliest first.

use crate::money::Currency;
use std::collections::HashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<HashMap<&str, Vec<Currency>>> = LazyLock::new(|| {
    let lines = include_str!("currency_words.tsv").lines();
    let word = |line: &'static str| {
        let (word, codes) = line.split_once('\t')?;
        Some((word, codes.split(' ').filter_map(Currency::parse).collect()))
    };
    lines.filter_map(word).collect()
});

/// Currency codes that are also English words, so that a column of them alone proves nothing.
const ALSO_WORDS: [&str; 19] = [
    "ALL", "AMD", "BAM", "BOB", "COP", "CUP", "GEL", "KGS", "LAK", "MAD", "MOP", "PEN", "RON", "SAR", "SOS",
    "TOP", "TRY", "ANG", "XXX",
];

/// Major currencies, whose codes make a currency column whatever its heading. Others need a heading that
/// speaks of money.
const TRADED: [&str; 49] = [
    "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EGP", "EUR",
    "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MXN",
    "MYR", "NGN", "NOK", "NZD", "OMR", "PKR", "PLN", "QAR", "SEK", "SGD", "THB", "TND", "TWD", "UAH", "USD",
    "VND", "XAF", "XOF", "ZAR",
];

/// Currencies that a sign, code or word may stand for, likeliest first; `None` if none.
pub(super) fn meant(word: &str) -> Option<Vec<Currency>> {
    if let Some(currency) = Currency::parse(word) {
        return Some(vec![currency]);
    }
    let word = normal(word);
    let known = WORDS
        .get(word.as_str())
        .filter(|codes| !codes.is_empty())
        .cloned();
    known.or_else(|| Currency::parse(&word).map(|currency| vec![currency]))
}

/// Whether a sign, code or word may stand for the seller's currency; `Err` is the currency it stands for.
pub(super) fn is_sellers(word: &str, currency: Currency) -> Result<(), Option<Currency>> {
    if word.eq_ignore_ascii_case(currency.code()) {
        return Ok(());
    }
    match meant(word) {
        Some(codes) if codes.contains(&currency) => Ok(()),
        Some(codes) => Err(codes.first().copied()),
        None => Err(None),
    }
}

/// Currency code in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// Only a major currency's code.
    Sure(Currency),
    /// A code that may be a word, a unit or an abbreviation.
    Maybe(Currency),
}

/// The code in a cell with nothing else.
pub(super) fn code(cell: &str) -> Option<Code> {
    let is_code = cell.len() == 3 && cell.bytes().all(|byte| byte.is_ascii_alphabetic());
    let currency = Currency::parse(cell).filter(|_| is_code)?;
    let is_sure = TRADED.contains(&currency.code()) && !ALSO_WORDS.contains(&currency.code());
    Some(match is_sure {
        true => Code::Sure(currency),
        false => Code::Maybe(currency),
    })
}

fn normal(word: &str) -> String {
    let letters = word.chars().filter(|letter| {
        !letter.is_whitespace() && !matches!(letter, '.' | '\u{200e}' | '\u{200f}' | '\u{61c}')
    });
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(word: &str) -> Option<&'static str> {
        meant(word).map(|codes| codes[0].code())
    }

    #[test]
    fn signs_codes_and_words_of_many_languages_are_currencies() {
        for (word, code) in [
            ("$", "USD"),
            ("€", "EUR"),
            ("Fcfa", "XOF"),
            ("F\u{202f}CFA", "XOF"),
            ("zł", "PLN"),
            ("Kč", "CZK"),
            ("kr.", "SEK"),
            ("Rs.", "INR"),
            ("US$", "USD"),
            ("R$", "BRL"),
            ("usd", "USD"),
            ("US dollars", "USD"),
            ("euros", "EUR"),
            ("د.ك.", "KWD"),
            ("грн.", "UAH"),
            ("RMB", "CNY"),
        ] {
            assert_eq!(first(word), Some(code), "{word}");
        }
        for word in ["", "each", "free", "pcs", "kg", "¤", "incl"] {
            assert_eq!(first(word), None, "{word}");
        }
    }

    #[test]
    fn a_word_may_stand_for_several_currencies_and_names_the_likeliest_of_the_others() {
        let code = |code: &str| Currency::parse(code).unwrap();
        assert_eq!(is_sellers("kr", code("NOK")), Ok(()));
        assert_eq!(is_sellers("FCFA", code("XAF")), Ok(()));
        assert_eq!(is_sellers("$", code("CLP")), Ok(()));
        assert_eq!(is_sellers("$", Currency::EUR), Err(Some(Currency::USD)));
        assert_eq!(is_sellers("per piece", Currency::EUR), Err(None));
    }
}
