use super::*;
use crate::clock::Millis;
use crate::id::VariantId;

/// A stored tee in S and M, at 20.00 and 25.00.
fn tee() -> Product {
    let form = r#"{"name":"Tee","price":20,"description":"Soft","category":"Tops","tags":["new"],
        "options":[{"name":"Size","values":["S","M"]}],
        "variants":[{"options":{"Size":"S"},"sku":"TEE-S","stock":3},{"options":{"Size":"M"},"sku":"TEE-M","price":25}]}"#;
    stored(form)
}

fn mug() -> Product {
    stored(r#"{"name":"Mug","price":12.5,"sku":"MUG","stock":7}"#)
}

fn stored(form: &str) -> Product {
    let mut facts = Product::parse(&serde_json::from_str(form).unwrap(), Currency::USD)
        .unwrap()
        .into_facts();
    facts
        .variants
        .iter_mut()
        .for_each(|variant| variant.variant_id = Some(VariantId::new(Millis(0))));
    Product::stored(facts)
}

fn patched(current: &Product, json: &str) -> Result<Product, FieldErrors> {
    serde_json::from_str::<ProductPatch>(json)
        .unwrap()
        .apply(current, Currency::USD)
}

fn skus_and_prices(product: &Product) -> Vec<(&str, i64)> {
    product
        .variants
        .iter()
        .map(|v| (v.sku.as_deref().unwrap_or("-"), v.price_minor))
        .collect()
}

#[test]
fn a_patch_that_says_nothing_changes_nothing() {
    assert_eq!(patched(&tee(), "{}").err(), None);
    let tee = tee();
    assert_eq!(patched(&tee, "{}").unwrap(), tee);
    let itself = r#"{"name":"Tee","options":[{"name":"Size","values":["S","M"]}],"variants":[{"options":{"Size":"S"},"price":20.00}]}"#;
    assert_eq!(patched(&tee, itself).unwrap(), tee);
}

#[test]
fn null_clears_what_may_be_empty_and_is_refused_where_it_may_not() {
    let cleared = patched(&tee(), r#"{"description":null,"category":null,"tags":null,"variants":[{"options":{"Size":"S"},"sku":null}]}"#).unwrap();
    assert_eq!(
        (
            cleared.description.as_str(),
            &cleared.category,
            cleared.tags.len()
        ),
        ("", &None, 0)
    );
    assert_eq!(skus_and_prices(&cleared), [("-", 2_000), ("TEE-M", 2_500)]);
    let refused = patched(
        &tee(),
        r#"{"name":null,"price":null,"status":null,"variants":[{"options":{"Size":"S"},"price":null}]}"#,
    )
    .unwrap_err();
    let fields: Vec<_> = refused.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "price", "status", "variants.0.price"]);
}

#[test]
fn a_variant_is_known_by_its_id_or_its_options_and_keeps_its_id() {
    let tee = tee();
    let id = tee.variants[1].variant_id.clone().unwrap();
    let changed = patched(
        &tee,
        &format!(
            r#"{{"variants":[{{"variant_id":"{id}","price":30}},{{"options":{{"size":"S"}},"stock":9}}]}}"#
        ),
    )
    .unwrap();
    assert_eq!(skus_and_prices(&changed), [("TEE-S", 2_000), ("TEE-M", 3_000)]);
    assert_eq!(
        (changed.variants[0].on_hand, &changed.variants[1].variant_id),
        (9, &Some(id))
    );
}

