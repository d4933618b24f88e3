//! The public sample files, which are other projects' and lie beside this one; `./test.sh` says when they do not.

use super::*;

fn sample(name: &str) -> Vec<u8> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples");
    let folder = std::env::var("STALLHOLDER_SAMPLES").unwrap_or_else(|_| beside.to_owned());
    std::fs::read(std::path::Path::new(&folder).join(name)).expect("the sample lies beside the project")
}

#[test]
#[ignore = "reads ../shared/samples"]
fn the_spree_sample_is_37_products_with_87_variants_and_none_refused() {
    let bytes = sample("spree_sample_products.csv");
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
#[ignore = "reads ../shared/samples"]
fn the_same_sample_for_a_seller_in_euros_takes_the_prices_in_euros() {
    let bytes = sample("spree_sample_products.csv");
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
#[ignore = "reads ../shared/samples"]
fn the_ragged_spree_sample_is_2_products() {
    let bytes = sample("spree_products_import.csv");
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
#[ignore = "reads ../shared/samples"]
fn the_medusa_samples_are_read_and_only_what_is_wrong_with_them_is_told() {
    for (name, products, variants) in [
        ("medusa_exported-products-comma.csv", 2, 3),
        ("medusa_exported-products-semicolon.csv", 2, 3),
        ("medusa_prices-with-region.csv", 1, 1),
        ("medusa_product-with-categories.csv", 1, 2),
        ("medusa_unrelated-column.csv", 1, 1),
        ("medusa_invalid-column.csv", 1, 1),
        ("medusa_invalid-prices.csv", 1, 1),
    ] {
        let bytes = sample(name);
        let run = Run::of(&bytes, Currency::USD);
        let created = run.created();
        let count = created
            .iter()
            .map(|product| product.variants.len())
            .sum::<usize>();
        assert_eq!(
            (run.dialect, created.len(), count),
            (Dialect::Medusa, products, variants),
            "{name}: {:?}",
            run.told()
        );
        assert!(
            run.told().iter().all(|told| told.contains("not a web address")),
            "{name}: {:?}",
            run.told()
        );
    }
}

#[test]
#[ignore = "reads ../shared/samples"]
fn the_sample_of_medusas_first_version_has_prices_with_decimals() {
    let bytes = sample("medusa_v1-template.csv");
    let run = Run::of(&bytes, Currency::USD);
    assert_eq!(
        (run.dialect, run.mapping.price_unit),
        (Dialect::MedusaV1, PriceUnit::Major)
    );
    let prices: Vec<_> = run
        .created()
        .iter()
        .map(|product| product.variants[0].price_minor)
        .collect();
    // The third product's last variant has no price.
    assert_eq!(prices, [110, 110], "{:?}", run.told());
}

#[test]
#[ignore = "reads ../shared/samples"]
fn files_of_programs_we_do_not_read_are_named_with_what_they_lack() {
    for name in ["bagisto_products.csv", "bagisto_products_with_errors.csv"] {
        let bytes = sample(name);
        let table = Table::open(Cursor::new(&bytes)).unwrap();
        let recognition = recognise(table.header());
        let Recognition::Unknown { program, missing } = &recognition else {
            panic!("{name}")
        };
        assert_eq!(
            (*program, missing.contains(&Field::Title)),
            (Some("Bagisto"), true)
        );
        assert!(recognition.sentence().contains("Bagisto"));
    }
}
