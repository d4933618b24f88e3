//! Promises of refunds, through HTTP.

use super::*;
use crate::testing::Answer;

/// A delivered order of three cups at 10.00, with shipping, tax and discount; its id and line.
async fn shipped(storefront: &Actor, seller: &Actor, cart: Value) -> (String, String) {
    let id = order_id(&storefront.place(cart).await.is(201).json(), 0);
    seller
        .post(
            &format!("/seller/orders/{id}/shipments"),
            json!({ "tracking_number": "1" }),
        )
        .await
        .is(201);
    let order = seller.get(&format!("/seller/orders/{id}")).await.is(200).json();
    let line = order["lines"][0]["line_id"].as_str().unwrap().to_owned();
    (id, line)
}

fn of_cups(reference: &str, cup: &Product, pieces: i64) -> Value {
    let mut cart = cart(reference, &[(cup, pieces)]);
    for (name, amount) in [("shipping", "3.00"), ("tax", "1.00"), ("discount", "2.00")] {
        cart[name] = decimal(amount);
    }
    cart
}

/// Has the money of a shipped order become available.
async fn release(app: &TestApp, seller: &Actor, id: &str) {
    let path = format!("/seller/orders/{id}/status");
    seller
        .patch(&path, json!({ "status": "delivered" }))
        .await
        .is(200);
    app.work().await;
}

async fn refund(seller: &Actor, id: &str, body: Value) -> Answer {
    seller.post(&format!("/seller/orders/{id}/refunds"), body).await
}

#[tokio::test]
async fn pieces_one_by_one_return_what_the_order_was_paid_and_end_it() {
    let app = TestApp::new().await;
    let (ann, storefront) = (app.seller("ann").await, app.storefront().await);
    let cup = ann.product("Cup", "10.00", 10).await;
    let (id, line) = shipped(&storefront, &ann, of_cups("W-1", &cup, 3)).await;
    let mut returned = 0;
    for left in [2, 1, 0] {
        let one = json!({ "lines": [{ "line_id": line, "quantity": 1 }], "shipping": true, "restock": true,
            "reason": "Broken" });
        let made = refund(&ann, &id, one).await.is(201).json();
        assert_eq!(made["status"], "external");
        returned += cents(&made["amount"]);
        let order = ann.get(&format!("/seller/orders/{id}")).await.is(200).json();
        assert_eq!(order["status"] == "refunded", left == 0);
        assert_eq!(cents(&order["refunded"]), returned);
    }
    assert_eq!(returned, 3_200);
    assert_eq!(available(&ann, &cup).await, 10);
    let wallet = ann.get("/seller/transactions/wallet").await.is(200).json();
    assert_eq!(cents(&wallet["pending"]), 0);
    is_proven(&app).await;
}

#[tokio::test]
async fn a_refund_says_what_it_returned_and_where_it_was_taken_from() {
    let app = TestApp::new().await;
    let (ann, storefront) = (app.seller("ann").await, app.storefront().await);
    let cup = ann.product("Cup", "10.00", 10).await;
    let (id, line) = shipped(&storefront, &ann, of_cups("W-1", &cup, 3)).await;
    let one = json!({ "lines": [{ "line_id": line, "quantity": 1 }], "reason": "Broken" });
    let made = refund(&ann, &id, one).await.is(201).json();
    let of = |name: &str| cents(&made[name]);
    assert_eq!(
        (of("goods"), of("tax"), of("shipping"), of("amount")),
        (933, 33, 0, 966)
    );
    let taken: i64 = ["pending", "reserved", "available", "debt"]
        .iter()
        .map(|name| cents(&made["taken_from"][name]))
        .sum();
    assert_eq!(
        taken,
        of("amount") - of("commission_returned") - of("commission_tax_returned")
    );
    assert_eq!(cents(&made["taken_from"]["pending"]), taken);
    let listed = ann.get("/seller/refunds?status=external").await.is(200).json();
    assert_eq!(listed["data"][0]["refund_id"], made["refund_id"]);
    let of_order = ann
        .get(&format!("/seller/orders/{id}/refunds"))
        .await
        .is(200)
        .json();
    assert_eq!(of_order["data"][0], listed["data"][0]);
}

