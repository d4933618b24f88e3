//! Tests of an import's steps: mapping, dry run, result, undo.

use crate::clock::DAY_MS;
use crate::testing::{Actor, TestApp, cart};
use serde_json::{Value, json};

const IMPORTS: &str = "/seller/products/imports";

fn counts(import: &Value) -> [i64; 6] {
    ["rows", "products", "created", "updated", "unchanged", "failed"]
        .map(|name| import[name].as_i64().unwrap())
}

/// Brings a file by the page; answers the path of its import.
async fn bring(seller: &Actor, file: &str) -> String {
    let answer = seller
        .form_with_file("/products/imports", ("sheet.csv", file.as_bytes()), &[])
        .await;
    answer.is(303).location()
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

async fn taken(app: &TestApp, seller: &Actor, file: &str, fields: &[(&str, &str)]) -> String {
    let answer = seller.upload(IMPORTS, ("a.csv", file.as_bytes()), fields).await;
    let location = answer.is(202).location();
    app.work().await;
    location
}

#[tokio::test]
async fn a_file_that_nobody_knows_waits_until_its_columns_are_named() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let path = bring(&ann, "Benennung;Betrag;Rest\nTasse;5;x\n").await;
    let page = ann.page(&path).await.is(200);
    page.has("Benennung")
        .has("Tasse")
        .has("Do not import")
        .has("Check first");
    app.work().await;
    let import_id = id_of(&path);
    let columns = |first: &'static str, second: &'static str| {
        [
            ("import_id", import_id),
            ("dialect", "ours"),
            ("go", "import"),
            ("_page", path.as_str()),
            ("fields[0]", first),
            ("fields[1]", second),
        ]
    };
    ann.form("/do/products/map-import", &columns("", "price"))
        .await
        .is(422)
        .has("title");
    ann.form("/do/products/map-import", &columns("title", "title"))
        .await
        .is(422)
        .has("Leave one of them out");
    ann.form("/do/products/map-import", &columns("title", "klingon"))
        .await
        .is(422);
    ann.form("/do/products/map-import", &columns("title", "price"))
        .await
        .is(302);
    ann.form("/do/products/map-import", &columns("title", "price"))
        .await
        .is(302);
    app.work().await;
    let import = ann.get(&format!("{IMPORTS}/{import_id}")).await.is(200).json();
    assert_eq!(counts(&import), [1, 1, 1, 0, 0, 0], "{import}");
}

#[tokio::test]
async fn another_dialect_reads_the_columns_anew() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let path = bring(&ann, "slug,name,price,sku\nmug,Mug,5,M\n").await;
    let import_id = id_of(&path);
    let spree = [("import_id", import_id), ("dialect", "spree"), ("go", "format")];
    ann.form("/do/products/map-import", &spree).await.leads_to(&path);
    let page = ann.page(&path).await.is(200).text();
    assert!(page.contains("same handle, or else the same SKU"), "{page}");
    let wrong = [("import_id", import_id), ("dialect", "klingon"), ("go", "check")];
    ann.form("/do/products/map-import", &wrong).await.is(422);
}

#[tokio::test]
async fn a_dry_run_tells_old_and_new_prices_and_is_carried_out_from_the_same_file() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let mug = json!({ "name": "Mug", "price": 3, "sku": "MUG", "stock": 9 });
    let mug = ann.post("/seller/products", mug).await.is(201).location();
    let path = bring(&ann, "title,sku,price\nMug,MUG,30\nCup,CUP,8\n").await;
    let check = [("import_id", id_of(&path)), ("dialect", "ours"), ("go", "check")];
    ann.form("/do/products/map-import", &check).await.leads_to(&path);
    app.work().await;
    ann.page(&path)
        .await
        .is(200)
        .has("$3.00")
        .has("$30.00")
        .has("Import now");
    let location = format!("{IMPORTS}/{}", id_of(&path));
    let report = ann.get(&location).await.is(200).json();
    assert_eq!(counts(&report), [2, 2, 1, 1, 0, 0], "{report}");
    assert_eq!(report["price_changes"][0]["new_price"], json!(30.00));
    let prices = ann.get(&format!("{location}/prices.csv")).await.is(200).text();
    assert!(prices.contains("Mug,,MUG,3.00,30.00,USD"), "{prices}");
    assert_eq!(ann.get(&mug).await.json()["price"], json!(3.00));
    bob.post(&format!("{location}/start"), json!({})).await.is(404);
    let first = ann
        .post(&format!("{location}/start"), json!({}))
        .await
        .is(202)
        .location();
    let again = ann
        .post(&format!("{location}/start"), json!({}))
        .await
        .is(202)
        .location();
    assert_eq!(first, again);
    app.work().await;
    let import = ann.get(&first).await.json();
    assert_eq!(counts(&import), [2, 2, 1, 1, 0, 0], "{import}");
    assert_eq!(import["checked_by"], json!(id_of(&path)));
    assert_eq!(ann.get(&mug).await.json()["price"], json!(30.00));
    ann.post(&format!("{first}/start"), json!({}))
        .await
        .is_problem(409, "conflict");
}

