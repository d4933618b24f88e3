//! Race tests: orders, payouts and the ledger.

use super::{both, both_done, one, patch, post, runs};
use crate::testing::actor::Actor;
use crate::testing::builders::{Product, cart, decimal};
use crate::testing::test_app::TestApp;
use futures_util::future::join_all;
use serde_json::{Value, json};

/// Every balance follows from the transfers.
async fn is_proven(app: &TestApp) {
    let (transfers, differences) = crate::wallet::verify(&app.db)
        .await
        .expect("the ledger can be read");
    assert!(transfers > 0 && differences.is_empty(), "{differences:?}");
}

/// A seller whose deliveries are paid at once.
async fn seller(app: &TestApp) -> Actor {
    let at_once = json!({ "hold_days": 0, "unproven_hold_days": 0 });
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", at_once).await.is(200);
    app.seller("ann").await
}

fn id(placed: &Value) -> String {
    placed["orders"][0]["order_id"]
        .as_str()
        .expect("an order")
        .to_owned()
}

async fn earn(shop: &Actor, ann: &Actor, mug: &Product, reference: &str, pieces: i64) {
    let path = format!(
        "/seller/orders/{}",
        id(&shop.order(reference, &[(mug, pieces)]).await)
    );
    post(ann, format!("{path}/shipments"), json!({})).await.is(201);
    let delivered = json!({ "status": "delivered" });
    patch(ann, format!("{path}/status"), delivered).await.is(200);
}

#[tokio::test]
async fn an_order_takes_one_way_of_two() {
    let app = TestApp::new().await;
    let (ann, shop) = (seller(&app).await, app.storefront().await);
    let (mug, cup) = (
        ann.product("Mug", "10", 900).await,
        ann.product("Cup", "5", 900).await,
    );
    let steps: [(&str, &[&str], [&str; 2]); 8] = [
        ("paid", &[], ["ship", "cancel"]),
        ("paid", &[], ["ship", "ship"]),
        ("paid", &[], ["cancel", "cancel"]),
        ("paid", &[], ["processing", "processing"]),
        ("paid", &[], ["cancel one", "cancel one"]),
        ("paid", &["ship"], ["delivered", "delivered"]),
        ("paid", &["ship", "delivered"], ["completed", "completed"]),
        ("pending", &[], ["cancel", "cancel"]),
    ];
    for (number, (payment, before, [left, right])) in steps.iter().enumerate() {
        for run in 0..runs() {
            let mut order = cart(&format!("W-{number}-{run}"), &[(&mug, 1), (&cup, 2)]);
            order["payment"]["status"] = json!(payment);
            let path = format!("/seller/orders/{}", id(&shop.place(order).await.is(201).json()));
            let shown = ann.get(&path).await.is(200).json();
            let line = shown["lines"][0]["line_id"].clone();
            let step = async |what: &str| match what {
                "ship" => post(&ann, format!("{path}/shipments"), json!({})).await,
                "cancel" => patch(&ann, format!("{path}/cancel"), json!({ "reason": "No." })).await,
                "cancel one" => {
                    let piece = json!({ "reason": "No.", "lines": [{ "line_id": line, "quantity": 1 }] });
                    patch(&ann, format!("{path}/cancel"), piece).await
                }
                status => patch(&ann, format!("{path}/status"), json!({ "status": status })).await,
            };
            for what in *before {
                assert!(step(what).await.status.is_success(), "{what}");
            }
            let refused = if *left == "cancel one" { 422 } else { 409 };
            one(&both(&app, run, step(left), step(right)).await, refused);
        }
    }
    is_proven(&app).await;
}

#[tokio::test]
async fn a_checkout_is_paid_once_and_expires_or_is_paid() {
    let app = TestApp::new().await;
    let (ann, shop) = (seller(&app).await, app.storefront().await);
    let mug = ann.product("Mug", "10", 900).await;
    for run in 0..runs() {
        let reference = format!("W-{run}");
        let mut order = cart(&reference, &[(&mug, 1)]);
        order["payment"] = json!({ "status": "pending" });
        let path = format!("/seller/orders/{}", id(&shop.place(order).await.is(201).json()));
        let pay = || {
            let payment = json!({ "provider": "stripe", "reference": format!("pi_{run}") });
            let (shop, path) = (
                shop.clone(),
                format!("/api/v1/storefront/orders/{reference}/payment"),
            );
            async move { shop.post(&path, payment).await }
        };
        let cancelled = patch(&ann, format!("{path}/cancel"), json!({ "reason": "No." }));
        match run / 2 % 2 {
            0 => both_done(&both(&app, run, pay(), pay()).await),
            // Cancelled before it is paid, the money is owed back; after, it goes back.
            _ => both_done(&both(&app, run, pay(), cancelled).await),
        }
        let sales = ann
            .get("/seller/transactions?kind=sale&limit=200")
            .await
            .is(200)
            .json();
        let of_this = |entry: &&Value| path.ends_with(entry["order_id"].as_str().unwrap_or("none"));
        let posted = sales["data"]
            .as_array()
            .expect("entries")
            .iter()
            .filter(of_this)
            .count();
        assert!(posted <= 1 && (run / 2 % 2 == 1 || posted == 1), "{sales}");
    }
    is_proven(&app).await;
}

