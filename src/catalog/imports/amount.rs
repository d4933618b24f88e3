//! Amounts as people and programs write them: `12`, `$12.00`, `1.234,56`, `1 234,56 €`.

use crate::money::{AmountError, Currency, Decimal};

/// A number that was read, exact, as [`crate::money::Decimal`] takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    pub number: String,
    /// It was not written as a plain number, so what was read is worth telling.
    pub mended: bool,
}

/// Why a text is no amount of the seller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotAnAmount {
    /// It says another currency.
    Currency(&'static str),
    Unclear,
}

/// Reads an amount that may carry a currency and marks between the thousands.
///
/// A lone comma before exactly three digits parts thousands (`1,234`), before fewer it is the decimal sign; a lone
/// dot always is.
pub(super) fn amount(text: &str, currency: Currency) -> Result<Amount, NotAnAmount> {
    let text = text.trim();
    if Decimal::new(text).minor(currency) != Err(AmountError::NotANumber) {
        return Ok(Amount {
            number: text.to_owned(),
            mended: false,
        });
    }
    let bare = without_currency(text, currency)?;
    number(&bare)
        .map(|number| Amount { number, mended: true })
        .ok_or(NotAnAmount::Unclear)
}

/// A whole number that may have marks between the thousands: `1,200`, and `1.200`, since pieces have no fraction.
pub(super) fn count(text: &str) -> Option<Amount> {
    let text = text.trim();
    match Decimal::new(text).whole() {
        // `12.000` is 12 as a number and 12,000 on a German sheet: what was read is worth telling.
        Ok(whole) if text.ends_with(".000") => Some(Amount {
            number: whole.to_string(),
            mended: true,
        }),
        Err(AmountError::NotANumber) => number(text).map(|number| Amount { number, mended: true }),
        Err(AmountError::TooFine(_)) if text.rsplit('.').next().is_some_and(|after| after.len() == 3) => {
            number(&text.replace('.', ",")).map(|number| Amount { number, mended: true })
        }
        _ => Some(Amount {
            number: text.to_owned(),
            mended: false,
        }),
    }
}

/// Takes sign or code off, if it is the seller's.
fn without_currency(text: &str, currency: Currency) -> Result<String, NotAnAmount> {
    let code = currency.code();
    let mut rest = String::with_capacity(text.len());
    let mut has_dollar = false;
    for c in text.chars() {
        let Some(signs) = SIGNS.iter().find(|(sign, _)| *sign == c).map(|(_, codes)| *codes) else {
            rest.push(c);
            continue;
        };
        // Some twenty currencies are dollars.
        has_dollar |= c == '$';
        if !(signs.contains(&code) || c == '$' && code.ends_with('D')) {
            return Err(NotAnAmount::Currency(signs[0]));
        }
    }
    let letters: String = rest.chars().filter(|c| c.is_alphabetic()).collect();
    let is_blank = |c: char| c.is_alphabetic() || c.is_whitespace();
    let bare = match rest.trim_start().starts_with(char::is_alphabetic) {
        // `Rs.500` is no half.
        true => rest.trim_start_matches(is_blank).trim_start_matches('.'),
        false if letters.is_empty() => rest.as_str(),
        false => rest.trim_end().trim_end_matches('.'),
    };
    let bare = bare.trim_matches(is_blank);
    // A dash stands for no cents: `12,-`.
    let dashed = bare.trim_end_matches(['-', '–', '—']);
    let bare = if dashed.len() < bare.len() && dashed.ends_with([',', '.']) {
        format!("{dashed}00")
    } else {
        bare.to_owned()
    };
    let said = letters.to_lowercase();
    let word = WORDS
        .iter()
        .find(|(word, _)| *word == said)
        .map(|(_, codes)| *codes);
    // `US$`, `A$`.
    let is_begin = has_dollar && code.to_lowercase().starts_with(&said);
    match (word, Currency::parse(&letters)) {
        _ if letters.is_empty() || is_begin => Ok(bare),
        (_, Some(known)) if known == currency => Ok(bare),
        (_, Some(other)) => Err(NotAnAmount::Currency(other.code())),
        (Some(codes), None) if codes.contains(&code) => Ok(bare),
        (Some(codes), None) => Err(NotAnAmount::Currency(codes[0])),
        (None, None) => Err(NotAnAmount::Unclear),
    }
}

/// Signs with the currencies they may stand for, the likeliest first.
const SIGNS: [(char, &[&str]); 15] = [
    ('$', &["USD", "MXN", "ARS", "CLP", "COP", "BRL", "UYU"]),
    ('€', &["EUR"]),
    ('£', &["GBP", "EGP"]),
    ('¥', &["JPY", "CNY"]),
    ('₹', &["INR"]),
    ('₩', &["KRW"]),
    ('₽', &["RUB"]),
    ('₴', &["UAH"]),
    ('₺', &["TRY"]),
    ('₪', &["ILS"]),
    ('₫', &["VND"]),
    ('₱', &["PHP"]),
    ('₦', &["NGN"]),
    ('฿', &["THB"]),
    ('₸', &["KZT"]),
];