#[tokio::test]
async fn an_amount_goes_over_goods_and_tax_and_then_shipping_and_never_beyond_what_was_paid() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let cup = ann.product("Cup", "10.00", 10).await;
    let storefront = app.storefront().await;
    let placed = storefront.place(of_cups("W-1", &cup, 3)).await.is(201).json();
    let id = order_id(&placed, 0);
    let made = refund(&ann, &id, json!({ "amount": "30.00", "reason": "Late" }))
        .await
        .is(201)
        .json();
    let of = |name: &str| cents(&made[name]);
    assert_eq!((of("goods"), of("tax"), of("shipping")), (2_800, 100, 100));
    refund(&ann, &id, json!({ "amount": "2.01", "reason": "Late" }))
        .await
        .is_problem(409, "refund_exceeds_order")
        .has("2.00");
    refund(&ann, &id, json!({ "amount": "2.00", "reason": "Late" }))
        .await
        .is(201);
    let order = ann.get(&format!("/seller/orders/{id}")).await.is(200).json();
    assert_eq!(order["status"], "refunded");
    assert_eq!(available(&ann, &cup).await, 10);
    refund(&ann, &id, json!({ "amount": "0.01", "reason": "Late" }))
        .await
        .is_problem(409, "refund_exceeds_order");
    is_proven(&app).await;
}

#[tokio::test]
async fn what_cannot_be_refunded_is_refused_by_name_and_changes_nothing() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let cup = ann.product("Cup", "10.00", 10).await;
    let storefront = app.storefront().await;
    let placed = storefront.place(of_cups("W-1", &cup, 3)).await.is(201).json();
    let id = order_id(&placed, 0);
    let order = ann.get(&format!("/seller/orders/{id}")).await.is(200).json();
    let line = order["lines"][0]["line_id"].clone();
    let pieces = |quantity: i64| json!([{ "line_id": line, "quantity": quantity }]);
    refund(&ann, &id, json!({ "lines": pieces(1), "reason": "Late" }))
        .await
        .is(409)
        .has("cancel");
    refund(&ann, &id, json!({ "lines": pieces(4), "reason": "Late" }))
        .await
        .is_problem(409, "refund_exceeds_order");
    for wrong in [
        json!({ "reason": "Late" }),
        json!({ "lines": pieces(1), "amount": "1.00", "reason": "Late" }),
        json!({ "amount": "1.00" }),
        json!({ "amount": "-1.00", "reason": "Late" }),
        json!({ "amount": "1.001", "reason": "Late" }),
        json!({ "amount": "1.00", "restock": true, "reason": "Late" }),
        json!({ "lines": [{ "line_id": "line_1", "quantity": 1 }], "reason": "Late" }),
    ] {
        refund(&ann, &id, wrong).await.is(422);
    }
    refund(&bob, &id, json!({ "amount": "1.00", "reason": "Late" }))
        .await
        .is(404);
    let mut unpaid = of_cups("W-2", &cup, 1);
    unpaid["payment"] = json!({ "status": "pending" });
    let unpaid = order_id(&storefront.place(unpaid).await.is(201).json(), 0);
    refund(&ann, &unpaid, json!({ "amount": "1.00", "reason": "Late" }))
        .await
        .is(409)
        .has("not paid");
    let order = ann.get(&format!("/seller/orders/{id}")).await.is(200).json();
    assert_eq!(
        (
            cents(&order["refunded"]),
            order["refunds"].as_array().unwrap().len()
        ),
        (0, 0)
    );
}

#[tokio::test]
async fn a_refund_of_withdrawn_money_becomes_debt_that_the_next_sale_settles() {
    let app = TestApp::new().await;
    let at_once = json!({ "hold_days": 0, "unproven_hold_days": 0 });
    app.super_admin()
        .await
        .patch("/api/admin/policy", at_once)
        .await
        .is(200);
    let (ann, storefront) = (app.seller("ann").await, app.storefront().await);
    let cup = ann.product("Cup", "10.00", 10).await;
    let (id, line) = shipped(&storefront, &ann, of_cups("W-1", &cup, 3)).await;
    release(&app, &ann, &id).await;
    let there = ann.get("/seller/transactions/wallet").await.is(200).json()["available"].clone();
    let method = json!({ "kind": "bank", "account_holder": "Ann", "iban": "GB33BUKB20201555555555" });
    ann.post("/seller/payout-methods", method).await.is(201);
    ann.post("/seller/transactions/withdraw", json!({ "amount": there }))
        .await
        .is(201);
    let all = json!({ "lines": [{ "line_id": line, "quantity": 3 }], "shipping": true, "reason": "Broken" });
    let made = refund(&ann, &id, all).await.is(201).json();
    assert_eq!(cents(&made["taken_from"]["debt"]), cents(&there));
    let (next, _) = shipped(&storefront, &ann, of_cups("W-2", &cup, 3)).await;
    release(&app, &ann, &next).await;
    let wallet = ann.get("/seller/transactions/wallet").await.is(200).json();
    assert_eq!((cents(&wallet["debt"]), cents(&wallet["available"])), (0, 0));
    is_proven(&app).await;
}

