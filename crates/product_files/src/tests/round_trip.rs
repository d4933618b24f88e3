//! Tests of updates, and of importing our own export.

use super::*;
use crate::products::ProductForm;
use crate::sheet::Sheet;
use proptest::prelude::*;

fn exported(products: &[Product]) -> Vec<u8> {
    let mut sheet = Sheet::new(export_header());
    products
        .iter()
        .flat_map(|product| export_rows(product, &[], Currency::USD))
        .for_each(|row| sheet.row(&row));
    sheet.finish()
}

fn tee() -> Product {
    let form = r#"{"name":"=Tee","description":"Soft\n\n-5 °C","category":"Tops","tags":["a","b"],"sku":"TEE","price":20,"stock":3,"options":[{"name":"Size","values":["S","M"]}]}"#;
    stored(Product::parse(&serde_json::from_str(form).unwrap(), Currency::USD).unwrap())
}

#[test]
fn importing_our_own_export_changes_nothing() {
    let tee = tee();
    let bytes = exported(std::slice::from_ref(&tee));
    assert!(String::from_utf8_lossy(&bytes).contains("'=Tee"));
    let run = Run::of(&bytes, Currency::USD);
    let draft = run.drafts().next().unwrap();
    assert_eq!(draft.lookup.handle.as_ref(), Some(&tee.handle));
    assert_eq!(draft.update(&tee, &run.mapping, Currency::USD).unwrap(), tee);
    assert_eq!(run.told(), [] as [&str; 0]);
}

#[test]
fn a_column_left_out_keeps_the_value_and_an_empty_cell_blanks_it() {
    let tee = tee();
    let kept = updated(&tee, "handle,option1_value,option1_name,price\ntee,S,Size,21\n").unwrap();
    assert_eq!(
        (kept.variants[0].price_minor, kept.variants[0].sku.as_deref()),
        (2_100, Some("TEE-S"))
    );
    assert_eq!(
        (kept.category.as_deref(), kept.variants[1].price_minor),
        (Some("Tops"), 2_000)
    );
    let blanked = updated(
        &tee,
        "handle,title,option1_name,option1_value,sku,price,on_hand,category,tags\ntee,,Size,S,,,,,\n",
    )
    .unwrap();
    assert_eq!(
        (
            blanked.variants[0].sku.as_deref(),
            &blanked.category,
            blanked.tags.len()
        ),
        (None, &None, 0)
    );
    assert_eq!(
        (
            blanked.name.as_str(),
            blanked.variants[0].price_minor,
            blanked.variants[0].on_hand
        ),
        ("=Tee", 2_000, 3)
    );
}

#[test]
fn a_sheet_of_skus_and_stock_changes_only_that() {
    let tee = tee();
    let changed = updated(&tee, "sku,on_hand\nTEE-M,9\n").unwrap();
    assert_eq!((changed.variants[0].on_hand, changed.variants[1].on_hand), (3, 9));
    assert_eq!(
        (changed.on_hand(), &changed.options, &changed.name),
        (12, &tee.options, &tee.name)
    );
}

#[test]
fn a_value_the_file_adds_becomes_a_variant_and_those_it_leaves_out_stay() {
    let changed = updated(
        &tee(),
        "handle,option1_name,option1_value,price,sku\ntee,size,L,22,TEE-L\n",
    )
    .unwrap();
    assert_eq!(
        changed.variants.iter().map(|v| v.label()).collect::<Vec<_>>(),
        ["S", "M", "L"]
    );
    assert_eq!(changed.variants[2].price_minor, 2_200);
    let refused = updated(
        &tee(),
        "handle,option1_name,option1_value,price\ntee,Colour,Red,22\n",
    )
    .unwrap_err();
    assert_eq!(
        (refused[0].line, refused[0].column.as_deref()),
        (2, Some("option1_name"))
    );
    assert!(
        refused[0]
            .message
            .contains("options are Size, the file's are Colour")
    );
}

#[test]
fn refused_rows_come_back_as_the_same_file_with_an_error_column() {
    let file = "Name;Price;Extra\nMug;free;=x\nTee;5;y\n";
    let table = Table::open(Cursor::new(file)).unwrap();
    let mut rows = RefusedRows::of(table);
    let error_of = |line| (line == 2).then(|| "“free” is no amount.".to_owned());
    let text = String::from_utf8(rows.piece(error_of).unwrap().unwrap()).unwrap();
    assert!(rows.piece(error_of).unwrap().is_none());
    assert_eq!(
        text,
        "\u{FEFF}Name,Price,Extra,error\r\nMug,free,'=x,“free” is no amount.\r\n"
    );
    let corrected = Run::usd(&text.replace("free,'=x", "6,'=x"));
    assert_eq!(
        (
            corrected.only().variants[0].price_minor,
            corrected.mapping.ignored().collect::<Vec<_>>()
        ),
        (600, vec!["Extra"])
    );
}

