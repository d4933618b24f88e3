//! Shopify's files, of four generations.

use super::*;
use crate::products::ProductStatus;

#[test]
fn a_file_of_2017_is_products_with_variants_pictures_and_what_was_mended() {
    let run = Run::of(include_bytes!("fixtures/shopify_2017.csv"), Currency::USD);
    assert_eq!((run.dialect, run.rows), (Dialect::Shopify, 5));
    let [shirt, bell] = &run.created()[..] else {
        panic!("{:?}", run.told())
    };
    assert_eq!(
        (shirt.name.as_str(), shirt.handle.as_str()),
        ("Linen Shirt", "linen-shirt")
    );
    assert_eq!(
        shirt.description,
        "Cool in summer.\n\nWoven in Porto, \"by hand\"."
    );
    assert_eq!(
        (shirt.category.as_deref(), &shirt.tags[..]),
        (Some("Shirts"), &["linen".to_owned(), "summer".to_owned()][..])
    );
    let names: Vec<_> = shirt.options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["Size", "Colour"]);
    let variants: Vec<_> = shirt
        .variants
        .iter()
        .map(|v| {
            (
                v.label(),
                v.price_minor,
                v.compare_at_minor,
                v.weight_grams,
                v.on_hand,
                v.backorder,
            )
        })
        .collect();
    assert_eq!(
        variants,
        [
            ("S / White".to_owned(), 4_900, Some(5_900), Some(310), 4, false),
            ("M / White".to_owned(), 4_900, None, Some(320), 0, true),
            ("M / Blue".to_owned(), 5_200, None, Some(320), 0, false),
        ]
    );
    assert_eq!(shirt.variants[0].barcode.as_deref(), Some("4006381333931"));
    assert_eq!(
        (bell.options.len(), bell.variants.len(), bell.status),
        (0, 1, ProductStatus::Inactive)
    );
    // Nobody counts its stock.
    assert_eq!(
        (bell.variants[0].backorder, bell.variants[0].weight_grams),
        (true, None)
    );
    assert_eq!(
        run.told(),
        [
            "5 Variant Barcode: Excel shortened the barcode to “3.65275E+11” and its digits are lost; it was left out.",
            "5 Variant Inventory Qty: The stock -2 is below 0; it was imported as 0."
        ]
    );
}

#[test]
fn pictures_are_in_their_order_with_their_texts_and_variants() {
    let run = Run::of(include_bytes!("fixtures/shopify_2017.csv"), Currency::USD);
    let shirt = run.drafts().next().unwrap();
    let images: Vec<_> = shirt
        .images
        .iter()
        .map(|image| {
            (
                image.url.path(),
                image.alt.as_deref(),
                image.line,
                &image.variants[..],
            )
        })
        .collect();
    assert_eq!(
        images,
        [
            ("/shirt-white.jpg", Some("White shirt"), 2, &[0, 1][..]),
            ("/shirt-blue.jpg", None, 4, &[2][..]),
            ("/shirt-back.jpg", None, 5, &[][..]),
            ("/shirt-label.jpg", None, 6, &[][..]),
        ]
    );
    let run = Run::of(include_bytes!("fixtures/shopify_2023.csv"), Currency::USD);
    let cap = run.drafts().next().unwrap();
    let alts: Vec<_> = cap
        .images
        .iter()
        .filter_map(|image| image.alt.as_deref())
        .collect();
    assert_eq!(alts, ["The front", "The back"]);
}

#[test]
fn a_file_of_2023_has_status_category_and_cost_and_other_markets_prices_are_not_the_shops() {
    let run = Run::of(include_bytes!("fixtures/shopify_2023.csv"), Currency::USD);
    let products = run.created();
    let statuses: Vec<_> = products
        .iter()
        .map(|product| (product.name.as_str(), product.status))
        .collect();
    assert_eq!(
        statuses,
        [
            ("Wool Cap 🧢", ProductStatus::Active),
            ("Old Cap", ProductStatus::Archived),
            ("Hidden Cap", ProductStatus::Inactive)
        ]
    );
    let cap = &products[0];
    assert_eq!(
        cap.category.as_deref(),
        Some("Apparel & Accessories > Clothing Accessories > Hats")
    );
    assert_eq!(
        (products[1].category.as_deref(), cap.description.as_str()),
        (Some("Caps"), "Warm & soft")
    );
    let variant = &cap.variants[0];
    assert_eq!(
        (
            variant.price_minor,
            variant.compare_at_minor,
            variant.cost_minor,
            variant.weight_grams
        ),
        (2_450, Some(3_000), Some(975), Some(90))
    );
    assert_eq!(
        (cap.seo_title.as_deref(), products[1].variants[0].backorder),
        (Some("Wool cap"), true)
    );
    assert_eq!(
        run.told(),
        [
            "5 Published: It is active, but hidden from buyers in the other shop, so it was imported as \
                inactive.",
            "6 Gift Card: Gift cards cannot be sold here."
        ]
    );
}

