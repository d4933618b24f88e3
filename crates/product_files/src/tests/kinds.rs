//! Tests of real-life files: shifted rows, words for numbers, unusual headings.

use super::*;

fn names(run: &Run) -> Vec<String> {
    run.created().iter().map(|product| product.name.clone()).collect()
}

#[test]
fn a_row_whose_cells_have_slid_refuses_its_product() {
    let woo = Run::usd(
        "Type,SKU,Name,Published,In stock?,Stock,Weight (kg),Sale price,Regular price,Categories\n\
         simple,A-1,Plate,1,1,,,0.5,,280,Kitchen\nsimple,A-2,Bowl,1,1,,0.5,,180,Kitchen\n",
    );
    assert_eq!((names(&woo), woo.told().len()), (vec!["Bowl".to_owned()], 1));
    assert!(woo.told()[0].starts_with("2 -: The row has filled cells beyond the last heading"));
    let plain = Run::usd("title,price,stock\nRope, 5,12,3\nCup,8.50,4\n");
    assert_eq!(names(&plain), ["Cup"]);
    // What is empty beyond the header is nothing.
    let commas = Run::usd("title,price,stock\nRope,5,12,,,\nCup,8.50,4, ,\n");
    assert_eq!((names(&commas).len(), commas.told().len()), (2, 0));
}

#[test]
fn the_refused_row_that_slid_is_refused_again_when_it_comes_back_unchanged() {
    for text in [
        "Type,SKU,Name,Published,In stock?,Stock,Weight (kg),Sale price,Regular price,Categories\n\
         simple,A-1,Plate,1,1,,,0.5,,280,Kitchen\nsimple,A-2,Bowl,1,1,,0.5,,180,Kitchen\n",
        "title,price,stock\nRope, 5,12,3\nCup,8.50,4\n",
    ] {
        let mut retry = text.to_owned();
        for _ in 0..2 {
            let mut rows = RefusedRows::of(Table::open(Cursor::new(retry)).unwrap());
            let error_of = |line| (line == 2).then(|| "The cells have slid.".to_owned());
            retry = String::from_utf8(rows.piece(error_of).unwrap().unwrap()).unwrap();
            let run = Run::usd(&retry);
            assert_eq!((names(&run).len(), run.told().len()), (0, 1), "{retry}");
            assert!(run.told()[0].starts_with("2 -: The row has filled cells beyond the last heading"));
        }
    }
}

#[test]
fn a_row_with_a_warning_is_part_of_what_decides_about_its_column() {
    let run = Run::usd("title,price\ntitle,price\nSofa,\"1.290,50\"\nTable,1.200\n");
    let prices: Vec<_> = run
        .created()
        .iter()
        .map(|product| product.variants[0].price_minor)
        .collect();
    assert_eq!(prices, [129_050, 120_000]);
}

#[test]
fn words_in_the_stock_column_refuse_nothing() {
    let run = Run::usd(
        "title,price,stock\nMug,1.00,InStock\nJug,1.00,Unlimited\nCan,1.00,-\nTin,1.00,3\nPan,1,2.5\n",
    );
    let stock: Vec<_> = run
        .created()
        .iter()
        .map(|product| product.variants[0].on_hand)
        .collect();
    assert_eq!((stock, run.told().len()), (vec![0, 0, 0, 3, 0], 4));
    assert_eq!(
        run.told()[0],
        "2 stock: “InStock” is not a number of pieces; it was left out."
    );
}

#[test]
fn no_column_that_one_could_live_without_refuses_a_product() {
    let long = "x".repeat(60_000);
    let run = Run::usd(&format!(
        "title,price,compare_at,cost,weight (kg),stock,barcode,description,backorder\n\
         Mug,1,soon,much,heavy,99999999999999,3.6E+11,{long},perhaps\nCup,1,-,N/A,-,1,-,,\n"
    ));
    assert_eq!(names(&run), ["Mug", "Cup"], "{:?}", run.told());
    assert_eq!(run.told().len(), 7, "{:?}", run.told());
    assert_eq!(run.created()[0].description.len(), 50_000);
}

