//! Products are written in one way, for one and for many at once.

use crate::db::Engine;
use crate::testing::{Actor, TestApp, Watch};
use serde_json::{Value, json};

async fn category(admin: &Actor, name: &str) -> String {
    let added = admin.post("/api/admin/categories", json!({ "name": name })).await;
    added.is(201).id("category_id")
}

async fn products_in(app: &TestApp, category_id: &str) -> i64 {
    sqlx::query_scalar("select count(*) from products where category_id = $1")
        .bind(category_id)
        .fetch_one(app.db.reader())
        .await
        .expect("a count")
}

async fn edit(app: &TestApp, ann: &Actor, ids: &[String], changes: Value) {
    let edit = json!({ "product_ids": ids, "changes": changes });
    ann.post("/seller/products/bulk-edits", edit).await.is(202);
    app.work().await;
}

async fn low(ann: &Actor) -> usize {
    let listed = ann.get("/seller/inventory?low=true").await.is(200).json();
    listed["data"].as_array().expect("variants").len()
}

#[tokio::test]
async fn the_category_follows_the_text_whoever_writes_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (mugs, kitchen) = (category(&admin, "Mugs").await, category(&admin, "Kitchen").await);
    let ann = app.seller("ann").await;
    let typed = json!({ "name": "Mug", "price": 9, "category": "mugs" });
    let id = ann.post("/seller/products", typed).await.is(201).id("product_id");
    let sheet = "title,price,category\nCup,9,Mugs\nBowl,9,MUGS\n";
    ann.upload("/seller/products/imports", ("mugs.csv", sheet.as_bytes()), &[])
        .await
        .is(202);
    app.work().await;
    assert_eq!(products_in(&app, &mugs).await, 3);
    let path = format!("/seller/products/{id}");
    ann.patch(&path, json!({ "category": "Kitchen" })).await.is(200);
    assert_eq!(
        (products_in(&app, &mugs).await, products_in(&app, &kitchen).await),
        (2, 1)
    );
    let own = json!({ "category_how": "set", "category": "My own" });
    edit(&app, &ann, &[id], own).await;
    assert_eq!(products_in(&app, &kitchen).await, 0);
}

#[tokio::test]
async fn new_variants_have_the_threshold_and_leave_the_watch_with_their_product() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.put("/seller/inventory/threshold", json!({ "low_stock_at": 4 }))
        .await
        .is(200);
    app.work().await;
    let sheet = "title,price,on_hand\nCup,9,2\nBowl,9,4\nVase,9,5\n";
    ann.upload("/seller/products/imports", ("mugs.csv", sheet.as_bytes()), &[])
        .await
        .is(202);
    app.work().await;
    assert_eq!(low(&ann).await, 2);
    assert!(
        app.mails_to("ann@example.test")
            .iter()
            .all(|mail| !mail.subject.contains("running low"))
    );
    let all = ann.get("/seller/products").await.is(200).json();
    let ids: Vec<String> = all["data"]
        .as_array()
        .expect("products")
        .iter()
        .map(|product| product["product_id"].as_str().expect("an id").to_owned())
        .collect();
    edit(&app, &ann, &ids, json!({ "status": "archived" })).await;
    assert_eq!(low(&ann).await, 0);
    ann.put("/seller/inventory/threshold", json!({ "low_stock_at": 5 }))
        .await
        .is(200);
    app.work().await;
    edit(&app, &ann, &ids, json!({ "status": "active" })).await;
    // What was archived meanwhile has the threshold of today.
    assert_eq!(low(&ann).await, 3);
}

/// How many statements of what is decided about products a bulk edit of so many takes.
async fn statements_of_an_edit(products: usize) -> usize {
    let app = TestApp::new().await;
    category(&app.admin().await, "Kitchen").await;
    let ann = app.seller("ann").await;
    let mut ids = Vec::new();
    for at in 0..products {
        ids.push(ann.product(&format!("Mug {at}"), "9", 5).await.product_id);
    }
    app.work().await;
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", json!({ "product_review": "risky" }))
        .await
        .is(200);
    app.work().await;
    let watch = Watch::over(&app);
    let changes = json!({ "category_how": "set", "category": "Kitchen", "status": "inactive" });
    edit(&app, &ann, &ids, changes).await;
    let about = [
        "product_reviews",
        "category_paths",
        "from policies",
        "low_stock_at from sellers",
    ];
    let ran = watch.take();
    let decided = ran
        .iter()
        .filter(|(sql, _)| about.iter().any(|word| sql.contains(word)));
    decided.count()
}

#[tokio::test]
async fn what_is_decided_about_many_takes_as_many_statements_as_about_one() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Postgres {
        return;
    }
    let one = statements_of_an_edit(1).await;
    assert!(one > 0);
    assert_eq!(statements_of_an_edit(20).await, one);
}
