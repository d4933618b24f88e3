//! Tests of number notations and columns of numbers.

use super::*;

fn read(text: &str, notation: Option<Notation>) -> Result<String, Unread> {
    number(text, notation).map(|(number, _)| number)
}

#[test]
fn numbers_that_leave_no_doubt_are_read_as_people_write_them() {
    for (text, number) in [
        ("12", "12"),
        ("12.50", "12.50"),
        ("$12.00", "12.00"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("12,5", "12.5"),
        ("1.234.567", "1234567"),
        ("1 234,56", "1234.56"),
        ("1\u{a0}234,56", "1234.56"),
        ("1\u{202f}234", "1234"),
        ("$ 1'000.00", "1000.00"),
        ("1’000’000", "1000000"),
        ("12,34,567.00", "1234567.00"),
        ("₹1,20,000", "120000"),
        ("-3,50", "-3.50"),
        ("3,50-", "-3.50"),
        ("-$5", "-5"),
        ("$-5", "-5"),
        ("($5.00)", "-5.00"),
        ("1e2", "1e2"),
        ("1,5E+3", "1.5e+3"),
        (",99", ".99"),
        ("12,-", "12"),
        ("1.200,–", "1200"),
        ("12.", "12"),
        ("0.500", "0.500"),
        ("1234.567", "1234.567"),
        ("31.9500", "31.9500"),
        ("12,50 kr.", "12.50"),
        ("Rs.12.50", "12.50"),
        ("١٢٣٤٫٥٠", "1234.50"),
        ("１２．５０", "12.50"),
    ] {
        assert_eq!(read(text, None).as_deref(), Ok(number), "{text}");
    }
}

#[test]
fn what_could_be_two_numbers_or_none_is_not_guessed() {
    for text in [
        "",
        "free",
        "12.34.5",
        "1,23,4",
        "1.2,3.4",
        "12 or 13",
        "$",
        "1,2345,678",
        "12 50",
        "1 200.300,5",
        "1.200 300",
    ] {
        assert_eq!(read(text, None), Err(Unread::Unclear), "{text}");
    }
    let two = |point: &str, comma: &str| Err(Unread::TwoReadings(point.to_owned(), comma.to_owned()));
    assert_eq!(read("1.200", None), two("1.200", "1200"));
    assert_eq!(read("€ 1,200", None), two("1200", "1.200"));
    assert_eq!(read("1.200", Some(Notation::Comma)).as_deref(), Ok("1200"));
    assert_eq!(read("1.200", Some(Notation::Point)).as_deref(), Ok("1.200"));
    assert_eq!(
        read("12.50", Some(Notation::Comma)),
        Err(Unread::OtherNotation("1.234,56"))
    );
}

fn verdict(cells: &[&str], code: &str, delimiter: char, kin: Option<Notation>) -> Verdict {
    let currency = Currency::parse(code).unwrap();
    let mut evidence = Evidence::default();
    cells.iter().for_each(|cell| evidence.note(cell));
    let measure = Measure::Money {
        decimals: currency.decimals(),
    };
    evidence.verdict(measure, currency, delimiter, kin)
}

#[test]
fn a_column_is_decided_by_all_its_cells_the_currency_and_the_delimiter() {
    use crate::notation::Notation::{Comma, Point};
    use crate::notation::Verdict::{EachByItself, Read, Unclear};
    for (cells, code, delimiter, expected) in [
        (
            &["1.200", "1.290", "89,90", "1.290,00"][..],
            "EUR",
            ';',
            Read(Comma),
        ),
        (&["15.000", "15.990", "$15.990"], "CLP", ',', Read(Comma)),
        (&["15.000"], "CLP", ',', Read(Comma)),
        (&["15,000"], "JPY", ',', Read(Point)),
        (&["18,605", "1.234,567"], "KWD", ',', Read(Comma)),
        (&["18.605"], "KWD", ',', Read(Point)),
        (&["18,605"], "KWD", ';', Read(Comma)),
        (&["18,605"], "KWD", ',', Unclear),
        (&["1.200"], "EUR", ',', Unclear),
        (&["1.200"], "EUR", ';', Unclear),
        (&["1.200", "500"], "USD", ',', Unclear),
        (&["1,200"], "EUR", ';', Unclear),
        (&["1,200"], "USD", ',', Read(Point)),
        (&["1.200"], "PLN", ';', Read(Comma)),
        (&["31.9500"], "EUR", ',', Read(Point)),
        (&["31.9500", "1.200"], "EUR", ',', Read(Point)),
        (&["12.50", "1,200"], "EUR", ',', Read(Point)),
        // A column of two decimals has no number of three.
        (&["12.50", "1.200"], "EUR", ',', Unclear),
        (&["0.00", "1.200"], "EUR", ',', Unclear),
        (&["1.200", "1,200"], "EUR", ',', Unclear),
        (&["12.50", "12,50"], "EUR", ',', EachByItself),
        (&["12", "500"], "EUR", ',', EachByItself),
    ] {
        assert_eq!(
            verdict(cells, code, delimiter, None),
            expected,
            "{cells:?} {code} {delimiter}"
        );
    }
    assert_eq!(verdict(&["1.200"], "EUR", ';', Some(Comma)), Read(Comma));
    assert_eq!(verdict(&["1.200"], "EUR", ',', Some(Point)), Unclear);
    assert_eq!(verdict(&["1,200"], "EUR", ',', Some(Point)), Read(Point));
}

#[test]
fn pieces_and_grams_have_no_fractions() {
    let whole = |cells: &[&str], kin| {
        let mut evidence = Evidence::default();
        cells.iter().for_each(|cell| evidence.note(cell));
        evidence.verdict(Measure::Whole, Currency::EUR, ',', kin)
    };
    assert_eq!(whole(&["1.200", "12.000"], None), Verdict::Read(Notation::Comma));
    assert_eq!(whole(&["12.000"], None), Verdict::Unclear);
    assert_eq!(
        whole(&["12.000"], Some(Notation::Point)),
        Verdict::Read(Notation::Point)
    );
}
