//! Tests of number formats: decided by column, from the whole file, and never wrong in silence.

use super::*;

fn run(file: &str, code: &str) -> Run {
    Run::of(file.as_bytes(), Currency::parse(code).unwrap())
}

/// Name and price of each product that comes in.
fn prices(run: &Run) -> Vec<(String, i64)> {
    let created = run.created().into_iter();
    created
        .map(|product| (product.name.clone(), product.variants[0].price_minor))
        .collect()
}

fn named(prices: &[(&str, i64)]) -> Vec<(String, i64)> {
    prices
        .iter()
        .map(|(name, price)| ((*name).to_owned(), *price))
        .collect()
}

#[test]
fn points_between_thousands_are_none_before_decimals() {
    let euros = run(
        "title;price\nSofa;1.200\nTable;1.290\nLamp;89,90\nBed;1.290,00\n",
        "EUR",
    );
    let expected = [
        ("Sofa", 120_000),
        ("Table", 129_000),
        ("Lamp", 8_990),
        ("Bed", 129_000),
    ];
    assert_eq!(prices(&euros), named(&expected));
    let pesos = run(
        "title,price\nPot,15.000\nPan,15.990\nLid,$15.990\nSet,1.250.000\n",
        "CLP",
    );
    let expected = [
        ("Pot", 15_000),
        ("Pan", 15_990),
        ("Lid", 15_990),
        ("Set", 1_250_000),
    ];
    assert_eq!(prices(&pesos), named(&expected));
    let dinars = run("title,price\nRing,\"18,605\"\nChain,\"1.234,567\"\n", "KWD");
    assert_eq!(prices(&dinars), named(&[("Ring", 18_605), ("Chain", 1_234_567)]));
    let long = run("title,price\nSofa,31.9500\nBed,1200.0000\n", "EUR");
    assert_eq!(prices(&long), named(&[("Sofa", 3_195), ("Bed", 120_000)]));
}

#[test]
fn a_column_with_two_readings_waits_for_a_person_and_is_then_read_as_they_say() {
    let file = "title,price,stock\nSofa,1.200,3\nTable,1.290,4\n";
    let unread = run(file, "EUR");
    assert_eq!(unread.mapping.unclear().collect::<Vec<_>>(), [1]);
    let (cell, readings) = unread.mapping.readings(1).unwrap();
    let shown = readings.map(|(_, shown)| shown.unwrap());
    assert_eq!(
        (cell, shown),
        ("1.200", ["€1.20".to_owned(), "€1,200.00".to_owned()])
    );
    // Nobody asked: nothing of it is taken.
    assert_eq!(prices(&unread), []);
    assert!(
        unread.told()[0].contains("can be read as 1.200 and as 1200"),
        "{:?}",
        unread.told()
    );
    let mut mapping = unread.mapping.clone();
    mapping.choose_numbers(1, Notation::Comma);
    assert_eq!(mapping.unclear().count(), 0);
    let read = Run::with(file.as_bytes(), mapping, Currency::EUR);
    assert_eq!(prices(&read), named(&[("Sofa", 120_000), ("Table", 129_000)]));
}

#[test]
fn the_last_row_decides_as_much_as_the_first() {
    let mut file = "title,price\n".to_owned();
    (0..500).for_each(|number| file.push_str(&format!("Sofa {number},1.200\n")));
    file.push_str("Lamp,\"89,90\"\n");
    assert_eq!(prices(&run(&file, "EUR"))[0], ("Sofa 0".to_owned(), 120_000));
}

#[test]
fn cost_compare_at_weight_and_stock_are_read_by_column_too() {
    let run = run(
        "title;price;compare_at;cost;weight (kg);stock\nSofa;899;1.200;1.050,50;0,750;1.500\nBed;1.099,00;;;1.250;2\n",
        "EUR",
    );
    let [sofa, bed] = &run.created()[..] else {
        panic!("{:?}", run.told())
    };
    let variant = &sofa.variants[0];
    assert_eq!(
        (variant.price_minor, variant.compare_at_minor),
        (89_900, Some(120_000))
    );
    assert_eq!(
        (variant.cost_minor, variant.weight_grams, variant.on_hand),
        (Some(105_050), Some(750), 1_500)
    );
    assert_eq!(bed.variants[0].weight_grams, Some(1_250_000));
    assert_eq!(run.told(), [] as [&str; 0]);
}

#[test]
fn a_currencys_own_words_and_signs_stand_around_an_amount() {
    let francs = run(
        "title,price\nOne,12000 Fcfa\nTwo,15 000 F CFA\nThree,12000\n",
        "XOF",
    );
    assert_eq!(
        prices(&francs),
        named(&[("One", 12_000), ("Two", 15_000), ("Three", 12_000)])
    );
    for (cell, code) in [
        ("12,50 zł", "PLN"),
        ("kr 12,50", "NOK"),
        ("Rs. 12.50", "INR"),
        ("USD 12.50", "USD"),
        ("12.50 US dollars", "USD"),
        ("R$ 12,50", "BRL"),
        ("12,50 Kč", "CZK"),
    ] {
        assert_eq!(
            prices(&run(&format!("title;price\nMug;{cell}\n"), code)),
            named(&[("Mug", 1_250)]),
            "{cell}"
        );
    }
    let other = run("title;price\nMug;12,50 zł\n", "EUR");
    assert_eq!(
        other.told(),
        ["2 price: “12,50 zł” is in PLN; your shop sells in EUR."]
    );
}

