//! Tests of shipments' carriers and links, and of what is to ship by when.

use super::*;

async fn shipped(ann: &Actor, id: &str, shipment: Value) -> Value {
    let path = format!("/seller/orders/{id}/shipments");
    ann.post(&path, shipment).await.is(201).json()["shipments"][0].clone()
}

/// Paid orders placed so many hours after the clock's beginning.
async fn placed_at(app: &TestApp, storefront: &Actor, mug: &Product, hours: &[i64]) -> Vec<String> {
    let mut ids = Vec::new();
    for hour in hours {
        let mut cart = cart(&format!("WEB-{hour}"), &[(mug, 1)]);
        let at = app.clock.now().plus(hour * 60 * MINUTE_MS);
        cart["placed_at"] = json!(at.rfc3339());
        ids.push(order_id(&storefront.place(cart).await.is(201).json(), 0));
    }
    ids
}

fn ids(page: &Value) -> Vec<&str> {
    let rows = page["data"].as_array().unwrap();
    rows.iter().map(|row| row["order_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_known_carriers_number_gives_its_tracking_link() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let shipment = json!({ "carrier": "dhl", "tracking_number": "JD 0146" });
    let shipment = shipped(&ann, &id, shipment).await;
    let link = "https://www.dhl.com/global-en/home/tracking.html?tracking-id=JD0146";
    assert_eq!(
        (&shipment["carrier"], &shipment["tracking_url"]),
        (&json!("DHL"), &json!(link))
    );
    ann.page(&format!("/orders/{id}")).await.is(200).has(link);
}

#[tokio::test]
async fn another_carrier_takes_a_link_and_only_a_web_address() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let path = format!("/seller/orders/{id}/shipments");
    let pony = |url: &str| json!({ "carrier": "Pony Express", "tracking_number": "7", "tracking_url": url });
    let refused = ann.post(&path, pony("javascript:alert(1)")).await;
    refused.is_problem(422, "validation").error("tracking_url");
    let shipment = shipped(&ann, &id, pony("https://pony.example/7")).await;
    assert_eq!(shipment["tracking_url"], "https://pony.example/7");
}

#[tokio::test]
async fn a_tracking_number_of_ten_thousand_letters_ships_nothing() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order_id(&storefront.order("WEB-1", &[(&mug, 1)]).await, 0);
    let path = format!("/seller/orders/{id}/shipments");
    for number in ["a".repeat(10_000), "1\u{7}2".to_owned(), "--".to_owned()] {
        let refused = ann.post(&path, json!({ "tracking_number": number })).await;
        refused.is_problem(422, "validation").error("tracking_number");
    }
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    assert_eq!(
        (&order["status"], &order["shipments"]),
        (&json!("paid"), &json!([]))
    );
}

#[tokio::test]
async fn what_is_to_ship_comes_by_when_it_is_due_page_by_page() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let made = placed_at(&app, &storefront, &mug, &[-1, -3, -2]).await;
    let first = ann
        .get("/seller/orders?status=to_ship&limit=2")
        .await
        .is(200)
        .json();
    assert_eq!(ids(&first), [made[1].as_str(), made[2].as_str()]);
    let after = first["next"].as_str().unwrap();
    let path = format!("/seller/orders?status=to_ship&limit=2&after={after}");
    assert_eq!(ids(&ann.get(&path).await.is(200).json()), [made[0].as_str()]);
}

#[tokio::test]
async fn an_order_is_late_past_its_day_until_it_is_shipped() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let made = placed_at(&app, &storefront, &mug, &[-30, -1]).await;
    let late = ann.get("/seller/orders?late=true").await.is(200).json();
    assert_eq!(ids(&late), [made[0].as_str()]);
    assert_eq!(late["data"][0]["late"], true);
    ann.page("/orders?status=to_ship").await.is(200).has("Late");
    let order = ann.get(&format!("/seller/orders/{}", made[1])).await.json();
    assert_eq!(
        (&order["late"], order["ship_by"].is_string()),
        (&json!(false), true)
    );
    shipped(&ann, &made[0], json!({})).await;
    assert_eq!(ids(&ann.get("/seller/orders?late=true").await.json()), [""; 0]);
    ann.get("/seller/orders?late=perhaps").await.is(422);
}

#[tokio::test]
async fn what_is_to_ship_is_walked_along_its_index() {
    let app = TestApp::new().await;
    let (ann, ..) = shop(&app).await;
    let form = crate::orders::list::OrdersForm {
        status: Some("to_ship".to_owned()),
        ..Default::default()
    };
    let filter = form.parse(&jiff::tz::TimeZone::UTC).unwrap();
    let plan = crate::orders::store::plan(&app.db, &ann.seller(), &filter).await;
    assert!(plan.contains("orders_to_ship"), "{plan}");
}
