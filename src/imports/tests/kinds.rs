//! Tests of decisions about a whole file, by API and by page.

use crate::testing::{Actor, TestApp};
use serde_json::{Value, json};

const IMPORTS: &str = "/seller/products/imports";
const MAP: &str = "/do/products/map-import";

async fn in_euros(app: &TestApp) -> Actor {
    app.seller_in("ann", "EUR", "Europe/Berlin").await
}

/// Result of an import by the API.
async fn came(app: &TestApp, seller: &Actor, file: &str, fields: &[(&str, &str)]) -> Value {
    let answer = seller.upload(IMPORTS, ("a.csv", file.as_bytes()), fields).await;
    let location = answer.is(202).location();
    app.work().await;
    seller.get(&location).await.is(200).json()
}

async fn bring(seller: &Actor, file: &str) -> String {
    let answer = seller
        .form_with_file("/products/imports", ("sheet.csv", file.as_bytes()), &[])
        .await;
    answer.is(303).location()
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

async fn price(seller: &Actor, name: &str) -> Value {
    let list = seller.get(&format!("/seller/products?q={name}")).await.json();
    list["data"][0]["price"].clone()
}

#[tokio::test]
async fn numbers_with_two_readings_are_refused_by_the_api_until_it_is_said_how_they_are_written() {
    let app = TestApp::new().await;
    let ann = in_euros(&app).await;
    let file = "title,price\nSofa,1.200\n";
    for dry_run in ["true", "false"] {
        let fields = [("dry_run", dry_run)];
        let answer = ann.upload(IMPORTS, ("a.csv", file.as_bytes()), &fields).await;
        let told = answer.is_problem(422, "validation").error("numbers");
        assert!(told.contains("“1.200” is €1.20 or €1,200.00"), "{told}");
    }
    for (numbers, expected) in [
        ("1.234,56", json!(1200.0)),
        (r#"{"price":"1,234.56"}"#, json!(1.2)),
    ] {
        let import = came(&app, &ann, file, &[("numbers", numbers)]).await;
        assert_eq!(import["failed"], 0, "{import}");
        assert_eq!(price(&ann, "sofa").await, expected);
    }
    for wrong in ["klingon", r#"{"cost":"1,234.56"}"#, r#"{"price":"x"}"#] {
        let fields = [("numbers", wrong)];
        ann.upload(IMPORTS, ("a.csv", file.as_bytes()), &fields)
            .await
            .is_problem(422, "validation");
    }
}

#[tokio::test]
async fn the_page_asks_how_numbers_are_written_and_the_import_waits_for_it() {
    let app = TestApp::new().await;
    let ann = in_euros(&app).await;
    let path = bring(&ann, "title,price\nSofa,1.200\n").await;
    ann.page(&path)
        .await
        .is(200)
        .has("Choose the number format")
        .has("As 1.234,56: “1.200” is €1,200.00");
    let form = |number: &'static str| {
        let id = id_of(&path).to_owned();
        move |go: &'static str| {
            vec![
                ("import_id".to_owned(), id.clone()),
                ("dialect".to_owned(), "ours".to_owned()),
                ("numbers[1]".to_owned(), number.to_owned()),
                ("go".to_owned(), go.to_owned()),
            ]
        }
    };
    let send = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ann.form(MAP, &fields).await
    };
    send(form("")("import")).await.is(422);
    app.work().await;
    assert_eq!(price(&ann, "sofa").await, json!(null));
    send(form("comma")("import")).await.leads_to(&path);
    app.work().await;
    assert_eq!(price(&ann, "sofa").await, json!(1200.0));
}

#[tokio::test]
async fn every_columns_fate_and_how_its_numbers_were_read_is_told_once() {
    let app = TestApp::new().await;
    let ann = in_euros(&app).await;
    let mut file = "title;price;Stoff\n".to_owned();
    (0..30).for_each(|number| file.push_str(&format!("Sofa {number};1.200;Leder\n")));
    file.push_str("Lampe;89,90;\n");
    let import = came(&app, &ann, &file, &[]).await;
    assert_eq!(
        (&import["created"], &import["warnings"]),
        (&json!(31), &json!(1)),
        "{import}"
    );
    let notes = import["notes"].as_array().unwrap();
    assert_eq!(
        (notes.len(), &notes[0]["column"]),
        (1, &json!("price")),
        "{import}"
    );
    assert_eq!(
        notes[0]["message"],
        "The numbers in this column are read as 1.234,56, so “1.200” is €1,200.00."
    );
    let columns = import["columns"].as_array().unwrap();
    let fates: Vec<_> = columns
        .iter()
        .map(|column| (&column["heading"], &column["field"], &column["numbers"]))
        .collect();
    let (title, price, fabric) = (json!("title"), json!("price"), json!("Stoff"));
    let (notation, none) = (json!("1.234,56"), json!(null));
    assert_eq!(
        fates,
        [
            (&title, &title, &none),
            (&price, &price, &notation),
            (&fabric, &none, &none)
        ]
    );
    assert_eq!(import["price_unit"], "major");
    let page = format!("/products/imports/{}", import["import_id"].as_str().unwrap());
    ann.page(&page).await.is(200).has("read as 1.234,56").has("Stoff");
}

