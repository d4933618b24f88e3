//! Tests of papers, through HTTP.

use crate::pdf::text_of;
use crate::testing::{Actor, Product, TestApp, cart};
use serde_json::json;

async fn shop(app: &TestApp) -> (Actor, Product, Actor) {
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 500).await;
    (ann, mug, app.storefront().await)
}

async fn order(storefront: &Actor, reference: &str, mug: &Product) -> String {
    let placed = storefront.order(reference, &[(mug, 2)]).await;
    placed["orders"][0]["order_id"].as_str().unwrap().to_owned()
}

async fn paper(ann: &Actor, path: &str) -> String {
    let answer = ann.get(path).await.is(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    text_of(&answer.bytes).join("\n")
}

#[tokio::test]
async fn a_packing_slip_says_what_goes_where_and_no_price() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order(&storefront, "WEB-1", &mug).await;
    let text = paper(&ann, &format!("/seller/orders/{id}/packing-slip")).await;
    for said in [
        "Packing slip #1",
        "Ada Park",
        "1 Quay",
        "Cork",
        "T12",
        "Ireland",
        "WEB-1",
        &mug.sku,
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains('$') && !text.contains("10.00"), "{text}");
}

#[tokio::test]
async fn an_invoice_names_the_issuer_and_keeps_its_number_and_issuer() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let own = format!("/seller/{}", ann.seller());
    let profile = json!({ "tax_id": "IE123", "address": "2 Hill\nCork" });
    ann.patch(&own, profile).await.is(200);
    let mut wanted = cart("WEB-1", &[(&mug, 2)]);
    (wanted["tax"], wanted["shipping"]) = (json!(3), json!(5));
    let placed = storefront.place(wanted).await.is(201).json();
    let path = format!(
        "/seller/orders/{}/invoice",
        placed["orders"][0]["order_id"].as_str().unwrap()
    );
    let first = paper(&ann, &path).await;
    for said in [
        "Invoice 1",
        "Tax ID IE123",
        "2 Hill",
        "$3.00",
        "$5.00",
        "$28.00",
        "Ada Park",
    ] {
        assert!(first.contains(said), "{said} in {first}");
    }
    ann.patch(&own, json!({ "tax_id": "IE999" })).await.is(200);
    assert_eq!(paper(&ann, &path).await, first);
}

#[tokio::test]
async fn invoice_numbers_have_no_gap_though_many_are_made_at_once() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let mut ids = Vec::new();
    for at in 0..6 {
        ids.push(order(&storefront, &format!("WEB-{at}"), &mug).await);
    }
    let paths: Vec<String> = ids
        .iter()
        .chain(&ids[..2])
        .map(|id| format!("/seller/orders/{id}/invoice"))
        .collect();
    futures::future::join_all(paths.iter().map(|path| async { ann.apart().get(path).await })).await;
    let mut numbers = Vec::new();
    for path in &paths[..6] {
        let text = paper(&ann, path).await;
        numbers.push(
            (1..=8)
                .find(|at| text.contains(&format!("Invoice {at}\n")))
                .unwrap(),
        );
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn an_unpaid_order_has_no_invoice() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let mut unpaid = cart("WEB-1", &[(&mug, 1)]);
    unpaid["payment"]["status"] = json!("pending");
    let placed = storefront.place(unpaid).await.is(201).json();
    let id = placed["orders"][0]["order_id"].as_str().unwrap();
    let answer = ann.get(&format!("/seller/orders/{id}/invoice")).await;
    answer.is_problem(409, "conflict").has("Order #1001 is not paid.");
    paper(&ann, &format!("/seller/orders/{id}/packing-slip")).await;
}

#[tokio::test]
async fn names_of_every_script_print_or_are_named_at_the_order() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let names = [
        "Зоя Ґалаґан",
        "Ζωή Παπά",
        "Łucja Đỗ",
        "زهرة",
        "王小明",
        "שרה",
        "ज़ोया",
        "Ada 🦊",
    ];
    for (at, name) in names.iter().enumerate() {
        let mut wanted = cart(&format!("WEB-{at}"), &[(&mug, 1)]);
        wanted["buyer"]["name"] = json!(name);
        let placed = storefront.place(wanted).await.is(201).json();
        let id = placed["orders"][0]["order_id"].as_str().unwrap();
        let text = paper(&ann, &format!("/seller/orders/{id}/packing-slip")).await;
        let is_named = text.contains(&format!("the buyer's name. Read them at order #{}.", at + 1001));
        assert_eq!(
            (text.contains(name), is_named),
            (at < 3, at >= 3),
            "{name} in {text}"
        );
        assert!(!text.contains('\u{fffd}'), "{text}");
    }
}

#[tokio::test]
async fn picked_orders_are_one_file_in_the_order_that_was_asked() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let first = order(&storefront, "WEB-1", &mug).await;
    let second = order(&storefront, "WEB-2", &mug).await;
    let path = format!("/orders/papers?kind=invoice&order={second}&order={first}");
    let pages = text_of(&ann.page(&path).await.is(200).bytes);
    assert_eq!(pages.len(), 2);
    assert!(
        pages[0].contains("Invoice 1\n") && pages[0].contains("WEB-2") && pages[0].contains("Page 1 of 1")
    );
    assert!(pages[1].contains("Invoice 2\n") && pages[1].contains("WEB-1"));
}

#[tokio::test]
async fn what_cannot_be_printed_together_is_refused_and_makes_no_invoice() {
    let app = TestApp::new().await;
    let (ann, mug, storefront) = shop(&app).await;
    let id = order(&storefront, "WEB-1", &mug).await;
    let bob = app.seller("bob").await;
    let many: String = (0..201).map(|_| format!("&order={id}")).collect();
    for (query, status) in [
        (String::new(), 422),
        ("kind=invoice".to_owned(), 422),
        (format!("kind=poem&order={id}"), 422),
        (format!("kind=invoice&order={id}&order={id}"), 422),
        (format!("kind=invoice{many}"), 422),
        (format!("kind=invoice&order={id}&order=ord_none"), 404),
    ] {
        ann.page(&format!("/orders/papers?{query}")).await.is(status);
    }
    bob.page(&format!("/orders/papers?kind=packing-slip&order={id}"))
        .await
        .is(404);
    bob.get(&format!("/seller/orders/{id}/invoice")).await.is(404);
    let issued: i64 = sqlx::query_scalar("select count(*) from invoices")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!(issued, 0);
}
