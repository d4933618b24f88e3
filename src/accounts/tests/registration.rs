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
    assert_eq!(mails[0].subject, "You already have a Stallholder account");
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
    page.has("That is not a valid email address.")
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
        assert_eq!(refused.error("email"), "That is not a valid email address.");
    }
}

/// Registers and gives the shop's id and the code that was mailed.
async fn register(app: &TestApp, registration: &Value) -> (String, String) {
    let answer = app
        .anonymous()
        .post("/seller/register", registration.clone())
        .await
        .is(201);
    app.later(1);
    (answer.id("seller_id"), app.code_for(EMAIL).await)
}

fn of_a_stranger() -> Value {
    let mut stranger = ada();
    stranger["password"] = json!("the password of a stranger");
    stranger["shop_name"] = json!("A stranger's shop");
    stranger
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
    let counted: (i64,) = sqlx::query_as(sql).fetch_one(app.db.reader()).await.unwrap();
    counted.0
}

#[tokio::test]
async fn who_registered_an_address_first_keeps_no_password_on_the_account_of_its_owner() {
    let app = TestApp::new().await;
    let anyone = app.anonymous();
    let (strangers, _) = register(&app, &of_a_stranger()).await;
    let (own, code) = register(&app, &ada()).await;
    let verify = json!({ "email": EMAIL, "code": code });
    anyone.post("/auth/verify", verify).await.is(204);
    let login = |password: &str| json!({ "email": EMAIL, "password": password });
    let refused = anyone
        .post("/auth/login", login("the password of a stranger"))
        .await;
    refused.is_problem(401, "unauthorized");
    let user = anyone.post("/auth/login", login(PASSWORD)).await.is(200).json()["user"].clone();
    assert_eq!(user["seller_id"], json!(own));
    assert_ne!(strangers, own);
    assert_eq!(
        (count(&app, "sellers").await, count(&app, "registrations").await),
        (1, 0)
    );
}

#[tokio::test]
async fn a_code_that_names_its_registration_verifies_no_other_and_is_spoilt_by_no_stranger() {
    let app = TestApp::new().await;
    let anyone = app.anonymous();
    let (own, code) = register(&app, &ada()).await;
    let (strangers, others) = register(&app, &of_a_stranger()).await;
    let verify =
        |seller_id: &str, code: &str| json!({ "email": EMAIL, "code": code, "seller_id": seller_id });
    anyone.post("/auth/verify", verify(&own, &others)).await.is(422);
    anyone
        .post("/auth/verify", verify(&strangers, &code))
        .await
        .is(422);
    for _ in 0..5 {
        let guess = json!({ "email": EMAIL, "code": "000000" });
        anyone.post("/auth/verify", guess).await.is(422);
    }
    anyone.post("/auth/verify", verify(&own, &code)).await.is(204);
    let login = json!({ "email": EMAIL, "password": PASSWORD });
    anyone.post("/auth/login", login).await.is(200);
}

#[tokio::test]
async fn a_registration_makes_nothing_before_its_code_and_goes_after_a_week() {
    let app = TestApp::new().await;
    let (anyone, admin) = (app.anonymous(), app.admin().await);
    let (seller_id, _) = register(&app, &ada()).await;
    let waiting = admin
        .get("/api/admin/sellers?status=pending")
        .await
        .is(200)
        .json();
    assert_eq!(waiting["data"], json!([]));
    admin
        .get(&format!("/api/admin/sellers/{seller_id}"))
        .await
        .is(404);
    let approval = format!("/api/admin/sellers/{seller_id}/approval");
    admin
        .post(&approval, json!({}))
        .await
        .is_problem(409, "conflict")
        .has("The email address is not verified yet");
    let login = |password: &str| json!({ "email": EMAIL, "password": password });
    anyone
        .post("/auth/login", login(PASSWORD))
        .await
        .is_problem(403, "verify_email");
    anyone
        .post("/auth/login", login("a guess"))
        .await
        .is_problem(401, "unauthorized");
    app.later(7 * crate::clock::DAY_MS);
    app.work().await;
    assert_eq!(count(&app, "registrations").await, 0);
    anyone
        .post("/auth/login", login(PASSWORD))
        .await
        .is_problem(401, "unauthorized");
}

