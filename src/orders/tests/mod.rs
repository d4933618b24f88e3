//! Tests of orders, through HTTP.

mod due;
mod notes;
mod refund_model;
mod refunds;
mod rules;
mod search;
mod shipping;

use crate::clock::{DAY_MS, MINUTE_MS};
use crate::testing::{Actor, Product, TestApp, cart, decimal};
use serde_json::{Value, json};

/// A seller with a product, and a storefront.
async fn shop(app: &TestApp) -> (Actor, Product, Actor) {
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 10).await;
    (ann, mug, app.storefront().await)
}

fn order_id(placed: &Value, at: usize) -> String {
    placed["orders"][at]["order_id"].as_str().unwrap().to_owned()
}

fn cents(amount: &Value) -> i64 {
    (amount.as_f64().unwrap() * 100.0).round() as i64
}

async fn available(seller: &Actor, product: &Product) -> i64 {
    let product = seller
        .get(&format!("/seller/products/{}", product.product_id))
        .await;
    product.json()["variants"][0]["available"].as_i64().unwrap()
}

async fn is_proven(app: &TestApp) {
    let (transfers, differences) = crate::wallet::verify(&app.db).await.unwrap();
    assert_eq!((transfers > 0, differences), (true, Vec::new()));
}

#[tokio::test]
async fn an_order_for_two_sellers_is_split_and_its_parts_sum_to_the_whole() {
    let app = TestApp::new().await;
    let (_, mug, storefront) = shop(&app).await;
    let cup = app.seller("bob").await.product("Cup", "3.33", 10).await;
    let mut cart = cart("WEB-1", &[(&mug, 1), (&cup, 2)]);
    for (name, amount) in [("shipping", "4.99"), ("tax", "1.37"), ("discount", "2.01")] {
        cart[name] = decimal(amount);
    }
    let placed = storefront.place(cart).await.is(201).json();
    let sum = |name: &str| -> i64 {
        let orders = placed["orders"].as_array().unwrap();
        orders.iter().map(|order| cents(&order[name])).sum()
    };
    assert_eq!(placed["orders"].as_array().unwrap().len(), 2);
    assert_eq!(
        (sum("shipping"), sum("tax"), sum("discount"), sum("total")),
        (499, 137, 201, 1666 + 499 + 137 - 201)
    );
    is_proven(&app).await;
}

#[tokio::test]
async fn the_same_reference_again_gets_the_first_answer_and_another_body_is_refused() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let first = storefront.order("WEB-1", &[(&mug, 2)]).await;
    let again = storefront.place(cart("WEB-1", &[(&mug, 2)])).await.is(200).json();
    assert_eq!(first, again);
    let other = storefront.place(cart("WEB-1", &[(&mug, 3)])).await;
    other.is_problem(409, "conflict");
    assert_eq!(available(&ann, &mug).await, 8);
}

#[tokio::test]
async fn too_little_stock_of_one_line_keeps_nothing() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let cup = ann.product("Cup", "5", 1).await;
    let refused = storefront.place(cart("WEB-1", &[(&mug, 1), (&cup, 2)])).await;
    assert!(
        refused
            .is_problem(422, "validation")
            .error("lines.1")
            .contains("Not enough stock")
    );
    assert_eq!(available(&ann, &mug).await, 10);
    assert_eq!(ann.get("/seller/orders").await.json()["data"], json!([]));
    storefront.order("WEB-1", &[(&mug, 1)]).await;
}

#[tokio::test]
async fn another_sellers_order_is_not_there() {
    let app = TestApp::new().await;
    let (_, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let bob = app.seller("bob").await;
    bob.get(&format!("/seller/orders/{id}"))
        .await
        .is_problem(404, "not_found");
    let status = json!({ "status": "processing" });
    bob.patch(&format!("/seller/orders/{id}/status"), status)
        .await
        .is(404);
    bob.patch(&format!("/seller/orders/{id}/cancel"), json!({ "reason": "no" }))
        .await
        .is(404);
    bob.post(&format!("/seller/orders/{id}/shipments"), json!({}))
        .await
        .is(404);
    bob.page(&format!("/orders/{id}")).await.is(404);
    let picked = [
        ("ids[]", id.as_str()),
        ("status", "processing"),
        ("_page", "/orders"),
    ];
    bob.form("/do/orders/bulk-status", &picked)
        .await
        .is(422)
        .has("1 was not found");
}

#[tokio::test]
async fn a_page_reads_its_address_with_care() {
    let app = TestApp::new().await;
    let (ann, _, _) = shop(&app).await;
    ann.page("/orders/1042").await.is(404);
    ann.page("/orders?status=+paid+&status=none&q=&after=")
        .await
        .is(200);
    ann.page("/orders?status=none").await.is(422);
    ann.page("/orders?after=1042").await.is(422);
    app.anonymous().page("/orders/1042").await.is(302);
}

#[tokio::test]
async fn a_seller_never_makes_an_order_paid() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let mut pending = cart("WEB-1", &[(&mug, 1)]);
    pending["payment"] = json!({ "status": "pending" });
    let id = order_id(&storefront.place(pending).await.is(201).json(), 0);
    let status = json!({ "status": "paid" });
    ann.patch(&format!("/seller/orders/{id}/status"), status)
        .await
        .is_problem(403, "forbidden");
}

