//! Tests of hand-written files: imported, imported with changes, refused.

use super::*;
use crate::products::ProductStatus;

const SPREE: &str = "\
slug,sku,name,price,compare_at_price,currency,status,description,category1,option1_name,option1_value,image1_src,weight,weight_unit,inventory_count,inventory_backorderable,track_inventory,wattage
mug,MUG,Mug,0,0,USD,active,<p>Warm</p>,Kitchen -> Mugs,,,https://img.example/mug.webp,,lb,,FALSE,,12
mug,MUG-RED,,9.50,12,USD,,,,Color,Red,https://img.example/red.webp,1,lb,5,FALSE,TRUE
mug,MUG-BLUE,,9.50,0,USD,,,,Color,Blue,,0.0,lb,7,FALSE,TRUE
cap,CAP,Cap,20,,USD,draft,,,,,,,,3,TRUE,TRUE
mug,MUG-RED,,8.50,,EUR,,,,,,,,,,FALSE
mug,MUG-BLUE,,8.00,,EUR,,,,,,,,,,FALSE
cap,CAP,,18,,EUR
";

#[test]
fn a_spree_file_is_products_variants_and_prices_in_other_currencies() {
    let run = Run::usd(SPREE);
    assert_eq!((run.dialect, run.rows, run.told()), (Dialect::Spree, 7, vec![]));
    assert_eq!(run.mapping.ignored().collect::<Vec<_>>(), ["wattage"]);
    let [mug, cap] = &run.created()[..] else { panic!() };
    let variants: Vec<_> = mug
        .variants
        .iter()
        .map(|v| (v.label(), v.price_minor, v.compare_at_minor, v.on_hand))
        .collect();
    assert_eq!(
        variants,
        [
            ("Red".to_owned(), 950, Some(1_200), 5),
            ("Blue".to_owned(), 950, None, 7)
        ]
    );
    assert_eq!(
        (mug.description.as_str(), mug.category.as_deref()),
        ("Warm", Some("Kitchen > Mugs"))
    );
    assert_eq!(
        (mug.variants[0].weight_grams, mug.variants[1].weight_grams),
        (Some(454), None)
    );
    assert_eq!(
        (cap.status, cap.variants[0].price_minor, cap.variants[0].backorder),
        (ProductStatus::Draft, 2_000, true)
    );
    assert_eq!(run.drafts().next().unwrap().images.len(), 2);
}

#[test]
fn the_sellers_currency_decides_which_price_is_taken() {
    let euros = Run::of(SPREE.as_bytes(), Currency::EUR);
    let prices: Vec<_> = euros
        .created()
        .iter()
        .flat_map(|p| p.variants.iter().map(|v| v.price_minor).collect::<Vec<_>>())
        .collect();
    assert_eq!(prices, [850, 800, 1_800]);
    let pounds = Run::of(SPREE.as_bytes(), Currency::parse("GBP").unwrap());
    assert_eq!(pounds.created().len(), 0);
    assert_eq!(
        pounds.told()[0],
        "3 price: The price is in USD, and the file has none in GBP, your shop's currency."
    );
}

#[test]
fn a_cost_or_compare_at_price_in_another_currency_is_left_out() {
    let euros = |text: &str| Run::of(text.as_bytes(), Currency::EUR);
    let run = euros(
        "handle,title,price,compare_at,cost,currency\nmug,Mug,9.50,12,4,USD\nmug,,8.50,11,,EUR\ncap,Cap,20,,7,USD\ncap,,18,,6,EUR\n",
    );
    let amounts: Vec<_> = run
        .created()
        .iter()
        .map(|product| &product.variants[0])
        .map(|v| (v.price_minor, v.compare_at_minor, v.cost_minor))
        .collect();
    assert_eq!(amounts, [(850, Some(1_100), None), (1_800, None, Some(600))]);
    assert_eq!(
        run.told(),
        ["2 cost: It is in USD; your shop sells in EUR. It was left out."]
    );
    let unpriced = euros("handle,title,price,compare_at,currency\nmug,Mug,,12,USD\n");
    assert!(unpriced.told()[0].starts_with("2 compare_at: It is in USD;"));
}

#[test]
fn a_hand_made_sheet_is_read_by_the_words_people_use() {
    let run = Run::usd("Name;SKU;Price;Stock\nMug;M-1;12,50;1.200\nTee;;$7;\n");
    let [mug, tee] = &run.created()[..] else {
        panic!("{:?}", run.told())
    };
    assert_eq!(
        (mug.variants[0].price_minor, mug.variants[0].sku.as_deref()),
        (1_250, Some("M-1"))
    );
    assert_eq!((tee.variants[0].price_minor, tee.variants[0].on_hand), (700, 0));
    assert_eq!(run.told(), [] as [&str; 0]);
    assert_eq!(
        run.mapping.number_notes(),
        [
            (
                "Price".to_owned(),
                "The numbers in this column are read as 1.234,56, so “12,50” is $12.50.".to_owned()
            ),
            (
                "Stock".to_owned(),
                "The numbers in this column are read as 1.234,56, so “1.200” is 1200.".to_owned()
            ),
        ]
    );
}

