//! Tests of bulk edits and their undo.

use crate::bulk_edit;
use crate::events::Event;
use crate::id::EventId;
use crate::testing::{Actor, Product, TestApp};
use serde_json::{Value, json};

const EDITS: &str = "/seller/products/bulk-edits";

pub(super) async fn product(actor: &Actor, id: &str) -> Value {
    actor.get(&format!("/seller/products/{id}")).await.is(200).json()
}

async fn edited(app: &TestApp, actor: &Actor, call: Value) -> Value {
    let answer = actor.post(EDITS, call).await.is(202);
    app.work().await;
    actor.get(&answer.location()).await.is(200).json()
}

fn counts(edit: &Value) -> [i64; 4] {
    ["products", "changed", "unchanged", "refused"].map(|name| edit[name].as_i64().unwrap())
}

pub(super) async fn cups(actor: &Actor, count: usize) -> Vec<Product> {
    let mut cups = Vec::new();
    for number in 0..count {
        cups.push(actor.product(&format!("Cup {number}"), "10", 5).await);
    }
    cups
}

#[tokio::test]
async fn picked_products_change_price_stock_and_tags_and_undo_takes_it_back() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let cups = cups(&ann, 3).await;
    let ids: Vec<&str> = cups.iter().map(|cup| cup.product_id.as_str()).collect();
    let changes = json!({ "price_how": "percent", "price": -15, "ending": "99", "compare_at_how": "price",
        "stock_how": "add", "stock": 4, "category_how": "set", "category": "Cups", "add_tags": "sale, new" });
    let edit = edited(&app, &ann, json!({ "product_ids": ids, "changes": changes })).await;
    assert_eq!(counts(&edit), [3, 3, 0, 0], "{edit}");
    let cup = product(&ann, ids[0]).await;
    assert_eq!(
        (&cup["price"], &cup["variants"][0]["compare_at"]),
        (&json!(8.99), &json!(10.0)),
        "{cup}"
    );
    assert_eq!(
        (&cup["stock"], &cup["category"], &cup["tags"]),
        (&json!(9), &json!("Cups"), &json!(["sale", "new"]))
    );
    // One is changed since, of another some are sold.
    ann.patch(
        &format!("/seller/products/{}", ids[1]),
        json!({ "name": "Beaker" }),
    )
    .await
    .is(200);
    shop.order("W-1", &[(&cups[2], 7)]).await;
    let path = format!("{EDITS}/{}", edit["bulk_edit_id"].as_str().unwrap());
    ann.post(&format!("{path}/undo"), json!({})).await.is(202);
    app.work().await;
    ann.post(&format!("{path}/undo"), json!({})).await.is(202);
    let undone = ann.get(&path).await.json();
    assert_eq!(
        (&undone["restored"], &undone["kept"]),
        (&json!(2), &json!(1)),
        "{undone}"
    );
    let cup = product(&ann, ids[0]).await;
    assert_eq!(
        (&cup["price"], &cup["stock"], &cup["category"], &cup["tags"]),
        (&json!(10.0), &json!(5), &Value::Null, &json!([]))
    );
    assert_eq!(product(&ann, ids[1]).await["price"], json!(8.99));
    let sold = product(&ann, ids[2]).await;
    assert_eq!(
        (
            &sold["stock"],
            &sold["variants"][0]["reserved"],
            &sold["variants"][0]["available"]
        ),
        (&json!(5), &json!(7), &json!(0))
    );
    let history = ann
        .get(&format!("/seller/inventory/{}/adjustments", cups[0].variant_id))
        .await
        .json();
    let reasons: Vec<&str> = history["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["bulk_edit_undone", "bulk_edit", "created"]);
}

#[tokio::test]
async fn all_that_match_when_it_starts_are_changed_and_what_may_not_be_is_refused_alone() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let cups = cups(&ann, 4).await;
    ann.patch(
        &format!("/seller/products/{}", cups[0].product_id),
        json!({ "price": 2 }),
    )
    .await
    .is(200);
    ann.patch(
        &format!("/seller/products/{}", cups[1].product_id),
        json!({ "status": "draft" }),
    )
    .await
    .is(200);
    let others = bob.product("Cup", "10", 5).await;
    let call = json!({ "filter": { "status": "active" }, "changes": { "price_how": "add", "price": "-3" } });
    let queued = ann.post(EDITS, call).await.is(202);
    // This one came after the start.
    let later = ann.product("Cup, late", "10", 5).await;
    app.work().await;
    let edit = ann.get(&queued.location()).await.json();
    assert_eq!(counts(&edit), [3, 2, 0, 1], "{edit}");
    assert_eq!(edit["errors"][0]["message"], "The price must be above 0.");
    for (id, price) in [
        (&cups[0], 2.0),
        (&cups[1], 10.0),
        (&cups[2], 7.0),
        (&cups[3], 7.0),
        (&later, 10.0),
    ] {
        assert_eq!(product(&ann, &id.product_id).await["price"], json!(price));
    }
    assert_eq!(product(&bob, &others.product_id).await["price"], json!(10.0));
    bob.get(&queued.location()).await.is(404);
    let theirs =
        json!({ "product_ids": [cups[0].product_id, others.product_id], "changes": { "add_tags": "x" } });
    bob.post(EDITS, theirs).await.is(404);
}

