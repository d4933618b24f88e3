//! Tests of an order's timeline and its private notes.

use super::*;

async fn order(app: &TestApp) -> (Actor, String) {
    let (ann, mug, storefront) = shop(app).await;
    let placed = storefront.place(cart("WEB-1", &[(&mug, 1)])).await.is(201).json();
    (ann, format!("/seller/orders/{}", order_id(&placed, 0)))
}

#[tokio::test]
async fn a_note_stands_in_the_timeline_and_on_the_page_as_it_was_written() {
    let app = TestApp::new().await;
    let (ann, path) = order(&app).await;
    let text = "Wrap it.\n<b>Twice</b>";
    let note = ann
        .post(&format!("{path}/notes"), json!({ "text": text }))
        .await
        .is(201)
        .json();
    assert_eq!((&note["kind"], &note["detail"]), (&json!("note"), &json!(text)));
    let timeline = ann.get(&format!("{path}/timeline")).await.is(200).json();
    let kinds: Vec<&str> = timeline["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["note", "paid", "placed"]);
    let page = ann.page(&path.replace("/seller", "")).await.is(200).text();
    assert!(page.contains("Wrap it.") && page.contains("&lt;b&gt;Twice"));
}

#[tokio::test]
async fn a_timeline_is_read_page_by_page() {
    let app = TestApp::new().await;
    let (ann, path) = order(&app).await;
    ann.post(&format!("{path}/notes"), json!({ "text": "One" }))
        .await
        .is(201);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = ann
            .get(&format!("{path}/timeline?limit=1&after={after}"))
            .await
            .is(200)
            .json();
        seen.push(page["data"][0]["kind"].clone());
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, ["note", "paid", "placed"]);
    ann.get(&format!("{path}/timeline?after=zz")).await.is(422);
}

#[tokio::test]
async fn a_note_says_something_and_not_too_much() {
    let app = TestApp::new().await;
    let (ann, path) = order(&app).await;
    let notes = format!("{path}/notes");
    for text in [json!(""), json!(" \n "), json!("x".repeat(2001)), Value::Null] {
        ann.post(&notes, json!({ "text": text })).await.is(422);
    }
    ann.post(&notes, json!({ "text": "ü".repeat(2000) }))
        .await
        .is(201);
    let id = path.rsplit('/').next().unwrap();
    let back = format!("/orders/{id}");
    let blank = [("_page", &*back), ("order_id", id), ("text", " ")];
    let page = ann.form("/do/orders/note", &blank).await.is(422).text();
    assert!(page.contains("Write something to note."));
}

#[tokio::test]
async fn a_note_sent_twice_with_one_key_is_one_note() {
    let app = TestApp::new().await;
    let (ann, path) = order(&app).await;
    for _ in 0..2 {
        ann.post_once(&format!("{path}/notes"), "once", json!({ "text": "Call first" }))
            .await
            .is(201);
    }
    let timeline = ann.get(&format!("{path}/timeline")).await.json();
    assert_eq!(timeline["data"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn another_sellers_order_has_no_timeline_and_takes_no_note() {
    let app = TestApp::new().await;
    let (_, path) = order(&app).await;
    let bob = app.seller("bob").await;
    bob.get(&format!("{path}/timeline")).await.is(404);
    bob.post(&format!("{path}/notes"), json!({ "text": "Mine" }))
        .await
        .is(404);
}
