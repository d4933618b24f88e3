//! Tests of product review: what needs it, and what seller and buyers see.

use crate::testing::{Actor, TestApp, cart};
use serde_json::{Value, json};

async fn with_policy(app: &TestApp, rule: &str) -> (Actor, Actor) {
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", json!({ "product_review": rule }))
        .await
        .is(200);
    (app.admin().await, app.seller("ann").await)
}

async fn waiting(admin: &Actor) -> Vec<String> {
    let queue = admin.get("/api/admin/products").await.is(200).json();
    let name = |row: &Value| row["name"].as_str().expect("a name").to_owned();
    queue["data"]
        .as_array()
        .expect("reviews")
        .iter()
        .map(name)
        .collect()
}

#[tokio::test]
async fn a_new_product_is_not_for_sale_before_it_is_approved() {
    let app = TestApp::new().await;
    let (admin, ann) = with_policy(&app, "new").await;
    let (mug, shop) = (ann.product("Mug", "9", 5).await, app.storefront().await);
    let cart = cart("W-1", &[(&mug, 1)]);
    shop.place(cart.clone())
        .await
        .is_problem(422, "validation")
        .has("not for sale");
    let path = format!("/products/{}", mug.product_id);
    ann.page(&path).await.is(200).has("Waiting for review");
    let shown = ann.get(&format!("/seller{path}")).await.is(200).json();
    assert_eq!(
        (&shown["held"], &shown["in_stock"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(waiting(&admin).await, ["Mug"]);
    let page = format!("/admin/products/{}", mug.product_id);
    admin.page("/admin/products").await.is(200).has("Mug");
    admin.page(&page).await.is(200).has("New product");
    admin
        .form("/do/admin/approve-product", &[("product_id", &mug.product_id)])
        .await
        .leads_to("/admin/products");
    admin.page(&page).await.is(200).has("No longer waiting");
    shop.place(cart).await.is(201);
    app.work().await;
    assert!(
        app.mails_to("ann@example.test")
            .iter()
            .any(|mail| mail.subject.contains("approved"))
    );
}

#[tokio::test]
async fn a_draft_waits_once_it_is_to_be_sold() {
    let app = TestApp::new().await;
    let (admin, ann) = with_policy(&app, "new").await;
    let draft = json!({ "name": "Mug", "price": 9, "status": "draft" });
    let id = ann.post("/seller/products", draft).await.is(201).id("product_id");
    assert!(waiting(&admin).await.is_empty());
    let path = format!("/seller/products/{id}");
    ann.patch(&path, json!({ "status": "active" })).await.is(200);
    assert_eq!(waiting(&admin).await, ["Mug"]);
    ann.patch(&path, json!({ "status": "draft" })).await.is(200);
    assert!(waiting(&admin).await.is_empty());
}

#[tokio::test]
async fn a_risky_edit_waits_beside_what_is_for_sale() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Blue mug", "9", 5).await;
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", json!({ "product_review": "risky" }))
        .await
        .is(200);
    let admin = app.admin().await;
    let path = format!("/seller/products/{}", mug.product_id);
    let edit = json!({ "name": "Red mug", "price": 11, "stock": 3 });
    let live = ann.patch(&path, edit).await.is(200).json();
    assert_eq!(
        (&live["name"], &live["price"], &live["stock"]),
        (&json!("Blue mug"), &json!(11.00), &json!(3))
    );
    let page = format!("/products/{}", mug.product_id);
    ann.page(&page)
        .await
        .is(200)
        .has("Waiting for review: your changes");
    admin
        .page(&format!("/admin/{}", &page[1..]))
        .await
        .is(200)
        .has("<del>Blue</del>")
        .has("<ins>Red</ins>");
    // What is changed again joins what waits.
    ann.patch(&path, json!({ "description": "Made of clay." }))
        .await
        .is(200);
    let review = ann.get(&format!("{path}/review")).await.is(200).json();
    assert_eq!(review["changes"].as_array().expect("changes").len(), 2);
    admin
        .post(
            &format!("/api/admin/products/{}/approval", mug.product_id),
            json!({}),
        )
        .await
        .is(204);
    let live = ann.get(&path).await.is(200).json();
    assert_eq!(
        (&live["name"], &live["description"]),
        (&json!("Red mug"), &json!("Made of clay."))
    );
    let found = ann.get("/seller/products?q=red").await.is(200).json();
    assert_eq!(found["data"][0]["name"], "Red mug");
    assert_eq!(
        ann.get("/seller/products?q=clay").await.is(200).json()["data"],
        json!([])
    );
}

#[tokio::test]
async fn a_change_can_be_asked_for_and_taken_back() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Blue mug", "9", 5).await;
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", json!({ "product_review": "risky" }))
        .await
        .is(200);
    let (admin, bob) = (app.admin().await, app.seller("bob").await);
    let path = format!("/seller/products/{}", mug.product_id);
    ann.patch(&path, json!({ "name": "BUY NOW" })).await.is(200);
    let changes = format!("/api/admin/products/{}/changes", mug.product_id);
    admin
        .post(&changes, json!({ "reason": " " }))
        .await
        .is_problem(422, "validation");
    admin
        .post(&changes, json!({ "reason": "Not in capitals." }))
        .await
        .is(204);
    admin
        .post(&changes, json!({ "reason": "Again." }))
        .await
        .is_problem(409, "conflict");
    assert!(waiting(&admin).await.is_empty());
    app.work().await;
    assert!(
        app.mails_to("ann@example.test")
            .iter()
            .any(|mail| mail.text.contains("Not in capitals."))
    );
    ann.page(&format!("/products/{}", mug.product_id))
        .await
        .is(200)
        .has("Not in capitals.");
    ann.patch(&path, json!({ "name": "Best mug" })).await.is(200);
    assert_eq!(waiting(&admin).await, ["Blue mug"]);
    bob.delete(&format!("{path}/review")).await.is(404);
    ann.delete(&format!("{path}/review")).await.is(204);
    ann.delete(&format!("{path}/review")).await.is(204);
    assert!(waiting(&admin).await.is_empty());
    assert_eq!(ann.get(&path).await.is(200).id("name"), "Blue mug");
}

#[tokio::test]
async fn an_import_waits_too_and_a_policy_that_reviews_nothing_lets_all_go() {
    let app = TestApp::new().await;
    let (admin, ann) = with_policy(&app, "new").await;
    let mut sheet = String::from("title,price,on_hand\n");
    for number in 0..120 {
        sheet.push_str(&format!("Mug {number},9,5\n"));
    }
    ann.upload("/seller/products/imports", ("mugs.csv", sheet.as_bytes()), &[])
        .await
        .is(202);
    app.work().await;
    assert_eq!(waiting(&admin).await.len(), 50);
    let held = ann
        .get("/seller/products?review=waiting&limit=200")
        .await
        .is(200)
        .json();
    assert_eq!(held["data"].as_array().expect("products").len(), 120);
    let first = held["data"][0]["product_id"].as_str().expect("an id");
    let approvals = json!({ "product_ids": [first, first] });
    let answer = admin
        .post("/api/admin/products/approvals", approvals)
        .await
        .is(200)
        .json();
    assert_eq!(answer["approved"], 1);
    let boss = app.signed_in("super").await;
    boss.patch("/api/admin/policy", json!({ "product_review": "off" }))
        .await
        .is(200);
    app.work().await;
    assert!(waiting(&admin).await.is_empty());
    let held = ann.get("/seller/products?review=waiting").await.is(200).json();
    assert_eq!(held["data"], json!([]));
}

#[tokio::test]
async fn giving_many_a_status_says_what_waits() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let draft = json!({ "name": "Mug", "price": 9, "status": "draft" });
    let mug = ann.post("/seller/products", draft).await.is(201).id("product_id");
    let cup = ann.product("Cup", "9", 5).await.product_id;
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", json!({ "product_review": "new" }))
        .await
        .is(200);
    let both = [
        ("ids[]", mug.as_str()),
        ("ids[]", cup.as_str()),
        ("status", "active"),
    ];
    ann.form("/do/products/set-status", &both).await.is(302);
    ann.page("/products")
        .await
        .is(200)
        .has("One of them needs review");
}