#[tokio::test]
async fn no_more_is_paid_out_than_there_is_and_a_payout_ends_once() {
    let app = TestApp::new().await;
    let (ann, shop, finance) = (seller(&app).await, app.storefront().await, app.finance().await);
    let mug = ann.product("Mug", "10", 900).await;
    earn(&shop, &ann, &mug, "W-0", 10).await;
    let withdraw = |amount: &str| {
        ann.post(
            "/seller/transactions/withdraw",
            json!({ "amount": decimal(amount) }),
        )
    };
    let asked = join_all((0..50).map(|_| withdraw("9"))).await;
    let count = |status: u16| {
        asked
            .iter()
            .filter(|answer| answer.status.as_u16() == status)
            .count()
    };
    assert_eq!((count(201), count(409)), (10, 40));
    for (run, answer) in asked
        .iter()
        .filter(|answer| answer.status.as_u16() == 201)
        .take(runs())
        .enumerate()
    {
        let path = format!("/api/admin/payouts/{}/settlement", answer.id("payout_id"));
        let settle = |outcome: &str| finance.post(&path, json!({ "outcome": outcome, "reference": "T-1" }));
        one(&both(&app, run, settle("paid"), settle("failed")).await, 409);
    }
    // A payout names a method that stood when it was asked for.
    earn(&shop, &ann, &mug, "W-1", 10).await;
    for run in 0..runs() {
        let mut ann = ann.clone();
        ann.sign_in(crate::testing::PASSWORD).await;
        let method = json!({ "kind": "upi", "vpa": "ann@okbank" });
        let method = ann.post("/seller/payout-methods", method).await.is(201);
        app.later(crate::clock::DAY_MS);
        let mut ann = ann.clone();
        ann.sign_in(crate::testing::PASSWORD).await;
        let asked = json!({ "amount": 5, "payout_method_id": method.id("payout_method_id") });
        let path = format!("/seller/payout-methods/{}", method.id("payout_method_id"));
        let withdrawn = ann.post("/seller/transactions/withdraw", asked);
        let (withdrawn, removed) = both(&app, run, withdrawn, ann.delete(&path)).await;
        removed.is(204);
        let status = withdrawn.status.as_u16();
        assert!([201, 422].contains(&status), "{}", withdrawn.text());
    }
    let mut ann = ann.clone();
    ann.sign_in(crate::testing::PASSWORD).await;
    let wallet = ann.get("/seller/transactions/wallet").await.is(200).json();
    let sum = ["available", "in_payout"].map(|name| wallet[name].as_f64().expect("an amount"));
    assert!(sum[0] >= 0.0 && sum[1] >= 0.0, "{wallet}");
    is_proven(&app).await;
}

#[tokio::test]
async fn only_the_first_payout_method_is_usable_at_once() {
    let app = TestApp::new().await;
    for run in 0..runs() {
        let ann = app.seller(&format!("ann{run}")).await;
        let method = |number: usize| {
            let method = json!({ "kind": "upi", "vpa": format!("ann{number}@okbank") });
            ann.post("/seller/payout-methods", method)
        };
        let added = join_all((0..6).map(method)).await;
        let now = app.clock.now().rfc3339();
        let usable =
            |answer: &crate::testing::Answer| answer.clone().is(201).json()["usable_at"] == json!(now);
        assert_eq!(added.iter().filter(|answer| usable(answer)).count(), 1);
        let first = added
            .iter()
            .find(|answer| usable(answer))
            .expect("one")
            .id("payout_method_id");
        let path = format!("/seller/payout-methods/{first}");
        one(&both(&app, run, ann.delete(&path), ann.delete(&path)).await, 404);
    }
}

#[tokio::test]
async fn carts_of_several_sellers_are_placed_at_once_and_the_ledger_proves() {
    let app = TestApp::new().await;
    let shop = app.storefront().await;
    let mut goods = Vec::new();
    for name in ["ann", "bob", "cid", "dee"] {
        goods.push(app.seller(name).await.product("Mug", "10", 10_000).await);
    }
    let place = |number: usize| {
        let (shop, app) = (shop.clone(), &app);
        // Each begins with another seller.
        let lines: Vec<(&Product, i64)> = (0..4).map(|at| (&goods[(number + at) % 4], 1)).collect();
        let cart = cart(&format!("W-{number}"), &lines);
        async move {
            // The clock goes on between them, as it does.
            app.later(1);
            shop.place(cart).await
        }
    };
    for round in 0..runs() {
        let placed = join_all((0..40).map(|number| place(round * 40 + number))).await;
        for answer in placed {
            answer.is(201);
        }
    }
    is_proven(&app).await;
}
