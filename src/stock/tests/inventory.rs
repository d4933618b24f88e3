//! Tests of stock: counts, adjustments, transfers and sales.

use crate::testing::{Actor, Product, TestApp};
use crate::viewer::Permission;
use serde_json::{Value, json};

pub(super) const SAVE: &str = "/do/products/save-stock";

pub(super) async fn stock(actor: &Actor, product: &Product) -> Value {
    let listed = actor.get("/seller/inventory?limit=200").await.is(200).json();
    let found = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["variant_id"] == product.variant_id);
    found.expect("the variant is listed").clone()
}

pub(super) async fn history(actor: &Actor, product: &Product) -> Vec<Value> {
    let path = format!("/seller/inventory/{}/adjustments", product.variant_id);
    actor.get(&path).await.is(200).json()["data"]
        .as_array()
        .unwrap()
        .clone()
}

async fn location(actor: &Actor, name: &str) -> String {
    let added = actor.post("/seller/locations", json!({ "name": name })).await;
    added.is(201).id("location_id")
}

pub(super) async fn put(actor: &Actor, item: Value) -> Value {
    let answer = actor
        .put("/seller/inventory", json!({ "items": [item] }))
        .await
        .is(200);
    answer.json()["items"][0].clone()
}

fn row<'a>(product: &'a Product, on_hand: &'a str, seen: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("_page", "/products/inventory"),
        ("rows[0][variant_id]", &product.variant_id),
        ("rows[0][on_hand]", on_hand),
        ("rows[0][seen]", seen),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_people_adjusting_at_once_both_count() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let products = [Permission::Products].into_iter().collect();
    let eve = app.staff_of(&ann, "eve", products).await;
    let mug = ann.product("Mug", "20", 100).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let (actor, mug) = (if number % 2 == 0 { &ann } else { &eve }.apart(), mug.clone());
        tasks.spawn(async move {
            if number < 20 {
                put(&actor, json!({ "sku": mug.sku, "adjustment": 3 })).await;
            } else {
                // Each of them saw 100 and found one less.
                actor.form(SAVE, &row(&mug, "99", "100")).await.is(302);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(stock(&ann, &mug).await["on_hand"], 100 + 20 * 3 - 20);
    assert_eq!(
        ann.get(&format!("/seller/inventory/{}/adjustments", mug.variant_id))
            .await
            .json()["data"]
            .as_array()
            .unwrap()
            .len(),
        41
    );
}

#[tokio::test]
async fn who_counted_an_old_figure_is_told_and_both_changes_stand() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "20", 10).await;
    ann.form(SAVE, &row(&mug, "8", "10")).await.is(302);
    let saved = ann.form(SAVE, &row(&mug, "12", "10")).await.is(302);
    assert_eq!(stock(&ann, &mug).await["on_hand"], 10);
    ann.page(&saved.location())
        .await
        .has("One had changed in the meantime");
    // What was not typed over stays, whatever the page showed.
    ann.form(SAVE, &row(&mug, "3", "3")).await.is(302);
    assert_eq!(stock(&ann, &mug).await["on_hand"], 10);
}

#[tokio::test]
async fn a_mistake_in_one_row_saves_none_and_keeps_all_that_was_typed() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let (mug, cup) = (
        ann.product("Mug", "20", 5).await,
        ann.product("Cup", "9", 5).await,
    );
    let fields = [
        ("_page", "/products/inventory?show=low"),
        ("rows[0][variant_id]", mug.variant_id.as_str()),
        ("rows[0][on_hand]", "7"),
        ("rows[0][seen]", "5"),
        ("rows[1][variant_id]", &cup.variant_id),
        ("rows[1][on_hand]", "-9"),
        ("rows[1][seen]", "5"),
        ("rows[1][low_stock_at]", "few"),
        ("reason", "received"),
    ];
    let page = ann
        .form(SAVE, &fields)
        .await
        .is(422)
        .has("The threshold must be a whole number");
    assert_eq!(page.field("rows[0][on_hand]"), "7");
    assert_eq!(page.field("rows[1][low_stock_at]"), "few");
    let mut mended = fields;
    mended[7].1 = "";
    let page = ann.form(SAVE, &mended).await.is(422).has("Only 5 in stock");
    assert_eq!(page.field("rows[1][on_hand]"), "-9");
    assert_eq!(stock(&ann, &mug).await["on_hand"], 5);
    mended[5].1 = "-2";
    bob.form(SAVE, &mended).await.is(404);
    ann.form(SAVE, &mended).await.is(302);
    assert_eq!(
        (
            stock(&ann, &mug).await["on_hand"].clone(),
            stock(&ann, &cup).await["on_hand"].clone()
        ),
        (json!(7), json!(3))
    );
    assert_eq!(history(&ann, &cup).await[0]["reason"], "received");
}