#[tokio::test]
async fn wrong_changes_are_refused_in_their_fields_before_anything_starts() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let cup = ann.product("Cup", "10", 5).await;
    let wrong = [
        (json!({}), "form"),
        (json!({ "price_how": "set", "price": "0" }), "price"),
        (json!({ "price_how": "set" }), "price"),
        (json!({ "price_how": "percent", "price": "-101" }), "price"),
        (json!({ "price_how": "guess", "price": "1" }), "price_how"),
        (json!({ "ending": "95" }), "ending"),
        (json!({ "stock_how": "set", "stock": -1 }), "stock"),
        (json!({ "stock_how": "add", "stock": "1e30" }), "stock"),
        (json!({ "status": "lost" }), "status"),
        (json!({ "category_how": "set" }), "category"),
        (
            json!({ "compare_at_how": "set", "compare_at": "x" }),
            "compare_at",
        ),
        (json!({ "add_tags": ["x".repeat(101)] }), "add_tags"),
    ];
    for (changes, field) in wrong {
        let call = json!({ "product_ids": [cup.product_id], "changes": changes });
        let answer = ann.post(EDITS, call.clone()).await.is(422);
        assert!(!answer.error(field).is_empty(), "{call}");
    }
    for call in [
        json!({}),
        json!({ "product_ids": [], "changes": { "add_tags": "x" } }),
        json!({ "product_ids": [cup.product_id], "filter": {}, "changes": { "add_tags": "x" } }),
    ] {
        ann.post(EDITS, call).await.is(422);
    }
    let pending = app.pending_seller("pat").await;
    let draft = pending
        .post(
            "/seller/products",
            json!({ "name": "Cup", "price": 1, "status": "draft" }),
        )
        .await
        .is(201)
        .id("product_id");
    pending
        .post(
            EDITS,
            json!({ "product_ids": [draft], "changes": { "status": "active" } }),
        )
        .await
        .is_problem(403, "seller_not_approved");
    assert_eq!(ann.get(EDITS).await.json()["data"], json!([]));
}

#[tokio::test]
async fn a_run_that_was_cut_off_goes_on_and_changes_nothing_twice() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let cups = cups(&ann, 120).await;
    let call = json!({ "filter": {}, "changes": { "stock_how": "add", "stock": 1 } });
    let queued = ann.post(EDITS, call).await.is(202);
    let id = queued.id("bulk_edit_id");
    let event = || Event {
        event_id: EventId::new(app.clock.now()),
        kind: "bulk_edit.queued".to_owned(),
        seller_id: ann.seller_id.clone(),
        content: json!({ "bulk_edit_id": id }).to_string(),
        at: app.clock.now(),
    };
    // It is stopped at whatever it is doing, again and again.
    for cut in 1..12 {
        let run = bulk_edit::carry_out((*app).clone(), event());
        let _ = tokio::time::timeout(std::time::Duration::from_millis(cut * 7), run).await;
    }
    // Two at once share what is left.
    let both = [
        bulk_edit::carry_out((*app).clone(), event()),
        bulk_edit::carry_out((*app).clone(), event()),
    ];
    for done in futures::future::join_all(both).await {
        done.unwrap();
    }
    app.work().await;
    let edit = ann.get(&queued.location()).await.json();
    assert_eq!(counts(&edit), [120, 120, 0, 0], "{edit}");
    for cup in [&cups[0], &cups[60], &cups[119]] {
        assert_eq!(product(&ann, &cup.product_id).await["stock"], json!(6));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_bulk_edits_at_once_leave_each_product_as_one_of_them() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = |number: usize| json!({ "name": format!("Tee {number}"), "price": 10, "stock": 1, "options": [{ "name": "Size", "values": ["S", "M", "L"] }] });
    for number in 0..60 {
        ann.post("/seller/products", body(number)).await.is(201);
    }
    let mut runs = tokio::task::JoinSet::new();
    for price in [20, 30] {
        let call = json!({ "filter": {}, "changes": { "price_how": "set", "price": price, "stock_how": "add", "stock": 1 } });
        let id = ann.post(EDITS, call).await.is(202).id("bulk_edit_id");
        let event = Event {
            event_id: EventId::new(app.clock.now()),
            kind: "bulk_edit.queued".to_owned(),
            seller_id: ann.seller_id.clone(),
            content: json!({ "bulk_edit_id": id }).to_string(),
            at: app.clock.now(),
        };
        runs.spawn(bulk_edit::carry_out((*app).clone(), event));
    }
    while let Some(done) = runs.join_next().await {
        done.unwrap().unwrap();
    }
    app.work().await;
    let all = ann.get("/seller/products?limit=200").await.json();
    for product in all["data"].as_array().unwrap() {
        let prices: Vec<&Value> = product["variants"]
            .as_array()
            .unwrap()
            .iter()
            .map(|variant| &variant["price"])
            .collect();
        assert!(
            prices.iter().all(|price| *price == prices[0])
                && (*prices[0] == json!(20.0) || *prices[0] == json!(30.0)),
            "{product}"
        );
        // Both changes of stock count.
        assert_eq!(product["stock"], json!(9));
    }
}
