//! Promises about mail that strangers can cause.

use crate::clock::{DAY_MS, HOUR_MS};
use crate::testing::{Actor, PASSWORD, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

const VICTIM: &str = "victim@example.test";

async fn behind_a_proxy() -> TestApp {
    TestApp::with(|config| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await
}

/// Asks for a mail to the victim as nobody, from an address.
async fn ask(app: &TestApp, path: &str, address: &str) {
    let body = match path {
        "/seller/register" => json!({
            "email": VICTIM, "password": PASSWORD, "shop_name": "A shop", "country": "IE", "currency": "EUR",
            "accept_terms": true,
        }),
        _ => json!({ "email": VICTIM }),
    };
    let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
    let answer = app
        .anonymous()
        .api(Method::POST, path, &headers, body.to_string())
        .await;
    assert!(answer.status.is_success(), "{path}: {}", answer.status);
}

const PATHS: [&str; 3] = ["/seller/register", "/auth/verify/resend", "/auth/forgot"];

#[tokio::test]
async fn one_network_has_six_mails_of_a_kind_sent_to_an_address_and_a_seventh_ten_minutes_later() {
    let app = behind_a_proxy().await;
    for number in 0..30 {
        ask(&app, PATHS[number % 3], &format!("192.0.2.{number}")).await;
    }
    app.work().await;
    assert_eq!(mails(&app), (6, 6));
    app.later(HOUR_MS / 6);
    ask(&app, "/seller/register", "192.0.2.1").await;
    app.work().await;
    assert_eq!(mails(&app), (7, 6));
}

/// How many mails the victim has of registrations, and of resets.
fn mails(app: &TestApp) -> (usize, usize) {
    let mails = app.mails_to(VICTIM);
    let resets = mails
        .iter()
        .filter(|mail| mail.subject == "Your registration is not finished");
    let resets = resets.count();
    (mails.len() - resets, resets)
}

#[tokio::test]
async fn many_networks_have_no_more_than_36_mails_of_a_kind_sent_to_an_address_in_a_day() {
    let app = behind_a_proxy().await;
    for number in 0..96 {
        let path = PATHS[number % 3];
        ask(&app, path, &format!("10.0.{number}.1")).await;
        app.later(DAY_MS / 96);
    }
    app.work().await;
    let (registrations, resets) = mails(&app);
    assert!((30..=36).contains(&registrations), "{registrations}");
    assert!((30..=36).contains(&resets), "{resets}");
}

#[tokio::test]
async fn whoever_registers_an_address_again_and_again_uses_up_no_reset_of_its_owner() {
    let app = behind_a_proxy().await;
    app.seller("victim").await;
    for number in 0..20 {
        ask(&app, PATHS[number % 2], &format!("10.0.{number}.1")).await;
        ask(&app, PATHS[number % 2], "192.0.2.1").await;
    }
    ask(&app, "/auth/forgot", "192.0.2.1").await;
    app.code_for(VICTIM).await;
}

#[tokio::test]
async fn an_address_with_an_account_gets_no_more_mails_than_another() {
    let app = behind_a_proxy().await;
    app.seller("victim").await;
    for number in 0..30 {
        ask(&app, PATHS[number % 3], "192.0.2.1").await;
    }
    app.work().await;
    assert!(app.mails_to(VICTIM).len() <= 6 + 6);
}

fn to(name: impl std::fmt::Display) -> Value {
    json!({ "email": format!("{name}@elsewhere.test"), "permissions": ["orders"] })
}

#[tokio::test]
async fn a_shop_invites_nobody_before_it_is_approved() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    ann.post("/seller/invitations", to("bob"))
        .await
        .is_problem(403, "seller_not_approved")
        .has("once the marketplace has approved your shop");
    ann.page("/settings/members")
        .await
        .is(200)
        .has("once the marketplace has approved your shop")
        .lacks("Send invitation");
    app.work().await;
    assert!(app.mails_to("bob@elsewhere.test").is_empty());
}

#[tokio::test]
async fn an_approved_shop_sends_twenty_invitations_at_once_and_three_to_one_person() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    for number in 0..20 {
        ann.post("/seller/invitations", to(number)).await.is(201);
    }
    let refused = ann.post("/seller/invitations", to(20)).await;
    let refused = refused.is_problem(429, "rate_limited");
    assert_eq!(refused.headers["retry-after"], "3600");
    for _ in 0..3 {
        bob.post("/seller/invitations", to("eve")).await.is(201);
    }
    bob.post("/seller/invitations", to("eve")).await.is(429);
    bob.post("/seller/invitations", to("fay")).await.is(201);
}

