//! Tests of recognition and preview.

use super::*;

#[test]
fn every_fixture_is_known_from_its_header_alone() {
    for (file, dialect) in [
        (include_str!("fixtures/shopify_2017.csv"), Dialect::Shopify),
        (include_str!("fixtures/shopify_2023.csv"), Dialect::Shopify),
        (
            include_str!("fixtures/shopify_2026_old_names.csv"),
            Dialect::Shopify,
        ),
        (
            include_str!("fixtures/shopify_2026_new_names.csv"),
            Dialect::Shopify,
        ),
        (include_str!("fixtures/woocommerce.csv"), Dialect::Woocommerce),
        (include_str!("fixtures/medusa_v2_template.csv"), Dialect::Medusa),
        (include_str!("fixtures/medusa_v2_export.csv"), Dialect::Medusa),
        (include_str!("fixtures/medusa_v1.csv"), Dialect::MedusaV1),
        ("slug,sku,name,price,currency\n", Dialect::Spree),
        ("handle,title,price\n", Dialect::Ours),
        ("Name;Price;Stock\n", Dialect::Ours),
    ] {
        let header = file.lines().next().unwrap();
        for header in [
            header.to_owned(),
            header.to_uppercase(),
            header.replace([',', ';'], "\t"),
        ] {
            let file = format!("{header}\nx\n");
            let table = Table::open(Cursor::new(file.as_bytes())).unwrap();
            assert_eq!(recognise(table.header()), Recognition::Known(dialect), "{header}");
        }
    }
}

#[test]
fn a_foreign_file_is_named_and_can_be_mapped_by_hand() {
    let file = include_bytes!("fixtures/bagisto_shape.csv");
    let table = Table::open(Cursor::new(file)).unwrap().surveyed().unwrap();
    let shown = preview(&table, None, Currency::USD);
    assert!(
        shown
            .recognition
            .sentence()
            .contains("looks like a file from Bagisto")
    );
    let mut mapping = shown.mapping;
    assert!(mapping.columns.iter().all(|column| column.field.is_none()));
    for (column, field) in [(7, Field::Title), (12, Field::Price), (15, Field::Handle)] {
        mapping.choose(column, Some(field));
    }
    assert_eq!(mapping.missing(), [] as [Field; 0]);
    let hat = Run::with(file, mapping, Currency::USD).only();
    assert_eq!(
        (
            hat.name.as_str(),
            hat.handle.as_str(),
            hat.variants[0].price_minor
        ),
        ("Hat", "hat", 1_400)
    );
}

#[test]
fn a_person_is_shown_each_column_with_its_meaning_a_sample_and_why_not() {
    let file = include_bytes!("fixtures/medusa_v2_template.csv");
    let table = Table::open(Cursor::new(file)).unwrap().surveyed().unwrap();
    let shown = preview(&table, None, Currency::EUR);
    let column = |heading: &str| {
        shown
            .columns
            .iter()
            .find(|column| column.heading == heading)
            .unwrap()
            .clone()
    };
    let price = column("Variant Price EUR");
    assert_eq!(
        (price.field, price.sample.as_deref(), price.note),
        (Some(Field::Price), Some("10"), None)
    );
    let other = column("Variant Price USD");
    assert_eq!(
        (other.field, other.note.as_deref()),
        (None, Some("In USD; your shop sells in EUR."))
    );
    // The first filled of the first rows.
    assert_eq!(column("Product Subtitle").sample.as_deref(), Some("Soft"));
    assert_eq!(
        (column("Product Height").field, shown.price_sample.as_deref()),
        (None, Some("10"))
    );
    assert!(Field::choices(Dialect::Ours).any(|field| field.label() == "Compare-at price"));
    assert!(Field::choices(Dialect::Ours).all(|field| Field::parse(field.as_str()) == Some(field)));
}

#[test]
fn a_mapping_that_was_kept_before_units_is_still_read() {
    let kept = r#"{"dialect":"spree","columns":[{"heading":"price","field":"price"}]}"#;
    let mapping: Mapping = serde_json::from_str(kept).unwrap();
    assert_eq!((mapping.price_unit, mapping.read_on), (PriceUnit::Major, None));
}