#[test]
fn pictures_come_back_with_their_texts_and_the_variants_they_show() {
    let image = |name: &str, alt: &str, variants: &[usize]| ExportedImage {
        address: format!("https://img.example/{name}.jpg"),
        alt: alt.to_owned(),
        variants: variants.to_vec(),
    };
    let images = [
        image("a", "=Front, https://x.example, \"5\"", &[]),
        image("b", "", &[1]),
        image("c,d", "Née “é” 🎉", &[0]),
    ];
    let tee = tee();
    let mut sheet = Sheet::new(export_header());
    export_rows(&tee, &images, Currency::USD).for_each(|row| sheet.row(&row));
    let run = Run::of(&sheet.finish(), Currency::USD);
    let back = run
        .drafts()
        .next()
        .unwrap()
        .images
        .iter()
        .map(|image| ExportedImage {
            address: image.url.to_string(),
            alt: image.alt.clone().unwrap_or_default(),
            variants: image.variants.clone(),
        });
    assert_eq!((back.collect::<Vec<_>>(), run.told().len()), (images.to_vec(), 0));
    // By hand they may stand behind one another.
    let run = Run::usd("title,price,images\nMug,5,\"https://a.example/1.jpg, https://a.example/2.jpg\"\n");
    assert_eq!(run.drafts().next().unwrap().images.len(), 2);
}

#[test]
fn three_options_and_a_hundred_variants_come_back() {
    let values = |letter: char, count: usize| (0..count).map(|n| format!("{letter}{n}")).collect::<Vec<_>>();
    let form = serde_json::json!({
        "name": "Tee", "price": 5,
        "options": [
            {"name": "Size", "values": values('s', 5)},
            {"name": "Colour", "values": values('c', 5)},
            {"name": "Fit", "values": values('f', 4)},
        ],
    });
    let product = stored(Product::parse(&serde_json::from_value(form).unwrap(), Currency::USD).unwrap());
    assert_eq!(product.variants.len(), 100);
    let run = Run::of(&exported(std::slice::from_ref(&product)), Currency::USD);
    let draft = run.drafts().next().unwrap();
    assert_eq!(
        draft.update(&product, &run.mapping, Currency::USD).unwrap(),
        product
    );
    assert_eq!(
        stored_like(draft.create(&run.mapping, Currency::USD).unwrap(), &product),
        product
    );
}

/// Expected values of a variant.
type Figures = (
    i64,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    i64,
    bool,
);

fn figures() -> impl Strategy<Value = Figures> {
    (
        1..10_000_000_i64,
        prop::option::of(1..10_000_i64),
        prop::option::of(0..10_000_i64),
        // A barcode of zeros is none.
        prop::option::of("['=+-]?[1-9][0-9]{0,12}"),
        prop::option::of(0..10_000_i64),
        0..1_000_i64,
        any::<bool>(),
    )
}

fn product() -> impl Strategy<Value = Product> {
    let text = "[a-zA-Z0-9é€🎉'=+@,;\"<>&\n -]{1,12}";
    let values = prop::collection::vec("[a-zA-Z'=+, 🎉-]{1,5}", 1..4);
    let options = prop::collection::vec((text, values), 0..=3);
    let texts = prop::collection::vec(prop::option::of(text), 4);
    let figures = prop::collection::vec(figures(), 1..5);
    (text, text, options, texts, figures, 0..4_usize).prop_filter_map(
        "wrong for a reason of its own",
        |(name, description, options, texts, figures, status)| {
            let form: ProductForm = serde_json::from_value(serde_json::json!({
                "name": format!("n{name}"), "description": description, "sku": texts[0], "category": texts[1],
                "tags": texts[1], "seo_title": texts[2], "seo_description": texts[3], "price": 1,
                "status": crate::products::ProductStatus::ALL[status].as_str(),
                "options": options.iter().map(|(name, values)| serde_json::json!({"name": name, "values": values})).collect::<Vec<_>>(),
            }))
            .unwrap();
            let mut facts = Product::parse(&form, Currency::USD).ok()?.into_facts();
            for (variant, told) in facts.variants.iter_mut().zip(figures.into_iter().cycle()) {
                variant.price_minor = told.0;
                variant.compare_at_minor = told.1.map(|more| told.0 + more);
                variant.cost_minor = told.2;
                variant.barcode = told.3;
                variant.weight_grams = told.4;
                variant.on_hand = told.5;
                variant.backorder = told.6;
            }
            Some(stored(Product::stored(facts)))
        },
    )
}

proptest! {
    #[test]
    fn any_product_comes_back_from_its_export_unchanged(product in product()) {
        let run = Run::of(&exported(std::slice::from_ref(&product)), Currency::USD);
        prop_assert_eq!(run.told(), Vec::<String>::new());
        let draft = run.drafts().next().unwrap();
        prop_assert_eq!(draft.update(&product, &run.mapping, Currency::USD).unwrap(), product.clone());
        let again = draft.create(&run.mapping, Currency::USD).unwrap();
        prop_assert_eq!(stored_like(again, &product), product);
    }
}

/// `product` with the ids of `like`, so that only what a file says is compared.
fn stored_like(product: Product, like: &Product) -> Product {
    let mut facts = product.into_facts();
    for (variant, known) in facts.variants.iter_mut().zip(&like.variants) {
        variant.variant_id = known.variant_id.clone();
    }
    Product::stored(facts)
}
