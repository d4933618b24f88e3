use crate::clock::MINUTE_MS;
use crate::testing::{Answer, PASSWORD, TestApp};
use axum::http::Method;
use serde_json::json;

const ANN: &str = "ann@example.test";
const NOBODY: &str = "nobody@example.test";

/// With limits, behind a proxy that says where requests come from.
async fn limited() -> TestApp {
    TestApp::with(|config| {
        config.rate_limits = true;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

async fn sign_in(app: &TestApp, email: &str, password: &str, number: usize) -> Answer {
    let address = format!("192.0.2.{number}");
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-for", &*address),
    ];
    let body = json!({ "email": email, "password": password });
    let path = "/auth/login";
    app.anonymous()
        .api(Method::POST, path, &headers, body.to_string())
        .await
}

/// Ten wrong passwords, each from another address, and the one that is too many.
async fn lock(app: &TestApp, email: &str) -> Answer {
    for number in 0..10 {
        sign_in(app, email, "a guess", number)
            .await
            .is_problem(401, "unauthorized");
    }
    sign_in(app, email, "a guess", 10)
        .await
        .is_problem(429, "rate_limited")
}

#[tokio::test]
async fn many_wrong_passwords_lock_the_account_wherever_they_come_from() {
    let app = limited().await;
    app.seller("ann").await;
    let locked = lock(&app, ANN).await;
    assert_eq!(locked.headers["retry-after"], "900");
    app.later(MINUTE_MS);
    let right = sign_in(&app, ANN, PASSWORD, 99)
        .await
        .is_problem(429, "rate_limited");
    assert_eq!(right.headers["retry-after"], "840");
    sign_in(&app, &format!(" {} ", ANN.to_uppercase()), PASSWORD, 99)
        .await
        .is(429);
}

#[tokio::test]
async fn a_lock_ends_after_its_time() {
    let app = limited().await;
    app.seller("ann").await;
    lock(&app, ANN).await;
    app.later(15 * MINUTE_MS - 1);
    sign_in(&app, ANN, PASSWORD, 99).await.is(429);
    app.later(1);
    sign_in(&app, ANN, PASSWORD, 99).await.is(200);
}

#[tokio::test]
async fn a_lock_tells_its_owner_once() {
    let app = limited().await;
    let ann = app.seller("ann").await;
    lock(&app, ANN).await;
    sign_in(&app, ANN, "a guess", 11).await.is(429);
    app.work().await;
    let mails = app.mails_to(ANN);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].subject, "Your account is locked for 15 minutes");
    let noted: Vec<(String,)> =
        sqlx::query_as("select subject from audit_entries where action = 'user.locked'")
            .fetch_all(app.db.reader())
            .await
            .unwrap();
    let user_id = ann.user_id.unwrap().to_string();
    assert_eq!(noted, [(user_id,)]);
}

#[tokio::test]
async fn another_account_is_not_concerned() {
    let app = limited().await;
    app.seller("ann").await;
    let bob = app.seller("bob").await;
    lock(&app, ANN).await;
    sign_in(&app, &bob.email, PASSWORD, 10).await.is(200);
}

#[tokio::test]
async fn an_address_without_an_account_is_locked_in_the_same_words() {
    let app = limited().await;
    app.seller("ann").await;
    let (known, unknown) = (lock(&app, ANN).await, lock(&app, NOBODY).await);
    assert_eq!(known.json()["detail"], unknown.json()["detail"]);
    assert_eq!(known.headers["retry-after"], unknown.headers["retry-after"]);
    app.work().await;
    assert_eq!(app.mails_to(NOBODY).len(), 0);
}

#[tokio::test]
async fn a_right_password_forgets_the_wrong_ones() {
    let app = limited().await;
    app.seller("ann").await;
    for number in 0..3 {
        for _ in 0..9 {
            sign_in(&app, ANN, "a guess", number).await.is(401);
        }
        sign_in(&app, ANN, PASSWORD, number).await.is(200);
    }
}

#[tokio::test]
async fn wrong_passwords_of_long_ago_do_not_count() {
    let app = limited().await;
    app.seller("ann").await;
    for _ in 0..4 {
        for number in 0..9 {
            sign_in(&app, ANN, "a guess", number).await.is(401);
        }
        app.later(15 * MINUTE_MS);
        app.work().await;
    }
    let kept: (i64,) = sqlx::query_as("select count(*) from lockouts")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!(kept, (0,));
}

#[tokio::test]
async fn a_new_password_opens_the_lock() {
    let app = limited().await;
    app.seller("ann").await;
    lock(&app, ANN).await;
    let anyone = app.anonymous();
    anyone.post("/auth/forgot", json!({ "email": ANN })).await.is(202);
    let code = app.code_for(ANN).await;
    let reset = json!({ "email": ANN, "code": code, "password": "quite another password" });
    anyone.post("/auth/reset", reset).await.is(204);
    sign_in(&app, ANN, "quite another password", 99).await.is(200);
}

#[tokio::test]
async fn guesses_at_once_are_no_more_than_guesses_in_turn() {
    let app = limited().await;
    app.seller("ann").await;
    let guesses = (0..30).map(|number| sign_in(&app, ANN, "a guess", number));
    let answers = futures::future::join_all(guesses).await;
    let tried = answers.iter().filter(|answer| answer.status == 401).count();
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((tried, refused), (10, 20));
}

#[tokio::test]
async fn the_password_of_a_session_under_way_is_guessed_no_more_often() {
    let app = limited().await;
    let ann = app.seller("ann").await;
    let wrong = json!({ "current_password": "a guess", "password": "quite another password" });
    for _ in 0..5 {
        let fields = [("_page", "/confirm"), ("password", "a guess")];
        ann.form("/do/accounts/confirm", &fields).await.is(422);
        ann.put("/api/v1/users/me/password", wrong.clone()).await.is(422);
    }
    ann.put("/api/v1/users/me/password", wrong)
        .await
        .is_problem(429, "rate_limited");
    let fields = [("_page", "/confirm"), ("password", PASSWORD)];
    let page = ann.form("/do/accounts/confirm", &fields).await.is(429);
    assert_eq!(page.headers["retry-after"], "900");
    page.has("too many wrong tries");
    ann.page("/orders").await.is(200);
}

#[tokio::test]
async fn the_sign_in_page_says_how_long_a_lock_lasts() {
    let app = limited().await;
    lock(&app, NOBODY).await;
    let fields = [("_page", "/login"), ("email", NOBODY), ("password", "a guess")];
    let page = app
        .anonymous()
        .form("/do/accounts/sign-in", &fields)
        .await
        .is(429);
    assert_eq!(page.headers["retry-after"], "900");
    page.has("Try again in 15 minutes").has(NOBODY);
}

#[tokio::test]
async fn nothing_is_locked_with_limits_off() {
    let app = TestApp::new().await;
    app.seller("ann").await;
    for number in 0..12 {
        sign_in(&app, ANN, "a guess", number).await.is(401);
    }
    sign_in(&app, ANN, PASSWORD, 0).await.is(200);
}
