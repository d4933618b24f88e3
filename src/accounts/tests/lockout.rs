use crate::clock::{DAY_MS, MINUTE_MS};
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
    sign_in_from(app, email, password, &format!("192.0.2.{number}")).await
}

async fn sign_in_from(app: &TestApp, email: &str, password: &str, address: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
    let body = json!({ "email": email, "password": password });
    let path = "/auth/login";
    app.anonymous()
        .api(Method::POST, path, &headers, body.to_string())
        .await
}

/// Ten wrong passwords, each from another address of one network, and the one that is too many.
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
async fn many_wrong_passwords_lock_the_account_for_the_network_they_come_from() {
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
    assert_eq!(mails[0].subject, "Too many wrong passwords for your account");
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
async fn the_password_of_a_session_under_way_is_guessed_no_more_often_and_each_session_has_its_count() {
    let app = limited().await;
    let ann = app.seller("ann").await;
    let wrong = json!({ "current_password": "a guess", "password": "quite another password" });
    let by_token = async || ann.put("/api/v1/users/me/password", wrong.clone()).await;
    for _ in 0..10 {
        by_token().await.is(422);
    }
    let locked = by_token().await.is_problem(429, "rate_limited");
    assert_eq!(locked.headers["retry-after"], "900");
    app.later(6 * MINUTE_MS);
    let guess = [("_page", "/confirm"), ("password", "a guess")];
    for _ in 0..10 {
        ann.form("/do/accounts/confirm", &guess).await.is(422);
    }
    let page = ann.form("/do/accounts/confirm", &guess).await.is(429);
    page.has("Too many failed attempts");
    ann.page("/orders").await.is(200);
}

#[tokio::test]
async fn the_sign_in_page_says_how_long_a_lock_lasts() {
    let app = limited().await;
    for _ in 0..11 {
        sign_in_from(&app, NOBODY, "a guess", "127.0.0.1").await;
    }
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

#[tokio::test]
async fn a_strangers_wrong_passwords_lock_nobody_out_of_another_network() {
    let app = limited().await;
    app.seller("ann").await;
    lock(&app, ANN).await;
    sign_in_from(&app, ANN, PASSWORD, "198.51.100.7").await.is(200);
    sign_in(&app, ANN, PASSWORD, 99).await.is(429);
}

#[tokio::test]
async fn a_browser_that_signed_in_before_has_a_count_of_its_own() {
    let app = limited().await;
    let ann = app.seller("ann").await;
    let locking = (0..11).map(|_| sign_in_from(&app, ANN, "a guess", "127.0.0.1"));
    futures::future::join_all(locking).await;
    let right = [("email", ANN), ("password", PASSWORD)];
    app.anonymous().form("/do/accounts/sign-in", &right).await.is(429);
    ann.form("/do/accounts/sign-in", &right).await.leads_to("/");
    ann.form("/do/accounts/sign-out", &[]).await.leads_to("/login");
    let wrong = [("_page", "/login"), ("email", ANN), ("password", "a guess")];
    for _ in 0..10 {
        ann.form("/do/accounts/sign-in", &wrong).await.is(422);
    }
    ann.form("/do/accounts/sign-in", &wrong).await.is(429);
}

#[tokio::test]
async fn a_device_cookie_that_someone_brought_along_is_worth_nothing_after_a_sign_in() {
    let app = limited().await;
    let ann = app.seller("ann").await;
    let before = ann.cookies();
    let right = [("email", ANN), ("password", PASSWORD)];
    ann.form("/do/accounts/sign-in", &right).await.leads_to("/");
    let device = |cookies: &str| {
        let mut all = cookies.split("; ");
        all.find(|cookie| cookie.starts_with("device="))
            .map(str::to_owned)
    };
    assert!(device(&before).is_some_and(|cookie| cookie.len() == "device=".len() + 64));
    assert_ne!(device(&before), device(&ann.cookies()));
    let kept: (i64,) = sqlx::query_as("select count(*) from trusted_devices")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!(kept, (1,));
}

/// How many guesses at one account are looked at in a day, of so many, each from another network.
async fn guesses_of_a_day(app: &TestApp, guesses: i64, guess: impl AsyncFn(String) -> bool) -> usize {
    let mut looked_at = 0;
    for number in 0..guesses {
        let address = format!("10.{}.{}.1", number / 256, number % 256);
        looked_at += usize::from(guess(address).await);
        app.later(DAY_MS / guesses);
    }
    looked_at
}

#[tokio::test]
async fn many_networks_guess_no_more_than_480_passwords_a_day() {
    let app = limited().await;
    app.seller("ann").await;
    let guess = async |address: String| {
        let answer = sign_in_from(&app, ANN, "a guess", &address).await;
        answer.status == 401
    };
    let looked_at = guesses_of_a_day(&app, 1_000, guess).await;
    assert!((400..=460).contains(&looked_at), "{looked_at}");
    app.work().await;
    let told = app.mails_to(ANN).len();
    assert!((1..=18).contains(&told), "{told} mails");
}

#[tokio::test]
async fn many_networks_try_no_more_than_44_reset_codes_a_day_and_the_link_still_opens() {
    let app = limited().await;
    app.seller("ann").await;
    let forgot = async || {
        let anyone = app.anonymous();
        anyone.post("/auth/forgot", json!({ "email": ANN })).await.is(202);
    };
    forgot().await;
    let guess = async |address: String| {
        let headers = [
            ("content-type", "application/json"),
            ("x-forwarded-for", &*address),
        ];
        let body = json!({ "email": ANN, "code": "000000", "password": "quite another password" });
        let anyone = app.anonymous();
        let answer = anyone.api(Method::POST, "/auth/reset", &headers, body.to_string());
        answer.await.status == 422
    };
    let looked_at = guesses_of_a_day(&app, 100, guess).await;
    assert!((40..=44).contains(&looked_at), "{looked_at}");
    forgot().await;
    app.work().await;
    let link = link_for(&app, ANN);
    let page = format!("/reset?link={link}");
    let fields = [
        ("_page", page.as_str()),
        ("link", link.as_str()),
        ("password", "quite another password"),
    ];
    let browser = app.anonymous();
    browser.page(&page).await.is(200).lacks("name=\"code\"");
    browser.form("/do/accounts/reset", &fields).await.is(302);
    browser
        .form("/do/accounts/reset", &fields)
        .await
        .is(422)
        .has("This link was used or has expired.");
    sign_in(&app, ANN, "quite another password", 1).await.is(200);
}

/// The token of the newest link for a new password.
fn link_for(app: &TestApp, email: &str) -> String {
    let pattern = regex::Regex::new(r"/reset\?link=([0-9a-f]{64})").unwrap();
    let mails = app.mails_to(email);
    let newest = mails.iter().rev().find_map(|mail| pattern.captures(&mail.text));
    newest.expect("a link was mailed")[1].to_owned()
}

#[tokio::test]
async fn thirty_wrong_codes_keep_no_reset_away() {
    let app = limited().await;
    app.seller("ann").await;
    let anyone = app.anonymous();
    for _ in 0..6 {
        anyone.post("/auth/forgot", json!({ "email": ANN })).await.is(202);
        app.work().await;
        for _ in 0..5 {
            let body = json!({ "email": ANN, "code": "000000", "password": "long enough" });
            anyone.post("/auth/reset", body).await;
        }
    }
    let link = link_for(&app, ANN);
    app.later(59 * MINUTE_MS);
    let reset = json!({ "link": link, "password": "quite another password" });
    anyone.post("/auth/reset", reset.clone()).await.is(204);
    let again = anyone.post("/auth/reset", reset).await.is(422);
    assert_eq!(
        again.error("link"),
        "This link was used or has expired. Request a new one."
    );
}

#[tokio::test]
async fn a_reset_tells_its_owner_and_uses_up_every_other_link() {
    let app = TestApp::new().await;
    app.seller("ann").await;
    let anyone = app.anonymous();
    let mut links = Vec::new();
    for _ in 0..2 {
        anyone.post("/auth/forgot", json!({ "email": ANN })).await.is(202);
        app.work().await;
        links.push(link_for(&app, ANN));
        app.later(1);
    }
    for (link, status) in [(&links[0], 204), (&links[1], 422)] {
        let reset = json!({ "link": link, "password": "quite another password" });
        anyone.post("/auth/reset", reset).await.is(status);
    }
    app.work().await;
    let mails = app.mails_to(ANN);
    assert_eq!(mails.last().unwrap().subject, "Your password was changed");
}