#[test]
fn character_references_are_read_in_text_with_tags_and_without() {
    let run = Run::usd(
        "title,price,description,sku\nScarf,1.00,It&#39;s soft&nbsp;&amp; warm,A&amp;B\n\
         Hat,1.00,<p>It&#39;s soft&nbsp;&amp; warm</p>,\nSalt &amp; pepper,1.00,x,\n",
    );
    let products = run.created();
    assert_eq!(products[0].description, "It's soft & warm");
    assert_eq!(products[0].description, products[1].description);
    assert_eq!(products[2].name, "Salt & pepper");
    assert_eq!(products[0].variants[0].sku.as_deref(), Some("A&amp;B"));
    let shopify = Run::usd(
        "Handle,Title,Body (HTML),Tags,Option1 Name,Option1 Value,Variant Price\nm,M&eacute;l,a &lt; b,\"x &amp; y, z\",Gr&ouml;&szlig;e,S &amp; M,1\n",
    );
    let mel = shopify.only();
    assert_eq!(
        (mel.name.as_str(), mel.description.as_str(), &mel.tags[..]),
        ("Mél", "a < b", &["x & y".to_owned(), "z".to_owned()][..])
    );
    assert_eq!(
        (mel.options[0].name.as_str(), mel.variants[0].label()),
        ("Größe", "S & M".to_owned())
    );
}

#[test]
fn another_title_is_another_product_whatever_its_sku() {
    for file in [
        "title,sku,price\nCap,500,5.00\nHat,500,6.00\nBelt,,7.00\n",
        "Type,SKU,Name,Published,Regular price\nsimple,500,Cap,1,5\nsimple,500,Hat,1,6\nsimple,,Belt,1,7\n",
    ] {
        assert_eq!(names(&Run::usd(file)), ["Cap", "Hat", "Belt"]);
    }
    // The same title and SKU again is the same product again, and so is its price in another currency.
    let again = Run::usd("title,sku,price\nCap,500,5.00\nCap,500,5.00\n");
    assert_eq!((names(&again).len(), again.told().len()), (1, 1));
    let euro = Run::usd("title,sku,price,currency\nCap,500,5.00,USD\n,500,4.00,EUR\n");
    assert_eq!(
        (names(&euro).len(), euro.assembled[0].other_currency_rows),
        (1, 1)
    );
}

#[test]
fn numbered_columns_of_pictures_are_all_taken() {
    let run = Run::usd(
        "TITLE,PRICE,QUANTITY,IMAGE1,IMAGE2\nBowl,12.70,3,https://shop.example/1.jpg,https://shop.example/2.jpg\n",
    );
    let images = &run.drafts().next().unwrap().images;
    assert_eq!(
        images.iter().map(|image| image.url.path()).collect::<Vec<_>>(),
        ["/1.jpg", "/2.jpg"]
    );
    assert_eq!(run.mapping.ignored().count(), 0);
}

#[test]
fn the_report_speaks_of_the_files_own_columns() {
    let run = Run::usd(
        "Type,SKU,Name,Published,Sale price,Regular price,Weight (kg)\nsimple,A,Plate,1,x,280,heavy\nsimple,B,Cup,1,0,,\n",
    );
    assert_eq!(
        run.told(),
        [
            "2 Sale price: “x” cannot be read as an amount.",
            "2 Weight (kg): “heavy” cannot be read as a weight; it was left out.",
            "3 Sale price: The price must be above 0.",
        ]
    );
    let medusa = Run::usd(
        "Product Handle,Product Title,Variant Price Here [USD],Product Weight\nmug,Mug,free,heavy\n",
    );
    assert_eq!(
        medusa.told(),
        [
            "2 Variant Price Here [USD]: “free” cannot be read as an amount.",
            "2 Product Weight: “heavy” cannot be read as a weight; it was left out.",
        ]
    );
}

#[test]
fn a_woocommerce_file_with_a_damaged_heading_is_known_and_its_kinds_are_found() {
    let file = "ID,,UGS,Nom,Publié,Tarif régulier,Parent,Nom de l’attribut 1,Valeur(s) de l’attribut 1\n\
                1,variable,T,Tee,1,,,taille,\"S, M\"\n2,variation,T-S,Tee - S,1,10,T,taille,S\n\
                3,variation,T-M,Tee - M,1,11,T,taille,M\n";
    let run = Run::of(file.as_bytes(), Currency::EUR);
    let tee = run.only();
    assert_eq!(
        (run.dialect, tee.variants.len(), tee.variants[1].price_minor),
        (Dialect::Woocommerce, 2, 1_100)
    );
    assert_eq!(
        (run.mapping.columns[1].field, run.told()),
        (Some(Field::Kind), vec![])
    );
    // Even without the column.
    let without = file
        .replace(",variable,", ",")
        .replace(",variation,", ",")
        .replace("ID,,", "ID,");
    let run = Run::of(without.as_bytes(), Currency::EUR);
    assert_eq!((run.only().variants.len(), run.told()), (2, vec![]));
    for field in [
        Field::Kind,
        Field::Parent,
        Field::Published,
        Field::InStock,
        Field::AttributeNames,
    ] {
        assert!(Field::choices(Dialect::Woocommerce).any(|choice| choice == field));
    }
}