#[tokio::test]
async fn a_cancellation_after_a_refund_returns_what_is_left_and_the_order_is_refunded() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let cup = ann.product("Cup", "10.00", 10).await;
    let storefront = app.storefront().await;
    let id = order_id(&storefront.place(of_cups("W-1", &cup, 3)).await.is(201).json(), 0);
    refund(&ann, &id, json!({ "amount": "20.00", "reason": "Late" }))
        .await
        .is(201);
    let cancelled = ann
        .patch(
            &format!("/seller/orders/{id}/cancel"),
            json!({ "reason": "Gone" }),
        )
        .await
        .is(200)
        .json();
    assert_eq!(
        (cents(&cancelled["refunded"]), &cancelled["status"]),
        (3_200, &json!("refunded"))
    );
    let listed = ann.get("/seller/refunds").await.is(200).json();
    let causes: Vec<_> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["cause"].clone())
        .collect();
    assert_eq!(causes, ["cancellation", "refund"]);
    is_proven(&app).await;
}

#[tokio::test]
async fn what_is_owed_to_a_buyer_is_confirmed_once_by_its_reference() {
    let app = TestApp::new().await;
    let (ann, storefront) = (app.seller("ann").await, app.storefront().await);
    let cup = ann.product("Cup", "10.00", 10).await;
    let (id, _) = shipped(&storefront, &ann, of_cups("W-1", &cup, 3)).await;
    let made = refund(&ann, &id, json!({ "amount": "5.00", "reason": "Late" }))
        .await
        .is(201)
        .json();
    let refund_id = made["refund_id"].as_str().unwrap().to_owned();
    let admin = app.admin().await;
    let owed = admin.get("/api/admin/refunds").await.is(200).json();
    assert_eq!(owed["data"][0]["refund_id"], made["refund_id"]);
    let path = format!("/api/admin/refunds/{refund_id}/confirmation");
    admin.post(&path, json!({})).await.is(422);
    for _ in 0..2 {
        let paid = admin
            .post(&path, json!({ "reference": "re_1" }))
            .await
            .is(200)
            .json();
        assert_eq!(
            (&paid["status"], &paid["reference"]),
            (&json!("paid"), &json!("re_1"))
        );
    }
    admin.post(&path, json!({ "reference": "re_2" })).await.is(409);
    let path = format!("/api/v1/storefront/refunds/{refund_id}/confirmation");
    storefront
        .post(&path, json!({ "reference": "re_1" }))
        .await
        .is(200);
    ann.post(&path, json!({ "reference": "re_1" })).await.is(403);
}

#[tokio::test]
async fn a_form_refunds_pieces_or_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let (ann, storefront) = (app.seller("ann").await, app.storefront().await);
    let cup = ann.product("Cup", "10.00", 10).await;
    let (id, line) = shipped(&storefront, &ann, of_cups("W-1", &cup, 3)).await;
    let page = format!("/orders/{id}");
    let fields = [
        ("_page", &*page),
        ("order_id", &*id),
        ("reason", "Too big"),
        ("amount", "99999"),
    ];
    ann.form("/do/orders/refund", &fields)
        .await
        .is(422)
        .has("Too big");
    let piece = format!("refunded[{line}]");
    let fields = [
        ("_page", &*page),
        ("order_id", &*id),
        ("reason", "Too big"),
        (&*piece, "1"),
        ("restock", "on"),
    ];
    ann.form("/do/orders/refund", &fields).await.is(302);
    ann.page(&page)
        .await
        .is(200)
        .has("Too big")
        .has("Owed to the buyer");
    assert_eq!(available(&ann, &cup).await, 8);
}
