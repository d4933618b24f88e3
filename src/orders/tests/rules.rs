//! Tests of storefront and seller input, and of an order's amounts.

use super::*;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

fn sum(lines: &Value, field: &str) -> i64 {
    let lines = lines.as_array().unwrap();
    lines.iter().map(|line| cents(&line[field])).sum()
}

/// The figures of an order as the API gives it add up, whatever was cancelled.
fn adds_up(order: &Value) {
    let minor = |field: &str| cents(&order[field]);
    for field in [
        "goods",
        "discount",
        "shipping",
        "tax",
        "commission",
        "commission_tax",
        "cancelled",
    ] {
        assert_eq!(minor(field), sum(&order["lines"], field), "{field} of {order:#}");
    }
    let total = minor("goods") - minor("discount") + minor("shipping") + minor("tax");
    assert_eq!(minor("total"), total);
    assert_eq!(minor("remaining"), minor("total") - minor("cancelled"));
    let is_paid = !order["paid_at"].is_null();
    assert_eq!(minor("refunded"), if is_paid { minor("cancelled") } else { 0 });
    let receives =
        minor("remaining") - minor("commission") - minor("commission_tax") + minor("commission_returned");
    assert_eq!(minor("seller_receives"), receives, "{order:#}");
}

#[tokio::test]
async fn an_orders_figures_add_up_after_every_cancellation() {
    let app = TestApp::new().await;
    let boss = app.super_admin().await;
    let tax = json!({ "commission_tax_percent": 23 });
    boss.patch("/api/admin/policy", tax).await.is(200);
    let ann = app.seller("ann").await;
    let storefront = app.storefront().await;
    let goods = [
        ann.product("Cup", "3.33", 900).await,
        ann.product("Pin", "0.07", 900).await,
    ];
    let mut runner = TestRunner::deterministic();
    let amounts = (0i64..400, 0i64..400, 0i64..20);
    let cases = (
        1i64..6,
        1i64..6,
        amounts,
        proptest::bool::ANY,
        proptest::collection::vec((0usize..2, 1i64..4), 4),
    );
    for n in 0..12 {
        let (cups, pins, (shipping, tax, discount), paid, cancels) =
            cases.new_tree(&mut runner).unwrap().current();
        let mut cart = cart(&format!("WEB-{n}"), &[(&goods[0], cups), (&goods[1], pins)]);
        for (name, minor) in [("shipping", shipping), ("tax", tax), ("discount", discount)] {
            cart[name] = decimal(&format!("{}.{:02}", minor / 100, minor % 100));
        }
        if !paid {
            cart["payment"] = json!({ "status": "pending" });
        }
        let id = order_id(&storefront.place(cart).await.is(201).json(), 0);
        let path = format!("/seller/orders/{id}");
        let order = ann.get(&path).await.json();
        adds_up(&order);
        for (line, quantity) in cancels {
            let lines = json!([{ "line_id": order["lines"][line]["line_id"], "quantity": quantity }]);
            let lines = if paid { lines } else { Value::Null };
            let cancel = json!({ "reason": "no", "lines": lines });
            let answer = ann.patch(&format!("{path}/cancel"), cancel).await;
            assert!([200, 409, 422].contains(&answer.status.as_u16()));
            adds_up(&ann.get(&path).await.json());
        }
    }
    is_proven(&app).await;
}

#[tokio::test]
async fn the_same_cart_in_other_bytes_is_the_same_cart() {
    let app = TestApp::new().await;
    let (_, mug, storefront) = shop(&app).await;
    let first = storefront.order("WEB-1", &[(&mug, 2)]).await;
    let id = &mug.variant_id;
    let other = format!(
        r#"{{ "payment": {{"reference":"pi_WEB-1", "status":"paid", "provider":"Stripe"}},
        "lines":[{{"quantity": 2.0, "variant_id":"{id}"}}], "discount":null, "tax": 0.00, "shipping":"0.00",
        "ship_to": {{"country":"ie","postcode":"T12","city":" Cork","line1":"1 Quay"}},
        "buyer":{{"email":"ADA@example.test","name":"Ada Park"}}, "currency":"usd",
        "placed_at":"2026-11-02T11:00:00+01:00", "reference":"WEB-1" }}"#
    );
    let headers = [("content-type", "application/json")];
    let path = "/api/v1/storefront/orders";
    let again = storefront
        .api(axum::http::Method::POST, path, &headers, other.clone())
        .await;
    assert_eq!(again.is(200).json(), first);
    let dearer = other.replace(r#""tax": 0.00"#, r#""tax": 0.01"#);
    let refused = storefront
        .api(axum::http::Method::POST, path, &headers, dearer)
        .await;
    refused.is_problem(409, "conflict");
}