#[test]
fn one_note_tells_how_the_numbers_of_a_column_are_read() {
    let mut file = "title;price\n".to_owned();
    (0..50).for_each(|number| file.push_str(&format!("Mug {number};{number}9,50\n")));
    let run = run(&file, "EUR");
    assert_eq!((run.created().len(), run.told()), (50, vec![]));
    let notes = run.mapping.number_notes();
    assert_eq!(
        notes[0].1,
        "The numbers in this column are read as 1.234,56, so “09,50” is €9.50."
    );
    assert_eq!(notes.len(), 1);
}

#[test]
fn a_column_of_two_notations_is_read_cell_by_cell_and_what_is_unclear_is_refused() {
    let run = run("title;price\nA;12.50\nB;12,50\nC;1.200\n", "EUR");
    assert_eq!(prices(&run), named(&[("A", 1_250), ("B", 1_250)]));
    assert!(
        run.told()[0].starts_with("4 price: “1.200” can be read as"),
        "{:?}",
        run.told()
    );
}

#[test]
fn another_currency_is_never_taken_for_the_sellers() {
    for heading in ["CURRENCY_CODE", "ccy", "Devise", "Money", "x"] {
        let run = run(
            &format!("title,price,{heading}\nBowl,12.70,USD\nCup,5.00,\n"),
            "EUR",
        );
        assert_eq!(prices(&run), [], "{heading}");
        assert!(
            run.told().iter().all(|told| told.contains("The price is in USD")),
            "{heading} {:?}",
            run.told()
        );
    }
    let header = "Product Handle,Product Title,Variant Price,Variant SKU";
    for (header, row) in [
        ("Handle,Title,Variant Price,Variant SKU", "bowl,Bowl,12.70,B"),
        ("Title,URL handle,Price,SKU", "Bowl,bowl,12.70,B"),
        ("ID,Type,SKU,Name,Regular price", "1,simple,B,Bowl,12.70"),
        (header, "bowl,Bowl,12.70,B"),
        ("slug,name,price,sku", "bowl,Bowl,12.70,B"),
    ] {
        let stated = |code: &str| run(&format!("{header},Valuta\n{row},{code}\n"), "EUR");
        assert_eq!(
            (prices(&stated("USD")), prices(&stated("EUR")).len()),
            (vec![], 1),
            "{header}"
        );
        assert!(stated("USD").told()[0].contains("USD"), "{header}");
    }
    // Words are no currencies.
    assert_eq!(
        prices(&run("title,price,fit\nBowl,12.70,TOP\nCup,5,ALL\n", "EUR")).len(),
        2
    );
}

#[test]
fn a_currency_in_the_heading_is_the_columns() {
    for heading in ["Price (USD)", "price_usd", "Price [$]", "USD price"] {
        let run = run(&format!("title,{heading}\nBowl,12.70\n"), "EUR");
        assert_eq!(run.mapping.missing(), [Field::Price], "{heading}");
        let told = run.mapping.missing_sentence("Missing", Field::as_str).unwrap();
        assert_eq!(
            told,
            "Missing: price. The file has prices in USD; your shop sells in EUR."
        );
        let dollars = self::run(&format!("title,{heading}\nBowl,12.70\n"), "USD");
        assert_eq!(prices(&dollars), named(&[("Bowl", 1_270)]), "{heading}");
    }
    let both = "title,Price,Price (USD),Price (EUR),Weight (lbs)\nBowl,1,2,3,1.5\n";
    let bowl = run(both, "EUR").only();
    assert_eq!(
        (bowl.variants[0].price_minor, bowl.variants[0].weight_grams),
        (300, Some(680))
    );
}

#[test]
fn the_unit_of_prices_rests_on_the_whole_file() {
    let mut file = "Product Handle;Product Title;Price USD;Option 1 Name;Option 1 Value\n".to_owned();
    (0..100).for_each(|number| file.push_str(&format!("mug-{number};Mug;1200;Size;S\n")));
    assert_eq!(run(&file, "USD").mapping.price_unit, PriceUnit::Minor);
    file.push_str("cup;Cup;12.50;Size;S\n");
    let whole = run(&file, "USD");
    assert_eq!(
        (whole.mapping.price_unit, prices(&whole)[0].1),
        (PriceUnit::Major, 120_000)
    );
}

#[test]
fn an_export_in_a_currency_of_three_decimals_comes_back() {
    let dinar = Currency::parse("KWD").unwrap();
    let form = serde_json::from_str(r#"{"name":"Ring","price":"18.605","cost":"1.250"}"#).unwrap();
    let ring = stored(Product::parse(&form, dinar).unwrap());
    let mut sheet = crate::sheet::Sheet::new(export_header());
    export_rows(&ring, &[], dinar).for_each(|row| sheet.row(&row));
    let run = Run::of(&sheet.finish(), dinar);
    assert_eq!((run.mapping.unclear().count(), run.told()), (0, vec![]));
    let draft = run.drafts().next().unwrap();
    assert_eq!(draft.update(&ring, &run.mapping, dinar).unwrap(), ring);
}
