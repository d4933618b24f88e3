//! Tests of the wallet, through HTTP.

mod proof;

use crate::clock::{DAY_MS, MINUTE_MS};
use crate::testing::{Actor, PASSWORD, TestApp, decimal};
use serde_json::{Value, json};

/// A seller who has $90.00 available, earned with one delivered order.
async fn earner(app: &TestApp) -> Actor {
    let boss = app.super_admin().await;
    let at_once = json!({ "hold_days": 0, "unproven_hold_days": 0 });
    boss.patch("/api/admin/policy", at_once).await.is(200);
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 100).await;
    let placed = app.storefront().await.order("WEB-1", &[(&mug, 10)]).await;
    let id = placed["orders"][0]["order_id"].as_str().unwrap().to_owned();
    ann.post(&format!("/seller/orders/{id}/shipments"), json!({}))
        .await
        .is(201);
    let delivered = json!({ "status": "delivered" });
    ann.patch(&format!("/seller/orders/{id}/status"), delivered)
        .await
        .is(200);
    ann
}

fn cents(amount: &Value) -> i64 {
    (amount.as_f64().unwrap() * 100.0).round() as i64
}

async fn balances(seller: &Actor) -> [i64; 5] {
    let wallet = seller.get("/seller/transactions/wallet").await.is(200).json();
    ["available", "pending", "in_payout", "reserved", "debt"].map(|name| cents(&wallet[name]))
}

async fn is_proven(app: &TestApp) {
    let (transfers, differences) = super::verify(&app.db).await.unwrap();
    assert_eq!((transfers > 0, differences), (true, Vec::new()));
}

fn withdraw(amount: &str) -> Value {
    json!({ "amount": decimal(amount) })
}

const WITHDRAW: &str = "/seller/transactions/withdraw";

#[tokio::test]
async fn a_payout_leaves_the_balance_at_once_and_never_more_than_there_is() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    assert_eq!(balances(&ann).await, [9000, 0, 0, 0, 0]);
    ann.post(WITHDRAW, withdraw("90.01"))
        .await
        .is_problem(409, "insufficient_funds");
    let payout = ann.post(WITHDRAW, withdraw("50")).await.is(201).json();
    assert_eq!(payout["status"], "requested");
    assert_eq!(balances(&ann).await, [4000, 0, 5000, 0, 0]);
    for wrong in ["0", "-5", "1.001"] {
        ann.post(WITHDRAW, withdraw(wrong))
            .await
            .is_problem(422, "validation");
    }
    is_proven(&app).await;
}

#[tokio::test]
async fn fifty_requests_at_once_never_overdraw() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let ann = ann.clone();
        asked.spawn(async move { ann.post(WITHDRAW, withdraw("4.00")).await.status.as_u16() });
    }
    let statuses = asked.join_all().await;
    let paid = statuses.iter().filter(|status| **status == 201).count();
    let refused = statuses.iter().filter(|status| **status == 409).count();
    assert_eq!((paid, refused), (22, 28));
    assert_eq!(balances(&ann).await, [200, 0, 8800, 0, 0]);
    is_proven(&app).await;
}

#[tokio::test]
async fn the_same_key_and_a_doubled_click_are_one_payout() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    let first = ann.post_once(WITHDRAW, "k1", withdraw("10")).await.is(201);
    let again = ann.post_once(WITHDRAW, "k1", withdraw("10")).await.is(201);
    assert_eq!(first.json(), again.json());
    ann.post_once(WITHDRAW, "k1", withdraw("11")).await.is(422);
    let click = [("amount", "5"), ("_once", "once-1"), ("_page", "/wallet/payouts")];
    ann.form("/do/wallet/withdraw", &click)
        .await
        .leads_to("/wallet/payouts");
    ann.form("/do/wallet/withdraw", &click).await;
    assert_eq!(balances(&ann).await, [7500, 0, 1500, 0, 0]);
}

#[tokio::test]
async fn a_payout_is_settled_once_paid_less_the_fee_or_given_back_whole() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    let boss = app.signed_in("super").await;
    boss.patch(
        "/api/admin/policy",
        json!({ "payout_fee": 1, "payout_minimum": 5 }),
    )
    .await
    .is(200);
    ann.post(WITHDRAW, withdraw("4.99"))
        .await
        .is_problem(422, "validation");
    let payout = async |amount| ann.post(WITHDRAW, withdraw(amount)).await.is(201).id("payout_id");
    let (paid, failed) = (payout("20").await, payout("30").await);
    let admin = app.admin().await;
    let settle = async |id: &str, outcome: &str, reference: &str| {
        let body = json!({ "outcome": outcome, "reference": reference });
        admin
            .post(&format!("/api/admin/payouts/{id}/settlement"), body)
            .await
    };
    settle(&paid, "paid", "").await.is(422);
    settle(&paid, "paid", "SEPA 1").await.is(200);
    settle(&paid, "failed", "late").await.is_problem(409, "conflict");
    settle(&failed, "failed", "closed").await.is(200);
    assert_eq!(balances(&ann).await, [7000, 0, 0, 0, 0]);
    let shown = ann.get(&format!("/seller/payouts/{paid}")).await.json();
    assert_eq!(
        (shown["status"].as_str(), cents(&shown["you_receive"])),
        (Some("paid"), 1900)
    );
    app.work().await;
    assert!(!app.mails_to("ann@example.test").is_empty());
    is_proven(&app).await;
}

