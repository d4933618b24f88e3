use super::*;
use proptest::prelude::*;

fn parse(json: &str) -> Result<Product, FieldErrors> {
    Product::parse(&serde_json::from_str(json).unwrap(), Currency::USD)
}

/// The first message of `field` when `json` is refused.
fn mistake(json: &str, field: &str) -> String {
    let errors = parse(json).unwrap_err();
    errors
        .first(field)
        .unwrap_or_else(|| panic!("nothing at {field}: {errors:?}"))
        .to_owned()
}

#[test]
fn a_product_without_options_has_one_variant_that_carries_price_sku_and_stock() {
    let product = parse(r#"{"name":" Blue mug ","price":12.50,"sku":"MUG-BLUE","stock":7}"#).unwrap();
    assert_eq!(
        (product.name.as_str(), product.handle.as_str()),
        ("Blue mug", "blue-mug")
    );
    assert_eq!(product.status, ProductStatus::Active);
    let [only] = &product.variants[..] else { panic!() };
    assert_eq!(
        (only.sku.as_deref(), only.price_minor, only.on_hand),
        (Some("MUG-BLUE"), 1_250, 7)
    );
    assert!(only.values.is_empty());
}

#[test]
fn options_without_variants_make_every_combination() {
    let product = parse(
        r#"{"name":"Tee","price":"20","sku":"TEE","stock":3,"options":[{"name":"Size","values":["S","M"]},{"name":"Colour","values":"Red, Light blue"}]}"#,
    )
    .unwrap();
    let skus: Vec<_> = product
        .variants
        .iter()
        .filter_map(|variant| variant.sku.as_deref())
        .collect();
    assert_eq!(
        skus,
        ["TEE-S-RED", "TEE-S-LIGHT-BLUE", "TEE-M-RED", "TEE-M-LIGHT-BLUE"]
    );
    assert!(
        product
            .variants
            .iter()
            .all(|variant| variant.price_minor == 2_000 && variant.on_hand == 3)
    );
}

#[test]
fn given_variants_have_their_own_price_and_stock() {
    let product = parse(
        r#"{"name":"Tee","price":20,"options":[{"name":"Size","values":["S","M"]}],"variants":[
            {"options":{"size":"M"},"price":25,"compare_at":30,"cost":5,"barcode":"4006381333931","weight_grams":180,"stock":4,"backorder":true},
            {"options":{"Size":"S"}}]}"#,
    )
    .unwrap();
    let [m, s] = &product.variants[..] else { panic!() };
    assert_eq!(
        (m.price_minor, m.compare_at_minor, m.cost_minor, m.on_hand),
        (2_500, Some(3_000), Some(500), 4)
    );
    assert_eq!(
        (m.barcode.as_deref(), m.weight_grams, m.backorder),
        (Some("4006381333931"), Some(180), true)
    );
    assert_eq!((s.price_minor, s.on_hand, s.backorder), (2_000, 0, false));
}

