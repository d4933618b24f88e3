//! Promises of support, through HTTP.

use crate::testing::{Actor, TestApp};
use serde_json::json;

async fn ticket(seller: &Actor) -> String {
    let asked = json!({ "subject": "Payout missing", "category": "payouts", "body": "Where is it?" });
    seller
        .post("/seller/tickets", asked)
        .await
        .is(201)
        .id("ticket_id")
}

fn words(talk: &serde_json::Value) -> Vec<String> {
    let messages = talk["messages"].as_array().expect("messages");
    let words = messages
        .iter()
        .map(|message| message["body"].as_str().expect("text").to_owned());
    words.collect()
}

#[tokio::test]
async fn a_ticket_goes_back_and_forth_and_each_side_sees_what_is_new() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let id = ticket(&ann).await;
    let unread = admin.get("/api/admin/tickets?status=unread").await.is(200).json();
    assert_eq!(unread["data"][0]["unread"], 1);
    let answer = json!({ "body": "We look into it." });
    admin
        .post(&format!("/api/admin/tickets/{id}/messages"), answer)
        .await
        .is(201);
    let unread = admin.get("/api/admin/tickets?status=unread").await.json();
    assert_eq!(unread["data"], json!([]));
    let mine = ann.get("/seller/tickets").await.is(200).json();
    assert_eq!(mine["data"][0]["unread"], 1);
    let talk = ann.get(&format!("/seller/tickets/{id}")).await.is(200).json();
    assert_eq!(words(&talk), ["Where is it?", "We look into it."]);
    let mine = ann.get("/seller/tickets").await.json();
    assert_eq!(mine["data"][0]["unread"], 0);
}

#[tokio::test]
async fn each_side_is_mailed_what_the_other_wrote() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let id = ticket(&ann).await;
    let answer = json!({ "body": "It left on Monday." });
    admin
        .post(&format!("/api/admin/tickets/{id}/messages"), answer)
        .await
        .is(201);
    app.work().await;
    let to_admin = app.mails_to(&admin.email);
    assert_eq!(to_admin.len(), 1);
    assert!(to_admin[0].text.contains("Where is it?"));
    let to_ann = app.mails_to(&ann.email);
    assert_eq!(to_ann[0].subject, "Re: Payout missing");
    assert!(to_ann[0].text.contains("It left on Monday."));
}

#[tokio::test]
async fn a_doubled_click_is_one_message() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = ticket(&ann).await;
    let fields = [
        ("ticket_id", id.as_str()),
        ("body", "Hello?"),
        ("_once", "one-click"),
    ];
    for _ in 0..2 {
        ann.form("/do/support/answer", &fields)
            .await
            .leads_to(&format!("/support/{id}"));
    }
    let path = format!("/seller/tickets/{id}/messages");
    for _ in 0..2 {
        ann.post_once(&path, "key-1", json!({ "body": "Anyone?" }))
            .await
            .is(201);
    }
    let talk = ann.get(&format!("/seller/tickets/{id}")).await.json();
    assert_eq!(words(&talk), ["Where is it?", "Hello?", "Anyone?"]);
}

#[tokio::test]
async fn another_sellers_ticket_is_not_there() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let id = ticket(&ann).await;
    let path = format!("/seller/tickets/{id}");
    bob.get(&path).await.is_problem(404, "not_found");
    bob.post(&format!("{path}/messages"), json!({ "body": "x" }))
        .await
        .is(404);
    bob.post(&format!("{path}/closure"), json!({})).await.is(404);
    bob.delete(&format!("{path}/closure")).await.is(404);
    bob.page(&format!("/support/{id}")).await.is(404);
    let fields = [("ticket_id", id.as_str()), ("body", "x")];
    bob.form("/do/support/answer", &fields).await.is(404);
    assert_eq!(bob.get("/seller/tickets").await.json()["data"], json!([]));
}

#[tokio::test]
async fn a_seller_has_no_way_into_the_admins_tickets() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = ticket(&ann).await;
    ann.get("/api/admin/tickets").await.is_problem(403, "forbidden");
    ann.get(&format!("/api/admin/tickets/{id}")).await.is(403);
    ann.page(&format!("/admin/tickets/{id}")).await.is(403);
    let fields = [("ticket_id", id.as_str()), ("body", "I am the admin")];
    ann.form("/do/admin/answer-ticket", &fields).await.is(403);
}

#[tokio::test]
async fn a_closed_ticket_takes_no_message_until_it_is_reopened() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let id = ticket(&ann).await;
    let closure = format!("/seller/tickets/{id}/closure");
    let messages = format!("/seller/tickets/{id}/messages");
    admin
        .post(&format!("/api/admin/tickets/{id}/closure"), json!({}))
        .await
        .is(204);
    ann.post(&closure, json!({})).await.is_problem(409, "conflict");
    ann.post(&messages, json!({ "body": "But…" }))
        .await
        .is_problem(409, "conflict");
    ann.delete(&closure).await.is(204);
    ann.post(&messages, json!({ "body": "But…" })).await.is(201);
    ann.delete(&closure).await.is_problem(409, "conflict");
}

#[tokio::test]
async fn sellers_do_not_learn_which_admin_wrote() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let id = ticket(&ann).await;
    let answer = json!({ "body": "Done." });
    admin
        .post(&format!("/api/admin/tickets/{id}/messages"), answer)
        .await
        .is(201);
    ann.get(&format!("/seller/tickets/{id}"))
        .await
        .is(200)
        .lacks(&admin.email);
    ann.page(&format!("/support/{id}"))
        .await
        .is(200)
        .lacks(&admin.email)
        .has("Done.");
}

#[tokio::test]
async fn a_ticket_that_says_nothing_is_refused_and_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let fields = [
        ("_page", "/support/new"),
        ("subject", "A <subject>"),
        ("category", "orders"),
        ("body", " "),
    ];
    let page = ann.form("/do/support/open", &fields).await.is(422);
    assert_eq!(page.field("subject"), "A <subject>");
    page.has("Write a message first.");
    let wrong = json!({ "subject": "x".repeat(201), "category": "gossip", "body": "b" });
    let refused = ann.post("/seller/tickets", wrong).await.is(422);
    assert_ne!(refused.error("subject"), "");
    assert_ne!(refused.error("category"), "");
}

#[tokio::test]
async fn the_navigation_counts_tickets_with_news() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let id = ticket(&ann).await;
    let count = |page: crate::testing::Answer, place: &str| {
        page.texts(&format!(".side a[href=\"{place}\"] .count"))
            .into_iter()
            .next()
    };
    assert!(count(admin.page("/admin").await.is(200), "/admin/tickets").is_some());
    admin
        .page(&format!("/admin/tickets/{id}"))
        .await
        .is(200)
        .has("Where is it?");
    assert!(count(admin.page("/admin").await, "/admin/tickets").is_none());
    assert!(count(ann.page("/support").await.is(200), "/support").is_none());
}

#[tokio::test]
async fn a_ticket_is_told_to_those_who_answer_tickets() {
    let app = TestApp::new().await;
    let (ann, admin, finance) = (app.seller("ann").await, app.admin().await, app.finance().await);
    let ticket = json!({ "subject": "Where is it?", "category": "other", "body": "I wonder." });
    ann.post("/seller/tickets", ticket).await.is(201);
    app.work().await;
    assert_eq!(app.mails_to(&admin.email).len(), 1);
    assert!(app.mails_to(&finance.email).is_empty());
}