#[test]
fn a_metafield_with_a_translated_label_is_not_taken_for_a_column_of_that_name() {
    let run = Run::of(
        include_bytes!("fixtures/shopify_2026_old_names.csv"),
        Currency::parse("PLN").unwrap(),
    );
    let mug = run.only();
    assert_eq!(
        (run.dialect, mug.name.as_str(), mug.variants.len()),
        (Dialect::Shopify, "Kubek", 2)
    );
    assert_eq!((mug.status, run.told().len()), (ProductStatus::Draft, 0));
    assert_eq!(
        Dialect::Shopify.field("Title (product.metafields.custom.title)"),
        None
    );
}

#[test]
fn the_new_names_mean_what_the_old_ones_did() {
    let run = Run::of(
        include_bytes!("fixtures/shopify_2026_new_names.csv"),
        Currency::USD,
    );
    assert_eq!((run.dialect, run.told()), (Dialect::Shopify, vec![]));
    let [bottle, manual] = &run.created()[..] else {
        panic!()
    };
    assert_eq!(
        (bottle.description.as_str(), bottle.status),
        ("Steel\n750 ml", ProductStatus::Active)
    );
    let variants: Vec<_> = bottle
        .variants
        .iter()
        .map(|v| {
            (
                v.label(),
                v.sku.as_deref(),
                v.barcode.as_deref(),
                v.on_hand,
                v.backorder,
                v.weight_grams,
            )
        })
        .collect();
    assert_eq!(
        variants,
        [
            (
                "Green".to_owned(),
                Some("BOT-G"),
                Some("00012345"),
                20,
                true,
                Some(420)
            ),
            ("Red".to_owned(), Some("BOT-R"), None, 7, false, Some(420)),
        ]
    );
    assert_eq!(
        (
            manual.options.len(),
            manual.variants[0].price_minor,
            manual.status
        ),
        (0, 300, ProductStatus::Draft)
    );
    let images = &run.drafts().next().unwrap().images;
    assert_eq!(
        images
            .iter()
            .map(|image| image.variants.len())
            .collect::<Vec<_>>(),
        [1, 1, 0]
    );
}

#[test]
fn headings_are_known_whatever_their_case_and_blanks() {
    let run = Run::usd(" HANDLE ,title,body (html),Variant  price,STATUS\nmug,Mug,,5,ACTIVE\n");
    assert_eq!(
        (run.dialect, run.only().variants[0].price_minor),
        (Dialect::Shopify, 500)
    );
}

#[test]
fn an_update_blanks_what_is_empty_and_keeps_what_has_no_column() {
    let file = include_str!("fixtures/shopify_2023.csv");
    let cap = stored(Run::usd(file).created().remove(0));
    let blanked = updated(
        &cap,
        "Handle,Title,Body (HTML),Tags,Variant SKU,Variant Price,Variant Compare At Price\nwool-cap,Wool Cap,,,CAP-1,25,\n",
    )
    .unwrap();
    let variant = &blanked.variants[0];
    assert_eq!(
        (
            blanked.description.as_str(),
            blanked.tags.len(),
            variant.compare_at_minor
        ),
        ("", 0, None)
    );
    assert_eq!(
        (variant.price_minor, variant.cost_minor, blanked.category.clone()),
        (2_500, Some(975), cap.category.clone())
    );
}

#[test]
fn a_row_with_a_picture_before_the_variant_is_still_a_picture() {
    let run = Run::usd(
        "Handle,Title,Image Src,Variant Price\nmug,,https://cdn.example/1.jpg,\nmug,Mug,https://cdn.example/2.jpg,5\n",
    );
    assert_eq!(
        (
            run.only().variants.len(),
            run.drafts().next().unwrap().images.len(),
            run.told().len()
        ),
        (1, 2, 0)
    );
}

#[test]
fn what_other_shops_allow_to_be_longer_is_cut_or_left_out_and_told() {
    let file = format!(
        "Handle,Title,Tags,Variant Price,Variant SKU,Variant Grams\nmug,{},\"{}\",5,{},99999999999\n",
        "x".repeat(250),
        (0..150).map(|n| format!("t{n}")).collect::<Vec<_>>().join(","),
        "s".repeat(120)
    );
    let run = Run::usd(&file);
    let mug = run.only();
    assert_eq!(
        (mug.name.len(), mug.tags.len(), &mug.variants[0].sku),
        (200, 100, &None)
    );
    assert_eq!((run.told().len(), mug.variants[0].weight_grams), (4, None));
}