#[test]
fn of_a_format_that_we_do_not_read_nothing_is_guessed() {
    let file = "Item Type,Product ID,Product Name,Product Code/SKU,Price\nPRODUCT,1,Thread,TH,12.00\nSKU,,[RT]Colour=Red,TH-R,12.00\n";
    let table = Table::open(Cursor::new(file)).unwrap().surveyed().unwrap();
    let shown = preview(&table, None, Currency::USD);
    assert_eq!(shown.recognition.foreign(), Some("BigCommerce"));
    assert!(shown.columns.iter().all(|column| column.field.is_none()));
    assert_eq!(shown.mapping.missing(), [Field::Title, Field::Price]);
}

#[test]
fn a_products_row_and_the_row_of_its_only_variant_are_one_product() {
    for file in [
        "handle,title,sku,price,stock\nmug,Mug,,,\nmug,,M-1,5,3\n",
        "handle,title,sku,price,stock\nmug,Mug,M,0,\nmug,,M-1,5,3\n",
        "handle,title,sku,price,stock\nmug,Mug,,5,\nmug,,M-1,,3\n",
        "title,sku,price,stock\nMug,,,\n,M-1,5,3\n",
        "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\nmug,Mug,,,\nmug,,M-1,5.00,3\n",
        "slug,name,sku,price,currency,inventory_count\nmug,Mug,M,0,USD,\nmug,,M-1,5,USD,3\n",
        "Product Handle,Product Title,Variant SKU,Variant Price USD,Variant Inventory Quantity\nmug,Mug,,,\nmug,Mug,M-1,5,3\n",
        "ID,Type,SKU,Name,Stock,Regular price,Parent\n1,variable,M,Mug,,,\n2,variation,M-1,,3,5,M\n",
    ] {
        let run = Run::usd(file);
        let mug = run.only();
        let variant = &mug.variants[0];
        assert_eq!(
            (mug.name.as_str(), mug.variants.len(), variant.price_minor),
            ("Mug", 1, 500),
            "{file}"
        );
        assert_eq!(
            (variant.sku.as_deref(), variant.on_hand, run.told()),
            (Some("M-1"), 3, vec![]),
            "{file}"
        );
    }
}

#[test]
fn what_stands_for_no_barcode_is_none() {
    for none in ["0", "-", "N/A", "n/a", "000000000000", "none", "#N/A", "—"] {
        let run = Run::usd(&format!("title,price,barcode\nMug,1,{none}\n"));
        assert_eq!(
            (run.only().variants[0].barcode.as_deref(), run.told()),
            (None, vec![]),
            "{none}"
        );
    }
    let two = Run::usd(
        "Product Handle,Product Title,Variant Price USD,Variant Ean,Variant Upc\nmug,Mug,5,0,036000291452\n",
    );
    assert_eq!(two.only().variants[0].barcode.as_deref(), Some("036000291452"));
}

#[test]
fn our_own_export_of_a_name_with_references_comes_back() {
    let form = r#"{"name":"Fish &amp; chips &nbsp;","description":"a &lt; b","tags":["R&D;"],"price":5}"#;
    let form = serde_json::from_str(form).unwrap();
    let product = stored(Product::parse(&form, Currency::USD).unwrap());
    let mut sheet = crate::sheet::Sheet::new(export_header());
    export_rows(&product, &[], Currency::USD).for_each(|row| sheet.row(&row));
    let run = Run::of(&sheet.finish(), Currency::USD);
    let draft = run.drafts().next().unwrap();
    assert_eq!(
        draft.update(&product, &run.mapping, Currency::USD).unwrap(),
        product
    );
}

#[test]
fn a_unit_in_the_cell_goes_before_that_of_a_column_whichever_comes_first() {
    for text in [
        "title,price,weight_unit,weight\nMug,1,kg,500 g\nJug,1,kg,2\n",
        "title,price,weight,weight_unit\nMug,1,500 g,kg\nJug,1,2,kg\n",
    ] {
        let run = Run::usd(text);
        let weights: Vec<_> = run
            .created()
            .iter()
            .map(|product| product.variants[0].weight_grams)
            .collect();
        assert_eq!(weights, [Some(500), Some(2_000)], "{text}");
    }
}

#[test]
fn kilograms_are_no_currency_and_rare_currencies_need_a_heading_that_says_so() {
    for text in [
        "title,price,sold by\nRice,5,KGS\nTea,9,KGS\n",
        "title,price,grade\nRice,5,BND\nTea,9,BND\n",
    ] {
        let run = Run::usd(text);
        assert_eq!((names(&run).len(), run.told().len()), (2, 0), "{:?}", run.told());
    }
    let stated = Run::usd("title,price,devise\nRice,5,KGS\n");
    assert_eq!(names(&stated).len(), 0);
}
