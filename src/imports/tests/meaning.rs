//! Tests of matching rows without handles, and of duplicates.

use crate::testing::{Actor, TestApp};
use serde_json::{Value, json};

const IMPORTS: &str = "/seller/products/imports";

/// Rows, created, updated, unchanged, failed.
async fn came(app: &TestApp, seller: &Actor, file: &str, dry_run: &str) -> [i64; 5] {
    let fields = [("dry_run", dry_run)];
    let answer = seller.upload(IMPORTS, ("a.csv", file.as_bytes()), &fields).await;
    let location = answer.is(202).location();
    app.work().await;
    let import = seller.get(&location).await.json();
    ["rows", "created", "updated", "unchanged", "failed"].map(|name| import[name].as_i64().unwrap())
}

/// A dry run says what then comes, and the same file once more changes nothing.
async fn comes_in_once(app: &TestApp, seller: &Actor, file: &str, products: i64) {
    let first = came(app, seller, file, "true").await;
    assert_eq!(first[1..], [products, 0, 0, 0]);
    assert_eq!(came(app, seller, file, "false").await, first);
    for dry_run in ["true", "false"] {
        let again = came(app, seller, file, dry_run).await;
        assert_eq!(again[1..], [0, 0, products, 0], "dry run: {dry_run}");
    }
}

async fn products(seller: &Actor) -> Vec<Value> {
    let list = seller.get("/seller/products?limit=200").await.json();
    list["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn products_of_one_name_stay_two_products() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "ID,Type,SKU,Name,Published,Regular price\n\
        11,simple,,Soap,1,5\n12,simple,,Soap,1,7\n13,simple,,soap,1,9\n";
    comes_in_once(&app, &ann, file, 3).await;
    let dearer = file.replace(",7\n", ",8\n");
    assert_eq!(came(&app, &ann, &dearer, "true").await, [3, 0, 1, 2, 0]);
    assert_eq!(came(&app, &ann, &dearer, "false").await, [3, 0, 1, 2, 0]);
    let mut prices: Vec<_> = products(&ann)
        .await
        .iter()
        .map(|p| p["price"].to_string())
        .collect();
    prices.sort();
    assert_eq!(prices, ["5.0", "8.0", "9.0"]);
}

#[tokio::test]
async fn variable_products_of_one_name_keep_their_own_variations() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "Type,SKU,Name,Published,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n\
        variable,A1,Trainer,1,,,Size,\"40, 41\"\nvariation,,,1,50,A1,Size,40\nvariation,,,1,51,A1,Size,41\n\
        variable,B2,Trainer,1,,,Size,40\nvariation,,,1,70,B2,Size,40\n";
    comes_in_once(&app, &ann, file, 2).await;
    let mut variants: Vec<_> = products(&ann)
        .await
        .iter()
        .map(|p| p["variants"].as_array().unwrap().len())
        .collect();
    variants.sort_unstable();
    assert_eq!(variants, [1, 2]);
}

#[tokio::test]
async fn names_that_have_one_address_are_found_again() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let long = "Very ".repeat(60);
    let file = format!("title,price\nMug (blue),5\n\"Mug, blue\",6\n{long}long,7\n");
    comes_in_once(&app, &ann, &file, 3).await;
}

#[tokio::test]
async fn an_sku_that_two_products_ask_for_does_not_make_them_one() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file =
        "title,option1_name,option1_value,sku,price\nTee,Size,S,1,10\nTee,Size,M,2,10\nCap,Size,S,1,8\n";
    comes_in_once(&app, &ann, file, 2).await;
    let skus: Vec<_> = products(&ann)
        .await
        .iter()
        .map(|p| p["variants"][0]["sku"].clone())
        .collect();
    assert_eq!(skus, [json!(null), json!("1")]);
}

#[tokio::test]
async fn a_list_of_prices_by_sku_may_mean_one_product_many_times() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file =
        "handle,title,option1_name,option1_value,sku,price\ntee,Tee,Size,S,TEE-S,10\ntee,,,M,TEE-M,10\n";
    came(&app, &ann, file, "false").await;
    let prices = "sku,price\nTEE-S,11\nTEE-M,12\n";
    assert_eq!(came(&app, &ann, prices, "false").await, [2, 0, 2, 0, 0]);
    let tee = &products(&ann).await[0];
    assert_eq!(
        [&tee["variants"][0]["price"], &tee["variants"][1]["price"]].map(Value::to_string),
        ["11.0", "12.0"]
    );
}

#[tokio::test]
async fn a_title_leaves_an_address_to_the_product_that_the_file_gives_it_to() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "handle,title,price\n,Classic Tee,5\nclassic-tee,Classic Tee (new),6\n";
    comes_in_once(&app, &ann, file, 2).await;
    let handles: Vec<_> = products(&ann).await.iter().map(|p| p["handle"].clone()).collect();
    assert_eq!(handles, ["classic-tee", "classic-tee-2"]);
}

#[tokio::test]
async fn two_columns_cannot_be_given_one_meaning() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let given = |mapping| [("mapping", mapping)];
    let twice = given(r#"{"a":"title","b":"price","c":"price"}"#);
    let answer = ann
        .upload(IMPORTS, ("a.csv", b"a,b,c\nMug,5,6\n"), &twice)
        .await
        .is(422);
    assert_eq!(
        answer.json()["errors"]["mapping"][0],
        "“b” and “c” cannot both be the price."
    );
    let pictures = given(r#"{"a":"title","b":"price","c":"images","d":"images"}"#);
    ann.upload(IMPORTS, ("a.csv", b"a,b,c,d\nMug,5,,\n"), &pictures)
        .await
        .is(202);
}