#[tokio::test]
async fn the_batch_takes_counts_and_changes_and_one_wrong_item_stops_no_other() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "20", 5).await;
    let items = json!({ "items": [
        { "sku": mug.sku, "on_hand": 9, "note": "found some" },
        { "variant_id": mug.variant_id, "adjustment": -2, "reason": "damaged" },
        { "sku": mug.sku, "adjustment": -100 },
        { "sku": mug.sku, "on_hand": 1, "adjustment": 1 },
        { "sku": "NONE", "on_hand": 1 },
        { "sku": mug.sku, "on_hand": "many" },
        { "sku": mug.sku, "on_hand": 1, "location_id": "loc_none" },
        { "sku": mug.sku, "on_hand": 1, "reason": "boredom" },
    ] });
    let answer = ann.put("/seller/inventory", items).await.is(200).json();
    let words: Vec<&str> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["status"].as_str().unwrap())
        .collect();
    let expected = [
        "updated",
        "updated",
        "invalid",
        "invalid",
        "not_found",
        "invalid",
        "invalid",
        "invalid",
    ];
    assert_eq!(words, expected, "{answer}");
    let history = history(&ann, &mug).await;
    assert_eq!(
        (
            &history[0]["change"],
            &history[0]["on_hand"],
            &history[0]["reason"]
        ),
        (&json!(-2), &json!(7), &json!("damaged"))
    );
    assert_eq!(
        (&history[1]["note"], &history[1]["user_id"]),
        (&json!("found some"), &json!(ann.user_id.clone().unwrap()))
    );
    ann.put("/seller/inventory", json!({ "items": [] }))
        .await
        .is_problem(422, "validation");
}

