//! Tests of the test tools.

use super::{PASSWORD, TestApp};
use crate::clock::MINUTE_MS;
use serde_json::json;

#[tokio::test]
async fn a_person_registers_reads_the_code_and_signs_in() {
    let app = TestApp::new().await;
    let anyone = app.anonymous();
    let shop = json!({
        "email": "new@example.test", "password": PASSWORD, "shop_name": "Kilkenny Clay",
        "country": "IE", "currency": "EUR", "accept_terms": true,
    });
    anyone.post("/seller/register", shop).await.is(201);
    let code = app.code_for("new@example.test").await;
    anyone
        .post(
            "/auth/verify",
            json!({ "email": "new@example.test", "code": code }),
        )
        .await
        .is(204);
    let new = app.signed_in("new").await;
    let me = new.get("/api/v1/users/me").await.is(200).json();
    assert_eq!(me["sellers"][0]["shop_name"], "Kilkenny Clay");
}

#[tokio::test]
async fn actors_have_the_roles_they_are_asked_for() {
    let app = TestApp::new().await;
    for (actor, role) in [
        (app.seller("ann").await, "seller"),
        (app.pending_seller("new").await, "seller"),
        (app.admin().await, "admin"),
        (app.super_admin().await, "super_admin"),
    ] {
        let me = actor.get("/api/users/me").await.is(200).json();
        assert_eq!(me["role"], role);
        assert!(
            actor.cookies().contains("session="),
            "{role} has a browser session"
        );
    }
    app.anonymous()
        .get("/api/users/me")
        .await
        .is_problem(401, "unauthorized");
    let storefront = app.storefront().await;
    storefront.get("/api/users/me").await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn a_token_ends_when_its_time_has_passed() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.later(16 * MINUTE_MS);
    ann.get("/api/users/me").await.is_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_snapshot_names_the_tables_that_changed() {
    let app = TestApp::new().await;
    let before = app.snapshot(&[]).await;
    assert_eq!(before.changed(&app.snapshot(&[]).await), Vec::<String>::new());
    app.pending_seller("new").await;
    let changed = before.changed(&app.snapshot(&["audit_entries"]).await);
    for table in ["balances", "members", "sellers", "sessions", "users"] {
        assert!(changed.iter().any(|name| name == table), "{table} in {changed:?}");
    }
}

#[tokio::test]
async fn a_process_answers_only_for_its_roles() {
    for (web, api) in [(true, false), (false, true), (false, false)] {
        let app = TestApp::with(|config| {
            config.roles = crate::config::Roles {
                web,
                api,
                worker: true,
            };
        })
        .await;
        let anyone = app.anonymous();
        anyone.page("/healthz").await.is(200);
        anyone.page("/login").await.is(if web { 200 } else { 404 });
        anyone
            .get("/api/v1/users/me")
            .await
            .is(if api { 401 } else { 404 });
    }
}