#[test]
fn price_sku_and_stock_of_a_lone_variant_are_the_products_own() {
    let changed = patched(&mug(), r#"{"price":"13","sku":"MUG-2","stock":0}"#).unwrap();
    assert_eq!(
        (skus_and_prices(&changed), changed.on_hand()),
        (vec![("MUG-2", 1_300)], 0)
    );
    assert_eq!(
        patched(&mug(), r#"{"price":0}"#).unwrap_err().first("price"),
        Some("The price must be above 0.")
    );
    assert_eq!(
        patched(&mug(), r#"{"variants":[{"price":14}]}"#)
            .unwrap()
            .variants[0]
            .price_minor,
        1_400
    );
}

#[test]
fn among_several_variants_the_price_is_everyones_and_the_stock_no_ones() {
    let changed = patched(
        &tee(),
        r#"{"price":22,"variants":[{"options":{"Size":"M"},"price":23}]}"#,
    )
    .unwrap();
    assert_eq!(skus_and_prices(&changed), [("TEE-S", 2_200), ("TEE-M", 2_300)]);
    assert!(
        patched(&tee(), r#"{"stock":5}"#)
            .unwrap_err()
            .first("stock")
            .is_some()
    );
    let wrong = patched(&tee(), r#"{"price":1.999}"#).unwrap_err();
    assert_eq!(
        wrong,
        FieldErrors::of("price", "The price has more decimals than USD has.")
    );
}

#[test]
fn a_value_that_is_new_makes_its_combinations_and_one_that_goes_takes_its_variants() {
    let more = patched(&tee(), r#"{"options":[{"name":"Size","values":["S","M","L"]}]}"#).unwrap();
    assert_eq!(
        skus_and_prices(&more),
        [("TEE-S", 2_000), ("TEE-M", 2_500), ("-", 2_000)]
    );
    assert_eq!(
        (more.variants[2].values[0].as_str(), more.variants[2].on_hand),
        ("L", 0)
    );
    let fewer = patched(&tee(), r#"{"options":[{"name":"Size","values":["M"]}]}"#).unwrap();
    assert_eq!(skus_and_prices(&fewer), [("TEE-M", 2_500)]);
    let none = patched(&tee(), r#"{"options":null}"#).unwrap();
    assert_eq!(
        (skus_and_prices(&none), none.options.len()),
        (vec![("TEE-S", 2_000)], 0)
    );
}

#[test]
fn an_option_can_be_renamed_and_one_added() {
    let tee = tee();
    let renamed = patched(&tee, r#"{"options":[{"name":"Größe","values":["S","M"]}]}"#).unwrap();
    assert_eq!(
        (renamed.options[0].name.as_str(), &renamed.variants),
        ("Größe", &tee.variants)
    );
    let added = patched(
        &tee,
        r#"{"options":[{"name":"Size","values":["S","M"]},{"name":"Colour","values":["Red","Blue"]}]}"#,
    )
    .unwrap();
    let labels: Vec<_> = added.variants.iter().map(|variant| variant.label()).collect();
    assert_eq!(labels, ["S / Red", "M / Red", "S / Blue", "M / Blue"]);
    assert_eq!(added.variants[0].sku.as_deref(), Some("TEE-S"));
}

#[test]
fn a_variant_is_added_with_its_options_and_removed_when_told() {
    let changed = patched(&tee(), r#"{"options":[{"name":"Size","values":["S","M","L"]}],"variants":[{"options":{"Size":"L"},"price":27,"stock":1},{"options":{"Size":"S"},"remove":true}]}"#).unwrap();
    assert_eq!(skus_and_prices(&changed), [("TEE-M", 2_500), ("-", 2_700)]);
    assert!(
        patched(&tee(), r#"{"variants":[{"options":{"Size":"XL"}}]}"#)
            .unwrap_err()
            .first("variants.0.options")
            .is_some()
    );
    assert!(
        patched(&tee(), r#"{"variants":[{"price":1}]}"#)
            .unwrap_err()
            .first("variants.0.options")
            .is_some()
    );
    assert!(
        patched(&tee(), r#"{"variants":[{"variant_id":"var_x"}]}"#)
            .unwrap_err()
            .first("variants.0.variant_id")
            .is_some()
    );
    assert!(
        patched(&mug(), r#"{"variants":[{"remove":true}]}"#)
            .unwrap_err()
            .first("variants")
            .is_some()
    );
}