#[tokio::test]
async fn stock_is_moved_between_locations_and_leaves_from_where_the_shipment_says() {
    let app = TestApp::new().await;
    let (ann, bob, shop) = (
        app.seller("ann").await,
        app.seller("bob").await,
        app.storefront().await,
    );
    let mug = ann.product("Mug", "20", 10).await;
    let cork = location(&ann, "Cork").await;
    let main = ann.get("/seller/locations").await.json()["data"][0]["location_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let transfer = |quantity: i64| json!({ "variant_id": mug.variant_id, "from_location_id": main, "to_location_id": cork, "quantity": quantity });
    bob.post("/seller/inventory/transfers", transfer(1)).await.is(404);
    let refused = ann
        .post("/seller/inventory/transfers", transfer(11))
        .await
        .is(422);
    assert_eq!(refused.error("quantity"), "Only 10 in stock at Main location.");
    ann.post("/seller/inventory/transfers", transfer(6)).await.is(201);
    let lies = |stock: &Value| {
        [
            stock["on_hand"].clone(),
            stock["locations"][0]["on_hand"].clone(),
            stock["locations"][1]["on_hand"].clone(),
        ]
    };
    assert_eq!(lies(&stock(&ann, &mug).await), [10, 4, 6]);
    ann.delete(&format!("/seller/locations/{cork}"))
        .await
        .is_problem(409, "conflict");
    let mut shipped = Vec::new();
    for (reference, place) in [("W-1", Some(&cork)), ("W-2", None), ("W-3", None)] {
        let order = shop.order(reference, &[(&mug, 3)]).await;
        let id = order["orders"][0]["order_id"].as_str().unwrap().to_owned();
        let path = format!("/seller/orders/{id}/shipments");
        ann.post(&path, json!({ "carrier": "DHL", "location_id": "loc_none" }))
            .await
            .is(422);
        ann.post(&path, json!({ "carrier": "DHL", "location_id": place }))
            .await
            .is(201);
        shipped.push((id, lies(&stock(&ann, &mug).await)));
    }
    let expected = [[7, 4, 3], [4, 1, 3]];
    assert_eq!(
        (&shipped[0].1, &shipped[1].1),
        (&expected[0].map(Value::from), &expected[1].map(Value::from))
    );
    // The main location had one left; the rest came from Cork.
    let left = stock(&ann, &mug).await;
    assert_eq!(
        (&left["on_hand"], &left["locations"][1]["on_hand"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(history(&ann, &mug).await[0]["order_id"], json!(shipped[2].0));
    put(&ann, json!({ "sku": mug.sku, "on_hand": 0, "location_id": cork })).await;
    ann.delete(&format!("/seller/locations/{cork}")).await.is(204);
    assert_eq!(location(&ann, "Cork").await.len(), cork.len());
}

#[tokio::test]
async fn what_lies_elsewhere_is_never_more_than_there_is() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "20", 10).await;
    let (cork, galway) = (location(&ann, "Cork").await, location(&ann, "Galway").await);
    for (place, count) in [(&cork, 3), (&galway, 4)] {
        let here = put(
            &ann,
            json!({ "sku": mug.sku, "on_hand": count, "location_id": place }),
        )
        .await;
        assert_eq!(here["status"], "updated", "{here}");
    }
    assert_eq!(stock(&ann, &mug).await["on_hand"], 17);
    // The editor knows only the whole.
    ann.patch(
        &format!("/seller/products/{}", mug.product_id),
        json!({ "stock": 4 }),
    )
    .await
    .is(200);
    let stock = stock(&ann, &mug).await;
    assert_eq!(
        stock["locations"],
        json!([
            { "location_id": stock["locations"][0]["location_id"], "on_hand": 0 },
            { "location_id": cork, "on_hand": 3 },
            { "location_id": galway, "on_hand": 1 },
        ])
    );
}

#[tokio::test]
async fn a_variant_removed_while_an_order_holds_it_still_ships_and_cancels() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let body = json!({ "name": "Tee", "price": 20, "stock": 5, "sku": "TEE", "options": [{ "name": "Size", "values": ["S", "M"] }] });
    let tee = ann.post("/seller/products", body).await.is(201).json();
    let id = |at: usize| tee["variants"][at]["variant_id"].as_str().unwrap().to_owned();
    let small = Product {
        product_id: tee["product_id"].as_str().unwrap().to_owned(),
        variant_id: id(0),
        sku: "TEE-S".to_owned(),
    };
    let order = shop.order("W-1", &[(&small, 2)]).await;
    let other = shop.order("W-2", &[(&small, 3)]).await;
    let change = json!({ "variants": [{ "variant_id": small.variant_id, "remove": true }] });
    ann.patch(&format!("/seller/products/{}", small.product_id), change)
        .await
        .is(200);
    let gone = put(&ann, json!({ "variant_id": small.variant_id, "on_hand": 50 })).await;
    assert_eq!(gone["status"], "not_found");
    let path = |order: &Value, end: &str| {
        format!(
            "/seller/orders/{}/{end}",
            order["orders"][0]["order_id"].as_str().unwrap()
        )
    };
    ann.post(&path(&order, "shipments"), json!({ "carrier": "DHL" }))
        .await
        .is(201);
    ann.patch(&path(&other, "cancel"), json!({ "reason": "Gone" }))
        .await
        .is(200);
    let history = history(&ann, &small).await;
    assert_eq!(
        (&history[0]["reason"], &history[0]["on_hand"]),
        (&json!("shipped"), &json!(3))
    );
    ann.page(&format!("/products/inventory/{}", small.variant_id))
        .await
        .is(200)
        .has("Shipped");
}