#[tokio::test]
async fn a_field_that_is_none_and_an_unknown_coupon_are_named_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let mut with_qty = cart("WEB-1", &[]);
    with_qty["lines"] = json!([{ "variant_id": mug.variant_id, "qty": 5 }]);
    let mut with_coupon = cart("WEB-1", &[(&mug, 1)]);
    with_coupon["coupon"] = json!("WELCOME10");
    let mut with_rates = cart("WEB-1", &[(&mug, 1)]);
    with_rates["shipping_rate"] = json!([]);
    for (cart, field) in [
        (with_qty, "lines.0.qty"),
        (with_coupon, "coupon"),
        (with_rates, "shipping_rate"),
    ] {
        let refused = storefront.place(cart).await.is_problem(422, "validation");
        assert!(!refused.error(field).is_empty());
    }
    assert_eq!(available(&ann, &mug).await, 10);
    let product = json!({ "name": "Cup", "price": 1, "stok": 4 });
    let refused = ann.post("/seller/products", product).await.is(422);
    assert!(!refused.error("stok").is_empty());
}

#[tokio::test]
async fn an_order_is_placed_now_or_before_and_never_ahead_of_a_few_minutes() {
    let app = TestApp::new().await;
    let (_, mug, storefront) = shop(&app).await;
    for (n, (at, status)) in [
        ("2026-11-02T10:04:00Z", 201),
        ("2026-11-02T10:06:00Z", 422),
        ("2026-11-03T09:00:00Z", 422),
        ("2025-03-30T01:30:00+02:00", 201),
        ("1999-12-31T00:00:00Z", 422),
    ]
    .into_iter()
    .enumerate()
    {
        let mut cart = cart(&format!("WEB-{n}"), &[(&mug, 1)]);
        cart["placed_at"] = json!(at);
        let answer = storefront.place(cart).await.is(status);
        assert!(status == 201 || !answer.error("placed_at").is_empty());
    }
}

#[tokio::test]
async fn a_bulk_move_gives_each_order_its_own_result() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let cup = app.seller("bob").await.product("Cup", "1", 5).await;
    let foreign = order_id(&storefront.order("WEB-0", &[(&cup, 1)]).await, 0);
    let first = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let second = order_id(&storefront.order("WEB-2", &[(&mug, 1)]).await, 0);
    let picked = json!({ "order_ids": [first, foreign, "no id", first, second], "action": "processing" });
    let moved = ann
        .post("/seller/orders/bulk", picked.clone())
        .await
        .is(200)
        .json();
    let results: Vec<_> = moved["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["result"])
        .collect();
    assert_eq!(results, ["done", "not_found", "not_found", "done"]);
    let again = ann.post("/seller/orders/bulk", picked).await.is(200).json();
    assert_eq!(again["results"][0]["result"], "refused");
    let form = [
        ("ids[]", foreign.as_str()),
        ("ids[]", first.as_str()),
        ("status", "cancelled"),
        ("next", "/orders"),
        ("_page", "/orders"),
    ];
    ann.form("/do/orders/bulk-status", &form)
        .await
        .leads_to("/orders");
    ann.page("/orders")
        .await
        .has("1 order is now cancelled. 1 was not found.");
    ann.post(
        "/seller/orders/bulk",
        json!({ "order_ids": [], "action": "delivered" }),
    )
    .await
    .is(422);
}

