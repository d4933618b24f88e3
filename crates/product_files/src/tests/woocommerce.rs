//! WooCommerce's files.

use super::*;
use crate::products::ProductStatus;

fn run() -> Run {
    Run::of(include_bytes!("fixtures/woocommerce.csv"), Currency::USD)
}

#[test]
fn a_variation_finds_its_parent_by_sku_and_by_number_wherever_that_stands() {
    let run = run();
    assert_eq!((run.dialect, run.rows), (Dialect::Woocommerce, 9));
    let products = run.created();
    let names: Vec<_> = products
        .iter()
        .map(|product| (product.name.as_str(), product.variants.len()))
        .collect();
    assert_eq!(names, [("Tee", 3), ("Mug", 1), ("=Course", 1), ("Poster", 1)]);
    let tee = &products[0];
    let variants: Vec<_> = tee
        .variants
        .iter()
        .map(|v| {
            (
                v.label(),
                v.sku.as_deref(),
                v.price_minor,
                v.compare_at_minor,
                v.on_hand,
                v.weight_grams,
                v.backorder,
            )
        })
        .collect();
    // The second variation is for any colour.
    assert_eq!(
        variants,
        [
            (
                "S / Red".to_owned(),
                Some("TEE-S-RED"),
                1_900,
                None,
                3,
                Some(180),
                false
            ),
            (
                "M / Red".to_owned(),
                Some("TEE-M"),
                1_500,
                Some(2_000),
                8,
                Some(200),
                true
            ),
            (
                "M / Blue".to_owned(),
                None,
                1_500,
                Some(2_000),
                0,
                Some(200),
                true
            ),
        ]
    );
    assert_eq!(tee.description, "Soft.\n\nOrganic.");
    assert_eq!(
        (tee.category.as_deref(), tee.seo_title.as_deref()),
        (Some("Clothing > Tees"), Some("The tee"))
    );
    assert_eq!(tee.variants[0].barcode.as_deref(), Some("4006381333931"));
}

#[test]
fn kinds_that_are_no_goods_are_refused_and_the_rest_is_told() {
    assert_eq!(
        run().told(),
        [
            "4 Attribute 2 value(s): The variation is for any Colour, so it became 2 variants; SKU and \
                stock were added to the first.",
            "6 Sale price: The sale price 5 applies only from 2020-01-01 to 2020-02-01, so the regular \
                price was imported.",
            "7 Type: A grouped product is only a list of others; import those.",
            "8 Type: An external product is sold on another site, so it cannot be sold here.",
        ]
        .map(|told| told.replace("Attribute 2 value(s)", "Attribute 1 value(s)"))
    );
}

#[test]
fn published_stock_and_sale_are_read_as_the_other_shop_means_them() {
    let products = run().created();
    let [_, mug, course, poster] = &products[..] else {
        panic!()
    };
    assert_eq!(
        (
            mug.status,
            mug.variants[0].backorder,
            mug.variants[0].weight_grams
        ),
        (ProductStatus::Active, true, Some(350))
    );
    assert_eq!(
        (mug.description.as_str(), &mug.seo_title, mug.options.len()),
        ("Short only", &None, 0)
    );
    assert_eq!(
        (
            course.status,
            course.variants[0].price_minor,
            course.variants[0].on_hand
        ),
        (ProductStatus::Draft, 2_500, 0)
    );
    assert!(!course.variants[0].backorder);
    assert_eq!(
        (poster.status, poster.variants[0].label().as_str()),
        (ProductStatus::Inactive, "A3")
    );
}

#[test]
fn pictures_of_variations_are_the_variants() {
    let run = run();
    let tee = run.drafts().next().unwrap();
    let images: Vec<_> = tee
        .images
        .iter()
        .map(|image| (image.url.path(), &image.variants[..]))
        .collect();
    assert_eq!(
        images,
        [
            ("/tee.jpg", &[][..]),
            ("/tee-back.jpg", &[]),
            ("/tee-red.jpg", &[0])
        ]
    );
}

