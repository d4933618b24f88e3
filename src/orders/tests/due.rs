//! Tests of the order schedules.

use super::*;

/// Changes an order behind everyone's back.
async fn breaks(app: &TestApp, statement: &'static str, order_id: &str) {
    let mut tx = app.db.begin().await.unwrap();
    let query = sqlx::query(statement).bind(order_id.to_owned());
    query.execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_order_that_cannot_be_released_does_not_hold_up_the_next() {
    let app = TestApp::new().await;
    let (mut ann, mug, storefront) = shop(&app).await;
    let mut ids = Vec::new();
    for reference in ["WEB-1", "WEB-2"] {
        let id = order_id(&storefront.order(reference, &[(&mug, 1)]).await, 0);
        ann.post(&format!("/seller/orders/{id}/shipments"), json!({}))
            .await
            .is(201);
        let delivered = json!({ "status": "delivered" });
        ann.patch(&format!("/seller/orders/{id}/status"), delivered)
            .await
            .is(200);
        ids.push(id);
    }
    breaks(
        &app,
        "update orders set held_minor = 99999 where order_id = $1",
        &ids[0],
    )
    .await;
    for (wait_ms, mend, cents_available) in [
        (14 * DAY_MS, true, 900),
        (MINUTE_MS, false, 900),
        (10 * MINUTE_MS, false, 1800),
    ] {
        app.later(wait_ms);
        app.work().await;
        ann.sign_in(crate::testing::PASSWORD).await;
        let wallet = ann.get("/seller/transactions/wallet").await.json();
        assert_eq!(cents(&wallet["available"]), cents_available);
        if mend {
            breaks(
                &app,
                "update orders set held_minor = 900 where order_id = $1",
                &ids[0],
            )
            .await;
        }
    }
    is_proven(&app).await;
}

#[tokio::test]
async fn an_order_that_cannot_expire_does_not_hold_up_the_next() {
    let app = TestApp::new().await;
    let (mut ann, mug, storefront) = shop(&app).await;
    let mut ids = Vec::new();
    for reference in ["WEB-1", "WEB-2"] {
        let mut pending = cart(reference, &[(&mug, 3)]);
        pending["payment"] = json!({ "status": "pending" });
        ids.push(order_id(&storefront.place(pending).await.is(201).json(), 0));
    }
    breaks(
        &app,
        "update lines set cancelled_quantity = quantity where order_id = $1",
        &ids[0],
    )
    .await;
    app.later(61 * MINUTE_MS);
    app.work().await;
    ann.sign_in(crate::testing::PASSWORD).await;
    let mut statuses = Vec::new();
    for id in &ids {
        let order = ann.get(&format!("/seller/orders/{id}")).await.json();
        statuses.push(order["status"].as_str().unwrap().to_owned());
    }
    assert_eq!(statuses, ["pending", "cancelled"]);
}
