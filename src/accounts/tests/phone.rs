//! Promises about phone numbers, against a local imitation of the provider.

use crate::config::Config;
use crate::config::Twilio;
use crate::testing::TestApp;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::json;
use std::sync::{Arc, Mutex};

type Texts = Arc<Mutex<Vec<(String, String)>>>;

/// Takes messages as Twilio does; a number that ends with 0000 does not exist, and the first try at one that ends
/// with 5555 meets an outage.
async fn provider() -> (String, Texts) {
    let texts: Texts = Arc::default();
    let tried = Arc::new(Mutex::new(0));
    let take = async move |State(texts): State<Texts>,
                           Path(account): Path<String>,
                           headers: HeaderMap,
                           body: String| {
        assert_eq!(account, "AC1");
        assert_eq!(headers["authorization"], "Basic QUMxOnNlY3JldA==");
        let field = |name: &str| {
            url::form_urlencoded::parse(body.as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .unwrap()
        };
        assert_eq!(field("From"), "+15005550006");
        let to = field("To");
        if to.ends_with("0000") {
            let told = r#"{"code":21211,"message":"Invalid 'To' Phone Number","status":400}"#;
            return (StatusCode::BAD_REQUEST, told.to_owned());
        }
        let mut tried = tried.lock().unwrap();
        *tried += 1;
        if to.ends_with("5555") && *tried == 1 {
            return (StatusCode::SERVICE_UNAVAILABLE, String::new());
        }
        texts.lock().unwrap().push((to, field("Body")));
        (StatusCode::CREATED, r#"{"sid":"SM1"}"#.to_owned())
    };
    let router = Router::new()
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(take))
        .with_state(texts.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base_url, texts)
}

async fn app_with(base_url: String) -> TestApp {
    TestApp::with(|config: &mut Config| {
        config.twilio = Some(Twilio {
            account_sid: "AC1".to_owned(),
            auth_token: "secret".to_owned(),
            from: "+15005550006".to_owned(),
            base_url,
        });
    })
    .await
}

fn code_in(texts: &Texts) -> String {
    let texts = texts.lock().unwrap();
    let (_, body) = texts.last().expect("a message");
    body.chars().filter(char::is_ascii_digit).take(6).collect()
}

#[tokio::test]
async fn a_number_is_verified_by_the_code_that_was_texted_to_it() {
    let (base_url, texts) = provider().await;
    let app = app_with(base_url).await;
    let ann = app.seller("ann").await;
    ann.put("/api/users/me/phone", json!({ "phone": "+353 1 234 5678" }))
        .await
        .is(202);
    app.work().await;
    assert_eq!(texts.lock().unwrap()[0].0, "+35312345678");
    assert!(app.mails_to("ann@example.test").is_empty());
    let code = code_in(&texts);
    let verification = "/api/users/me/phone/verification";
    ann.post(verification, json!({ "code": "000000" })).await.is(422);
    ann.post(verification, json!({ "code": code })).await.is(204);
    ann.post(verification, json!({ "code": code })).await.is(422);
    ann.page("/settings/security")
        .await
        .is(200)
        .has("+35312345678")
        .has("Verified");
}

#[tokio::test]
async fn an_outage_is_waited_out_and_a_number_that_does_not_exist_is_given_up() {
    let (base_url, texts) = provider().await;
    let app = app_with(base_url).await;
    let ann = app.seller("ann").await;
    ann.put("/api/users/me/phone", json!({ "phone": "+353123455555" }))
        .await
        .is(202);
    assert_eq!(app.work_and_fail().await.len(), 1);
    app.later(10 * crate::clock::MINUTE_MS);
    app.work().await;
    assert_eq!(texts.lock().unwrap().len(), 1);
    ann.put("/api/users/me/phone", json!({ "phone": "+353123450000" }))
        .await
        .is(202);
    app.work().await;
    assert_eq!(texts.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_checklist_can_ask_for_a_verified_phone() {
    let (base_url, texts) = provider().await;
    let app = app_with(base_url).await;
    let (boss, ann) = (app.super_admin().await, app.pending_seller("ann").await);
    let item = json!({ "kind": "verified_phone", "label": "A phone we can reach" });
    boss.post("/api/admin/checklist", item).await.is(201);
    let approval = format!("/api/admin/sellers/{}/approval", ann.seller());
    boss.post(&approval, json!({})).await.is(409);
    ann.put("/api/users/me/phone", json!({ "phone": "+353123456789" }))
        .await
        .is(202);
    app.work().await;
    let code = json!({ "code": code_in(&texts) });
    ann.post("/api/users/me/phone/verification", code).await.is(204);
    boss.post(&approval, json!({})).await.is(204);
}

#[tokio::test]
async fn without_a_provider_there_is_no_phone_to_verify() {
    let app = TestApp::new().await;
    let (boss, ann) = (app.super_admin().await, app.seller("ann").await);
    ann.put("/api/users/me/phone", json!({ "phone": "+353123456789" }))
        .await
        .is(409);
    ann.page("/settings/security").await.is(200).lacks("Phone");
    let item = json!({ "kind": "verified_phone", "label": "A phone we can reach" });
    boss.post("/api/admin/checklist", item).await.is(422);
}

#[tokio::test]
async fn a_code_for_one_number_never_verifies_another() {
    let (base_url, texts) = provider().await;
    let app = app_with(base_url).await;
    let ann = app.seller("ann").await;
    let mine = json!({ "phone": "+353123456789" });
    for _ in 0..6 {
        ann.put("/api/users/me/phone", mine.clone()).await.is(202);
    }
    app.work().await;
    let code = json!({ "code": code_in(&texts) });
    let theirs = json!({ "phone": "+353987654321" });
    ann.put("/api/users/me/phone", theirs)
        .await
        .is_problem(429, "rate_limited");
    ann.post("/api/users/me/phone/verification", code).await.is(204);
    ann.page("/settings/security")
        .await
        .is(200)
        .has("+353123456789")
        .lacks("+353987654321");
}

#[tokio::test]
async fn a_wrong_code_takes_no_idempotency_key() {
    let (base_url, texts) = provider().await;
    let app = app_with(base_url).await;
    let ann = app.seller("ann").await;
    let phone = json!({ "phone": "+353123456789" });
    ann.put("/api/users/me/phone", phone).await.is(202);
    app.work().await;
    let code = code_in(&texts);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for (code, status) in [(wrong, 422), (code.as_str(), 204), (code.as_str(), 204)] {
        let verification = "/api/users/me/phone/verification";
        let typed = json!({ "code": code });
        ann.post_once(verification, "1", typed).await.is(status);
    }
}
