//! Updates, and our own files coming back.

use super::*;
use crate::catalog::ProductForm;
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
    let mut bytes = Vec::new();
    refused_rows(
        table,
        |line| (line == 2).then(|| "“free” is no amount.".to_owned()),
        |piece| bytes.extend(piece),
    )
    .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        text,
        "Name,Price,Extra,error\r\nMug,free,'=x,“free” is no amount.\r\n"
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

fn form() -> impl Strategy<Value = ProductForm> {
    let text = "[a-zA-Z0-9é€'=+@,;\"<>&\n -]{1,12}";
    let values = prop::collection::vec("[a-zA-Z'=+, -]{1,5}", 1..4);
    let options = prop::collection::vec((text, values), 0..3);
    (text, text, options, 1..10_000_000_i64, 0..1_000_i64, prop::option::of(text), prop::option::of(text)).prop_map(
        |(name, description, options, price, stock, sku, category)| {
            let form = serde_json::json!({
                "name": format!("n{name}"), "description": description, "sku": sku, "category": category, "stock": stock,
                "tags": category, "seo_title": sku, "price": Currency::USD.decimal(price),
                "options": options.iter().map(|(name, values)| serde_json::json!({"name": name, "values": values})).collect::<Vec<_>>(),
            });
            serde_json::from_value(form).unwrap()
        },
    )
}

proptest! {
    #[test]
    fn any_product_comes_back_from_its_export_unchanged(form in form()) {
        let Ok(product) = Product::parse(&form, Currency::USD) else { return Ok(()) };
        let product = stored(product);
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
