//! The public sample files, where they are at hand; they are other projects' and not kept here.

use super::*;
use std::collections::BTreeSet;

fn sample(name: &str) -> Option<Vec<u8>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/samples");
    let folder = std::env::var("STALLHOLDER_SAMPLES").unwrap_or_else(|_| beside.to_owned());
    std::fs::read(std::path::Path::new(&folder).join(name)).ok()
}

#[test]
fn the_spree_sample_is_37_products_with_87_variants_and_none_refused() {
    let Some(bytes) = sample("spree_sample_products.csv") else {
        return;
    };
    let run = Run::of(&bytes, Currency::USD);
    let products = run.created();
    assert_eq!((run.dialect, run.rows, products.len()), (Dialect::Spree, 211, 37));
    assert_eq!(
        products
            .iter()
            .map(|product| product.variants.len())
            .sum::<usize>(),
        87
    );
    assert_eq!(
        run.assembled
            .iter()
            .map(|assembled| assembled.other_currency_rows)
            .sum::<usize>(),
        87
    );
    assert_eq!(run.told(), [] as [&str; 0]);
    let espresso = &products[0];
    assert_eq!(espresso.name, "Automatic Espresso Machine");
    assert_eq!(espresso.category.as_deref(), Some("Kitchen > Coffee Machines"));
    assert_eq!(
        (
            espresso.variants[0].price_minor,
            espresso.variants[0].compare_at_minor
        ),
        (87_999, None)
    );
    assert_eq!(
        (espresso.variants[0].on_hand, espresso.variants[0].weight_grams),
        (5_000, Some(8_981))
    );
    assert!(run.drafts().all(|draft| !draft.images.is_empty()));
}

#[test]
fn the_same_sample_for_a_seller_in_euros_takes_the_prices_in_euros() {
    let Some(bytes) = sample("spree_sample_products.csv") else {
        return;
    };
    let run = Run::of(&bytes, Currency::EUR);
    let products = run.created();
    assert_eq!(
        products
            .iter()
            .map(|product| product.variants.len())
            .sum::<usize>(),
        87
    );
    assert_eq!(
        (
            products[0].variants[0].price_minor,
            products[0].variants[0].on_hand
        ),
        (81_999, 5_000)
    );
}

#[test]
fn the_ragged_spree_sample_is_2_products() {
    let Some(bytes) = sample("spree_products_import.csv") else {
        return;
    };
    let run = Run::of(&bytes, Currency::USD);
    let products = run.created();
    assert_eq!(
        products
            .iter()
            .map(|product| product.variants.len())
            .collect::<Vec<_>>(),
        [10, 5]
    );
    assert_eq!(products[0].variants[0].label(), "Blue / XS");
    assert_eq!(
        (
            products[0].variants[0].weight_grams,
            products[0].variants[0].backorder
        ),
        (None, true)
    );
    assert_eq!(run.told(), [] as [&str; 0]);
}

#[test]
fn files_of_programs_we_do_not_read_are_named_with_what_they_lack() {
    let names = [
        "bagisto_products.csv",
        "bagisto_products_with_errors.csv",
        "medusa_exported-products-comma.csv",
        "medusa_exported-products-semicolon.csv",
        "medusa_invalid-column.csv",
        "medusa_invalid-prices.csv",
        "medusa_prices-with-region.csv",
        "medusa_product-with-categories.csv",
        "medusa_unrelated-column.csv",
        "medusa_v1-template.csv",
    ];
    let mut programs = BTreeSet::new();
    for (name, bytes) in names.into_iter().filter_map(|name| Some((name, sample(name)?))) {
        let table = Table::open(Cursor::new(&bytes)).unwrap();
        let recognition = recognise(table.header());
        let Recognition::Unknown {
            program: Some(program),
            missing,
        } = &recognition
        else {
            panic!("{name}")
        };
        programs.insert(program.to_string());
        assert!(
            name.starts_with(&program.to_lowercase()) && missing.contains(&Field::Title),
            "{name}"
        );
        assert!(recognition.sentence().contains(program));
    }
    assert!(programs.is_empty() || programs == BTreeSet::from(["Bagisto".to_owned(), "Medusa".to_owned()]));
}
