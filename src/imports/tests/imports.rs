//! Tests of product file imports.

use crate::events::Event;
use crate::id::EventId;
use crate::imports;
use crate::testing::TestApp;
use serde_json::{Value, json};
use std::time::Duration;

const IMPORTS: &str = "/seller/products/imports";

const FILE: &str = "handle,title,option1_name,option1_value,sku,price,on_hand\n\
    mug,Mug,Size,S,MUG-S,10,5\n\
    cup,Cup,,,CUP,8.50,3\n\
    mug,,Size,L,MUG-L,12,2\n\
    bad,Bad,,,BAD,-1,1\n";

fn counts(import: &Value) -> [i64; 6] {
    ["rows", "products", "created", "updated", "unchanged", "failed"]
        .map(|name| import[name].as_i64().unwrap())
}

#[tokio::test]
#[ignore = "reads ../shared/samples"]
async fn the_sample_from_spree_comes_in_whole_and_again_changes_nothing() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/samples/spree_sample_products.csv"
    );
    let file = std::fs::read(path).expect("the sample lies beside the project");
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let answer = ann.upload(IMPORTS, ("spree.csv", &file), &[]).await.is(202);
    app.work().await;
    let import = ann.get(&answer.location()).await.is(200).json();
    assert_eq!(counts(&import), [211, 37, 37, 0, 0, 0], "{import}");
    let products = ann.get("/seller/products?limit=200").await.json();
    let variants: usize = products["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| product["variants"].as_array().unwrap().len())
        .sum();
    assert_eq!(variants, 87);
    let again = ann.upload(IMPORTS, ("spree.csv", &file), &[]).await.is(202);
    app.work().await;
    let import = ann.get(&again.location()).await.json();
    assert_eq!(counts(&import), [211, 37, 0, 0, 37, 0], "{import}");
}

#[tokio::test]
async fn a_bad_product_is_refused_and_the_others_come_in() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let answer = ann
        .upload(IMPORTS, ("mugs.csv", FILE.as_bytes()), &[])
        .await
        .is(202);
    app.work().await;
    let location = answer.location();
    let import = ann.get(&location).await.is(200).json();
    assert_eq!(counts(&import), [4, 3, 2, 0, 0, 1], "{import}");
    assert_eq!(
        (&import["errors"][0]["row"], &import["errors"][0]["column"]),
        (&json!(5), &json!("price"))
    );
    let errors = ann.get(&format!("{location}/errors.csv")).await.is(200);
    let text = errors.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(
        lines[0].ends_with(",error") && lines[1].starts_with("bad,Bad,"),
        "{text}"
    );
    for (method, path) in [
        ("get", location.clone()),
        ("get", format!("{location}/errors.csv")),
        ("post", format!("{location}/undo")),
    ] {
        match method {
            "get" => bob.get(&path).await.is(404),
            _ => bob.post(&path, json!({})).await.is(404),
        };
    }
}

#[tokio::test]
async fn mended_rows_come_in_as_a_retry() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let location = ann
        .upload(IMPORTS, ("mugs.csv", FILE.as_bytes()), &[])
        .await
        .is(202)
        .location();
    app.work().await;
    let errors = ann.get(&format!("{location}/errors.csv")).await.is(200).text();
    let mended = errors.replace("-1", "4");
    let retry = ann
        .upload(
            &format!("{location}/retry"),
            ("mended.csv", mended.as_bytes()),
            &[],
        )
        .await
        .is(202);
    app.work().await;
    let import = ann.get(&retry.location()).await.json();
    assert_eq!(counts(&import), [1, 1, 1, 0, 0, 0], "{import}");
    assert!(location.ends_with(import["retry_of"].as_str().unwrap()));
}

