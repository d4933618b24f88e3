//! Promises about registrations that wait for their code.

use crate::clock::DAY_MS;
use crate::testing::{PASSWORD, TestApp};
use serde_json::{Value, json};

const EMAIL: &str = "ada@example.test";
const STRANGERS: &str = "the password of a stranger";

fn shop(email: &str, password: &str, shop_name: &str) -> Value {
    json!({
        "email": email, "password": password, "shop_name": shop_name, "country": "IE", "currency": "EUR",
        "accept_terms": true,
    })
}

/// Registers with the address and gives the id of the shop to be.
async fn register(app: &TestApp, password: &str, shop_name: &str) -> String {
    let anyone = app.anonymous();
    let registered = anyone.post("/seller/register", shop(EMAIL, password, shop_name));
    let seller_id = registered.await.is(201).id("seller_id");
    app.later(1);
    seller_id
}

async fn change(app: &TestApp, sql: &'static str) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(sql).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_password_of_a_registration_tells_nobody_whether_the_address_has_an_account() {
    let app = TestApp::new().await;
    let (ann, anyone) = (app.seller("ann").await, app.anonymous());
    let login = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password });
        anyone.post("/auth/login", body).await
    };
    for email in [ann.email.as_str(), EMAIL] {
        let registration = shop(email, STRANGERS, "A shop");
        anyone.post("/seller/register", registration).await.is(201);
        app.work().await;
        login(email, STRANGERS).await.is_problem(403, "verify_email");
        login(email, "a guess").await.is_problem(401, "unauthorized");
    }
    login(&ann.email, PASSWORD).await.is(200);
    app.later(7 * DAY_MS);
    app.work().await;
    for email in [ann.email.as_str(), EMAIL] {
        login(email, STRANGERS).await.is_problem(401, "unauthorized");
    }
}

#[tokio::test]
async fn whoever_registers_an_address_with_each_guess_is_locked_out_all_the_same() {
    let app = TestApp::with(|config| config.rate_limits = true).await;
    let (ann, anyone) = (app.seller("ann").await, app.anonymous());
    let mut answers = Vec::new();
    for number in 0..11 {
        let guess = format!("the guess number {number}");
        let registration = shop(&ann.email, &guess, "A shop");
        anyone.post("/seller/register", registration).await.is(201);
        let login = json!({ "email": ann.email, "password": guess });
        answers.push(anyone.post("/auth/login", login).await.status.as_u16());
    }
    assert_eq!(answers, [[403_u16; 10].as_slice(), &[429]].concat());
}

#[tokio::test]
async fn a_sign_in_leads_to_the_code_of_its_own_registration() {
    let app = TestApp::new().await;
    let own = register(&app, PASSWORD, "Ada's Maps").await;
    register(&app, STRANGERS, "A stranger's shop").await;
    let page = format!("/verify?email=ada%40example.test&seller_id={own}");
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let browser = app.anonymous();
    browser
        .form("/do/accounts/sign-in", &fields)
        .await
        .leads_to(&page);
    assert_eq!(browser.page(&page).await.is(200).field("seller_id"), own);
    app.work().await;
    let mails = app.mails_to(EMAIL);
    let mail = mails.iter().find(|mail| mail.text.contains("Ada's Maps"));
    assert!(mail.expect("a mail").text.contains(&page), "{mails:?}");
}

#[tokio::test]
async fn without_an_id_another_code_goes_out_only_where_one_registration_waits() {
    let app = TestApp::new().await;
    let newest_after_asking = async || {
        let anyone = app.anonymous();
        let body = json!({ "email": EMAIL });
        anyone.post("/auth/verify/resend", body).await.is(202);
        app.later(1);
        app.work().await;
        app.mails_to(EMAIL).pop().expect("a mail")
    };
    register(&app, PASSWORD, "Ada's Maps").await;
    let mail = newest_after_asking().await;
    assert!(mail.code().is_some(), "{mail:?}");
    register(&app, STRANGERS, "A stranger's shop").await;
    let mail = newest_after_asking().await;
    assert_eq!(mail.subject, "Sign in to continue your registration");
    assert!(mail.code().is_none(), "{mail:?}");
    assert!(mail.text.contains("/login?email=ada%40example.test"), "{mail:?}");
}

#[tokio::test]
async fn a_code_that_a_newer_one_has_replaced_is_not_mailed() {
    let app = TestApp::new().await;
    let own = register(&app, PASSWORD, "Ada's Maps").await;
    let first = "update events set routed_at = 0 where type = 'registration.requested'";
    change(&app, first).await;
    let named = json!({ "email": EMAIL, "seller_id": own });
    let anyone = app.anonymous();
    anyone.post("/auth/verify/resend", named).await.is(202);
    let code = app.code_for(EMAIL).await;
    let held_up = "update events set routed_at = null where type = 'registration.requested'";
    change(&app, held_up).await;
    app.work().await;
    assert_eq!(app.mails_to(EMAIL).len(), 1);
    let verify = json!({ "email": EMAIL, "code": code, "seller_id": own });
    anyone.post("/auth/verify", verify).await.is(204);
}

#[tokio::test]
async fn a_code_whose_mail_was_lost_is_mailed_when_its_event_comes_again() {
    let app = TestApp::new().await;
    let own = register(&app, PASSWORD, "Ada's Maps").await;
    // What a process leaves behind that dies between its commit and its mail.
    let given = "update registrations set code_hash = '', code_at = (select at from events
             where type = 'registration.requested'),
         code_id = (select 'code_' || event_id from events where type = 'registration.requested')";
    change(&app, given).await;
    let code = app.code_for(EMAIL).await;
    let verify = json!({ "email": EMAIL, "code": code, "seller_id": own });
    app.anonymous().post("/auth/verify", verify).await.is(204);
}

#[tokio::test]
async fn a_wrong_code_takes_no_idempotency_key() {
    let app = TestApp::new().await;
    let own = register(&app, PASSWORD, "Ada's Maps").await;
    let code = app.code_for(EMAIL).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for (code, status) in [(wrong, 422), (code.as_str(), 204), (code.as_str(), 204)] {
        let verify = json!({ "email": EMAIL, "code": code, "seller_id": own });
        let anyone = app.anonymous();
        anyone.post_once("/auth/verify", "1", verify).await.is(status);
    }
}
