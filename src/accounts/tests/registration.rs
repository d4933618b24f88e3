use crate::testing::{Answer, PASSWORD, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

const EMAIL: &str = "ada@example.test";

fn ada() -> Value {
    json!({
        "email": EMAIL, "password": PASSWORD, "shop_name": "Ada's Maps", "country": "IE", "currency": "EUR",
        "timezone": "Europe/Dublin", "accept_terms": true,
    })
}

#[tokio::test]
async fn a_shop_registers_is_verified_and_is_approved() {
    let app = TestApp::new().await;
    let (ada_to_be, admin) = (app.anonymous(), app.admin().await);
    let seller_id = ada_to_be
        .post("/seller/register", ada())
        .await
        .is(201)
        .id("seller_id");
    let sign_in = json!({ "email": EMAIL, "password": PASSWORD });
    ada_to_be
        .post("/auth/login", sign_in.clone())
        .await
        .is_problem(403, "verify_email");
    let code = app.code_for(EMAIL).await;
    let typed = json!({ "email": EMAIL, "code": code });
    ada_to_be.post("/auth/verify", typed).await.is(204);
    let user = ada_to_be.post("/auth/login", sign_in).await.is(200).json()["user"].clone();
    assert_eq!(user["seller_id"], json!(seller_id));
    let approval = format!("/api/admin/sellers/{seller_id}/approval");
    admin.post(&approval, json!({})).await.is(204);
    app.work().await;
    let subjects: Vec<_> = app.mails_to(EMAIL).into_iter().map(|mail| mail.subject).collect();
    assert_eq!(
        subjects.last().map(String::as_str),
        Some("Ada's Maps is approved")
    );
}

#[tokio::test]
async fn five_wrong_codes_spoil_the_right_one() {
    let app = TestApp::new().await;
    let someone = app.anonymous();
    someone.post("/seller/register", ada()).await.is(201);
    let code = app.code_for(EMAIL).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let typed = json!({ "email": EMAIL, "code": wrong });
        someone
            .post("/auth/verify", typed)
            .await
            .is_problem(422, "validation");
    }
    let typed = json!({ "email": EMAIL, "code": code });
    someone
        .post("/auth/verify", typed)
        .await
        .is_problem(422, "validation");
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let app = TestApp::new().await;
    let someone = app.anonymous();
    someone.post("/seller/register", ada()).await.is(201);
    let code = app.code_for(EMAIL).await;
    app.later(10 * crate::clock::MINUTE_MS);
    let typed = json!({ "email": EMAIL, "code": code });
    someone
        .post("/auth/verify", typed)
        .await
        .is_problem(422, "validation");
}

#[tokio::test]
async fn an_address_with_an_account_gets_the_same_answer_and_another_mail() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut again = ada();
    again["email"] = json!(ann.email);
    let answer = app
        .anonymous()
        .post("/seller/register", again)
        .await
        .is(201)
        .json();
    assert_eq!(answer["status"], "pending");
    app.work().await;
    let mails = app.mails_to(&ann.email);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "You have a Stallholder account already");
}

#[tokio::test]
async fn a_failed_registration_keeps_what_was_typed_but_the_password() {
    let app = TestApp::new().await;
    let fields = [
        ("_page", "/register"),
        ("shop_name", "Ada's Maps"),
        ("email", "not an address"),
        ("password", "short"),
        ("country", "IE"),
        ("currency", "EUR"),
    ];
    let page = app
        .anonymous()
        .form("/do/accounts/register", &fields)
        .await
        .is(422);
    assert_eq!(page.field("shop_name"), "Ada's Maps");
    assert_eq!(page.field("email"), "not an address");
    assert_eq!(page.field("password"), "");
    page.has("That is not an email address.")
        .has("Please accept the terms.");
}

#[tokio::test]
async fn an_idempotency_key_of_nobody_is_never_shared_by_strangers() {
    let app = TestApp::with(|config| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let register = async |address: &str| -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", "1"),
            ("x-forwarded-for", address),
        ];
        let (anyone, path) = (app.anonymous(), "/seller/register");
        let answer = anyone.api(Method::POST, path, &headers, ada().to_string());
        answer.await.is(201)
    };
    let first = register("192.0.2.1").await;
    let again = register("192.0.2.1").await;
    let strangers = register("198.51.100.1").await;
    assert_eq!(first.id("seller_id"), again.id("seller_id"));
    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_ne!(first.id("seller_id"), strangers.id("seller_id"));
}

#[tokio::test]
async fn one_mailbox_is_one_account_however_its_address_is_spelt() {
    let app = TestApp::new().await;
    for email in ["\"ada\"@example.test", "ada@example.test.", "ada@[192.0.2.1]"] {
        let mut other = ada();
        other["email"] = json!(email);
        let answer = app.anonymous().post("/seller/register", other).await;
        let refused = answer.is_problem(422, "validation");
        assert_eq!(refused.error("email"), "That is not an email address.");
    }
}