#[test]
fn the_same_file_again_changes_nothing() {
    let run = run();
    for (draft, product) in run.drafts().zip(run.created()) {
        let product = stored(product);
        assert_eq!(
            draft.update(&product, &run.mapping, Currency::USD).unwrap(),
            product
        );
    }
}

#[test]
fn a_sale_is_on_while_its_dates_say_so() {
    let file = "ID,Type,SKU,Name,Published,Date sale price starts,Date sale price ends,Sale price,Regular price\n1,simple,A,A,1,2026-11-01,2026-11-30,5,9\n";
    let mut run = Run::usd(file);
    assert_eq!(run.only().variants[0].price_minor, 900);
    run.mapping.read_on = Some("2026-11-24".to_owned());
    let run = Run::with(file.as_bytes(), run.mapping, Currency::USD);
    let variant = &run.only().variants[0];
    assert_eq!((variant.price_minor, variant.compare_at_minor), (500, Some(900)));
}

#[test]
fn variations_without_a_parent_change_those_that_there_are_and_make_none() {
    let file = "ID,Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n5,variation,TEE-S,Tee - S,21,TEE,Size,S\n";
    let run = Run::usd(file);
    assert_eq!(
        run.told(),
        [
            "2 Name: The product “TEE”, which this variation belongs to, is neither in the file nor in your shop."
        ]
    );
    let tee = stored(Run::usd("title,option1_name,option1_value,sku,price\nTee,Size,S,TEE-S,20\n").only());
    let changed = updated(&tee, file).unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.variants[0].price_minor),
        ("Tee", 2_100)
    );
}

#[test]
fn what_cannot_be_a_product_is_refused_with_its_reason() {
    let file = "ID,Type,SKU,Name,Stock,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n\
                1,variable,V,No variations,,,,Size,S\n\
                2,variation,W,Lost,,5,,Size,S\n\
                3,bundle,B,Bundle,,5,,,\n\
                4,variable,P,Unpriced,,,,Size,\"S, M\"\n\
                5,variation,P-S,,,,P,Size,S\n";
    assert_eq!(
        Run::usd(file).told(),
        [
            "2 Type: This product has variations, but none of them are in the file.",
            "3 Parent: The variation does not say which product it belongs to.",
            "4 Type: “bundle” is a kind of product that cannot be sold here.",
            "6 Regular price: The price is required.",
        ]
    );
}

#[test]
fn a_shared_stock_stands_once_and_a_hidden_variation_has_none() {
    let file = "ID,Type,SKU,Name,Published,Stock,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n\
                1,variable,P,Tee,1,10,,,Size,\"S, M, L\"\n\
                2,variation,P-S,,1,parent,5,P,Size,S\n\
                3,variation,P-M,,1,parent,5,P,Size,M\n\
                4,variation,P-L,,0,4,5,P,Size,L\n";
    let run = Run::usd(file);
    assert_eq!(
        run.only().variants.iter().map(|v| v.on_hand).collect::<Vec<_>>(),
        [10, 0, 0]
    );
    assert_eq!(run.told().len(), 2);
}

#[test]
fn a_file_in_the_shops_own_language_is_known_by_what_its_columns_mean() {
    let file = "ID;Typ;Artikelnummer;Name;Veröffentlicht;Kurzbeschreibung;Lager;Gewicht (kg);Regulärer Preis;Kategorien;Übergeordnetes Produkt;Attribut 1 Name;Attribut 1 Wert(e)\n\
                1;variable;P;Hemd;1;Kurz;;0,2;;Mode;;Größe;S, M\n\
                2;variation;P-S;;1;;3;;12,50;;P;Größe;S\n";
    let run = Run::of(file.as_bytes(), Currency::EUR);
    let shirt = run.only();
    assert_eq!(
        (
            run.dialect,
            shirt.variants[0].price_minor,
            shirt.variants[0].weight_grams
        ),
        (Dialect::Woocommerce, 1_250, Some(200))
    );
    assert_eq!(
        (shirt.options[0].name.as_str(), shirt.category.as_deref()),
        ("Größe", Some("Mode"))
    );
}

