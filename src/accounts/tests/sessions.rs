use crate::clock::{DAY_MS, MINUTE_MS};
use crate::testing::{PASSWORD, TestApp};
use axum::http::Method;
use serde_json::json;

const NEW_PASSWORD: &str = "quite another password";

#[tokio::test]
async fn a_refresh_token_used_twice_ends_its_session() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let first = json!({ "refresh_token": ann.refresh_token });
    let pair = ann.post("/auth/refresh", first.clone()).await.is(200).json();
    ann.post("/auth/refresh", first)
        .await
        .is_problem(401, "unauthorized");
    let mut thief = ann.clone();
    thief.token = pair["token"].as_str().map(str::to_owned);
    thief.get("/api/v1/users/me").await.is(401);
    let second = json!({ "refresh_token": pair["refresh_token"] });
    ann.post("/auth/refresh", second).await.is(401);
}

#[tokio::test]
async fn signing_out_acts_at_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.get("/api/v1/users/me").await.is(200);
    ann.post("/auth/logout", json!({})).await.is(204);
    ann.get("/api/v1/users/me").await.is(401);
    ann.page("/settings").await.is(200);
    let stolen = ann.apart();
    ann.form("/do/accounts/sign-out", &[]).await.leads_to("/login");
    stolen.page("/settings").await.leads_to("/login?next=%2Fsettings");
}

#[tokio::test]
async fn a_person_sees_and_ends_their_sessions() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let laptop = app.signed_in("ann").await;
    let sessions = laptop.get("/api/v1/users/me/sessions").await.is(200).json();
    let sessions = sessions["data"].as_array().expect("a list").clone();
    assert_eq!(sessions.len(), 4);
    assert_eq!(sessions.iter().filter(|one| one["current"] == true).count(), 1);
    ann.page("/settings/security").await.is(200).has("This session");
    // The newest are the laptop's browser and its token, the one before them is Ann's browser.
    let other = sessions[2]["session_id"].as_str().expect("an id");
    laptop
        .form("/do/accounts/end-session", &[("session_id", other)])
        .await
        .leads_to("/settings/security");
    ann.page("/settings").await.leads_to("/login?next=%2Fsettings");
    ann.get("/api/v1/users/me").await.is(200);
}

#[tokio::test]
async fn nobody_ends_another_persons_session() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let sessions = ann.get("/api/v1/users/me/sessions").await.json();
    let session_id = sessions["data"][0]["session_id"].as_str().expect("an id");
    let path = format!("/api/v1/users/me/sessions/{session_id}");
    bob.delete(&path).await.is_problem(404, "not_found");
    ann.delete(&path).await.is(204);
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session() {
    let app = TestApp::new().await;
    let (ann, laptop) = (app.seller("ann").await, app.signed_in("ann").await);
    laptop
        .form("/do/accounts/sign-out-everywhere", &[])
        .await
        .leads_to("/login");
    ann.get("/api/v1/users/me").await.is(401);
    ann.page("/settings").await.is(302);
    laptop.page("/settings").await.is(302);
}

#[tokio::test]
async fn a_new_password_signs_out_everywhere_else_and_is_told_by_mail() {
    let app = TestApp::new().await;
    let (ann, mut laptop) = (app.seller("ann").await, app.signed_in("ann").await);
    let fields = [("current_password", PASSWORD), ("password", NEW_PASSWORD)];
    laptop
        .form("/do/accounts/password", &fields)
        .await
        .leads_to("/settings/security");
    laptop.page("/settings").await.is(200);
    ann.page("/settings").await.is(302);
    ann.get("/api/v1/users/me").await.is(401);
    laptop.sign_in(NEW_PASSWORD).await;
    app.work().await;
    assert_eq!(app.mails_to(&ann.email)[0].subject, "Your password was changed");
}

#[tokio::test]
async fn a_password_is_changed_only_by_who_knows_it() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let wrong = json!({ "current_password": "a guess", "password": "short" });
    let refused = ann.put("/api/v1/users/me/password", wrong).await.is(422);
    assert_eq!(
        refused.error("current_password"),
        "That is not your current password."
    );
    assert_eq!(
        refused.error("password"),
        "A password needs at least 8 characters."
    );
}

#[tokio::test]
async fn a_session_is_seen_every_five_minutes() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let before = ann.get("/api/v1/users/me/sessions").await.json();
    app.later(6 * MINUTE_MS);
    let after = ann.get("/api/v1/users/me/sessions").await.json();
    let seen = |sessions: &serde_json::Value| {
        let mine = sessions["data"].as_array().expect("a list").clone();
        let mine = mine.into_iter().find(|one| one["current"] == true);
        mine.expect("its own session")["last_seen_at"].clone()
    };
    assert_ne!(seen(&before), seen(&after));
}

