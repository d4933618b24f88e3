//! Tests that a timezone change recounts every order.

use super::*;

/// A paid order of two pieces, one of them cancelled, with the line of one product.
async fn order(app: &TestApp, seller: &SellerId, number: i64, placed_at: &str, status: &str, paid: bool) {
    let placed_at = Millis::parse(placed_at).unwrap();
    let mut tx = app.db.begin().await.unwrap();
    for statement in [
        "insert into order_groups (order_group_id, reference, body_hash, currency, placed_at, buyer_name, buyer_email,
             ship_to, shipping_minor, tax_minor, discount_minor, total_minor, payment_status, answer, created_at)
         values ($1, $1, '', 'USD', $2, 'Ada', 'a@example.test', '{}', 0, 0, 0, 1001, $3, '', $2)",
        "insert into orders (order_id, order_group_id, seller_id, number, status, currency, reference, buyer_name,
             buyer_email, search_text, units, goods_minor, discount_minor, shipping_minor, tax_minor, total_minor,
             commission_minor, commission_tax_minor, refunded_minor, hold_days, unproven_hold_days, day, placed_at,
             updated_at, paid_at)
         select $1, $1, $4, $5, $3, 'USD', $1, 'Ada', 'a@example.test', '', 2, 1001, 0, 0, 0, 1001, 0, 0, 500, 7, 14,
             '1970-01-01', $2, $2, $6",
        "insert into lines (line_id, order_id, seller_id, position, product_id, variant_id, name, variant_name, quantity,
             unit_price_minor, goods_minor, discount_minor, shipping_minor, tax_minor, commission_minor,
             commission_tax_minor, commission_basis_points, cancelled_quantity, returned_goods_minor)
         values ($1, $1, $4, 0, 'prod_1', 'var_1', 'Mug', '', 2, 501, 1001, 0, 0, 0, 0, 0, 0, 1, 500)",
    ] {
        // Every statement takes the same parameters; those it does not name, it passes over.
        let statement = [
            ("$1", format!("'x{number}'")),
            ("$2", placed_at.0.to_string()),
            ("$3", format!("'{status}'")),
            ("$4", format!("'{seller}'")),
            ("$5", number.to_string()),
            ("$6", if paid { placed_at.0.to_string() } else { "null".to_owned() }),
        ]
        .iter()
        .fold(statement.to_owned(), |text, (name, value)| text.replace(name, value));
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn another_timezone_counts_every_order_on_its_new_day() {
    let app = TestApp::new().await;
    let ann = app.seller_in("ann", "USD", "Asia/Tokyo").await;
    let seller = ann.seller();
    order(&app, &seller, 1, "2026-10-31T14:59:00Z", "delivered", true).await;
    order(&app, &seller, 2, "2026-10-31T15:00:00Z", "delivered", true).await;
    order(&app, &seller, 3, "2026-11-01T14:59:59Z", "cancelled", false).await;
    for _ in 0..2 {
        let mut tx = app.db.begin().await.unwrap();
        let content = json!({ "seller_id": seller });
        events::emit(
            &mut tx,
            app.clock.now(),
            "seller.timezone_changed",
            Some(&seller),
            &content,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        app.work().await;
        let days: Vec<(String, String, i64, i64, i64, i64)> = sqlx::query_as(
            "select day, status, orders, units, total_minor, refunded_minor from daily_statuses
             where seller_id = $1 order by day, status",
        )
        .bind(seller.as_str())
        .fetch_all(app.db.reader())
        .await
        .unwrap();
        let row = |day: &str, status: &str, total| (day.to_owned(), status.to_owned(), 1, 2, total, 500);
        assert_eq!(
            days,
            [
                row("2026-10-31", "delivered", 1_001),
                row("2026-11-01", "cancelled", 0),
                row("2026-11-01", "delivered", 1_001)
            ]
        );
        let products: Vec<(String, i64, i64)> = sqlx::query_as(
            "select day, units, revenue_minor from daily_products where seller_id = $1 order by day",
        )
        .bind(seller.as_str())
        .fetch_all(app.db.reader())
        .await
        .unwrap();
        // Half of 1,001 is taken back as 500: never ahead of the whole.
        assert_eq!(
            products,
            [
                ("2026-10-31".to_owned(), 1, 501),
                ("2026-11-01".to_owned(), 1, 501)
            ]
        );
        app.later(DAY_MS);
    }
}

#[tokio::test]
async fn an_order_that_arrives_with_a_new_timezone_counts_on_its_new_day() {
    let app = TestApp::new().await;
    let storefront = app.storefront().await;
    for at in 0..4 {
        let ann = app.seller(&format!("ann{at}")).await;
        let mug = ann.product("Mug", "10.00", 1).await;
        let profile = format!("/seller/{}", ann.seller());
        let (moved, placed) = tokio::join!(
            ann.patch(&profile, json!({ "timezone": "Pacific/Kiritimati" })),
            storefront.place(crate::testing::cart(&format!("WEB-{at}"), &[(&mug, 1)]))
        );
        moved.is(200);
        placed.is(201);
    }
    app.work().await;
    let days: Vec<(String, i64)> =
        sqlx::query_as("select day, cast(sum(orders) as bigint) from daily_statuses group by day")
            .fetch_all(app.db.reader())
            .await
            .unwrap();
    assert_eq!(days, [("2026-11-03".to_owned(), 4)]);
}