#[test]
fn an_attribute_without_a_name_is_the_one_of_that_number_on_the_product() {
    let file = "Type,SKU,Name,Attribute 1 name,Attribute 1 value(s),Parent,Regular price\n\
                variable,P,Tea,Weight,\"50 g, 100 g\",,\n\
                variation,P-50,,,50 g,P,4\nvariation,P-100,,,100 g,P,7\n";
    let run = Run::usd(file);
    let tea = run.only();
    let labels: Vec<_> = tea.variants.iter().map(|variant| variant.label()).collect();
    assert_eq!(
        (tea.options[0].name.as_str(), &labels[..]),
        ("Weight", &["50 g".to_owned(), "100 g".to_owned()][..])
    );
    assert_eq!(
        run.told()[0],
        "3 Attribute 1 name: The attribute has no name, so it was named after its product, “Weight”."
    );
}

#[test]
fn attributes_that_tell_nothing_apart_are_no_options() {
    let names = |file: &str| {
        let run = Run::usd(file);
        let names: Vec<_> = run
            .only()
            .options
            .iter()
            .map(|option| option.name.clone())
            .collect();
        (names.join(" "), run.told())
    };
    let attributes = |numbers: std::ops::RangeInclusive<u8>| -> String {
        numbers
            .map(|n| format!(",Attribute {n} name,Attribute {n} value(s)"))
            .collect()
    };
    // As a script writes them, all five for every product.
    let blank = format!(
        "type,sku,name,regular_price,parent{}\nvariable,P,Cup,,,Size,\"S, L\",Shape,,Sport,,Colour,,Note,\n\
         variation,P-S,,5,P,Size,S,Shape,,Sport,,Colour,,Note,\nvariation,P-L,,6,P,Size,L,Shape,,Sport,,Colour,,Note,\n",
        attributes(1..=5)
    );
    assert_eq!(names(&blank), ("Size".to_owned(), vec![]));
    let same = format!(
        "Type,SKU,Name,Regular price,Parent{}\nvariable,P,Cup,,,Size,\"S, L\",Make,Ann,Hue,\"red, blue\",Fit,\"a, b\"\n\
         variation,P-S,,5,P,Size,S,Make,Ann,Hue,red,Fit,a\nvariation,P-L,,6,P,Size,L,Make,Ann,Hue,blue,Fit,b\n",
        attributes(1..=4)
    );
    assert_eq!(
        names(&same),
        (
            "Size Hue Fit".to_owned(),
            vec![
                "3 Attribute 1 name: A product can have at most 3 options, so “Make”, the same for all variations, was left out."
                    .to_owned()
            ]
        )
    );
}

#[test]
fn the_regular_price_says_more_than_the_price_beside_it() {
    let prices = |file: &str| -> Vec<_> {
        Run::usd(file)
            .created()
            .iter()
            .map(|product| product.variants[0].price_minor)
            .collect()
    };
    let both = "Name,Type,SKU,Price,Regular Price\nTea,simple,A,,4\nCup,simple,B,3,5\n";
    assert_eq!(prices(both), [400, 500]);
    let one = "Name,Type,SKU,Published,Price\nTea,simple,A,1,4\nCup,simple,B,1,\n";
    assert_eq!(prices(one), [400]);
    assert_eq!(Run::usd(one).told(), ["3 Price: The price is required."]);
    let template = "SKU,Product Name,Product Description,Regular Price,Stock Quantity\nA,Tea,Green,4,7\n";
    let tea = Run::usd(template).only();
    assert_eq!(
        (
            tea.name.as_str(),
            tea.description.as_str(),
            tea.variants[0].on_hand
        ),
        ("Tea", "Green", 7)
    );
}