#[test]
fn rows_of_one_product_need_not_stand_together_and_need_name_the_option_once() {
    let run = Run::usd(
        "handle,title,option1_name,option1_value,price\ntee,Tee,Size,S,10\nmug,Mug,,,5\ntee,,,M,11\n",
    );
    let [tee, mug] = &run.created()[..] else {
        panic!("{:?}", run.told())
    };
    assert_eq!(
        tee.variants.iter().map(|v| v.label()).collect::<Vec<_>>(),
        ["S", "M"]
    );
    assert_eq!((tee.options[0].name.as_str(), mug.options.len()), ("Size", 0));
}

#[test]
fn what_excel_and_people_do_to_a_row_is_mended_with_a_warning() {
    let run = Run::usd(
        "handle,title,option1_name,option1_value,sku,price,compare_at,barcode,weight_grams,on_hand,status,images\n\
         tee,Tee,Size,S,TEE,10,8,3.65275E+11,heavy,-3,for sale,ftp://x\n\
         tee,,Size,M,TEE,\"1.234,56\",soon,4006381333931,180,2,,\n\
         tee,,Size,M,TEE-2,12,,,,,,\n",
    );
    let tee = run.only();
    let [s, m] = &tee.variants[..] else { panic!() };
    assert_eq!(
        (s.sku.as_deref(), s.barcode.as_deref(), s.weight_grams, s.on_hand),
        (Some("TEE"), None, None, 0)
    );
    assert_eq!(
        (m.sku.as_deref(), m.price_minor, m.compare_at_minor),
        (None, 123_456, None)
    );
    assert_eq!(
        (m.barcode.as_deref(), tee.status),
        (Some("4006381333931"), ProductStatus::Draft)
    );
    let told = run.told();
    for (line, column, part) in [
        (2, "compare_at", "below the price $10.00"),
        (2, "barcode", "Excel shortened"),
        (2, "weight_grams", "“heavy”"),
        (2, "on_hand", "below 0"),
        (2, "status", "“for sale”"),
        (2, "images", "“ftp://x”"),
        (3, "sku", "is already used by line 2"),
        (3, "compare_at", "“soon”"),
        (4, "-", "same variant as on line 3"),
    ] {
        let begin = format!("{line} {column}: ");
        assert!(
            told.iter()
                .any(|line| line.starts_with(&begin) && line.contains(part)),
            "{begin}{part} in {told:#?}"
        );
    }
    assert_eq!(told.len(), 9);
}

#[test]
fn a_product_that_cannot_be_is_refused_with_line_and_column_and_the_others_go_on() {
    let run = Run::usd(
        "Handle,Title,Price,Stock\na,A,free,1\nb,B,0,1\nc,C,€5,1\nd,D,5,many\n,,5,1\ne,,5,1\nf,F,5,1\ng,G,,1\n",
    );
    let told = run.told();
    assert_eq!(
        run.created().iter().map(|p| p.name.clone()).collect::<Vec<_>>(),
        ["D", "F"]
    );
    assert_eq!(
        told,
        [
            "2 Price: “free” cannot be read as an amount.",
            "3 Price: The price must be above 0.",
            "4 Price: “€5” is in EUR; your shop sells in USD.",
            "5 Stock: “many” is not a number of pieces; it was left out.",
            "6 Title: This row does not identify a product: add a title, a handle or an SKU.",
            "7 Title: The name is required.",
            "9 Price: The price is required.",
        ]
    );
}

#[test]
fn an_sku_that_another_product_has_is_given_up_with_a_warning() {
    let run = Run::usd("title,sku,price\nMug,M-1,5\n");
    let mut draft = run.drafts().next().unwrap().clone();
    assert_eq!(draft.skus().collect::<Vec<_>>(), [(0, "M-1")]);
    let problem = draft
        .give_up_sku(0, "the product “Old mug”", &run.mapping)
        .unwrap();
    assert_eq!((problem.line, problem.severity), (2, Severity::Warning));
    assert_eq!(
        draft.create(&run.mapping, Currency::USD).unwrap().variants[0].sku,
        None
    );
}

#[test]
fn a_row_without_handle_is_known_by_its_sku_and_then_its_title() {
    let run = Run::usd("handle,title,sku,price\nBlue Mug,,,\n,Mug,A,1\n,Mug,B,2\n,Mug,,3\n");
    let found: Vec<_> = run
        .drafts()
        .map(|d| {
            (
                d.lookup.handle.as_ref().map(|h| h.to_string()),
                d.lookup.skus.clone(),
            )
        })
        .collect();
    let skus = |sku: &str| vec![sku.to_owned()];
    assert_eq!(
        found,
        [
            (Some("blue-mug".to_owned()), vec![]),
            (None, skus("A")),
            (None, skus("B")),
            (None, vec![])
        ]
    );
    let other = stored(Run::usd("title,sku,price\nMug,C,1\n").only());
    assert!(
        run.drafts().nth(1).unwrap().contradicts(&other) && !run.drafts().nth(3).unwrap().contradicts(&other)
    );
}

#[test]
fn an_option_that_later_rows_call_otherwise_is_the_same_option() {
    let run = Run::usd(
        "handle,title,option1_name,option1_value,price\ntea,Tea,Size,50 g,5\ntea,,50 g,100 g,7\ntea,,size,150 g,9\n",
    );
    let tea = run.only();
    assert_eq!(
        (tea.options.len(), tea.variants.len(), tea.variants[1].label()),
        (1, 3, "100 g".to_owned())
    );
    assert_eq!(
        run.told(),
        [
            "3 option1_name: The option is called “50 g” here and “Size” before; they were treated as the same."
        ]
    );
}
