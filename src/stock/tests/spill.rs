//! Which location pieces leave when stock goes down: the main one first, then the youngest.

use super::inventory::{SAVE, put, stock};
use crate::testing::{Actor, Product, TestApp};
use serde_json::{Value, json};

/// A mug with 17 pieces: 10 at the main location, 3 in Cork, 4 in Galway, which is younger.
async fn spread(app: &TestApp) -> (Actor, Product) {
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "20", 10).await;
    for (name, count) in [("Cork", 3), ("Galway", 4)] {
        let place = ann.post("/seller/locations", json!({ "name": name })).await;
        let place = place.is(201).id("location_id");
        let counted = json!({ "sku": mug.sku, "on_hand": count, "location_id": place });
        assert_eq!(put(&ann, counted).await["status"], "updated");
    }
    (ann, mug)
}

/// Pieces at the main location, in Cork and in Galway.
async fn lying(ann: &Actor, mug: &Product) -> Vec<i64> {
    let stock: Value = stock(ann, mug).await;
    let locations = stock["locations"].as_array().unwrap();
    let named = ann.get("/seller/locations").await.is(200).json();
    let named = named["data"].as_array().unwrap();
    // A further location where none is left is not listed.
    let at = |name: &str| {
        let id = &named.iter().find(|place| place["name"] == name).unwrap()["location_id"];
        let found = locations.iter().find(|place| place["location_id"] == *id);
        found.map_or(0, |place| place["on_hand"].as_i64().unwrap())
    };
    vec![
        locations[0]["on_hand"].as_i64().unwrap(),
        at("Cork"),
        at("Galway"),
    ]
}

#[tokio::test]
async fn a_count_of_the_whole_takes_pieces_of_the_main_location_first() {
    let app = TestApp::new().await;
    let (ann, mug) = spread(&app).await;
    put(&ann, json!({ "sku": mug.sku, "on_hand": 9 })).await;
    assert_eq!(lying(&ann, &mug).await, [2, 3, 4]);
    put(&ann, json!({ "sku": mug.sku, "adjustment": -3 })).await;
    assert_eq!(lying(&ann, &mug).await, [0, 3, 3]);
    let fields = [
        ("_page", "/products/inventory"),
        ("rows[0][variant_id]", mug.variant_id.as_str()),
        ("rows[0][on_hand]", "-4"),
        ("rows[0][seen]", "6"),
    ];
    ann.form(SAVE, &fields).await.is(302);
    assert_eq!(lying(&ann, &mug).await, [0, 2, 0]);
    // What comes in goes to the main location.
    put(&ann, json!({ "sku": mug.sku, "adjustment": 5 })).await;
    assert_eq!(lying(&ann, &mug).await, [5, 2, 0]);
}

#[tokio::test]
async fn a_saved_product_and_a_shipment_take_pieces_of_the_main_location_first() {
    let app = TestApp::new().await;
    let (ann, mug) = spread(&app).await;
    let path = format!("/seller/products/{}", mug.product_id);
    ann.patch(&path, json!({ "stock": 8 })).await.is(200);
    assert_eq!(lying(&ann, &mug).await, [1, 3, 4]);
    let order = app.storefront().await.order("W-1", &[(&mug, 6)]).await;
    let order = order["orders"][0]["order_id"].as_str().unwrap();
    let path = format!("/seller/orders/{order}/shipments");
    ann.post(&path, json!({})).await.is(201);
    assert_eq!(lying(&ann, &mug).await, [0, 2, 0]);
}

#[tokio::test]
async fn a_bulk_edit_and_its_undo_take_pieces_of_the_main_location_first() {
    let app = TestApp::new().await;
    let (ann, mug) = spread(&app).await;
    let cup = ann.product("Cup", "5", 20).await;
    let changes = json!({ "stock_how": "set", "stock": 6 });
    let edit = json!({ "product_ids": [mug.product_id, cup.product_id], "changes": changes });
    let edits = "/seller/products/bulk-edits";
    ann.post(edits, edit).await.is(202);
    app.work().await;
    assert_eq!(lying(&ann, &mug).await, [0, 3, 3]);
    assert_eq!(stock(&ann, &cup).await["on_hand"], 6);
    let changes = json!({ "stock_how": "add", "stock": 10 });
    let edit = json!({ "product_ids": [mug.product_id], "changes": changes });
    let edit = ann.post(edits, edit).await.is(202).location();
    app.work().await;
    assert_eq!(lying(&ann, &mug).await, [10, 3, 3]);
    put(&ann, json!({ "sku": mug.sku, "on_hand": 12 })).await;
    ann.post(&format!("{edit}/undo"), json!({})).await.is(202);
    app.work().await;
    assert_eq!(lying(&ann, &mug).await, [0, 2, 0]);
}

#[tokio::test]
async fn an_import_and_its_undo_take_pieces_of_the_main_location_first() {
    let app = TestApp::new().await;
    let (ann, mug) = spread(&app).await;
    let imported = async |count: i64| {
        let file = format!("sku,on_hand\n{},{count}\n", mug.sku);
        let file = ("counts.csv", file.as_bytes());
        let import = ann.upload("/seller/products/imports", file, &[]).await;
        let path = import.is(202).location();
        app.work().await;
        path
    };
    imported(6).await;
    assert_eq!(lying(&ann, &mug).await, [0, 3, 3]);
    let raised = imported(9).await;
    assert_eq!(lying(&ann, &mug).await, [3, 3, 3]);
    ann.post(&format!("{raised}/undo"), json!({})).await.is(202);
    app.work().await;
    assert_eq!(lying(&ann, &mug).await, [0, 3, 3]);
}
