//! Tests of low-stock alerts and count files.

use crate::db::Engine;
use crate::stock::tests::inventory::{SAVE, put, stock};
use crate::testing::TestApp;
use crate::viewer::Permission;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

#[tokio::test]
async fn a_variant_that_falls_to_its_threshold_is_told_once_until_it_was_above() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let (mug, cup) = (
        ann.product("Mug", "20", 10).await,
        ann.product("Cup", "9", 2).await,
    );
    app.staff_of(&ann, "eve", [Permission::Products].into_iter().collect())
        .await;
    app.staff_of(&ann, "tom", [Permission::Orders].into_iter().collect())
        .await;
    ann.put("/seller/inventory/threshold", json!({ "low_stock_at": 4 }))
        .await
        .is(200);
    app.work().await;
    // The cup was low before anyone asked: listed, not told.
    let low = |listed: &Value| {
        listed["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["sku"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        low(&ann.get("/seller/inventory?low=true").await.json()),
        [json!(cup.sku)]
    );
    let told = |who: &str| {
        app.mails_to(&format!("{who}@example.test"))
            .iter()
            .filter(|mail| mail.subject.contains("running low"))
            .count()
    };
    assert_eq!(told("ann"), 0);
    shop.order("W-1", &[(&mug, 6)]).await;
    app.work().await;
    assert_eq!([told("ann"), told("eve"), told("tom")], [1, 1, 0]);
    shop.order("W-2", &[(&mug, 1)]).await;
    app.work().await;
    assert_eq!(told("ann"), 1);
    put(
        &ann,
        json!({ "sku": mug.sku, "adjustment": 10, "reason": "received" }),
    )
    .await;
    app.work().await;
    put(
        &ann,
        json!({ "sku": mug.sku, "adjustment": -9, "reason": "lost" }),
    )
    .await;
    app.work().await;
    assert_eq!(told("ann"), 2);
    ann.page("/dashboard").await.is(200).has("/products/inventory");
    let page = ann.page("/products/inventory?show=low").await.is(200);
    assert_eq!(page.texts("tbody tr").len(), 2);
    ann.patch(
        &format!("/seller/products/{}", cup.product_id),
        json!({ "status": "archived" }),
    )
    .await
    .is(200);
    assert_eq!(
        low(&ann.get("/seller/inventory?low=true").await.json()),
        [json!(mug.sku)]
    );
    // One's own threshold comes before the shop's.
    let fields = [
        ("rows[0][variant_id]", mug.variant_id.as_str()),
        ("rows[0][low_stock_at]", "0"),
    ];
    ann.form(SAVE, &fields).await.is(302);
    assert_eq!(
        low(&ann.get("/seller/inventory?low=true").await.json()),
        Vec::<Value>::new()
    );
    // Whatever comes in later has the shop's.
    let bowl = ann.product("Bowl", "7", 1).await;
    assert_eq!(stock(&ann, &bowl).await["low"], true);
}

#[tokio::test]
async fn counts_come_by_file_and_what_moved_since_the_download_still_counts() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let (mug, cup) = (
        ann.product("Mug", "20", 10).await,
        ann.product("Cup", "9", 4).await,
    );
    let list = ann.page("/products/inventory?format=csv").await.is(200).text();
    assert!(list.starts_with("\u{FEFF}sku,variant_id,name,"), "{list}");
    put(&ann, json!({ "sku": mug.sku, "adjustment": -1 })).await;
    let file = format!(
        "SKU;On hand;On hand was;Adjustment;Reason\n{};12;10;;received\n{};;;-1;damaged\nNONE;1;;;\n{};x;;;\n{};-1;;;\n{};1;;;boredom\n{};12.000;;;\n{};1;200;;;x\n",
        mug.sku, cup.sku, mug.sku, mug.sku, mug.sku, mug.sku, mug.sku
    );
    let answer = ann
        .form_with_file("/products/inventory/sheets", ("counts.csv", file.as_bytes()), &[])
        .await
        .is(303);
    let page = ann
        .page(&answer.location())
        .await
        .is(200)
        .has("None of your variants has the SKU NONE.")
        .has("“12.000” is not a whole number of 0 or more without separators.")
        .has("its cells have shifted")
        .lacks("data-poll");
    assert_eq!(page.texts("tbody tr").len(), 6);
    assert_eq!(
        (
            stock(&ann, &mug).await["on_hand"].clone(),
            stock(&ann, &cup).await["on_hand"].clone()
        ),
        (json!(11), json!(3))
    );
    bob.page(&answer.location()).await.is(404);
    app.work().await;
    assert_eq!(stock(&ann, &cup).await["on_hand"], 3);
    for (name, bytes) in [
        ("x.csv", &b"name,price\nMug,1\n"[..]),
        ("x.csv", b""),
        ("x.csv", b"sku,on_hand\n"),
        ("x.png", b"\x89PNG\r\n\x1a\n"),
    ] {
        ann.form_with_file("/products/inventory/sheets", (name, bytes), &[])
            .await
            .is(422);
    }
    ann.page("/products/inventory/sheets")
        .await
        .is(200)
        .has("counts.csv");
}

#[tokio::test]
async fn a_big_file_of_counts_goes_on_in_the_background() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "20", 10).await;
    let mut file = "sku,adjustment\n".to_owned();
    (0..1_200).for_each(|_| file.push_str(&format!("{},1\n", mug.sku)));
    let answer = ann
        .form_with_file("/products/inventory/sheets", ("counts.csv", file.as_bytes()), &[])
        .await
        .is(303);
    ann.page(&answer.location()).await.is(200).has("data-poll");
    app.work().await;
    ann.page(&answer.location()).await.is(200).lacks("data-poll");
    assert_eq!(stock(&ann, &mug).await["on_hand"], 1_210);
}

/// The planner has to see that the query asks for what the index holds; PostgreSQL plans by its statistics.
#[tokio::test]
async fn what_is_low_costs_the_same_however_many_variants_there_are() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Postgres {
        return;
    }
    let low = "v.removed_at is null and v.archived_at is null and v.low_stock_at >= v.on_hand - v.reserved";
    for (sql, index) in [
        (format!("select v.variant_id from variants v where v.seller_id = 'sel_' and {low} order by v.variant_id desc limit 51"), "variants_low"),
        (format!("select v.variant_id from variants v where v.low_since is null and {low} order by v.variant_id limit 9"), "variants_fallen"),
        ("select variant_id from variants where low_since is not null and low_stock_at < on_hand - reserved limit 9".to_owned(), "variants_risen"),
    ] {
        let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(format!("explain query plan {sql}")))
            .fetch_all(app.db.reader())
            .await
            .unwrap();
        assert!(rows.iter().any(|row| row.3.contains(index)), "{rows:?}");
    }
}