#[tokio::test]
async fn another_code_replaces_the_first_and_is_for_the_registration_that_was_named() {
    let app = TestApp::new().await;
    let anyone = app.anonymous();
    let (own, first) = register(&app, &ada()).await;
    register(&app, &of_a_stranger()).await;
    let named = json!({ "email": EMAIL, "seller_id": own });
    anyone.post("/auth/verify/resend", named).await.is(202);
    let code = app.code_for(EMAIL).await;
    let mails = app.mails_to(EMAIL);
    assert!(mails.last().unwrap().text.contains("registration of Ada's Maps"));
    let verify = |code: &str| json!({ "email": EMAIL, "code": code, "seller_id": own });
    anyone.post("/auth/verify", verify(&first)).await.is(422);
    anyone.post("/auth/verify", verify(&code)).await.is(204);
    anyone.post("/auth/verify", verify(&code)).await.is(422);
    app.work().await;
    let before = app.mails_to(EMAIL).len();
    anyone
        .post("/auth/verify/resend", json!({ "email": EMAIL }))
        .await
        .is(202);
    app.work().await;
    assert_eq!(app.mails_to(EMAIL).len(), before);
}

#[tokio::test]
async fn two_registrations_verified_at_once_make_one_account() {
    let app = TestApp::new().await;
    let anyone = app.anonymous();
    let (one, of_one) = register(&app, &ada()).await;
    let (other, of_other) = register(&app, &of_a_stranger()).await;
    let verify = |seller_id: &str, code: &str| {
        let body = json!({ "email": EMAIL, "code": code, "seller_id": seller_id });
        let anyone = anyone.clone();
        async move { anyone.post("/auth/verify", body).await.status.as_u16() }
    };
    let (first, second) = tokio::join!(verify(&one, &of_one), verify(&other, &of_other));
    let mut statuses = [first, second];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 422]);
    assert_eq!((count(&app, "users").await, count(&app, "sellers").await), (1, 1));
}

#[tokio::test]
async fn a_password_forgotten_before_the_address_is_verified_is_told_by_mail() {
    let app = TestApp::new().await;
    let anyone = app.anonymous();
    register(&app, &ada()).await;
    anyone
        .post("/auth/forgot", json!({ "email": EMAIL }))
        .await
        .is(202);
    app.work().await;
    let mails = app.mails_to(EMAIL);
    assert_eq!(mails.last().unwrap().subject, "Your registration is not finished");
}

#[tokio::test]
async fn a_reset_ends_what_was_begun_before_the_address_was_ever_proven() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let key = app.own_key(&ann, &["products:read"]).await;
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("update users set verified_at = null")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let anyone = app.anonymous();
    anyone
        .post("/auth/forgot", json!({ "email": ann.email }))
        .await
        .is(202);
    let code = app.code_for(&ann.email).await;
    let reset = json!({ "email": ann.email, "code": code, "password": "quite another password" });
    anyone.post("/auth/reset", reset).await.is(204);
    ann.get("/api/v1/users/me").await.is(401);
    key.get("/seller/products").await.is(401);
    let login = json!({ "email": ann.email, "password": "quite another password" });
    anyone.post("/auth/login", login).await.is(200);
}

#[tokio::test]
async fn the_page_after_registering_takes_the_code_of_that_registration() {
    let app = TestApp::new().await;
    let browser = app.anonymous();
    let fields = [
        ("shop_name", "Ada's Maps"),
        ("email", EMAIL),
        ("password", PASSWORD),
        ("country", "IE"),
        ("currency", "EUR"),
        ("accept_terms", "true"),
    ];
    let led = browser.form("/do/accounts/register", &fields).await.is(302);
    let page = browser.page(&led.location()).await.is(200);
    let (seller_id, code) = (page.field("seller_id"), app.code_for(EMAIL).await);
    assert!(seller_id.starts_with("sel_"));
    let typed = [("email", EMAIL), ("code", &*code), ("seller_id", &*seller_id)];
    browser
        .form("/do/accounts/verify", &typed)
        .await
        .leads_to("/login?email=ada%40example.test");
}