#[tokio::test]
async fn names_that_stand_in_mails_hold_no_web_address() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let own = format!("/seller/{}", ann.seller());
    for name in [
        "Win at evil.test/claim",
        "https://evil",
        "www.evil",
        "Shop\u{202e}",
    ] {
        let registration = json!({
            "email": VICTIM, "password": PASSWORD, "shop_name": name, "country": "IE", "currency": "EUR",
            "accept_terms": true,
        });
        let refused = app.anonymous().post("/seller/register", registration).await;
        assert!(
            refused.is(422).error("shop_name").starts_with("The shop's name "),
            "{name}"
        );
        let refused = ann.patch(&own, json!({ "shop_name": name })).await;
        assert!(
            refused.is(422).error("shop_name").starts_with("The shop's name "),
            "{name}"
        );
    }
    ann.patch(&own, json!({ "shop_name": "St. Ann's No.1 Mugs & Co." }))
        .await
        .is(200);
}

async fn write(actor: &Actor, number: usize) {
    let ticket =
        json!({ "subject": format!("Ticket {number}"), "body": "Look at https://evil.test/now please" });
    actor.post("/seller/tickets", ticket).await.is(201);
}

#[tokio::test]
async fn tickets_are_mailed_without_their_links_and_not_by_the_hundred() {
    let app = TestApp::new().await;
    let (ann, new) = (app.seller("ann").await, app.pending_seller("new").await);
    app.admin().await;
    for number in 0..25 {
        write(&ann, number).await;
        write(&new, number).await;
    }
    app.work().await;
    let mails = app.mails_to("admin@example.test");
    assert_eq!(mails.len(), 20 + 3);
    let text = &mails[0].text;
    assert!(text.contains("Look at [web address left out] please"), "{text}");
    let listed = ann.get("/seller/tickets").await.is(200).json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 25);
}

#[tokio::test]
async fn a_member_is_not_mailed_each_time_that_an_owner_changes_their_mind() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let bob = app.staff_of(&ann, "bob", crate::viewer::Permissions::all()).await;
    let path = format!("/seller/members/{}", bob.user_id.clone().unwrap());
    for _ in 0..10 {
        let changed = json!({ "permissions": ["orders"] });
        ann.patch(&path, changed).await.is(204);
    }
    app.work().await;
    assert_eq!(app.mails_to("bob@example.test").len(), 6);
}

/// How many rows there are of all that asking for a mail may write.
async fn written(app: &TestApp) -> i64 {
    let sql = "select (select count(*) from events) + (select count(*) from throttles)
        + (select count(*) from one_time_codes) + (select count(*) from registrations)";
    let counted: (i64,) = sqlx::query_as(sql).fetch_one(app.db.reader()).await.unwrap();
    counted.0
}

#[tokio::test]
async fn asking_for_a_mail_writes_the_same_whether_or_not_the_address_has_an_account() {
    let (without, with) = (behind_a_proxy().await, behind_a_proxy().await);
    with.seller("victim").await;
    for path in PATHS {
        let mut grown = Vec::new();
        for app in [&without, &with] {
            let before = written(app).await;
            ask(app, path, "192.0.2.1").await;
            grown.push(written(app).await - before);
        }
        assert!(grown[0] > 0 && grown[0] == grown[1], "{path}: {grown:?}");
    }
}
