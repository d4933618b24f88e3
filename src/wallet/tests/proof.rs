//! Tests that verification finds every tampering, and raises no alarm while the server works.

use super::super::verify;
use crate::db::Engine;
use crate::testing::{Actor, Product, TestApp};
use serde_json::json;
use sqlx::AssertSqlSafe;

/// Ann's shop: an order that earned, one cancelled in part, payouts that were paid, failed and still wait.
async fn traded(app: &TestApp) -> (Actor, Product, Actor) {
    let terms =
        json!({ "hold_days": 0, "unproven_hold_days": 0, "payout_fee": 1, "commission_tax_percent": 20 });
    app.super_admin()
        .await
        .patch("/api/admin/policy", terms)
        .await
        .is(200);
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 100).await;
    let storefront = app.storefront().await;
    let first = storefront.order("WEB-1", &[(&mug, 10)]).await;
    let path = format!(
        "/seller/orders/{}",
        first["orders"][0]["order_id"].as_str().unwrap()
    );
    ann.post(&format!("{path}/shipments"), json!({})).await.is(201);
    ann.patch(&format!("{path}/status"), json!({ "status": "delivered" }))
        .await
        .is(200);
    let second = storefront.order("WEB-2", &[(&mug, 3)]).await;
    let path = format!(
        "/seller/orders/{}",
        second["orders"][0]["order_id"].as_str().unwrap()
    );
    let line = ann.get(&path).await.is(200).json()["lines"][0]["line_id"].clone();
    let one = json!({ "reason": "broken", "lines": [{ "line_id": line, "quantity": 1 }] });
    ann.patch(&format!("{path}/cancel"), one).await.is(200);
    let finance = app.finance().await;
    for outcome in [Some("paid"), Some("failed"), None] {
        let asked = json!({ "amount": 20 });
        let payout = ann
            .post("/seller/transactions/withdraw", asked)
            .await
            .is(201)
            .id("payout_id");
        if let Some(outcome) = outcome {
            let settled = json!({ "outcome": outcome, "reference": "bank" });
            let path = format!("/api/admin/payouts/{payout}/settlement");
            assert!(finance.post(&path, settled).await.status.is_success());
        }
    }
    (ann, mug, storefront)
}

async fn run(app: &TestApp, statement: &str) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(&mut *tx)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    tx.commit().await.unwrap();
}

/// Every remembered sum of money, by table.
const REMEMBERED: [(&str, &[&str]); 8] = [
    (
        "balances",
        &[
            "buyers",
            "pending",
            "available",
            "reserved",
            "in_payout",
            "debt",
            "commission",
            "commission_tax",
            "fees",
            "bank",
        ],
    ),
    (
        "orders",
        &[
            "goods",
            "discount",
            "shipping",
            "tax",
            "total",
            "commission",
            "commission_tax",
            "refunded",
            "commission_returned",
            "held",
        ],
    ),
    (
        "lines",
        &[
            "goods",
            "discount",
            "shipping",
            "tax",
            "commission",
            "commission_tax",
            "unit_price",
        ],
    ),
    ("order_groups", &["shipping", "tax", "discount", "total"]),
    ("payouts", &["amount", "fee"]),
    (
        "transfers",
        &[
            "amount",
            "wallet_change",
            "wallet_balance",
            "debit_balance",
            "credit_balance",
        ],
    ),
    ("daily_statuses", &["total", "refunded"]),
    ("daily_products", &["revenue"]),
];

/// Stored sums other than balances, each with a change that falsifies it.
const BESIDE: [(&str, &str, &str); 14] = [
    ("orders", "units", "units + 1"),
    ("orders", "paid_at", "null"),
    ("lines", "quantity", "quantity + 1"),
    ("lines", "cancelled_quantity", "cancelled_quantity + 1"),
    ("lines", "shipped_quantity", "shipped_quantity + 1"),
    ("payouts", "status", "'failed'"),
    ("payouts", "status", "'paid'"),
    ("transfers", "kind", "'release'"),
    ("transfers", "currency", "'EUR'"),
    ("transfers", "order_id", "'ord_nobody'"),
    ("transfers", "payout_id", "'po_nobody'"),
    ("balances", "last_transaction_id", "'txn_0'"),
    ("order_counts", "orders", "orders + 1"),
    ("daily_statuses", "orders", "orders + 1"),
];

#[tokio::test]
async fn whatever_remembered_sum_is_tampered_with_is_found() {
    let app = TestApp::new().await;
    traded(&app).await;
    assert_eq!(verify(&app.db).await.unwrap().1, []);
    run(
        &app,
        match app.db.engine() {
            Engine::Sqlite => "drop trigger transfers_no_update",
            Engine::Postgres => "alter table transfers disable trigger user",
        },
    )
    .await;
    let sums = REMEMBERED.into_iter().flat_map(|(table, figures)| {
        figures.iter().map(move |figure| {
            let column = format!("{figure}_minor");
            (table, column.clone(), format!("{column} + 1"))
        })
    });
    let beside = BESIDE
        .into_iter()
        .map(|(table, column, to)| (table, column.to_owned(), to.to_owned()));
    let mut unseen = Vec::new();
    for (table, column, to) in sums.chain(beside) {
        let before = format!("create table before_it as select * from {table}");
        run(&app, &before).await;
        run(&app, &format!("update {table} set {column} = {to}")).await;
        if verify(&app.db).await.unwrap().1.is_empty() {
            unseen.push(format!("{table}.{column} = {to}"));
        }
        let key = match table {
            "balances" => "seller_id",
            "orders" => "order_id",
            "lines" => "line_id",
            "order_groups" => "order_group_id",
            "payouts" => "payout_id",
            "transfers" => "transaction_id",
            "order_counts" => "status",
            "daily_products" => "product_id",
            _ => "day || b.status = x.day || x.status and b.day",
        };
        let right = key.rsplit("b.").next().unwrap();
        let back = format!(
            "update {table} as x set {column} = (select b.{column} from before_it b where b.{key} = x.{right})"
        );
        run(&app, &back).await;
        run(&app, "drop table before_it").await;
    }
    assert_eq!(unseen, [""; 0]);
    assert_eq!(verify(&app.db).await.unwrap().1, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_server_at_work_no_alarm_is_raised() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = traded(&app).await;
    let mut writing = tokio::task::JoinSet::new();
    for writer in 0..3 {
        let (ann, mug, storefront) = (ann.clone(), mug.clone(), storefront.clone());
        writing.spawn(async move {
            for at in 0..8 {
                let placed = storefront.order(&format!("W-{writer}-{at}"), &[(&mug, 2)]).await;
                let id = placed["orders"][0]["order_id"].as_str().unwrap().to_owned();
                let whole = json!({ "reason": "changed their mind" });
                let path = format!("/seller/orders/{id}/cancel");
                assert!(!ann.patch(&path, whole).await.status.is_server_error());
                let asked = json!({ "amount": 1.5 });
                let payout = ann.post("/seller/transactions/withdraw", asked).await;
                assert!(!payout.status.is_server_error());
            }
        });
    }
    let mut looked = 0;
    while !writing.is_empty() || looked < 3 {
        assert_eq!(verify(&app.db).await.unwrap().1, []);
        looked += 1;
        while let Some(done) = writing.try_join_next() {
            done.unwrap();
        }
    }
}
