//! Tests of incoming payments, through HTTP.

use crate::testing::{Actor, TestApp, cart};
use serde_json::{Value, json};
use tokio::task::JoinSet;

async fn shop(app: &TestApp) -> (Actor, crate::testing::Product) {
    let mug = app.seller("ann").await.product("Mug", "10.00", 100).await;
    (app.storefront().await, mug)
}

fn pending(cart: &Value) -> Value {
    let mut cart = cart.clone();
    cart["payment"] = json!({ "status": "pending" });
    cart
}

async fn pay(
    storefront: &Actor,
    order: &str,
    provider: Option<&str>,
    reference: &str,
) -> crate::testing::Answer {
    let path = format!("/api/v1/storefront/orders/{order}/payment");
    let payment = json!({ "provider": provider, "reference": reference });
    storefront.post(&path, payment).await
}

async fn kept(admin: &Actor, state: &str) -> Vec<Value> {
    let kept = admin.get(&format!("/api/admin/payments?state={state}")).await;
    kept.is(200).json()["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn one_payment_never_pays_two_checkouts() {
    let app = TestApp::new().await;
    let (storefront, mug) = shop(&app).await;
    let mut first = cart("WEB-1", &[(&mug, 1)]);
    first["payment"] = json!({ "status": "paid", "provider": "Pay-Pal", "reference": "X1" });
    storefront.place(first).await.is(201);
    for (n, provider) in [json!("paypal"), json!("PAYPAL"), json!(" Pay Pal"), json!(null)]
        .iter()
        .enumerate()
    {
        let mut other = cart(&format!("WEB-2{n}"), &[(&mug, 1)]);
        other["payment"] = json!({ "status": "paid", "provider": provider, "reference": "X1" });
        storefront.place(other).await.is_problem(409, "conflict");
    }
    let mut without = cart("WEB-3", &[(&mug, 1)]);
    without["payment"] = json!({ "status": "paid", "reference": "X2" });
    storefront.place(without.clone()).await.is(201);
    without["reference"] = json!("WEB-4");
    storefront.place(without.clone()).await.is(409);
    without["payment"]["provider"] = json!("stripe");
    storefront.place(without).await.is(409);
    storefront
        .place(pending(&cart("WEB-5", &[(&mug, 1)])))
        .await
        .is(201);
    pay(&storefront, "WEB-5", Some("paypal"), "X1").await.is(409);
    pay(&storefront, "WEB-5", None, "X2").await.is(409);
    pay(&storefront, "WEB-5", Some("stripe"), "X1").await.is(200);
}

#[tokio::test]
async fn a_paid_order_that_is_paid_again_is_refused_and_the_payment_kept_for_a_person() {
    let app = TestApp::new().await;
    let (storefront, mug) = shop(&app).await;
    storefront.order("WEB-1", &[(&mug, 1)]).await;
    storefront.order("WEB-2", &[(&mug, 1)]).await;
    pay(&storefront, "WEB-1", Some("Stripe"), "pi_WEB-1")
        .await
        .is(200);
    pay(&storefront, "WEB-1", Some("stripe"), "pi_other")
        .await
        .is_problem(409, "conflict");
    pay(&storefront, "WEB-1", Some("stripe"), "pi_other")
        .await
        .is(409);
    pay(&storefront, "WEB-1", Some("paypal"), "pi_WEB-1")
        .await
        .is(409);
    pay(&storefront, "WEB-1", Some("stripe"), "pi_WEB-2")
        .await
        .is(409);
    let admin = app.admin().await;
    let waiting = kept(&admin, "waiting").await;
    let names: Vec<String> = waiting
        .iter()
        .map(|payment| format!("{} {}", payment["provider"], payment["reference"]))
        .collect();
    assert_eq!(names, [r#""paypal" "pi_WEB-1""#, r#""stripe" "pi_other""#]);
    assert!(
        waiting[0]["reason"]
            .as_str()
            .unwrap()
            .contains("WEB-1 is already paid")
    );
    admin.page("/admin/payments").await.is(200).has("pi_other");
    // One that its own order expected, and that came in second, is kept as well.
    let mut expects = cart("WEB-9", &[(&mug, 1)]);
    expects["payment"]["status"] = json!("pending");
    storefront.place(expects).await.is(201);
    pay(&storefront, "WEB-9", Some("stripe"), "pi_first")
        .await
        .is(200);
    pay(&storefront, "WEB-9", Some("stripe"), "pi_WEB-9")
        .await
        .is(409);
    assert_eq!(kept(&admin, "waiting").await.len(), 3);
    // What waits for a person pays no other order.
    storefront
        .place(pending(&cart("WEB-3", &[(&mug, 1)])))
        .await
        .is(201);
    pay(&storefront, "WEB-3", Some("stripe"), "pi_other")
        .await
        .is(409);
}

#[tokio::test]
async fn a_payment_of_another_amount_or_currency_marks_nothing_paid_and_is_kept_for_a_person() {
    let app = TestApp::new().await;
    let (storefront, mug) = shop(&app).await;
    let mut expects = cart("WEB-1", &[(&mug, 1)]);
    expects["payment"]["status"] = json!("pending");
    storefront.place(expects).await.is(201);
    let path = "/api/v1/storefront/orders/WEB-1/payment";
    let short = json!({ "provider": "stripe", "reference": "pi_WEB-1", "amount": 0.5 });
    storefront
        .post(path, short.clone())
        .await
        .is_problem(422, "validation")
        .has("another amount");
    storefront.post(path, short).await.is(422);
    let euros = json!({ "provider": "stripe", "reference": "pi_2", "amount": 10, "currency": "EUR" });
    storefront
        .post(path, euros)
        .await
        .is_problem(422, "validation")
        .has("another currency");
    let admin = app.admin().await;
    let told: Vec<_> = kept(&admin, "waiting")
        .await
        .iter()
        .map(|payment| {
            let text = |name: &str| payment[name].as_str().unwrap().to_owned();
            (text("reference"), payment["amount"].as_f64(), text("currency"))
        })
        .collect();
    let is_told = |reference: &str, amount: f64, currency: &str| {
        told.contains(&(reference.to_owned(), Some(amount), currency.to_owned()))
    };
    assert!(
        told.len() == 2 && is_told("pi_WEB-1", 0.5, "USD") && is_told("pi_2", 10.0, "EUR"),
        "{told:?}"
    );
    // The order is unpaid still, and another payment pays it.
    pay(&storefront, "WEB-1", Some("stripe"), "pi_3").await.is(200);
}

#[tokio::test]
async fn a_payment_that_cannot_be_one_is_refused_by_its_field() {
    let app = TestApp::new().await;
    let (storefront, mug) = shop(&app).await;
    storefront.order("WEB-1", &[(&mug, 1)]).await;
    storefront
        .place(pending(&cart("WEB-2", &[(&mug, 1)])))
        .await
        .is(201);
    for (field, payment) in [
        ("currency", json!({ "reference": "pi_9", "currency": "dollars" })),
        ("amount", json!({ "reference": "pi_9", "amount": -10 })),
        ("amount", json!({ "reference": "pi_9", "amount": 0 })),
    ] {
        for order in ["WEB-1", "WEB-2"] {
            let path = format!("/api/v1/storefront/orders/{order}/payment");
            let answer = storefront.post(&path, payment.clone()).await.is(422);
            assert!(!answer.error(field).is_empty(), "{}", answer.text());
        }
    }
    let unnamed = json!({ "amount": 1 });
    storefront
        .post("/api/v1/storefront/orders/WEB-2/payment", unnamed)
        .await
        .is(422);
    let admin = app.admin().await;
    assert_eq!(kept(&admin, "waiting").await.len(), 0);
}

#[tokio::test]
async fn a_payment_without_its_provider_is_the_one_that_its_own_checkout_expects() {
    let app = TestApp::new().await;
    let (storefront, mug) = shop(&app).await;
    for (order, provider) in [("WEB-1", "stripe"), ("WEB-2", "paypal")] {
        let mut expects = cart(order, &[(&mug, 1)]);
        expects["payment"] = json!({ "status": "pending", "provider": provider, "reference": "X1" });
        storefront.place(expects).await.is(201);
    }
    pay(&storefront, "WEB-2", None, "X1").await.is(200);
    pay(&storefront, "WEB-1", None, "X1").await.is(200);
}

#[tokio::test]
async fn a_payment_that_waits_is_settled_once_with_a_reason() {
    let app = TestApp::new().await;
    let (storefront, mug) = shop(&app).await;
    storefront.order("WEB-1", &[(&mug, 1)]).await;
    pay(&storefront, "WEB-1", Some("stripe"), "pi_other")
        .await
        .is(409);
    let admin = app.admin().await;
    let id = kept(&admin, "waiting").await[0]["payment_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/admin/payments/{id}/settlement");
    admin
        .post(&path, json!({ "outcome": "lost", "reason": "" }))
        .await
        .is(422);
    let form = [
        ("payment_id", id.as_str()),
        ("outcome", "refunded"),
        ("reason", "Charged twice"),
        ("_page", "/admin/payments"),
    ];
    admin
        .form("/do/admin/settle-payment", &form)
        .await
        .leads_to("/admin/payments");
    let again = json!({ "outcome": "ignored", "reason": "no" });
    admin.post(&path, again).await.is_problem(409, "conflict");
    assert_eq!(
        kept(&admin, "refunded").await[0]["settled_reason"],
        "Charged twice"
    );
    admin.get("/api/admin/payments?state=lost").await.is(422);
}

#[tokio::test]
async fn one_payment_offered_for_twenty_checkouts_at_once_pays_one() {
    let app = TestApp::new().await;
    let (storefront, mug) = shop(&app).await;
    let mut offers = JoinSet::new();
    for n in 0..20 {
        let mut cart = cart(&format!("WEB-{n}"), &[(&mug, 1)]);
        let provider = [json!(null), json!("Stripe"), json!("stripe")][n % 3].clone();
        cart["payment"] = json!({ "status": "paid", "provider": provider, "reference": "pi_1" });
        let storefront = storefront.clone();
        offers.spawn(async move { storefront.place(cart).await.status.as_u16() });
    }
    let mut statuses = offers.join_all().await;
    statuses.sort_unstable();
    let mut right = vec![409; 20];
    right[0] = 201;
    assert_eq!(statuses, right);
}
