//! Promises about the notes of when sessions and keys were last used.

use crate::clock::MINUTE_MS;
use crate::testing::TestApp;
use sqlx::AssertSqlSafe;

/// Has the next note of this moment written, and every further one of the same owner fail.
async fn allow_one_note(app: &TestApp, table: &str, owner: &str, noted: &str) {
    let now = app.clock.now().0;
    let index = format!("create unique index one_note on {table} ({owner}) where {noted} = {now}");
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(AssertSqlSafe(index)).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_session_is_let_in_though_its_last_use_cannot_be_noted() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.later(6 * MINUTE_MS);
    allow_one_note(&app, "sessions", "user_id", "last_seen_at").await;
    ann.page("/orders").await.is(200);
    ann.get("/api/v1/users/me").await.is(200);
}

#[tokio::test]
async fn a_key_is_let_in_though_its_last_use_cannot_be_noted() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let keys = [
        app.own_key(&ann, &["products:read"]).await,
        app.own_key(&ann, &["products:read"]).await,
    ];
    allow_one_note(&app, "api_keys", "seller_id", "last_used_at").await;
    for key in keys {
        key.get("/seller/products").await.is(200);
    }
}