#[tokio::test]
async fn only_allowed_moves_are_made_and_the_refusal_says_what_is_allowed() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let path = format!("/seller/orders/{id}/status");
    let refused = ann.patch(&path, json!({ "status": "delivered" })).await;
    refused.is_problem(409, "conflict").has("processing, cancelled");
    for status in ["processing", "shipped", "delivered", "completed"] {
        let moved = ann.patch(&path, json!({ "status": status })).await.is(200);
        assert_eq!(moved.json()["status"], status);
    }
    ann.patch(&path, json!({ "status": "processing" }))
        .await
        .is(409)
        .has("nothing");
    ann.patch(&path, json!({ "status": "eaten" })).await.is(422);
}

#[tokio::test]
async fn a_cancelled_order_cannot_be_shipped_and_its_stock_is_free_again() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 4)]).await, 0);
    assert_eq!(available(&ann, &mug).await, 6);
    ann.patch(
        &format!("/seller/orders/{id}/cancel"),
        json!({ "reason": "Broken" }),
    )
    .await
    .is(200);
    assert_eq!(available(&ann, &mug).await, 10);
    let shipped = ann
        .post(&format!("/seller/orders/{id}/shipments"), json!({}))
        .await;
    shipped.is_problem(409, "conflict");
    let again = json!({ "reason": "Broken" });
    ann.patch(&format!("/seller/orders/{id}/cancel"), again)
        .await
        .is(409);
    is_proven(&app).await;
}

#[tokio::test]
async fn cancelling_piece_by_piece_reverses_to_the_cent() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let cup = ann.product("Cup", "3.33", 10).await;
    let storefront = app.storefront().await;
    let mut cart = cart("WEB-1", &[(&cup, 3)]);
    for (name, amount) in [("shipping", "1.00"), ("tax", "0.77"), ("discount", "0.50")] {
        cart[name] = decimal(amount);
    }
    let id = order_id(&storefront.place(cart).await.is(201).json(), 0);
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    let piece = json!([{ "line_id": order["lines"][0]["line_id"], "quantity": 1 }]);
    for _ in 0..3 {
        let body = json!({ "reason": "Out of clay", "lines": piece });
        ann.patch(&format!("/seller/orders/{id}/cancel"), body)
            .await
            .is(200);
        is_proven(&app).await;
    }
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    assert_eq!(order["status"], "cancelled");
    assert_eq!(order["refunded"], order["total"]);
    assert_eq!(cents(&order["seller_receives"]), 0);
    let wallet = ann.get("/seller/transactions/wallet").await.json();
    assert_eq!(cents(&wallet["pending"]), 0);
}

#[tokio::test]
async fn the_rest_of_an_order_that_is_partly_cancelled_ships_and_is_paid_for() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 3)]).await, 0);
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    let line = order["lines"][0]["line_id"].as_str().unwrap();
    let one = |field: &str| format!("{field}[{line}]");
    let cancel = [
        ("order_id", id.as_str()),
        (&one("pieces"), "1"),
        ("reason", "One broke"),
    ];
    ann.form("/do/orders/cancel", &cancel)
        .await
        .leads_to(&format!("/orders/{id}"));
    let ship = [
        ("order_id", id.as_str()),
        (&one("quantity"), "2"),
        ("carrier", "An Post"),
    ];
    ann.form("/do/orders/ship", &ship)
        .await
        .leads_to(&format!("/orders/{id}"));
    let page = ann.page(&format!("/orders/{id}")).await.is(200);
    page.has("An Post").has("-$10.00").has("$18.00");
    is_proven(&app).await;
}

#[tokio::test]
async fn a_form_that_asks_for_too_much_comes_back_with_what_was_typed() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    let quantity = format!("quantity[{}]", order["lines"][0]["line_id"].as_str().unwrap());
    let page = format!("/orders/{id}");
    let typed = [
        ("order_id", id.as_str()),
        (&quantity, "7"),
        ("carrier", "An Post"),
        ("_page", &page),
    ];
    let again = ann.form("/do/orders/ship", &typed).await.is(422);
    assert_eq!(
        (again.field(&quantity).as_str(), again.field("carrier").as_str()),
        ("7", "An Post")
    );
    again.has("Only 1 of Mug are left.");
    let nothing = [("order_id", id.as_str()), (&quantity, "0"), ("_page", &page)];
    ann.form("/do/orders/ship", &nothing)
        .await
        .is(422)
        .has("at least one piece");
}