#[test]
fn variants_that_name_options_make_them() {
    let product =
        parse(r#"{"name":"Tee","price":20,"variants":[{"options":{"Size":"S"}},{"options":{"Size":"M"}}]}"#)
            .unwrap();
    assert_eq!(
        product.options,
        [ProductOption {
            name: "Size".into(),
            values: vec!["S".into(), "M".into()]
        }]
    );
}

#[test]
fn a_price_is_above_0_exact_and_not_beyond_measure() {
    assert_eq!(mistake(r#"{"name":"Mug"}"#, "price"), "The price is required.");
    assert_eq!(
        mistake(r#"{"name":"Mug","price":0}"#, "price"),
        "The price must be above 0."
    );
    assert_eq!(
        mistake(r#"{"name":"Mug","price":-1}"#, "price"),
        "The price must be above 0."
    );
    assert_eq!(
        mistake(r#"{"name":"Mug","price":1.999}"#, "price"),
        "The price has more decimals than USD has."
    );
    assert_eq!(
        mistake(r#"{"name":"Mug","price":1e30}"#, "price"),
        "The price is too large."
    );
    assert_eq!(
        mistake(r#"{"name":"Mug","price":"twelve"}"#, "price"),
        "The price is not a number."
    );
}

#[test]
fn every_mistake_is_told_under_its_field() {
    let errors = parse(
        r#"{"name":"  ","price":5,"stock":1.5,"status":"sold","options":[{"name":"Size","values":["S","M"]}],
            "variants":[{"options":{"Size":"XL"},"price":0},{"options":{},"stock":-1},{"options":{"Size":"S","Fit":"wide"}}]}"#,
    )
    .unwrap_err();
    let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
    let expected = [
        "name",
        "status",
        "stock",
        "variants.0.options",
        "variants.0.price",
        "variants.1.options",
        "variants.1.stock",
        "variants.2.options",
    ];
    assert_eq!(fields, expected);
    assert_eq!(errors.first("stock"), Some("The stock must be a whole number."));
    assert_eq!(
        errors.first("variants.0.options"),
        Some("“XL” is not among the values of Size.")
    );
}

#[test]
fn names_and_stock_have_their_limits() {
    assert!(parse(&format!(r#"{{"name":"{}","price":1}}"#, "é".repeat(200))).is_ok());
    let long = format!(r#"{{"name":"{}","price":1}}"#, "é".repeat(201));
    assert_eq!(mistake(&long, "name"), "The name is longer than 200 characters.");
    assert!(parse(r#"{"name":"Mug","price":1,"stock":1000000000}"#).is_ok());
    assert_eq!(
        mistake(r#"{"name":"Mug","price":1,"stock":1000000001}"#, "stock"),
        "The stock is too large."
    );
    assert_eq!(
        mistake(r#"{"name":"Mug","price":1,"stock":-1}"#, "stock"),
        "The stock cannot be below 0."
    );
}

#[test]
fn no_two_variants_are_alike() {
    let alike = r#"{"name":"Tee","price":1,"options":[{"name":"Size","values":["S","M"]}],
        "variants":[{"options":{"Size":"S"},"sku":"A"},{"options":{"Size":"S"},"sku":"B"},{"options":{"Size":"M"},"sku":"A"}]}"#;
    assert_eq!(
        mistake(alike, "variants.1.options"),
        "Another variant S already exists."
    );
    assert_eq!(
        mistake(alike, "variants.2.sku"),
        "Another variant of this product already has the SKU “A”."
    );
}

#[test]
fn options_are_at_most_three_and_make_at_most_a_hundred_variants() {
    let option = |name: &str, count: usize| {
        let values: Vec<_> = (0..count).map(|n| format!("v{n}")).collect();
        OptionForm {
            name: name.into(),
            values: Listed(values),
        }
    };
    let form = |options| ProductForm {
        name: Some("Tee".into()),
        price: Some(Decimal::from(1)),
        options: Some(options),
        ..ProductForm::default()
    };
    let parse = |options| Product::parse(&form(options), Currency::USD);
    assert_eq!(
        parse(vec![option("A", 10), option("B", 10)])
            .unwrap()
            .variants
            .len(),
        100
    );
    assert!(
        parse(vec![option("A", 51), option("B", 2)])
            .unwrap_err()
            .first("options")
            .is_some()
    );
    assert!(parse(vec![option("A", 100), option("B", 100), option("C", 100)]).is_err());
    assert!(
        parse(vec![option("A", 1_000_000)])
            .unwrap_err()
            .first("options.0.values")
            .is_some()
    );
    let four = ["A", "B", "C", "D"].map(|name| option(name, 1)).to_vec();
    assert_eq!(
        parse(four).unwrap_err().first("options"),
        Some("A product can have at most 3 options.")
    );
    assert!(
        parse(vec![option("Size", 1), option("size ", 1)])
            .unwrap_err()
            .first("options.1.name")
            .is_some()
    );
    assert!(
        parse(vec![option("Size", 0)])
            .unwrap_err()
            .first("options.0.values")
            .is_some()
    );
}

#[test]
fn a_form_field_is_read_like_json() {
    let form: ProductForm =
        serde_urlencoded::from_str("name=Mug&price=12.50&stock=&sku=&status=&category=&tags=a,+b,a").unwrap();
    let product = Product::parse(&form, Currency::USD).unwrap();
    assert_eq!(
        (
            product.variants[0].price_minor,
            product.variants[0].sku.as_deref()
        ),
        (1_250, None)
    );
    assert_eq!(product.tags, ["a", "b"]);
}

#[test]
fn an_id_that_comes_with_a_new_product_is_not_taken() {
    let id = crate::id::VariantId::new(crate::clock::Millis(0));
    let product = parse(&format!(
        r#"{{"name":"Mug","price":1,"variants":[{{"variant_id":"{id}"}}]}}"#
    ))
    .unwrap();
    assert_eq!(product.variants[0].variant_id, None);
}

proptest! {
    #[test]
    fn a_product_is_its_own_form(name in "\\PC{1,40}", description in "\\PC{0,80}", minor in 1..crate::money::MAX_MINOR, stock in 0..crate::MAX_STOCK, sizes in prop::collection::hash_set("[a-z ]{0,3}[A-Z]", 0..5)) {
        let form = ProductForm {
            name: Some(format!("x{name}")),
            description: Some(description),
            price: Some(Currency::USD.decimal(minor)),
            stock: Some(Decimal::from(stock)),
            options: Some(vec![OptionForm { name: if sizes.is_empty() { String::new() } else { "Size".into() }, values: Listed(sizes.into_iter().collect()) }]),
            ..ProductForm::default()
        };
        if let Ok(product) = Product::parse(&form, Currency::USD) {
            prop_assert_eq!(Product::parse(&product.form(Currency::USD), Currency::USD).unwrap(), product);
        }
    }
}
