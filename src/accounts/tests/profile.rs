use crate::accounts::store;
use crate::testing::{Actor, TestApp};
use serde_json::json;

fn own(actor: &Actor) -> String {
    format!("/seller/{}", actor.seller())
}

async fn events(app: &TestApp, kind: &str) -> i64 {
    let (count,): (i64,) = sqlx::query_as("select count(*) from events where type = $1")
        .bind(kind.to_owned())
        .fetch_one(app.db.reader())
        .await
        .expect("events can be counted");
    count
}

#[tokio::test]
async fn a_seller_changes_its_profile_but_not_its_standing() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    for fixed in ["status", "currency", "seller_id", "handle"] {
        let change = json!({ "shop_name": "Ann & Co", fixed: "approved" });
        let refused = ann.patch(&own(&ann), change).await.is_problem(422, "validation");
        assert_ne!(refused.error(fixed), "");
    }
    let change = json!({ "shop_name": "Ann & Co", "description": "Mugs.\nBowls.", "tax_id": "IE123" });
    let profile = ann.patch(&own(&ann), change).await.is(200).json();
    assert_eq!(profile["shop_name"], "Ann & Co");
    assert_eq!(profile["tax_id"], "IE123");
    assert_eq!(profile["status"], "pending");
    assert_eq!(profile["currency"], "USD");
    assert_eq!(profile["handle"], "shop-ann");
    assert_eq!(ann.get(&own(&ann)).await.is(200).json(), profile);
}

#[tokio::test]
async fn what_is_absent_stays_and_what_is_null_goes() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let both = json!({ "phone": "+353 1 234 567", "address": "1 Quay\nCork" });
    ann.patch(&own(&ann), both).await.is(200);
    let profile = ann
        .patch(&own(&ann), json!({ "phone": null }))
        .await
        .is(200)
        .json();
    assert_eq!(profile["phone"], json!(null));
    assert_eq!(profile["address"], "1 Quay\nCork");
}

#[tokio::test]
async fn every_mistake_in_a_profile_is_told_at_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let wrong =
        json!({ "shop_name": " ", "phone": "call me", "timezone": "Mars/Base", "tax_id": "x".repeat(41) });
    let refused = ann.patch(&own(&ann), wrong).await.is_problem(422, "validation");
    for field in ["shop_name", "phone", "timezone", "tax_id"] {
        assert_ne!(refused.error(field), "", "{field}");
    }
    let wrong_type = ann.patch(&own(&ann), json!({ "phone": 5 })).await.is(422);
    assert_ne!(wrong_type.error("phone"), "");
}

#[tokio::test]
async fn another_sellers_profile_is_not_there() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    bob.get(&own(&ann)).await.is_problem(404, "not_found");
    bob.patch(&own(&ann), json!({ "shop_name": "Mine" }))
        .await
        .is(404);
    bob.delete(&own(&ann)).await.is(404);
    app.anonymous().get(&own(&ann)).await.is(401);
}

#[tokio::test]
async fn a_new_timezone_is_told_to_the_figures_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for _ in 0..2 {
        let change = json!({ "timezone": "Asia/Kolkata" });
        ann.patch(&own(&ann), change).await.is(200);
    }
    ann.patch(&own(&ann), json!({ "shop_name": "Other" }))
        .await
        .is(200);
    assert_eq!(events(&app, "seller.timezone_changed").await, 1);
}

#[tokio::test]
async fn a_failed_profile_form_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let fields = [
        ("_page", "/settings"),
        ("shop_name", ""),
        ("description", "Mugs <& bowls>"),
        ("timezone", "Europe/Dublin"),
    ];
    let page = ann.form("/do/accounts/profile", &fields).await.is(422);
    assert_eq!(page.field("description"), "Mugs <& bowls>");
    assert_eq!(page.field("timezone"), "Europe/Dublin");
    page.has("name is required.");
}

#[tokio::test]
async fn a_profile_form_saves_and_says_so() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let fields = [
        ("shop_name", "Ann & Co"),
        ("description", "Mugs"),
        ("timezone", "UTC"),
    ];
    ann.form("/do/accounts/profile", &fields)
        .await
        .leads_to("/settings");
    let page = ann.page("/settings").await.is(200).has("Saved.");
    assert_eq!(page.field("shop_name"), "Ann & Co");
    ann.page("/settings").await.lacks("Saved.");
}

#[tokio::test]
async fn a_person_with_two_shops_switches_between_them_and_to_no_other() {
    let app = TestApp::new().await;
    let (ann, bob, eve) = (
        app.seller("ann").await,
        app.seller("bob").await,
        app.seller("eve").await,
    );
    let mut tx = app.db.begin().await.expect("a transaction");
    let user_id = ann.user_id.clone().expect("a person");
    store::insert_member(
        &mut tx,
        &user_id,
        &bob.seller(),
        crate::viewer::MemberRole::Owner,
        app.clock.now(),
    )
    .await
    .expect("a member");
    tx.commit().await.expect("kept");
    ann.form("/do/accounts/switch", &[("seller_id", bob.seller().as_str())])
        .await
        .leads_to("/dashboard");
    assert_eq!(ann.page("/settings").await.field("shop_name"), "Shop bob");
    ann.form("/do/accounts/switch", &[("seller_id", eve.seller().as_str())])
        .await
        .is(404);
    assert_eq!(ann.page("/settings").await.field("shop_name"), "Shop bob");
}