#[tokio::test]
async fn money_is_asked_for_with_a_fresh_password_and_the_page_asks_and_goes_on() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    app.later(6 * MINUTE_MS);
    ann.post(WITHDRAW, withdraw("10"))
        .await
        .is_problem(403, "sign_in_again");
    let page = ann.page("/wallet/payouts").await.is(200);
    assert!(page.attribute("input[name=password]", "type").is_some());
    let without = [("amount", "12.34"), ("_page", "/wallet/payouts")];
    let again = ann.form("/do/wallet/withdraw", &without).await.is(403);
    assert_eq!(again.field("amount"), "12.34");
    let with = [
        ("amount", "12.34"),
        ("password", PASSWORD),
        ("_page", "/wallet/payouts"),
    ];
    ann.form("/do/wallet/withdraw", &with)
        .await
        .leads_to("/wallet/payouts");
    assert_eq!(balances(&ann).await[2], 1234);
}

#[tokio::test]
async fn the_first_payout_method_serves_at_once_and_a_later_one_after_a_day() {
    let app = TestApp::new().await;
    let mut ann = earner(&app).await;
    let bank = [
        ("kind", "bank"),
        ("account_holder", "Ann Lee"),
        ("iban", "IE29AIBK93115212345678"),
    ];
    ann.form("/do/wallet/add-method", &bank)
        .await
        .leads_to("/wallet/payouts");
    let upi = json!({ "kind": "upi", "vpa": "ann@okbank" });
    let later = ann
        .post("/seller/payout-methods", upi)
        .await
        .is(201)
        .id("payout_method_id");
    let to_upi = json!({ "amount": 5, "payout_method_id": later });
    ann.post(WITHDRAW, to_upi.clone())
        .await
        .is_problem(422, "validation");
    let payout = ann.post(WITHDRAW, withdraw("5")).await.is(201).json();
    assert_eq!(payout["method"], "IE•• •••• 5678");
    app.later(DAY_MS);
    ann.sign_in(PASSWORD).await;
    ann.post(WITHDRAW, to_upi).await.is(201);
    let wrong = [
        ("kind", "bank"),
        ("account_holder", "Ann"),
        ("iban", "IE00"),
        ("_page", "/wallet/payouts"),
    ];
    let again = ann.form("/do/wallet/add-method", &wrong).await.is(422);
    assert_eq!(again.field("iban"), "IE00");
}

#[tokio::test]
async fn an_account_is_shown_in_full_to_admins_only_and_that_is_remembered() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    let bank = json!({ "kind": "bank", "account_holder": "Ann Lee", "iban": "IE29AIBK93115212345678" });
    ann.post("/seller/payout-methods", bank)
        .await
        .is(201)
        .lacks("AIBK");
    let id = ann.post(WITHDRAW, withdraw("5")).await.is(201).id("payout_id");
    ann.page("/wallet/payouts").await.is(200).lacks("AIBK");
    ann.page("/admin/payouts").await.is(403);
    let admin = app.admin().await;
    admin
        .page("/admin/payouts")
        .await
        .is(200)
        .lacks("AIBK")
        .has("Shop ann");
    let shown = admin.page(&format!("/admin/payouts?show={id}")).await.is(200);
    shown.has("IE29AIBK93115212345678");
    let seen: (i64,) =
        sqlx::query_as("select count(*) from audit_entries where action = 'payout.method_seen'")
            .fetch_one(app.db.reader())
            .await
            .unwrap();
    assert_eq!(seen.0, 1);
    let settle = [
        ("payout_id", id.as_str()),
        ("outcome", "paid"),
        ("reference", "SEPA 1"),
    ];
    admin
        .form("/do/admin/settle-payout", &settle)
        .await
        .leads_to("/admin/payouts");
    admin
        .page("/admin/payouts?status=paid")
        .await
        .is(200)
        .has("SEPA 1");
}

#[tokio::test]
async fn every_figure_opens_the_entries_that_make_it() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    ann.post(WITHDRAW, withdraw("50")).await.is(201);
    ann.page("/wallet").await.is(200).has("$40.00").has("Order #");
    for (account, figure) in [("available", 4000), ("pending", 0), ("in_payout", 5000)] {
        let path = format!("/seller/transactions?account={account}");
        let entries = ann.get(&path).await.is(200).json();
        let entries = entries["data"].as_array().unwrap().clone();
        let sum: i64 = entries.iter().map(|entry| cents(&entry["amount"])).sum();
        assert_eq!(
            (sum, cents(&entries[0]["balance"])),
            (figure, figure),
            "{account}"
        );
        ann.page(&format!("/wallet?account={account}")).await.is(200);
    }
    ann.page("/wallet?account=buyers").await.is(422);
    ann.page("/wallet?kind=gift").await.is(422);
    let csv = ann.page("/wallet?format=csv").await.is(200).text();
    assert_eq!(csv.lines().count(), 1 + 3);
    ann.page("/wallet?format=pdf").await.is(200);
}