/// Words that people write in place of a code.
const WORDS: [(&str, &[&str]); 10] = [
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("lei", &["RON"]),
    ("лв", &["BGN"]),
    ("rs", &["INR", "PKR"]),
    ("r", &["BRL", "ZAR"]),
    ("fr", &["CHF"]),
    ("euro", &["EUR"]),
];

/// A plain number from one with marks between the thousands; `None` where it could mean two things or nothing.
fn number(text: &str) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’'))
        .collect();
    let (sign, digits) = match bare.strip_prefix(['-', '−']) {
        Some(digits) => ("-", digits),
        None => ("", bare.as_str()),
    };
    if !digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    {
        return None;
    }
    let marks = |mark: char| digits.matches(mark).count();
    let (decimal, thousands) = match (marks('.'), marks(',')) {
        (0, 0) | (1, 0) => ('.', ','),
        (0, 1) if digits.rsplit(',').next().is_some_and(|after| after.len() == 3) => ('.', ','),
        (0, 1) => (',', '.'),
        (0, _) => ('.', ','),
        (_, 0) => (',', '.'),
        _ if digits.rfind('.') > digits.rfind(',') => ('.', ','),
        _ => (',', '.'),
    };
    let (whole, fraction) = match digits.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let groups: Vec<&str> = whole.split(thousands).collect();
    // In India thousands are parted in twos: 12,34,567.
    let grouped = match groups.as_slice() {
        [_] => true,
        [first, middle @ .., last] => {
            (1..=3).contains(&first.len())
                && last.len() == 3
                && middle.iter().all(|group| (2..=3).contains(&group.len()))
        }
        [] => false,
    };
    let sound = grouped && fraction.is_none_or(|fraction| fraction.bytes().all(|byte| byte.is_ascii_digit()));
    let whole = groups.concat();
    if !sound || (whole.is_empty() && fraction.is_none_or(str::is_empty)) {
        return None;
    }
    let fraction = fraction
        .filter(|fraction| !fraction.is_empty())
        .map(|fraction| format!(".{fraction}"));
    Some(format!("{sign}{whole}{}", fraction.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Result<String, NotAnAmount> {
        amount(text, Currency::USD).map(|amount| amount.number)
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, read) in [
            ("12", "12"),
            ("12.50", "12.50"),
            ("$12.00", "12.00"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("12,5", "12.5"),
            ("1,234", "1234"),
            ("1.234.567", "1234567"),
            ("1 234,56", "1234.56"),
            ("1\u{a0}234,56", "1234.56"),
            ("USD 7.10", "7.10"),
            ("7 usd", "7"),
            ("$ 1'000.00", "1000.00"),
            ("12,34,567.00", "1234567.00"),
            ("-3,50", "-3.50"),
            ("1e2", "1e2"),
            (",99", ".99"),
            ("12,-", "12.00"),
            ("1.200,–", "1200.00"),
            ("US$ 5", "5"),
        ] {
            assert_eq!(usd(text).as_deref(), Ok(read), "{text}");
        }
        for (text, code) in [
            ("12,50 €", "EUR"),
            ("12,50 zł", "PLN"),
            ("R$ 12,50", "BRL"),
            ("kr. 12,50", "SEK"),
            ("12,50 kr.", "NOK"),
            ("Rs.12.50", "INR"),
        ] {
            let currency = Currency::parse(code).unwrap();
            assert_eq!(amount(text, currency).unwrap().number, "12.50", "{text}");
        }
    }

    #[test]
    fn what_is_unclear_or_anothers_money_is_not_guessed() {
        for text in [
            "",
            "free",
            "12.34.5",
            "1,23,4",
            "1.2,3.4",
            "12 or 13",
            "$",
            "--1",
            "1,2345,678",
        ] {
            assert_eq!(usd(text), Err(NotAnAmount::Unclear), "{text}");
        }
        assert_eq!(usd("€12.00"), Err(NotAnAmount::Currency("EUR")));
        assert_eq!(usd("12.00 GBP"), Err(NotAnAmount::Currency("GBP")));
        assert_eq!(usd("12,00 zł"), Err(NotAnAmount::Currency("PLN")));
    }

    #[test]
    fn a_plain_number_is_not_called_mended() {
        assert!(!amount("12.50", Currency::USD).unwrap().mended);
        assert!(amount("12,50", Currency::USD).unwrap().mended);
        for (text, read) in [
            ("1,200", "1200"),
            ("1.200", "1200"),
            ("12.000", "12"),
            ("7", "7"),
            ("2.5", "2.5"),
        ] {
            assert_eq!(count(text).unwrap().number, read);
        }
        assert!(!count("5.0").unwrap().mended);
    }
}
