//! Promises of the audit log, through HTTP.

use crate::testing::{Actor, TestApp};
use serde_json::{Value, json};

async fn newest(actor: &Actor, path: &str) -> Value {
    actor.get(path).await.is(200).json()["data"][0].clone()
}

/// Every entry as an admin reads it.
async fn all(app: &TestApp) -> String {
    let admin = app.admin().await;
    admin.get("/api/admin/audit?limit=200").await.is(200).text()
}

#[tokio::test]
async fn an_entry_says_who_what_when_from_where_before_and_after() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let own = format!("/seller/{}", ann.seller());
    let headers = [("content-type", "application/json"), ("x-request-id", "of-ann")];
    let phone = json!({ "phone": "+353 1 234 567" }).to_string();
    ann.api(axum::http::Method::PATCH, &own, &headers, phone)
        .await
        .is(200);
    let entry = newest(&ann, "/seller/audit?action=seller.").await;
    assert_eq!(entry["action"], "seller.profile_changed");
    assert_eq!(entry["what"], "Changed the shop's profile");
    assert_eq!(
        (&entry["acted_as"], &entry["email"]),
        (&json!("person"), &json!(ann.email))
    );
    assert_eq!(
        (&entry["address"], &entry["request_id"]),
        (&json!("127.0.0.1"), &json!("of-ann"))
    );
    assert_eq!(entry["before"], json!({ "phone": null }));
    assert_eq!(entry["after"]["phone"], "+353 1 234 567");
    assert_eq!(entry["at"], "2026-11-02T10:00:00Z");
    ann.page("/settings/audit")
        .await
        .is(200)
        .has("Changed the shop's profile");
}

#[tokio::test]
async fn what_is_personal_is_sealed_and_cannot_be_read_once_the_account_is_closed() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let own = format!("/seller/{}", ann.seller());
    ann.patch(&own, json!({ "phone": "+353 1 234 567" }))
        .await
        .is(200);
    let stored: Vec<(String,)> = sqlx::query_as(
        "select coalesce(sealed_change, '') || coalesce(before_json, '') || coalesce(after_json, '')
             || coalesce(address, '') || coalesce(sealed_origin, '') as stored from audit_entries",
    )
    .fetch_all(app.db.reader())
    .await
    .expect("entries");
    assert!(
        stored
            .iter()
            .all(|(stored,)| !stored.contains("+353") && !stored.contains("127.0"))
    );
    assert!(all(&app).await.contains("+353 1 234 567"));
    ann.delete(&own).await.is(204);
    let admin = app.signed_in("admin").await;
    let path = format!("/api/admin/audit?seller_id={}", ann.seller());
    let left = admin
        .get(&path)
        .await
        .is(200)
        .lacks("+353")
        .lacks("127.0.0.1")
        .json();
    let left = left["data"].as_array().expect("a list").clone();
    let changed = left
        .iter()
        .find(|entry| entry["action"] == "seller.profile_changed");
    let changed = changed.expect("the entry stays");
    assert_eq!(
        (&changed["removed"], &changed["email"]),
        (&json!(true), &Value::Null)
    );
    let page = format!("/admin/audit?seller_id={}", ann.seller());
    admin
        .page(&page)
        .await
        .is(200)
        .has("Removed with the account it was about.");
}

#[tokio::test]
async fn an_entry_is_never_changed_nor_deleted() {
    let app = TestApp::new().await;
    app.seller("ann").await;
    for statement in [
        "update audit_entries set action = 'nothing'",
        "delete from audit_entries",
    ] {
        let mut tx = app.db.begin().await.expect("a transaction");
        assert!(sqlx::query(statement).execute(&mut *tx).await.is_err());
    }
}

#[tokio::test]
async fn no_buyer_is_in_the_log() {
    let app = TestApp::new().await;
    let (ann, key) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "20.00", 10).await;
    let order = key.order("B-1", &[(&mug, 2)]).await;
    let buyer = order["orders"][0]["order_id"]
        .as_str()
        .expect("an order")
        .to_owned();
    let seen = ann.get(&format!("/seller/orders/{buyer}")).await.is(200).json();
    let shipped = json!({ "carrier": "DHL", "tracking_number": "1" });
    key.post(
        "/api/v1/storefront/orders/B-1/payment",
        json!({ "provider": "stripe", "reference": "pi_1" }),
    )
    .await;
    ann.post(&format!("/seller/orders/{buyer}/shipments"), shipped)
        .await;
    ann.page("/orders?format=csv").await.is(200);
    app.work().await;
    let log = all(&app).await;
    assert!(log.contains("orders.downloaded"), "{log}");
    let mut told = Vec::new();
    texts(&seen["buyer"], &mut told);
    texts(&seen["shipping_address"], &mut told);
    assert!(!told.is_empty(), "{seen}");
    for text in told.iter().filter(|text| text.len() > 3) {
        assert!(!log.contains(text.as_str()), "{text} is in the log");
    }
}

fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Object(object) => object.values().for_each(|value| texts(value, into)),
        Value::Array(array) => array.iter().for_each(|value| texts(value, into)),
        _ => {}
    }
}