#[tokio::test]
async fn giving_the_password_again_leads_on() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.later(6 * MINUTE_MS);
    let wrong = [
        ("_page", "/confirm?next=/wallet"),
        ("next", "/wallet"),
        ("password", "a guess"),
    ];
    ann.form("/do/accounts/confirm", &wrong)
        .await
        .is(422)
        .has("That is not your current password.");
    let right = [("next", "/wallet"), ("password", PASSWORD)];
    ann.form("/do/accounts/confirm", &right).await.leads_to("/wallet");
    let elsewhere = [("next", "//evil.test"), ("password", PASSWORD)];
    ann.form("/do/accounts/confirm", &elsewhere).await.leads_to("/");
}

#[tokio::test]
async fn giving_the_password_twice_with_one_code_leads_on_twice() {
    let app = TestApp::new().await;
    let (ann, phone, _) = super::second_factor::ann(&app).await;
    app.later(6 * MINUTE_MS);
    let code = phone.code(&app);
    let form = [("next", "/orders"), ("password", PASSWORD), ("otp", &*code)];
    for _ in 0..2 {
        ann.form("/do/accounts/confirm", &form).await.leads_to("/orders");
    }
}

#[tokio::test]
async fn a_browsers_session_ends_when_it_is_not_used_for_two_weeks() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.later(14 * DAY_MS - 1);
    ann.page("/settings").await.is(200);
    app.later(14 * DAY_MS);
    ann.page("/settings").await.leads_to("/login?next=%2Fsettings");
}

#[tokio::test]
async fn a_browsers_session_ends_after_thirty_days_however_much_it_is_used() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let confirm = [("next", "/settings"), ("password", PASSWORD)];
    for _ in 0..3 {
        app.later(10 * DAY_MS - 1);
        // What is kept in the session moves its end no further.
        ann.form("/do/accounts/confirm", &confirm)
            .await
            .leads_to("/settings");
    }
    app.later(3);
    ann.page("/settings").await.leads_to("/login?next=%2Fsettings");
}

#[tokio::test]
async fn a_session_of_the_api_ends_after_ninety_days_however_often_it_is_refreshed() {
    let app = TestApp::new().await;
    let mut ann = app.seller("ann").await;
    for _ in 0..3 {
        app.later(30 * DAY_MS - 1000);
        let refresh = json!({ "refresh_token": ann.refresh_token });
        ann.token = None;
        let pair = ann.post("/auth/refresh", refresh).await.is(200).json();
        ann.token = pair["token"].as_str().map(str::to_owned);
        ann.refresh_token = pair["refresh_token"].as_str().map(str::to_owned);
    }
    ann.get("/api/v1/users/me").await.is(200);
    app.later(3000);
    ann.get("/api/v1/users/me").await.is(401);
    ann.token = None;
    let refresh = json!({ "refresh_token": ann.refresh_token });
    ann.post("/auth/refresh", refresh).await.is(401);
}

#[tokio::test]
async fn each_sign_in_has_a_session_of_its_own() {
    let app = TestApp::new().await;
    let mut ann = app.seller("ann").await;
    let before = ann.apart();
    ann.sign_in(PASSWORD).await;
    assert_ne!(before.cookies(), ann.cookies());
    before.page("/settings").await.is(302);
}

async fn sign_in_with(app: &TestApp, email: &str, agent: &str) {
    let headers = [("content-type", "application/json"), ("user-agent", agent)];
    let body = json!({ "email": email, "password": PASSWORD }).to_string();
    let someone = app.anonymous();
    let answer = someone.api(Method::POST, "/auth/login", &headers, body).await;
    answer.is(200);
}

#[tokio::test]
async fn a_sign_in_from_a_new_device_is_told_by_mail() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.work().await;
    assert_eq!(app.mails_to(&ann.email).len(), 0, "the first of all is no news");
    for version in ["142.0", "143.0"] {
        let agent = format!("Mozilla/5.0 (X11; Linux x86_64; rv:{version}) Gecko/20100101 Firefox/{version}");
        sign_in_with(&app, &ann.email, &agent).await;
    }
    app.work().await;
    let mails = app.mails_to(&ann.email);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].subject, "New sign-in: Firefox on Linux");
    for said in ["127.0.0.1", "2 November 2026, 10:00 UTC", "/settings/security"] {
        assert!(mails[0].text.contains(said), "{said}: {}", mails[0].text);
    }
}

#[tokio::test]
async fn a_device_is_new_again_after_ninety_days_away() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    sign_in_with(&app, &ann.email, "curl/8.5.0").await;
    for (days, mails) in [(89, 1), (89, 1), (90, 2)] {
        app.later(days * DAY_MS);
        sign_in_with(&app, &ann.email, "curl/8.5.0").await;
        app.work().await;
        assert_eq!(app.mails_to(&ann.email).len(), mails, "after {days} days");
    }
}