#[tokio::test]
async fn another_sellers_payouts_and_methods_are_not_there() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    let id = ann.post(WITHDRAW, withdraw("5")).await.is(201).id("payout_id");
    let upi = json!({ "kind": "upi", "vpa": "ann@okbank" });
    let method = ann
        .post("/seller/payout-methods", upi)
        .await
        .is(201)
        .id("payout_method_id");
    let bob = app.seller("bob").await;
    bob.get(&format!("/seller/payouts/{id}")).await.is(404);
    bob.delete(&format!("/seller/payout-methods/{method}"))
        .await
        .is(404);
    assert_eq!(
        bob.get("/seller/transactions").await.is(200).json()["data"],
        json!([])
    );
    ann.delete(&format!("/seller/payout-methods/{method}"))
        .await
        .is(204);
}

#[tokio::test]
async fn the_fee_of_a_payout_is_posted_at_the_moment_of_the_payout_and_comes_back_with_it() {
    let app = TestApp::new().await;
    let mut ann = earner(&app).await;
    let boss = app.signed_in("super").await;
    boss.patch("/api/admin/policy", json!({ "payout_fee": 2 }))
        .await
        .is(200);
    let payout = ann.post(WITHDRAW, withdraw("50")).await.is(201).id("payout_id");
    assert_eq!(balances(&ann).await, [4000, 0, 4800, 0, 0]);
    app.later(31 * DAY_MS);
    ann.sign_in(PASSWORD).await;
    let admin = app.admin().await;
    let failed = json!({ "outcome": "failed", "reference": "closed" });
    admin
        .post(&format!("/api/admin/payouts/{payout}/settlement"), failed)
        .await
        .is(200);
    assert_eq!(balances(&ann).await, [9000, 0, 0, 0, 0]);
    let mut tx = app.db.begin().await.unwrap();
    let months: Vec<(String, i64)> = sqlx::query_as(
        "select kind, at from transfers where payout_id = $1 and kind in ('payout', 'payout_fee') order by at",
    )
    .bind(payout)
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    assert_eq!((months.len(), months[0].1), (2, months[1].1));
    drop(tx);
    is_proven(&app).await;
}

#[tokio::test]
async fn a_payout_asked_for_before_fees_were_posted_with_it_pays_its_fee_when_it_is_settled() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    let payout = ann.post(WITHDRAW, withdraw("50")).await.is(201).id("payout_id");
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("update payouts set fee_minor = 100")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let paid = json!({ "outcome": "paid", "reference": "SEPA 1" });
    let admin = app.admin().await;
    admin
        .post(&format!("/api/admin/payouts/{payout}/settlement"), paid)
        .await
        .is(200);
    assert_eq!(balances(&ann).await, [4000, 0, 0, 0, 0]);
    is_proven(&app).await;
}

#[tokio::test]
async fn a_suspended_shops_payouts_do_not_leave_and_its_page_says_so() {
    let app = TestApp::new().await;
    let ann = earner(&app).await;
    let payout = ann.post(WITHDRAW, withdraw("50")).await.is(201).id("payout_id");
    let admin = app.admin().await;
    let suspension = format!("/api/admin/sellers/{}/suspension", ann.seller());
    admin
        .post(&suspension, json!({ "reason": "Looked into" }))
        .await
        .is(204);
    let path = format!("/api/admin/payouts/{payout}/settlement");
    let paid = json!({ "outcome": "paid", "reference": "SEPA 1" });
    admin.post(&path, paid.clone()).await.is_problem(409, "conflict");
    admin.page("/admin/payouts").await.has("is on hold");
    ann.page("/wallet/payouts").await.has("payouts are on hold");
    ann.post(WITHDRAW, withdraw("10")).await.is(403);
    assert_eq!(balances(&ann).await, [4000, 0, 5000, 0, 0]);
    admin.delete(&suspension).await.is(204);
    admin.post(&path, paid).await.is(200);
    is_proven(&app).await;
}

#[tokio::test]
async fn a_reserve_that_is_not_kept_cannot_be_set() {
    let app = TestApp::new().await;
    let boss = app.super_admin().await;
    let path = "/api/admin/policy";
    let refused = boss.patch(path, json!({ "reserve_percent": 5 })).await.is(422);
    assert!(refused.error("reserve_percent").contains("only 0"));
    boss.patch(path, json!({ "reserve_percent": 0 })).await.is(200);
    boss.page("/admin/policy").await.lacks("reserve");
}
