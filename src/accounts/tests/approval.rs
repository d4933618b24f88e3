use crate::testing::TestApp;
use serde_json::json;

#[tokio::test]
async fn approval_waits_for_the_checklist() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let registration = json!({
        "email": "ada@example.test", "password": "a long password", "shop_name": "Maps", "country": "IE",
        "currency": "EUR", "accept_terms": true,
    });
    let answer = app
        .anonymous()
        .post("/seller/register", registration)
        .await
        .is(201);
    let path = format!("/api/admin/sellers/{}", answer.id("seller_id"));
    admin
        .post(&format!("{path}/approval"), json!({}))
        .await
        .is_problem(409, "conflict")
        .has("0 of 1");
}

#[tokio::test]
async fn a_shop_that_was_turned_down_reads_why_and_asks_again() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.admin().await);
    let path = format!("/api/admin/sellers/{}", ann.seller());
    let reason = json!({ "reason": "Say where you ship from." });
    admin.post(&format!("{path}/rejection"), reason).await.is(204);
    ann.page("/settings")
        .await
        .is(200)
        .has("Say where you ship from.");
    ann.form("/do/accounts/resubmit", &[]).await.leads_to("/settings");
    let again = format!("/seller/{}/application", ann.seller());
    ann.post(&again, json!({})).await.is_problem(409, "conflict");
    assert_eq!(admin.get(&path).await.json()["status"], "pending");
}

#[tokio::test]
async fn a_suspended_seller_reads_why_and_is_reinstated() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let path = format!("/api/admin/sellers/{}/suspension", ann.seller());
    admin
        .post(&path, json!({ "reason": "Late parcels." }))
        .await
        .is(204);
    ann.page("/settings")
        .await
        .is(200)
        .has("Late parcels.")
        .has("is suspended");
    let profile = ann.get(&format!("/seller/{}", ann.seller())).await.is(200).json();
    assert_eq!(profile["status"], "suspended");
    admin.delete(&path).await.is(204);
    ann.page("/settings").await.lacks("Late parcels.");
    admin.delete(&path).await.is_problem(409, "conflict");
}

#[tokio::test]
async fn a_decision_without_a_reason_is_refused() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.admin().await);
    let path = format!("/api/admin/sellers/{}/rejection", ann.seller());
    let refused = admin.post(&path, json!({ "reason": "  " })).await.is(422);
    assert_eq!(
        refused.error("reason"),
        "Enter a reason: the seller will read it."
    );
}

#[tokio::test]
async fn sellers_decide_nothing_about_sellers() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    let path = format!("/api/admin/sellers/{}", ann.seller());
    ann.post(&format!("{path}/approval"), json!({}))
        .await
        .is_problem(403, "forbidden");
    ann.get(&path).await.is(403);
    ann.get("/api/admin/users?q=ann").await.is(403);
    ann.get("/api/admin/api-keys").await.is(403);
}

#[tokio::test]
async fn admins_find_people_by_a_part_of_the_address() {
    let app = TestApp::new().await;
    app.seller("ann").await;
    app.seller("joanna").await;
    app.seller("bob").await;
    let admin = app.admin().await;
    let found = admin.get("/api/admin/users?q=ANN").await.is(200).json();
    let emails: Vec<_> = found["data"].as_array().expect("a list").iter().collect();
    assert_eq!(emails.len(), 2);
    assert_eq!(emails[0]["email"], "joanna@example.test");
    let none = admin.get("/api/admin/users?q=%25").await.is(200).json();
    assert_eq!(none["data"], json!([]));
}
