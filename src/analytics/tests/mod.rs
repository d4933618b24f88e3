//! Promises of analytics, through HTTP.

mod recount;

use super::{OrderContribution, Sold, moved, sold};
use crate::clock::{DAY_MS, Millis};
use crate::events;
use crate::id::{ProductId, SellerId};
use crate::money::Currency;
use crate::testing::{Actor, TestApp};
use crate::wallet::{Account, Kind, Transfer, post};
use serde_json::{Value, json};

/// Orders of one day in one status, as the orders slice counts them.
struct Placed(&'static str, &'static str, i64, i64, i64);

async fn placed(app: &TestApp, seller: &SellerId, orders: &[Placed]) {
    let mut tx = app.db.begin().await.unwrap();
    for Placed(day, status, count, total_minor, refunded_minor) in orders {
        for _ in 0..*count {
            let standing = OrderContribution {
                status,
                units: 2,
                total_minor: *total_minor,
                refunded_minor: *refunded_minor,
            };
            moved(&mut tx, seller, day, None, standing).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

/// A product of which `units` were sold on a day.
async fn product(
    app: &TestApp,
    seller: &SellerId,
    name: &str,
    day: &str,
    units: i64,
    revenue_minor: i64,
) -> ProductId {
    let product_id = ProductId::new(app.clock.now());
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "insert into products (product_id, seller_id, handle, name, search_text, status, created_at, updated_at)
         values ($1, $2, $1, $3, '', 'active', 1, 1)",
    )
    .bind(product_id.as_str())
    .bind(seller.as_str())
    .bind(name)
    .execute(&mut *tx)
    .await
    .unwrap();
    let line = Sold {
        product_id: &product_id,
        units,
        revenue_minor,
    };
    sold(&mut tx, seller, day, vec![line]).await.unwrap();
    tx.commit().await.unwrap();
    product_id
}

fn tile<'a>(analytics: &'a Value, metric: &str) -> &'a Value {
    let tiles = analytics["tiles"].as_array().unwrap();
    tiles.iter().find(|tile| tile["metric"] == metric).unwrap()
}

async fn november(ann: &Actor) -> Value {
    ann.get("/seller/analytics?month=2026-11").await.is(200).json()
}

#[tokio::test]
async fn a_new_shop_is_told_what_comes_next() {
    let app = TestApp::new().await;
    let pending = app.pending_seller("pam").await;
    pending
        .page("/dashboard")
        .await
        .is(200)
        .has("Add a product")
        .has("Approval by the marketplace");
    let ann = app.seller("ann").await;
    product(&app, &ann.seller(), "Mug", "2026-11-01", 0, 0).await;
    ann.page("/dashboard")
        .await
        .is(200)
        .has("Open for business")
        .lacks("Revenue by day");
}

#[tokio::test]
async fn the_dashboard_says_what_waits_and_what_was_earned() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let orders = [
        Placed("2026-11-02", "paid", 3, 1_250, 0),
        Placed("2026-10-20", "completed", 1, 10_000, 0),
        Placed("2026-10-02", "completed", 1, 5_000, 0),
    ];
    placed(&app, &ann.seller(), &orders).await;
    product(&app, &ann.seller(), "Blue mug", "2026-11-02", 4, 3_000).await;
    let page = ann.page("/dashboard").await.is(200);
    let page = page.has("orders to ship").has("$137.50");
    page.has("Today so far $37.50 from 3 orders").has("Blue mug");
}

#[tokio::test]
async fn figures_that_are_remembered_change_at_once_after_a_sale() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "12.50", 10).await;
    for sold in 0..3 {
        // The second time it is the remembered answer.
        for _ in 0..2 {
            let told = november(&ann).await;
            assert_eq!(tile(&told, "revenue")["value"], 12.5 * f64::from(sold));
            assert_eq!(tile(&told, "orders")["value"], sold);
        }
        shop.order(&format!("WEB-{sold}"), &[(&mug, 1)]).await;
    }
}

