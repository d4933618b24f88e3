//! Tests of imports beside orders, bulk edits and disk failures.

use crate::bulk_edit::tests::bulk_edit::{cups, product};
use crate::clock::HOUR_MS;
use crate::testing::TestApp;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const IMPORTS: &str = "/seller/products/imports";

#[tokio::test]
async fn an_order_during_a_big_import_is_answered_soon_and_its_stock_counts() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "5", 10).await;
    let mut file = "handle,title,sku,price,on_hand\n".to_owned();
    for number in 0..1_500 {
        file.push_str(&format!("p{number},Product {number},S{number},5,10\n"));
    }
    file.push_str(&format!("mug,Mug,{},6,20\n", mug.sku));
    let location = ann
        .upload(IMPORTS, ("big.csv", file.as_bytes()), &[])
        .await
        .is(202)
        .location();
    let order = async {
        while ann.get(&location).await.json()["products_done"] == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let begun = Instant::now();
        shop.order("WEB-1", &[(&mug, 2)]).await;
        let took = begun.elapsed();
        (took, ann.get(&location).await.json())
    };
    let ((), (took, import)) = tokio::join!(app.drain(), order);
    assert_eq!(import["status"], "running", "{import}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    app.work().await;
    let import = ann.get(&location).await.json();
    assert_eq!(
        (&import["created"], &import["updated"]),
        (&json!(1_500), &json!(1))
    );
    let mug = product(&ann, &mug.product_id).await;
    assert_eq!(
        (
            &mug["price"],
            &mug["variants"][0]["reserved"],
            &mug["variants"][0]["available"]
        ),
        (&json!(6.0), &json!(2), &json!(18)),
        "{mug}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_during_a_bulk_edit_and_the_undo_of_both_leave_each_product_whole() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let cups = cups(&ann, 40).await;
    let mut file = "handle,title,price\n".to_owned();
    for number in 0..cups.len() {
        file.push_str(&format!("cup-{number},Cup {number},20\n"));
    }
    let changes = json!({ "price_how": "add", "price": 1, "add_tags": "x" });
    let edit = ann
        .post(
            "/seller/products/bulk-edits",
            json!({ "filter": {}, "changes": changes }),
        )
        .await
        .is(202)
        .location();
    let import = ann
        .upload(IMPORTS, ("x.csv", file.as_bytes()), &[])
        .await
        .is(202)
        .location();
    app.work().await;
    // Whoever came last, both changes are there.
    for cup in &cups {
        let cup = product(&ann, &cup.product_id).await;
        let price = cup["price"].as_f64().unwrap();
        assert!(price == 20.0 || price == 21.0, "{cup}");
        assert_eq!(cup["tags"], json!(["x"]), "{cup}");
    }
    ann.post(&format!("{import}/undo"), json!({})).await.is(202);
    ann.post(&format!("{edit}/undo"), json!({})).await.is(202);
    app.work().await;
    // The one that came last is taken back; the other finds its product changed since.
    for cup in &cups {
        let cup = product(&ann, &cup.product_id).await;
        let is_edited = cup["price"] == 11.0 && cup["tags"] == json!(["x"]);
        let is_imported = cup["price"] == 20.0 && cup["tags"] == json!([]);
        assert!((is_edited || is_imported) && cup["stock"] == 5, "{cup}");
    }
    let (edit, import) = (ann.get(&edit).await.json(), ann.get(&import).await.json());
    let count = |value: &Value| value.as_i64().unwrap();
    let undone = &import["undone"];
    assert_eq!(
        count(&undone["restored"]) + count(&undone["changed"]),
        40,
        "{import}"
    );
    assert_eq!(count(&edit["restored"]) + count(&edit["kept"]), 40, "{edit}");
    assert_eq!(undone["restored"], edit["kept"], "{import} {edit}");
}

#[tokio::test]
async fn an_import_that_cannot_go_on_ends_with_a_sentence_and_the_next_one_begins() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let upload = async |text: &str| ann.upload(IMPORTS, ("x.csv", text.as_bytes()), &[]).await.is(202);
    let first = upload("handle,title,price\nmug,Mug,5\n").await;
    let next = upload("handle,title,price\ncup,Cup,5\n").await.location();
    // Where its file was is a folder: reading fails again and again.
    let path = app.files().join(format!("imports/{}.csv", first.id("import_id")));
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    for _ in 0..13 {
        app.drain().await;
        app.later(HOUR_MS + 1);
    }
    let ann = app.signed_in("ann").await;
    let given_up = ann.get(&first.location()).await.is(200).json();
    assert_eq!(given_up["status"], "failed", "{given_up}");
    ann.page(&first.location().replace("/api/v1/seller", ""))
        .await
        .is(200)
        .has("stopped the import");
    assert_eq!(ann.get(&next).await.json()["created"], 1);
}
