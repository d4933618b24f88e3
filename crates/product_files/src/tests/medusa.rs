//! Medusa's files, of both major versions.

use super::*;
use crate::products::ProductStatus;

fn prices(run: &Run) -> Vec<i64> {
    run.created()
        .iter()
        .flat_map(|product| product.variants.iter().map(|v| v.price_minor).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_template_gives_the_prices_of_the_sellers_currency() {
    let file = include_bytes!("fixtures/medusa_v2_template.csv");
    let euros = Run::of(file, Currency::EUR);
    assert_eq!(
        (euros.dialect, prices(&euros)),
        (Dialect::Medusa, vec![1_000, 2_950, 2_950])
    );
    assert_eq!(euros.told(), [] as [&str; 0]);
    let [mug, joggers] = &euros.created()[..] else {
        panic!()
    };
    assert_eq!(
        (mug.status, mug.variants[0].weight_grams),
        (ProductStatus::Active, Some(400))
    );
    assert_eq!(
        (joggers.description.as_str(), joggers.variants[0].backorder),
        ("Soft", true)
    );
    assert_eq!(
        (joggers.variants[0].weight_grams, joggers.variants[1].weight_grams),
        (Some(350), Some(300))
    );
    // The thumbnail is the first picture.
    let images: Vec<_> = euros
        .drafts()
        .next()
        .unwrap()
        .images
        .iter()
        .map(|image| image.url.path().to_owned())
        .collect();
    assert_eq!(images, ["/mug-2.jpg", "/mug-1.jpg"]);
}

#[test]
fn a_product_without_a_price_in_the_sellers_currency_is_refused_with_the_reason() {
    let file = include_bytes!("fixtures/medusa_v2_template.csv");
    assert_eq!(
        Run::of(file, Currency::USD).told(),
        ["4 Variant Price USD: The price is required."]
    );
    let rupees = Run::of(file, Currency::INR);
    assert_eq!(rupees.mapping.missing(), [] as [Field; 0]);
    assert_eq!(
        rupees.told()[0],
        "2 -: The price is required. The file has prices in EUR, USD only, none in your currency."
    );
}

#[test]
fn an_export_has_regions_numbers_of_its_own_and_a_default_option() {
    let run = Run::of(include_bytes!("fixtures/medusa_v2_export.csv"), Currency::USD);
    assert_eq!(
        (run.dialect, prices(&run)),
        (Dialect::Medusa, vec![5_025, 6_000, 700])
    );
    let [lamp, bulb] = &run.created()[..] else {
        panic!()
    };
    assert_eq!(
        (lamp.status, &lamp.category, lamp.description.as_str()),
        (ProductStatus::Draft, &None, "First line\nsecond line")
    );
    assert_eq!(
        (lamp.variants[0].barcode.as_deref(), lamp.variants[0].weight_grams),
        (Some("4006381333931"), Some(1_200))
    );
    assert_eq!(
        (lamp.variants[1].backorder, &lamp.tags[..]),
        (true, &["light".to_owned(), "desk".to_owned()][..])
    );
    assert_eq!((bulb.options.len(), bulb.variants[0].label().as_str()), (0, ""));
    assert_eq!(
        run.told(),
        [
            "2 Product Image 1: “lamp-2.jpg” is not a web address, so there is no image to fetch.",
            "4 Product Image 1: “lamp-2.jpg” is not a web address, so there is no image to fetch.",
        ]
    );
}

#[test]
fn the_first_version_writes_cents_and_a_person_may_say_otherwise() {
    let file = include_bytes!("fixtures/medusa_v1.csv");
    let run = Run::of(file, Currency::USD);
    assert_eq!(
        (run.dialect, run.mapping.price_unit),
        (Dialect::MedusaV1, PriceUnit::Minor)
    );
    assert_eq!((prices(&run), run.told()), (vec![1_200, 1_550], vec![]));
    let mug = run.only();
    assert_eq!(
        (mug.category.as_deref(), mug.description.as_str()),
        (Some("Mugs"), "A mug.\nOf clay.")
    );
    assert_eq!(
        (
            mug.variants[0].on_hand,
            mug.variants[0].weight_grams,
            mug.variants[1].weight_grams
        ),
        (100, Some(400), Some(550))
    );
    let mut mapping = run.mapping;
    mapping.price_unit = PriceUnit::Major;
    assert_eq!(
        prices(&Run::with(file, mapping, Currency::USD)),
        [120_000, 155_000]
    );
    let table = Table::open(Cursor::new(file)).unwrap().surveyed().unwrap();
    let shown = preview(&table, None, Currency::EUR);
    assert_eq!(
        shown.price_in(PriceUnit::Minor, Currency::EUR).as_deref(),
        Some("€10.00")
    );
    assert_eq!(
        shown.price_in(PriceUnit::Major, Currency::EUR).as_deref(),
        Some("€1,000.00")
    );
}

#[test]
fn prices_with_decimals_are_no_cents() {
    let file = "Product Handle;Product Title;Price USD;Option 1 Name;Option 1 Value\nmug;Mug;12.50;Size;S\n";
    let run = Run::usd(file);
    assert_eq!(
        (run.mapping.price_unit, prices(&run)),
        (PriceUnit::Major, vec![1_250])
    );
    let mut mapping = run.mapping;
    mapping.price_unit = PriceUnit::Minor;
    let told = Run::with(file.as_bytes(), mapping, Currency::USD).told();
    assert!(told[0].contains("“12.50” is not a whole number"), "{told:?}");
}

#[test]
fn a_fourth_option_is_refused_and_not_dropped() {
    let named = |begin: &str| -> String {
        (1..=4)
            .map(|n| format!(",{begin} {n} Name,{begin} {n} Value"))
            .collect()
    };
    let medusa = format!(
        "Product Handle,Product Title,Variant Price USD{}\ntee,Tee,5,A,a,B,b,C,c,D,d\ntee,Tee,6,A,a,B,b,C,c,D,e\n",
        named("Variant Option")
    );
    assert_eq!(
        Run::usd(&medusa).told()[0],
        "2 Variant Option 4 Value: A product can have at most 3 options; the file has a further one, “d”."
    );
    let ours =
        "title,price,option1_name,option1_value,option4_name,option4_value\nTee,5,A,a,,\nCup,5,A,a,D,d\n";
    assert_eq!(Run::usd(ours).created().len(), 1);
}

#[test]
fn what_is_no_address_is_told_once_a_row() {
    let file = "Product Handle,Product Title,Product Thumbnail,Variant Option 1 Value,Variant Price USD,Product Image 1 Url\n\
                mug,Mug,mug.png,S,5,mug.png\nmug,Mug,mug.png,L,6,mug.png\n";
    let told = Run::usd(file).told();
    let pictures: Vec<_> = told.iter().filter(|told| told.contains("web address")).collect();
    assert_eq!(pictures.len(), 2, "{told:?}");
}