#[tokio::test]
async fn a_dry_run_tells_everything_and_changes_nothing() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let location = ann
        .upload(IMPORTS, ("mugs.csv", FILE.as_bytes()), &[("dry_run", "true")])
        .await
        .is(202)
        .location();
    app.work().await;
    let import = ann.get(&location).await.json();
    assert_eq!(counts(&import), [4, 3, 2, 0, 0, 1], "{import}");
    assert_eq!(ann.get("/seller/products").await.json()["data"], json!([]));
    ann.post(&format!("{location}/undo"), json!({}))
        .await
        .is_problem(409, "conflict");
}

#[tokio::test]
async fn undo_takes_back_what_was_not_changed_since() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let tea = json!({ "name": "Tea", "price": 3, "sku": "TEA", "stock": 9 });
    let tea = ann.post("/seller/products", tea).await.is(201).location();
    let file = "handle,title,sku,price,on_hand\ntea,Better tea,TEA,4,20\nmug,Mug,MUG,10,5\ncup,Cup,CUP,8,1\n";
    let location = ann
        .upload(IMPORTS, ("a.csv", file.as_bytes()), &[])
        .await
        .is(202)
        .location();
    app.work().await;
    assert_eq!(counts(&ann.get(&location).await.json()), [3, 3, 2, 1, 0, 0]);
    let cup = ann.get("/seller/products?q=cup").await.json()["data"][0]["product_id"].clone();
    ann.patch(
        &format!("/seller/products/{}", cup.as_str().unwrap()),
        json!({ "price": 9 }),
    )
    .await
    .is(200);
    // What is counted meanwhile is not put back.
    ann.put(
        "/seller/inventory",
        json!({ "items": [{ "sku": "TEA", "on_hand": 18 }] }),
    )
    .await
    .is(200);
    ann.post(&format!("{location}/undo"), json!({})).await.is(202);
    ann.post(&format!("{location}/undo"), json!({})).await.is(202);
    app.work().await;
    let left = ann.get("/seller/products").await.json();
    let names: Vec<_> = left["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|product| product["name"].clone())
        .collect();
    assert_eq!(names, ["Cup", "Tea"]);
    let tea = ann.get(&tea).await.json();
    assert_eq!((&tea["stock"], &tea["price"]), (&json!(7), &json!(3.00)));
}

#[tokio::test]
async fn an_sku_on_two_products_of_a_file_stays_with_the_first() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "title,sku,handle,price\nMug,SAME,mug,1\nCup,SAME,cup,2\n";
    for fields in [&[("dry_run", "true")][..], &[]] {
        let location = ann
            .upload(IMPORTS, ("a.csv", file.as_bytes()), fields)
            .await
            .is(202)
            .location();
        app.work().await;
        let import = ann.get(&location).await.json();
        assert_eq!(
            (counts(&import), &import["warnings"]),
            ([2, 2, 2, 0, 0, 0], &json!(1)),
            "{import}"
        );
        let told = import["notes"][0]["message"].as_str().unwrap();
        assert!(
            import["notes"][0]["row"] == 3 && told.contains("line 2"),
            "{import}"
        );
    }
}

#[tokio::test]
async fn what_is_no_table_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for (file, said) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0"[..], "picture"),
        (&b""[..], ""),
        (&b"title,price\n"[..], "no rows"),
        (&b"colour,weather\nblue,rain\n"[..], "recognise"),
        (&b"title,price\n\"never closed,1\n"[..], "never closed"),
    ] {
        let answer = ann
            .upload(IMPORTS, ("x.csv", file), &[])
            .await
            .is_problem(422, "validation");
        assert!(answer.error("file").contains(said), "{}", answer.text());
    }
    ann.upload(IMPORTS, ("x.csv", FILE.as_bytes()), &[("dialect", "klingon")])
        .await
        .is(422);
    ann.upload(IMPORTS, ("x.csv", FILE.as_bytes()), &[("mapping", "[]")])
        .await
        .is(422);
    ann.upload(IMPORTS, ("x.csv", FILE.as_bytes()), &[("dry_run", "perhaps")])
        .await
        .is(422);
    ann.post(IMPORTS, json!({})).await.is(415);
    let files_in = |folder| std::fs::read_dir(folder).map_or(0, |files| files.count());
    let left = files_in(app.files().join("imports")) + files_in(app.files().join("incoming"));
    assert_eq!(left, 0, "refused files are not kept");
    assert_eq!(ann.get(IMPORTS).await.json()["data"], json!([]));
}