#[tokio::test]
async fn a_file_in_another_currency_is_refused_and_the_currency_named() {
    let app = TestApp::new().await;
    let ann = in_euros(&app).await;
    let import = came(&app, &ann, "title,price,CURRENCY_CODE\nBowl,12.70,USD\n", &[]).await;
    assert_eq!(
        (&import["created"], &import["failed"]),
        (&json!(0), &json!(1)),
        "{import}"
    );
    assert!(
        import["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("in USD"),
        "{import}"
    );
    let file = b"title,Price (USD)\nBowl,12.70\n";
    let told = ann
        .upload(IMPORTS, ("a.csv", file), &[])
        .await
        .is(422)
        .error("file");
    assert!(
        told.contains("The file has prices in USD; your shop sells in EUR."),
        "{told}"
    );
}

#[tokio::test]
async fn one_sku_on_two_products_stays_with_the_first_and_both_lines_are_named() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "title,sku,price\nCap,500,5.00\nHat,500,6.00\nBelt,,7.00\n";
    let import = came(&app, &ann, file, &[]).await;
    assert_eq!(
        (&import["created"], &import["failed"]),
        (&json!(3), &json!(0)),
        "{import}"
    );
    let note = &import["notes"][0];
    assert_eq!(
        (&note["row"], &note["column"]),
        (&json!(3), &json!("sku")),
        "{import}"
    );
    assert!(
        note["message"]
            .as_str()
            .unwrap()
            .contains("“500” is already used by line 2"),
        "{import}"
    );
    let again = came(&app, &ann, file, &[]).await;
    assert_eq!(again["unchanged"], 3, "{again}");
}

#[tokio::test]
async fn a_format_that_we_do_not_read_is_named_and_nothing_of_it_comes_in_unasked() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "Item Type,Product ID,Product Name,Product Code/SKU,Price\nPRODUCT,1,Thread,TH,12.00\n";
    for fields in [&[][..], &[("dialect", "ours")]] {
        ann.upload(IMPORTS, ("a.csv", file.as_bytes()), fields)
            .await
            .is_problem(422, "validation");
    }
    let path = bring(&ann, file).await;
    ann.page(&path)
        .await
        .is(200)
        .has("BigCommerce")
        .has("0 of 5 are imported");
    for dialect in ["ours", "ours"] {
        let form = [
            ("import_id", id_of(&path)),
            ("dialect", dialect),
            ("go", "import"),
        ];
        ann.form(MAP, &form).await.is(422);
    }
    app.work().await;
    let import = ann.get(&format!("{IMPORTS}/{}", id_of(&path))).await.json();
    assert_eq!(
        (&import["status"], &import["products"]),
        (&json!("mapping"), &json!(0))
    );
}

#[tokio::test]
async fn columns_chosen_together_with_another_format_are_kept_and_shown_before_anything_begins() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let path = bring(&ann, "name,sku,price,regular_price\nBag,S-1,8.00,12.00\n").await;
    let shown = ann.get(&format!("{IMPORTS}/{}", id_of(&path))).await.json();
    let other = if shown["dialect"] == "woocommerce" {
        "ours"
    } else {
        "woocommerce"
    };
    let form = [
        ("import_id", id_of(&path)),
        ("dialect", other),
        ("fields[2]", "price"),
        ("fields[3]", "compare_at"),
        ("go", "import"),
    ];
    ann.form(MAP, &form).await.leads_to(&path);
    app.work().await;
    let import = ann.get(&format!("{IMPORTS}/{}", id_of(&path))).await.json();
    assert_eq!(
        (&import["status"], &import["dialect"]),
        (&json!("mapping"), &json!(other)),
        "{import}"
    );
    assert_eq!(import["columns"][3]["field"], "compare_at", "{import}");
    let form = [("import_id", id_of(&path)), ("dialect", other), ("go", "import")];
    ann.form(MAP, &form).await.leads_to(&path);
    app.work().await;
    assert_eq!(price(&ann, "bag").await, json!(8.0));
    let list = ann.get("/seller/products?q=bag").await.json();
    assert_eq!(
        list["data"][0]["variants"][0]["compare_at"],
        json!(12.0),
        "{list}"
    );
}

#[tokio::test]
async fn a_woocommerce_file_in_an_unknown_language_can_be_mapped_by_hand() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "A,B,C,D,E,F,G,H,I\nvariable,T,Tee,1,,,size,\"S, M\",7\nvariation,T-S,,1,10,id:7,size,S,8\nvariation,T-M,,1,11,T,size,M,9\n";
    let path = bring(&ann, file).await;
    let format = [
        ("import_id", id_of(&path)),
        ("dialect", "woocommerce"),
        ("go", "format"),
    ];
    ann.form(MAP, &format).await.leads_to(&path);
    let page = ann.page(&path).await.is(200);
    page.has("Kind of product")
        .has("Product of this variation")
        .has("In stock, yes or no");
    let names = [
        "kind",
        "sku",
        "title",
        "published",
        "price",
        "parent",
        "attribute_names",
        "attribute_values",
        "product_id",
    ];
    let fields: Vec<(String, &str)> = (0..).map(|at| format!("fields[{at}]")).zip(names).collect();
    let mut form = vec![
        ("import_id", id_of(&path)),
        ("dialect", "woocommerce"),
        ("go", "import"),
    ];
    form.extend(fields.iter().map(|(name, field)| (name.as_str(), *field)));
    ann.form(MAP, &form).await.leads_to(&path);
    app.work().await;
    let list = ann.get("/seller/products?q=tee").await.json();
    assert_eq!(list["data"][0]["variants"].as_array().unwrap().len(), 2, "{list}");
}