#[tokio::test]
async fn page_api_and_exports_say_the_same() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let orders = [
        Placed("2026-11-01", "completed", 2, 10_000, 0),
        Placed("2026-11-02", "refunded", 1, 4_321, 4_321),
        Placed("2026-11-02", "cancelled", 1, 3_000, 1_000),
        Placed("2026-11-02", "pending", 5, 99_900, 0),
        Placed("2026-10-15", "completed", 1, 10_000, 0),
    ];
    placed(&app, &ann.seller(), &orders).await;
    let told = november(&ann).await;
    assert_eq!(tile(&told, "revenue")["value"], 200.0);
    assert_eq!(tile(&told, "orders")["value"], 3);
    assert_eq!(tile(&told, "revenue")["change"], 100.0);
    assert_eq!(tile(&told, "refund_rate")["value"], 21.01);
    assert_eq!(told["series"][0]["revenue"], 200.0);
    assert_eq!(
        told["status_counts"][0],
        json!({"status": "pending", "orders": 5, "total": 4995.00})
    );
    ann.page("/analytics?month=2026-11")
        .await
        .is(200)
        .has("$200.00")
        .has("+100%")
        .has("21%");
    let sheet = ann.page("/analytics?month=2026-11&format=csv").await.is(200);
    assert_eq!(
        sheet.header("content-disposition"),
        "attachment; filename=\"figures-2026-11.csv\""
    );
    let first = sheet.text().lines().nth(1).unwrap_or_default().to_owned();
    assert!(
        first.starts_with("2026-11-01,2026-11-01,UTC,USD,200.00,0.00,200.00,2,100.00,4,0.00,"),
        "{first}"
    );
    let report = ann.page("/analytics?month=2026-11&format=pdf").await.is(200);
    assert_eq!(report.header("content-type"), "application/pdf");
    let said = crate::pdf::text_of(&report.bytes).join("\n");
    assert!(
        said.contains("$200.00") && said.contains("Report, 1–30 Nov 2026"),
        "{said}"
    );
}

#[tokio::test]
async fn an_order_cancelled_before_payment_counts_for_nothing() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let pending = OrderContribution {
        status: "pending",
        units: 1,
        total_minor: 9_000,
        refunded_minor: 0,
    };
    let cancelled = OrderContribution {
        status: "cancelled",
        total_minor: 0,
        ..pending
    };
    let mut tx = app.db.begin().await.unwrap();
    moved(&mut tx, &ann.seller(), "2026-11-02", None, pending)
        .await
        .unwrap();
    moved(&mut tx, &ann.seller(), "2026-11-02", Some(pending), cancelled)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let told = november(&ann).await;
    assert_eq!(tile(&told, "revenue")["value"], 0.0);
    assert_eq!(tile(&told, "average_order")["value"], Value::Null);
    assert_eq!(
        told["status_counts"],
        json!([{"status": "cancelled", "orders": 1, "total": 0.00}])
    );
}

#[tokio::test]
async fn best_sellers_are_ranked_by_revenue_or_units() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    product(&app, &ann.seller(), "Dear", "2026-11-01", 1, 90_000).await;
    product(&app, &ann.seller(), "Cheap", "2026-11-02", 50, 5_000).await;
    product(&app, &ann.seller(), "Given back", "2026-11-02", 0, 0).await;
    let names = |listed: Value| -> Vec<String> {
        let products = listed["data"].as_array().unwrap().clone();
        products
            .iter()
            .map(|product| product["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let by = async |rank: &str| {
        names(
            ann.get(&format!("/seller/analytics/best-sellers?by={rank}"))
                .await
                .is(200)
                .json(),
        )
    };
    assert_eq!(by("").await, ["Dear", "Cheap"]);
    assert_eq!(by("units").await, ["Cheap", "Dear"]);
    ann.get("/seller/analytics/best-sellers?by=luck")
        .await
        .is_problem(422, "validation");
}

#[tokio::test]
async fn figures_are_the_sellers_own() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    placed(&app, &ann.seller(), &[Placed("2026-11-02", "paid", 1, 77_777, 0)]).await;
    product(&app, &ann.seller(), "Ann’s mug", "2026-11-02", 1, 77_777).await;
    let told = november(&bob).await;
    assert_eq!(tile(&told, "revenue")["value"], 0.0);
    assert_eq!(told["best_sellers"], json!([]));
    bob.page("/analytics?month=2026-11")
        .await
        .is(200)
        .lacks("777.77")
        .lacks("Ann’s mug");
}