#[tokio::test]
async fn a_location_ships_no_more_than_it_has() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let shelf = ann
        .post("/seller/locations", json!({ "name": "Shelf" }))
        .await
        .is(201)
        .id("location_id");
    let moved = json!({
        "variant_id": mug.variant_id,
        "from_location_id": crate::id::LocationId::main_of(&ann.seller()).as_str(),
        "to_location_id": shelf,
        "quantity": 2,
    });
    ann.post("/seller/inventory/transfers", moved).await.is(201);
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 4)]).await, 0);
    let path = format!("/seller/orders/{id}/shipments");
    let refused = ann
        .post(&path, json!({ "location_id": shelf }))
        .await
        .is_problem(422, "validation");
    assert!(
        refused.error("location_id").contains("Shelf has"),
        "{}",
        refused.text()
    );
    ann.post(&path, json!({})).await.is(201);
}

#[tokio::test]
async fn what_is_not_on_hand_cannot_be_shipped_unless_it_may_be_back_ordered() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 4)]).await, 0);
    let count = json!({ "items": [{ "sku": mug.sku, "on_hand": 3 }] });
    ann.put("/seller/inventory", count).await.is(200);
    let path = format!("/seller/orders/{id}/shipments");
    ann.post(&path, json!({}))
        .await
        .is_problem(409, "conflict")
        .has("Only 3 of Mug are on hand");
    let order = ann.get(&format!("/seller/orders/{id}")).await.is(200).json();
    assert_eq!(order["status"], "paid");
    let backorder = json!({ "variants": [{ "variant_id": mug.variant_id, "backorder": true }] });
    ann.patch(&format!("/seller/products/{}", mug.product_id), backorder)
        .await
        .is(200);
    ann.post(&path, json!({})).await.is(201);
}

#[tokio::test]
async fn a_tracking_number_that_the_seller_typed_proves_no_delivery() {
    let app = TestApp::new().await;
    let (mut ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let tracked = json!({ "carrier": "DHL", "tracking_number": "1" });
    ann.post(&format!("/seller/orders/{id}/shipments"), tracked)
        .await
        .is(201);
    let delivered = json!({ "status": "delivered" });
    ann.patch(&format!("/seller/orders/{id}/status"), delivered)
        .await
        .is(200);
    for (days, cents_available) in [(8, 0), (7, 900)] {
        app.later(days * DAY_MS);
        app.work().await;
        ann.sign_in(crate::testing::PASSWORD).await;
        let wallet = ann.get("/seller/transactions/wallet").await.json();
        assert_eq!(cents(&wallet["available"]), cents_available);
    }
}

#[tokio::test]
async fn a_stored_value_that_cannot_be_read_is_a_mistake_of_ours_and_no_default() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    for (table, column, value, back) in [
        ("orders", "currency", "BTC", "USD"),
        ("orders", "status", "eaten", "paid"),
    ] {
        for (value, status) in [(value, 500), (back, 200)] {
            let mut tx = app.db.begin().await.unwrap();
            sqlx::query(sqlx::AssertSqlSafe(format!(
                "update {table} set {column} = '{value}'"
            )))
            .execute(&mut *tx)
            .await
            .unwrap();
            tx.commit().await.unwrap();
            ann.get(&format!("/seller/orders/{id}")).await.is(status);
            ann.get("/seller/orders").await.is(status);
        }
    }
}

#[tokio::test]
async fn the_order_names_its_payment_and_a_cancellation_speaks_of_money_that_came_only() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let mut paid = cart("WEB-1", &[(&mug, 1)]);
    paid["payment"] = json!({ "status": "paid", "reference": "pi_alone" });
    let paid = order_id(&storefront.place(paid).await.is(201).json(), 0);
    let mut pending = cart("WEB-2", &[(&mug, 1)]);
    pending["payment"] = json!({ "status": "pending" });
    let pending = order_id(&storefront.place(pending).await.is(201).json(), 0);
    ann.page(&format!("/orders/{paid}")).await.is(200).has("pi_alone");
    for (id, is_owed) in [(&paid, true), (&pending, false)] {
        let page = format!("/orders/{id}");
        let form = [
            ("order_id", id.as_str()),
            ("reason", "Gone"),
            ("_page", page.as_str()),
        ];
        ann.form("/do/orders/cancel", &form).await.leads_to(&page);
        let shown = ann.page(&page).await.is(200);
        assert_eq!(shown.text().contains("is owed back to them"), is_owed, "{id}");
    }
}