#[tokio::test]
async fn an_unpaid_order_lets_its_stock_go_and_a_late_payment_takes_it_again() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let mut pending = cart("WEB-1", &[(&mug, 10)]);
    pending["payment"] = json!({ "status": "pending" });
    let id = order_id(&storefront.place(pending).await.is(201).json(), 0);
    assert_eq!(available(&ann, &mug).await, 0);
    app.later(61 * MINUTE_MS);
    app.work().await;
    let mut ann = ann;
    ann.sign_in(crate::testing::PASSWORD).await;
    assert_eq!(available(&ann, &mug).await, 10);
    let pay = json!({ "provider": "stripe", "reference": "pi_late" });
    storefront
        .post("/api/v1/storefront/orders/WEB-1/payment", pay)
        .await
        .is(200);
    let order = ann.get(&format!("/seller/orders/{id}")).await.is(200).json();
    assert_eq!(
        (order["status"].as_str(), available(&ann, &mug).await),
        (Some("paid"), 0)
    );
    is_proven(&app).await;
}

#[tokio::test]
async fn a_payment_after_the_seller_cancelled_does_not_bring_the_order_back() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let mut pending = cart("WEB-1", &[(&mug, 2)]);
    pending["payment"] = json!({ "status": "pending" });
    let id = order_id(&storefront.place(pending).await.is(201).json(), 0);
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    let part = json!([{ "line_id": order["lines"][0]["line_id"], "quantity": 1 }]);
    let cancel = format!("/seller/orders/{id}/cancel");
    ann.patch(&cancel, json!({ "reason": "no", "lines": part }))
        .await
        .is(409);
    ann.patch(&cancel, json!({ "reason": "no" })).await.is(200);
    let pay = json!({ "provider": "stripe", "reference": "pi_1" });
    storefront
        .post("/api/v1/storefront/orders/WEB-1/payment", pay)
        .await
        .is(200);
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    assert_eq!(
        (order["status"].as_str(), cents(&order["seller_receives"])),
        (Some("cancelled"), 0)
    );
    assert_eq!(order["timeline"][0]["kind"], "refund_due");
}

#[tokio::test]
async fn picked_orders_move_together_and_the_refused_are_named() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let first = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let second = order_id(&storefront.order("WEB-2", &[(&mug, 1)]).await, 0);
    ann.patch(
        &format!("/seller/orders/{second}/cancel"),
        json!({ "reason": "no" }),
    )
    .await
    .is(200);
    let picked = [
        ("ids[]", first.as_str()),
        ("ids[]", second.as_str()),
        ("status", "processing"),
        ("next", "/orders?status=to_ship"),
    ];
    let moved = ann.form("/do/orders/bulk-status", &picked).await;
    moved.leads_to("/orders?status=to_ship");
    let list = ann.page("/orders?status=to_ship").await.is(200);
    list.has("1 order is now processing.")
        .has("could not be updated")
        .has("Processing");
    let again = ann.form("/do/orders/bulk-status", &picked).await.is(422);
    again.has("No orders were updated.");
}

#[tokio::test]
async fn the_list_filters_by_status_and_search_and_refuses_what_is_no_filter() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    storefront.order("WEB-2", &[(&mug, 1)]).await;
    ann.post(&format!("/seller/orders/{id}/shipments"), json!({}))
        .await
        .is(201);
    let numbers = |page: crate::testing::Answer| page.is(200).texts("a.row-link");
    assert_eq!(numbers(ann.page("/orders").await).len(), 2);
    assert_eq!(numbers(ann.page("/orders?status=to_ship").await).len(), 1);
    assert_eq!(numbers(ann.page("/orders?q=WEB-1&status=shipped").await).len(), 1);
    assert_eq!(numbers(ann.page("/orders?q=ada&status=to_ship").await).len(), 1);
    assert_eq!(numbers(ann.page("/orders?from=2026-11-03").await).len(), 0);
    for wrong in ["status=eaten", "from=soon", "after=x"] {
        ann.page(&format!("/orders?{wrong}")).await.is(422);
    }
    let csv = ann.page("/orders?status=shipped&format=csv").await.is(200);
    assert_eq!(csv.text().lines().count(), 2);
    ann.page("/orders?format=pdf").await.is(200);
}