#[tokio::test]
async fn a_mapping_by_hand_reads_other_headings() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = "Benennung,Betrag\nTasse,5\n";
    let mapping = r#"{"Benennung":"title","Betrag":"price"}"#;
    let location = ann
        .upload(IMPORTS, ("x.csv", file.as_bytes()), &[("mapping", mapping)])
        .await
        .is(202)
        .location();
    app.work().await;
    assert_eq!(counts(&ann.get(&location).await.json()), [1, 1, 1, 0, 0, 0]);
}

#[tokio::test]
async fn an_import_into_a_shop_that_waits_is_all_drafts() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    let location = ann
        .upload(IMPORTS, ("a.csv", FILE.as_bytes()), &[])
        .await
        .is(202)
        .location();
    app.work().await;
    assert_eq!(ann.get(&location).await.json()["created"], 2);
    assert_eq!(
        ann.get("/seller/products?status=draft").await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn an_import_that_is_killed_again_and_again_counts_everything_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut file = String::from("handle,title,option1_name,option1_value,sku,price,on_hand\n");
    for value in ["S", "M"] {
        for number in 0..1_250 {
            let price = if number % 10 == 0 { 0 } else { 5 };
            file.push_str(&format!(
                "p{number},Product {number},Size,{value},SKU-{number}-{value},{price},1\n"
            ));
        }
    }
    let answer = ann
        .upload(IMPORTS, ("big.csv", file.as_bytes()), &[])
        .await
        .is(202);
    let event = Event {
        event_id: EventId::new(app.clock.now()),
        kind: "import.queued".to_owned(),
        seller_id: None,
        content: json!({ "import_id": answer.id("import_id") }).to_string(),
        at: app.clock.now(),
    };
    let mut patience = 15;
    loop {
        let run = imports::carry_out(app.clone(), event.clone());
        match tokio::time::timeout(Duration::from_millis(patience), run).await {
            Ok(done) => break done.unwrap(),
            Err(_) => patience += 15,
        }
    }
    let import = ann.get(&answer.location()).await.json();
    assert_eq!(
        counts(&import),
        [2_500, 1_250, 1_125, 0, 0, 125],
        "{}",
        import["status"]
    );
    assert_eq!(import["products_done"], 1_250);
    app.work().await;
    assert_eq!(counts(&ann.get(&answer.location()).await.json()), counts(&import));
    let (products,): (i64,) = sqlx::query_as("select count(*) from products")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!(products, 1_125);
}

#[tokio::test]
async fn our_own_export_comes_back_unchanged() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "=Tee, \"blue\"", "price": 20.5, "sku": "TEE", "stock": 2, "category": "Kitchen",
        "description": "a\nb", "tags": ["x", "y"], "options": [{ "name": "Size", "values": ["S", "M"] }] });
    ann.post("/seller/products", body).await.is(201);
    ann.product("Mug", "12.50", 10).await;
    let export = ann.page("/products?format=csv").await.is(200);
    assert_eq!(
        export.text().lines().next().unwrap().split(',').next(),
        Some("\u{FEFF}handle")
    );
    let location = ann
        .upload(IMPORTS, ("export.csv", &export.bytes), &[])
        .await
        .is(202)
        .location();
    app.work().await;
    let import = ann.get(&location).await.json();
    assert_eq!(
        (import["products"].clone(), import["unchanged"].clone()),
        (json!(2), json!(2)),
        "{import}"
    );
    let only = ann.page("/products?format=csv&q=mug").await.is(200).text();
    assert_eq!(only.lines().count(), 2);
}
