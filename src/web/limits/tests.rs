//! Promises of the limits, through HTTP.

use crate::testing::{Answer, TestApp};
use axum::http::Method;
use serde_json::json;

/// With limits, behind a proxy that says where requests come from.
async fn limited() -> TestApp {
    TestApp::with(|config| {
        config.rate_limits = true;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await
}

/// A guess at an account of its own.
async fn guess(app: &TestApp, address: &str, number: usize) -> Answer {
    let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
    let body = json!({ "email": format!("person{number}@example.test"), "password": "a guess" });
    let path = "/seller/login";
    app.anonymous()
        .api(Method::POST, path, &headers, body.to_string())
        .await
}

#[tokio::test]
async fn an_address_that_guesses_at_many_accounts_has_to_wait() {
    let app = limited().await;
    for number in 0..60 {
        guess(&app, "192.0.2.1", number).await.is(401);
    }
    let refused = guess(&app, "192.0.2.1", 60).await.is_problem(429, "rate_limited");
    assert_eq!(refused.headers["retry-after"], "6");
    guess(&app, "192.0.2.2", 61).await.is(401);
    app.later(6_000);
    guess(&app, "192.0.2.1", 62).await.is(401);
    guess(&app, "192.0.2.1", 63).await.is(429);
}

#[tokio::test]
async fn a_browser_that_is_refused_is_shown_a_page() {
    let app = limited().await;
    for number in 0..60 {
        guess(&app, "192.0.2.1", number).await.is(401);
    }
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-forwarded-for", "192.0.2.1"),
    ];
    let browser = app.anonymous();
    let fields = "email=ann%40example.test&password=a+guess";
    let page = browser
        .browse(Method::POST, "/do/accounts/sign-in", &headers, fields)
        .await
        .is(429);
    assert_eq!(page.headers["retry-after"], "6");
    page.has("<!DOCTYPE html>").has("Try again in 6 seconds.");
    browser
        .browse(Method::GET, "/login", &headers[1..], "")
        .await
        .is(200);
}

#[tokio::test]
async fn a_guess_counts_whatever_page_it_asks_to_see_again() {
    let app = limited().await;
    let browser = app.anonymous();
    for (number, page) in ["/orders", "/nothing", "/login"]
        .iter()
        .cycle()
        .take(60)
        .enumerate()
    {
        let email = format!("person{number}@example.test");
        let fields = [("_page", *page), ("email", &email), ("password", "a guess")];
        let answer = browser.form("/do/accounts/sign-in", &fields).await;
        assert_ne!(answer.status, 429, "{}", answer.text());
    }
    browser.form("/do/accounts/sign-in", &[]).await.is(429);
}

#[tokio::test]
async fn what_a_lock_refuses_is_no_guess() {
    let app = limited().await;
    let browser = app.anonymous();
    let fields = [
        ("_page", "/login"),
        ("email", "ann@example.test"),
        ("password", "a guess"),
    ];
    for number in 0..80 {
        let status = if number < 10 { 422 } else { 429 };
        browser.form("/do/accounts/sign-in", &fields).await.is(status);
    }
    guess(&app, "127.0.0.1", 1).await.is(401);
}

#[tokio::test]
async fn right_passwords_are_no_guesses() {
    let app = limited().await;
    app.seller("ann").await;
    for _ in 0..40 {
        // Twice: by the API and in the browser.
        app.signed_in("ann").await;
    }
}

#[tokio::test]
async fn mails_are_asked_for_within_limits() {
    let app = limited().await;
    let anyone = app.anonymous();
    for number in 0..300 {
        let whom = json!({ "email": format!("person{number}@example.test") });
        anyone.post("/auth/forgot", whom).await.is(202);
    }
    let whom = json!({ "email": "one-more@example.test" });
    let refused = anyone
        .post("/auth/forgot", whom)
        .await
        .is_problem(429, "rate_limited");
    assert_eq!(
        refused.headers["ratelimit-policy"],
        "\"registration\";q=300;w=300"
    );
    assert_eq!(refused.headers["retry-after"], "1");
}

#[tokio::test]
async fn the_admins_side_is_limited_by_person() {
    let app = limited().await;
    let (admin, other) = (app.admin().await, app.super_admin().await);
    for _ in 0..300 {
        admin.get("/api/admin/tickets").await.is(200);
    }
    let refused = admin
        .get("/api/admin/tickets")
        .await
        .is_problem(429, "rate_limited");
    assert_eq!(refused.headers["retry-after"], "1");
    admin.page("/admin/sellers").await.is(429).has("<!DOCTYPE html>");
    admin.get("/api/users/me").await.is(200);
    other.get("/api/admin/tickets").await.is(200);
}

#[tokio::test]
async fn every_answer_of_the_api_says_what_is_left() {
    let app = limited().await;
    let ann = app.seller("ann").await;
    ann.get("/seller/orders").await.is(200);
    let second = ann.get("/seller/orders").await.is(200);
    assert_eq!(second.headers["ratelimit-policy"], "\"user\";q=1500;w=30");
    assert_eq!(second.headers["ratelimit"], "\"user\";r=1498;t=1");
    assert_eq!(second.headers["ratelimit-limit"], "1500");
    let headers = [("x-forwarded-for", "192.0.2.1")];
    let stranger = app.anonymous();
    let refused = stranger
        .api(Method::GET, "/seller/orders", &headers, "")
        .await
        .is(401);
    assert_eq!(refused.headers["ratelimit"], "\"anonymous\";r=1199;t=1");
    let key = app.storefront().await;
    let by_key = key.get("/seller/orders").await.is(403);
    assert_eq!(by_key.headers["ratelimit"], "\"key\";r=2999;t=1");
    let refused = guess(&app, "192.0.2.1", 1).await.is(401);
    assert_eq!(refused.headers["ratelimit"], "\"sign-in\";r=299;t=1");
}

#[tokio::test]
async fn probes_and_assets_are_not_limited() {
    let app = limited().await;
    for path in ["/healthz", "/readyz", "/favicon.svg", "/openapi.json"] {
        let answer = app.anonymous().get(path).await.is(200);
        assert!(!answer.headers.contains_key("ratelimit"), "{path}");
    }
}

#[tokio::test]
async fn nothing_is_counted_with_limits_off() {
    let app = TestApp::new().await;
    let answer = app.anonymous().get("/seller/orders").await.is(401);
    assert!(!answer.headers.contains_key("ratelimit"));
    for number in 0..62 {
        guess(&app, "192.0.2.1", number).await.is(401);
    }
}