#[tokio::test]
async fn a_save_says_what_is_live_and_what_waits() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Blue mug", "9", 5).await;
    risky(&app).await;
    let saved = async |fields: &[(&str, &str)]| {
        let mut all = vec![("product_id", mug.product_id.as_str())];
        all.extend_from_slice(fields);
        ann.form("/do/products/revise", &all).await.is(302);
        ann.page(&format!("/products/{}", mug.product_id)).await.is(200)
    };
    saved(&[("tags", "clay")])
        .await
        .has("Saved.")
        .lacks("Waiting for review");
    saved(&[("name", "Red mug"), ("tags", "clay, red")])
        .await
        .has("Waiting for review: name.")
        .has("Everything else is live now.");
    saved(&[("description", "Of clay.")])
        .await
        .has("Waiting for review: name and description.")
        .lacks("Everything else is live now.");
    saved(&[("tags", "clay")]).await.lacks("Waiting for review: name");
}

async fn risky(app: &TestApp) {
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", json!({ "product_review": "risky" }))
        .await
        .is(200);
}

async fn texts_waiting(ann: &Actor, product_id: &str) -> Value {
    let path = format!("/seller/products/{product_id}/review");
    ann.get(&path).await.is(200).json()["changes"].clone()
}

#[tokio::test]
async fn undoing_a_bulk_edit_withdraws_what_it_made_wait_and_nothing_else() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let (mug, cup) = (ann.product("Mug", "9", 5).await, ann.product("Cup", "9", 5).await);
    risky(&app).await;
    let path = format!("/seller/products/{}", mug.product_id);
    ann.patch(&path, json!({ "name": "Red mug", "category": "Mugs" }))
        .await
        .is(200);
    let before = texts_waiting(&ann, &mug.product_id).await;
    let edit = json!({ "product_ids": [mug.product_id, cup.product_id],
        "changes": { "category_how": "set", "category": "Kitchen", "price_how": "set", "price": 12 } });
    let id = ann
        .post("/seller/products/bulk-edits", edit)
        .await
        .is(202)
        .id("bulk_edit_id");
    app.work().await;
    assert_eq!(texts_waiting(&ann, &cup.product_id).await[0]["after"], "Kitchen");
    ann.page(&format!("/products/bulk/{id}"))
        .await
        .is(200)
        .has("2 of them need review");
    ann.post(&format!("/seller/products/bulk-edits/{id}/undo"), json!({}))
        .await
        .is(202);
    app.work().await;
    assert_eq!(texts_waiting(&ann, &mug.product_id).await, before);
    assert_eq!(texts_waiting(&ann, &cup.product_id).await, json!([]));
    assert_eq!(ann.get(&path).await.is(200).json()["price"], 9.0);
    assert_eq!(waiting(&app.admin().await).await, ["Mug"]);
}

