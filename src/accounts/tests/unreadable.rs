//! Stored words that this version cannot read are errors, never defaults.

use crate::testing::{Actor, TestApp};

async fn set(app: &TestApp, sql: &'static str, id: &str) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(sql).bind(id).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn fails(actor: &Actor, path: &str) {
    actor.get(path).await.is_problem(500, "internal");
}

#[tokio::test]
async fn a_shop_whose_status_is_unknown_is_no_suspended_one() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let key = app.own_key(&ann, &["products:read"]).await;
    let id = ann.seller();
    let id = id.as_str();
    set(
        &app,
        "update sellers set status = 'napping' where seller_id = $1",
        id,
    )
    .await;
    fails(&ann, "/seller/products").await;
    fails(&key, "/seller/products").await;
    let admin = app.admin().await;
    fails(&admin, &format!("/api/admin/sellers/{id}")).await;
}

#[tokio::test]
async fn a_key_whose_scopes_cannot_be_read_is_no_key_without_scopes() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let key = app.own_key(&ann, &["products:read"]).await;
    let id = key.key_id.clone().unwrap();
    set(
        &app,
        "update api_keys set scopes = 'all' where api_key_id = $1",
        &id,
    )
    .await;
    fails(&key, "/seller/products").await;
    fails(&ann, "/seller/api-keys").await;
}

#[tokio::test]
async fn a_member_whose_role_or_permissions_cannot_be_read_is_no_member_without_rights() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = ann.user_id.clone().unwrap();
    let of = |sql| set(&app, sql, id.as_str());
    of("update members set permissions = 'all' where user_id = $1").await;
    fails(&ann, "/seller/products").await;
    of("update members set permissions = '[]', role = 'founder' where user_id = $1").await;
    fails(&ann, "/seller/products").await;
    of("update members set role = 'owner' where user_id = $1").await;
    ann.get("/seller/products").await.is(200);
}

#[tokio::test]
async fn an_admin_whose_role_is_unknown_is_no_person_without_one() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = admin.user_id.clone().unwrap();
    set(
        &app,
        "update users set role = 'emperor' where user_id = $1",
        id.as_str(),
    )
    .await;
    fails(&admin, "/api/admin/sellers").await;
}