#[tokio::test]
async fn an_owner_reads_their_shops_log_only_and_no_admins_name() {
    let app = TestApp::new().await;
    let (ann, bob, admin) = (
        app.pending_seller("ann").await,
        app.seller("bob").await,
        app.admin().await,
    );
    let path = format!("/api/admin/sellers/{}/approval", ann.seller());
    admin.post(&path, json!({})).await.is(204);
    let entry = newest(&ann, "/seller/audit?action=seller.approved").await;
    assert_eq!(entry["acted_as"], "admin");
    assert_eq!((&entry["email"], &entry["address"]), (&Value::Null, &Value::Null));
    assert_eq!(entry["before"]["status"], "pending");
    ann.page("/settings/audit")
        .await
        .is(200)
        .has("the marketplace")
        .lacks(&admin.email);
    bob.get("/seller/audit")
        .await
        .is(200)
        .lacks(ann.seller().as_str());
    let by_name = ann
        .get(&format!("/seller/audit?who={}", admin.email))
        .await
        .is(200)
        .json();
    assert_eq!(by_name["data"], json!([]));
    let entry = newest(&admin, "/api/admin/audit?action=seller.approved").await;
    assert_eq!(entry["email"], json!(admin.email));
}

#[tokio::test]
async fn the_log_is_filtered_by_what_who_whom_shop_and_day() {
    let app = TestApp::new().await;
    let (ann, bob, admin) = (
        app.seller("ann").await,
        app.seller("bob").await,
        app.admin().await,
    );
    app.later(2 * crate::clock::DAY_MS);
    let invited = json!({ "email": "carl@example.test", "role": "staff", "permissions": ["orders"] });
    let bob = {
        drop(bob);
        app.signed_in("bob").await
    };
    let invited = bob.post("/seller/invitations", invited).await;
    assert!(invited.status.is_success(), "{}", invited.text());
    let admin = {
        drop(admin);
        app.signed_in("admin").await
    };
    for (query, there, gone) in [
        ("action=member.", "member.invited", "user.signed_in"),
        ("action=member.invited", "c…@example.test", "user.signed_in"),
        ("who=bob@example.test", "member.invited", "ann@example.test"),
        ("to=2026-11-02", "ann@example.test", "member.invited"),
        (
            "from=2026-11-04&to=2026-11-04",
            "member.invited",
            "ann@example.test",
        ),
    ] {
        let path = format!("/api/admin/audit?{query}");
        admin.get(&path).await.is(200).has(there).lacks(gone);
        admin.page(&format!("/admin/audit?{query}")).await.is(200);
    }
    bob.get("/seller/audit?action=member.invited")
        .await
        .is(200)
        .has("member.invited")
        .lacks("user.signed_in");
    bob.get("/seller/audit?action=member.changed")
        .await
        .is(200)
        .lacks("member.invited");
    let path = format!("/api/admin/audit?seller_id={}", ann.seller());
    admin
        .get(&path)
        .await
        .is(200)
        .has("ann@example.test")
        .lacks("member.invited");
    admin
        .get("/api/admin/audit?from=soon")
        .await
        .is_problem(422, "validation");
    admin.page("/admin/audit?from=soon").await.is(422);
}

#[tokio::test]
async fn the_log_is_leafed_through_and_downloaded_which_is_noted() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let first = admin.get("/api/admin/audit?limit=2").await.is(200).json();
    let next = first["next"].as_str().expect("there are more");
    let second = admin
        .get(&format!("/api/admin/audit?limit=2&after={next}"))
        .await
        .is(200)
        .json();
    assert!(second["data"][0]["audit_id"].as_str() < first["data"][1]["audit_id"].as_str());
    let file = admin
        .page("/admin/audit?format=csv&who=ann@example.test")
        .await
        .is(200);
    assert!(
        file.text().starts_with("\u{FEFF}audit_id,at,action"),
        "{}",
        file.text()
    );
    file.has("user.signed_in").lacks("admin@example.test");
    ann.page("/settings/audit?format=csv")
        .await
        .is(200)
        .has("ann@example.test");
    let path = format!("/admin/audit?format=csv&seller_id={}", ann.seller());
    ann.page(&path).await.is(403);
    let noted = admin.get("/api/admin/audit?action=audit.").await.is(200).json();
    assert_eq!(noted["data"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn staff_does_not_read_the_log() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut tx = app.db.begin().await.expect("a transaction");
    sqlx::query("update members set role = 'staff', permissions = '[\"settings\"]'")
        .execute(&mut *tx)
        .await
        .expect("staff");
    tx.commit().await.expect("kept");
    ann.get("/seller/audit").await.is_problem(403, "forbidden");
    ann.page("/settings/audit").await.is(403);
}

#[tokio::test]
async fn a_program_is_named_by_its_key_and_found_by_it() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let asked = json!({ "name": "Stock", "scopes": ["products:write"] });
    let made = ann.post("/seller/api-keys", asked).await.is(201);
    let key_id = made.clone().id("api_key_id");
    let mut program = ann.clone();
    program.token = Some(made.id("key"));
    let mug = json!({ "name": "Mug", "price": 7 });
    program.post("/seller/products", mug).await.is(201);
    let entry = newest(&ann, &format!("/seller/audit?who={key_id}")).await;
    assert_eq!(entry["action"], "product.created");
    assert_eq!(
        (&entry["acted_as"], &entry["api_key_id"]),
        (&json!("key"), &json!(key_id))
    );
    ann.page("/settings/audit")
        .await
        .is(200)
        .has("a program using a key of ann@example.test");
}

#[tokio::test]
async fn a_key_once_discarded_never_seals_again() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let mut tx = app.db.begin().await.expect("a transaction");
    super::discard(&mut tx, ann.seller().as_str(), app.clock.now())
        .await
        .expect("discarded");
    tx.commit().await.expect("kept");
    let own = format!("/seller/{}", ann.seller());
    ann.patch(&own, json!({ "phone": "+353 1 234 567" }))
        .await
        .is(200);
    let path = format!("/api/admin/audit?seller_id={}", ann.seller());
    admin
        .get(&path)
        .await
        .is(200)
        .has("seller.profile_changed")
        .lacks("+353");
}