#[tokio::test]
async fn undoing_an_import_withdraws_what_it_made_wait() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "9", 5).await;
    risky(&app).await;
    let sheet = "handle,title,price,images\nmug,Red mug,12,https://pictures.example.test/red.jpg\n";
    let id = ann
        .upload("/seller/products/imports", ("mugs.csv", sheet.as_bytes()), &[])
        .await
        .is(202)
        .id("import_id");
    app.drain().await;
    let review = ann
        .get(&format!("/seller/products/{}/review", mug.product_id))
        .await
        .is(200)
        .json();
    assert_eq!(review["changes"][0]["after"], "Red mug");
    assert_eq!(review["images_wait"], true);
    let told = ann
        .get(&format!("/seller/products/imports/{id}"))
        .await
        .is(200)
        .json();
    assert_eq!(told["waiting_for_review"], 1);
    ann.page(&format!("/products/imports/{id}"))
        .await
        .is(200)
        .has("One of them needs review");
    ann.post(&format!("/seller/products/imports/{id}/undo"), json!({}))
        .await
        .is(202);
    app.drain().await;
    assert!(waiting(&app.admin().await).await.is_empty());
    let live = ann
        .get(&format!("/seller/products/{}", mug.product_id))
        .await
        .is(200)
        .json();
    assert_eq!((&live["name"], &live["price"]), (&json!("Mug"), &json!(9.0)));
}