#[tokio::test]
async fn days_that_are_none_are_refused_beside_the_field() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.get("/seller/analytics?from=2026-13-01")
        .await
        .is_problem(422, "validation");
    ann.page("/analytics?from=2026-13-01&to=2026-12-01")
        .await
        .is(422)
        .has("2026-13-01 is not a calendar day.");
    for (wrong, message) in [
        ("range=ever", "Choose one of the ranges offered."),
        ("month=soon", "Enter the month as 2026-11."),
        ("bucket=hour", "Choose day, week or month."),
    ] {
        ann.page(&format!("/analytics?{wrong}"))
            .await
            .is(422)
            .has(message);
    }
    ann.page("/analytics?from=2026-13-01&format=csv").await.is(422);
    ann.page("/analytics?format=xls")
        .await
        .is(422)
        .has("format must be csv or pdf.");
}

#[tokio::test]
async fn a_file_leads_someone_signed_out_to_the_sign_in_and_back() {
    let app = TestApp::new().await;
    app.anonymous()
        .page("/analytics?month=2026-11&format=pdf")
        .await
        .leads_to("/login?next=%2Fanalytics%3Fmonth%3D2026-11%26format%3Dpdf");
    app.anonymous().get("/seller/analytics").await.is(401);
    app.admin().await.get("/seller/analytics").await.is(403);
}

async fn paid_in(app: &TestApp, seller: &SellerId, at: &str, amount_minor: i64) {
    let transfer = |kind, debit, credit, amount_minor| Transfer {
        kind,
        debit,
        credit,
        amount_minor,
        order_id: None,
        line_id: None,
        payout_id: None,
        description: "Order #1001".to_owned(),
        idempotency_id: format!("{at} {kind:?}"),
    };
    let transfers = [
        transfer(Kind::Sale, Account::Buyers, Account::Pending, amount_minor),
        transfer(
            Kind::Commission,
            Account::Pending,
            Account::Commission,
            amount_minor / 10,
        ),
    ];
    let mut tx = app.db.begin().await.unwrap();
    post(
        &mut tx,
        seller,
        Currency::USD,
        Millis::parse(at).unwrap(),
        &transfers,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Amounts of the statement for October 2026, from the opening balance to the closing one.
async fn amounts_of_october(seller: &Actor) -> Vec<String> {
    let page = seller.page("/analytics?month=2026-10").await.is(200);
    page.texts(".statement td")
}

#[tokio::test]
async fn the_money_of_a_month_begins_where_the_month_before_ended() {
    let app = TestApp::new().await;
    let ann = app.seller_in("ann", "USD", "America/New_York").await;
    paid_in(&app, &ann.seller(), "2026-09-15T12:00:00Z", 10_000).await;
    // Still September in New York.
    paid_in(&app, &ann.seller(), "2026-10-01T03:59:59Z", 1_000).await;
    paid_in(&app, &ann.seller(), "2026-10-01T04:00:00Z", 20_000).await;
    assert_eq!(
        amounts_of_october(&ann).await,
        [
            "$99.00", "$200.00", "$0.00", "-$20.00", "$0.00", "$0.00", "$180.00", "$0.00", "$279.00"
        ]
    );
}

#[tokio::test]
async fn a_payout_fee_that_comes_back_is_a_fee_less_and_no_adjustment() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let transfer = |kind, debit, credit, amount_minor| Transfer {
        kind,
        debit,
        credit,
        amount_minor,
        order_id: None,
        line_id: None,
        payout_id: None,
        description: String::new(),
        idempotency_id: format!("{kind:?}"),
    };
    let transfers = [
        transfer(Kind::Sale, Account::Buyers, Account::Available, 10_000),
        transfer(Kind::PayoutFee, Account::Available, Account::Fees, 100),
        transfer(Kind::PayoutFeeReturned, Account::Fees, Account::Available, 100),
    ];
    let at = Millis::parse("2026-10-15T12:00:00Z").unwrap();
    let mut tx = app.db.begin().await.unwrap();
    post(&mut tx, &ann.seller(), Currency::USD, at, &transfers)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        amounts_of_october(&ann).await,
        [
            "$0.00", "$100.00", "$0.00", "$0.00", "$0.00", "$0.00", "$100.00", "$0.00", "$100.00"
        ]
    );
}

#[tokio::test]
async fn a_file_of_what_is_not_known_is_refused_as_on_the_page() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for wrong in ["by=eaten", "table=eaten"] {
        for format in ["csv", "pdf"] {
            ann.page(&format!("/analytics?{wrong}&format={format}"))
                .await
                .is(422);
        }
    }
    ann.page("/analytics?by=units&table=best-sellers&format=csv")
        .await
        .is(200);
}