#[tokio::test]
async fn mended_rows_of_a_file_mapped_by_hand_are_read_as_that_file_was() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mapping = [("mapping", r#"{"Benennung":"title","Betrag":"price"}"#)];
    let location = taken(&app, &ann, "Benennung,Betrag\nTasse,5\nKanne,-1\n", &mapping).await;
    let errors = ann.get(&format!("{location}/errors.csv")).await.is(200).text();
    let mended = errors.replace("-1", "4");
    let retry = ann
        .upload(&format!("{location}/retry"), ("m.csv", mended.as_bytes()), &[])
        .await
        .is(202);
    app.work().await;
    let import = ann.get(&retry.location()).await.json();
    assert_eq!(counts(&import), [1, 1, 1, 0, 0, 0], "{import}");
}

#[tokio::test]
async fn two_imports_of_one_shop_are_carried_out_one_after_the_other() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let first = "handle,title,price,sku\nmug,Mug,5,MUG\n";
    let second = "handle,title,price,sku\nmug,Mug,6,MUG\ncup,Cup,2,CUP\n";
    let first = ann
        .upload(IMPORTS, ("1.csv", first.as_bytes()), &[])
        .await
        .is(202);
    let second = ann
        .upload(IMPORTS, ("2.csv", second.as_bytes()), &[])
        .await
        .is(202);
    tokio::join!(app.drain(), app.drain());
    let came = ann.get(&first.location()).await.json();
    assert_eq!(counts(&came), [1, 1, 1, 0, 0, 0], "{came}");
    let came = ann.get(&second.location()).await.json();
    assert_eq!(counts(&came), [2, 2, 1, 1, 0, 0], "{came}");
}

#[tokio::test]
async fn undo_archives_what_was_ordered_and_says_what_stayed() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let file = "handle,title,sku,price,on_hand\nmug,Mug,MUG,10,5\ncup,Cup,CUP,8,1\nbowl,Bowl,BOWL,7,2\n";
    let location = taken(&app, &ann, file, &[]).await;
    let find = |name: &'static str| {
        let ann = &ann;
        async move { ann.get(&format!("/seller/products?q={name}")).await.json()["data"][0].clone() }
    };
    let mug = find("mug").await;
    let line = json!([{ "variant_id": mug["variants"][0]["variant_id"], "quantity": 1 }]);
    let mut order = cart("WEB-1", &[]);
    order["lines"] = line;
    shop.post("/api/v1/storefront/orders", order).await.is(201);
    let cup = find("cup").await;
    let cup = format!("/seller/products/{}", cup["product_id"].as_str().unwrap());
    ann.patch(&cup, json!({ "price": 9 })).await.is(200);
    ann.post(&format!("{location}/undo"), json!({})).await.is(202);
    app.work().await;
    let undone = ann.get(&location).await.json()["undone"].clone();
    let expected = json!({ "removed": 1, "archived": 1, "restored": 0, "changed": 1, "gone": 0 });
    assert_eq!(undone, expected);
    let mug = format!("/seller/products/{}", mug["product_id"].as_str().unwrap());
    let mug = ann.get(&mug).await.is(200).json();
    assert_eq!(mug["status"], "archived");
    assert_eq!(mug["variants"][0]["reserved"], json!(1));
    let page = location.replace("/api/v1/seller", "");
    ann.page(&page).await.is(200).has("1 product was changed since");
}

#[tokio::test]
async fn a_variant_that_undo_removes_keeps_its_row_while_an_order_names_it() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let header = "handle,title,option1_name,option1_value,sku,price,on_hand\n";
    taken(&app, &ann, &format!("{header}mug,Mug,Size,S,MUG-S,5,3\n"), &[]).await;
    let grown = taken(&app, &ann, &format!("{header}mug,Mug,Size,L,MUG-L,6,4\n"), &[]).await;
    let lines = json!([{ "seller_id": ann.seller(), "sku": "MUG-L", "quantity": 2 }]);
    let mut order = cart("WEB-1", &[]);
    order["lines"] = lines;
    let order = shop.post("/api/v1/storefront/orders", order).await.is(201).json();
    ann.post(&format!("{grown}/undo"), json!({})).await.is(202);
    app.work().await;
    let (reserved, removed): (i64, i64) = sqlx::query_as(
        "select reserved, coalesce(removed_at, 0) from variants where sku = 'MUG-L' or removed_at is not null",
    )
    .fetch_one(app.db.reader())
    .await
    .unwrap();
    assert!(
        reserved == 2 && removed > 0,
        "{reserved} reserved, removed at {removed}"
    );
    let order = order["orders"][0]["order_id"].as_str().unwrap().to_owned();
    ann.get(&format!("/seller/orders/{order}"))
        .await
        .is(200)
        .has("MUG-L");
}

#[tokio::test]
async fn old_files_and_rows_go_and_the_report_stays() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let location = taken(&app, &ann, "title,price\nMug,1\nBad,zero\n", &[]).await;
    bring(&ann, "title,price\nMug,1\n").await;
    let kept = || std::fs::read_dir(app.files().join("imports")).unwrap().count();
    app.work().await;
    assert_eq!(kept(), 2);
    app.later(31 * DAY_MS);
    app.work().await;
    assert_eq!(kept(), 0);
    let ann = app.signed_in("ann").await;
    let import = ann.get(&location).await.is(200).json();
    assert_eq!(counts(&import), [2, 2, 1, 0, 0, 1], "{import}");
    ann.get(&format!("{location}/errors.csv"))
        .await
        .is_problem(409, "conflict");
    ann.post(&format!("{location}/undo"), json!({}))
        .await
        .is_problem(409, "conflict");
    assert_eq!(ann.get(IMPORTS).await.json()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_mended_can_be_had_as_a_file() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut file = "title,sku,price,stock\n".to_owned();
    for number in 0..1_100 {
        file.push_str(&format!("Product {number},S-{number},\"{number},50\",many\n"));
    }
    let location = taken(&app, &ann, &file, &[]).await;
    let import = ann.get(&location).await.json();
    assert_eq!(import["notes"].as_array().unwrap().len(), 200);
    let warnings = ann.get(&format!("{location}/warnings.csv")).await.is(200).text();
    let all = import["warnings"].as_u64().unwrap() as usize;
    assert_eq!(all, 1_101);
    assert_eq!(warnings.lines().count(), all + 1);
}
