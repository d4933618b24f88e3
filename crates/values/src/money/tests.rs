//! Money's rules.

use super::*;
use proptest::prelude::*;

#[derive(Deserialize)]
struct Priced {
    price: Decimal,
}

fn price(json: &str) -> Result<Decimal, serde_json::Error> {
    serde_json::from_str::<Priced>(json).map(|priced| priced.price)
}

#[test]
fn a_json_number_is_read_from_its_own_text() {
    assert_eq!(
        price(r#"{"price": 999.99}"#).unwrap().minor(Currency::USD),
        Ok(99_999)
    );
    assert_eq!(
        price(r#"{"price": "12.50"}"#).unwrap().minor(Currency::USD),
        Ok(1_250)
    );
    assert_eq!(
        price(r#"{"price": 1e2}"#).unwrap().minor(Currency::USD),
        Ok(10_000)
    );
    assert_eq!(price(r#"{"price": 0.1}"#).unwrap().minor(Currency::USD), Ok(10));
    assert!(price(r#"{"price": true}"#).is_err());
    assert!(price(r#"{"price": null}"#).is_err());
    assert!(price(r#"{"price": [1]}"#).is_err());
}

#[test]
fn a_form_field_is_read_as_it_was_typed() {
    let priced: Priced = serde_urlencoded::from_str("price=12.50").unwrap();
    assert_eq!(priced.price.minor(Currency::USD), Ok(1_250));
}

#[test]
fn three_decimals_typed_into_a_form_may_be_thousands_and_are_refused() {
    let typed = |price: &str| {
        let priced: Priced = serde_urlencoded::from_str(&format!("price={price}")).unwrap();
        priced.price
    };
    let kwd = Currency::parse("KWD").unwrap();
    assert_eq!(
        typed("1.200").minor(Currency::USD),
        Err(AmountError::TooFine("USD"))
    );
    assert_eq!(
        typed("1.000").minor(Currency::JPY),
        Err(AmountError::TooFine("JPY"))
    );
    assert_eq!(typed("1.200").minor(kwd), Ok(1_200));
    assert_eq!(typed("1.2000").minor(Currency::USD), Ok(120));
    assert_eq!(typed("12.5").minor(Currency::USD), Ok(1_250));
    assert_eq!(
        price(r#"{"price": 1.200}"#).unwrap().minor(Currency::USD),
        Ok(120)
    );
    assert_eq!(
        price(r#"{"price": "1.200"}"#).unwrap().minor(Currency::USD),
        Ok(120)
    );
}

#[test]
fn a_count_written_as_a_text_has_no_decimals() {
    let one = AmountError::TooFine("a whole number");
    assert_eq!(price(r#"{"price": "1.000"}"#).unwrap().whole(), Err(one.clone()));
    assert_eq!(Decimal::new("1.0").whole(), Err(one));
    assert_eq!(price(r#"{"price": 1.0}"#).unwrap().whole(), Ok(1));
    assert_eq!(Decimal::new(" 12 ").whole(), Ok(12));
    assert_eq!(Decimal::new("x.5").whole(), Err(AmountError::NotANumber));
}

#[test]
fn more_decimals_than_the_currency_has_are_an_error() {
    assert_eq!(
        Decimal::new("1.999").minor(Currency::USD),
        Err(AmountError::TooFine("USD"))
    );
    assert_eq!(Decimal::exact("1.990").minor(Currency::USD), Ok(199));
    assert_eq!(
        Decimal::new("10.5").minor(Currency::JPY),
        Err(AmountError::TooFine("JPY"))
    );
    assert_eq!(
        Decimal::new("1e999999999").minor(Currency::USD),
        Err(AmountError::TooLarge)
    );
    assert_eq!(
        Decimal::new("1e-999999999").minor(Currency::USD),
        Err(AmountError::TooFine("USD"))
    );
    assert_eq!(
        Decimal::new("NaN").minor(Currency::USD),
        Err(AmountError::NotANumber)
    );
}

#[test]
fn money_is_shown_with_its_currency_and_the_sign_in_front() {
    assert_eq!(Currency::USD.show(123_456_789), "$1,234,567.89");
    assert_eq!(Currency::USD.show(-5), "-$0.05");
    assert_eq!(Currency::JPY.show(1_000), "¥1,000");
    assert_eq!(Currency::parse("chf").unwrap().show(100), "1.00\u{a0}CHF");
}

proptest! {
    #[test]
    fn the_parts_of_a_split_sum_to_the_whole(total in -1_000_000_000i64..1_000_000_000, weights in prop::collection::vec(0i64..1_000_000, 1..20)) {
        let parts = split(total, &weights);
        prop_assert_eq!(parts.iter().sum::<i64>(), total);
    }

    #[test]
    fn what_is_written_is_what_was_read(minor in -MAX_MINOR..MAX_MINOR) {
        for currency in [Currency::USD, Currency::JPY, Currency::parse("KWD").unwrap()] {
            prop_assert_eq!(currency.decimal(minor).minor(currency), Ok(minor));
        }
    }

    #[test]
    fn pieces_taken_one_by_one_come_to_the_whole(amount in 0i64..1_000_000, quantity in 1i64..50) {
        let sum: i64 = (0..quantity).map(|n| share_of_pieces(amount, n + 1, quantity) - share_of_pieces(amount, n, quantity)).sum();
        prop_assert_eq!(sum, amount);
    }
}
