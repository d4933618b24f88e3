//! Tests of API keys whose holder leaves: they are revoked or taken over.

use crate::testing::{Actor, TestApp};
use crate::viewer::Permissions;
use serde_json::{Value, json};

/// A shop with two owners, and a key that the second one made.
async fn two_owners(app: &TestApp) -> (Actor, Actor, Actor) {
    let ann = app.seller("ann").await;
    let bob = app.staff_of(&ann, "bob", Permissions::NONE).await;
    change(&ann, &bob, json!({ "role": "owner" })).await;
    let key = app.own_key(&bob, &["products:read"]).await;
    key.get("/seller/products").await.is(200);
    (ann, bob, key)
}

fn of(member: &Actor) -> String {
    format!("/seller/members/{}", member.user_id.as_ref().unwrap())
}

async fn change(owner: &Actor, member: &Actor, patch: Value) {
    owner.patch(&of(member), patch).await.is(204);
}

#[tokio::test]
async fn a_removed_owners_key_ends_with_them() {
    let app = TestApp::new().await;
    let (ann, bob, key) = two_owners(&app).await;
    ann.delete(&of(&bob)).await.is(204);
    key.get("/seller/products").await.is(401);
    let keys = ann.get("/seller/api-keys").await.json();
    assert!(keys["data"][0]["revoked_at"].is_string(), "{keys}");
}

#[tokio::test]
async fn an_owner_who_leaves_or_becomes_staff_leaves_no_key_behind() {
    let app = TestApp::new().await;
    let (ann, bob, key) = two_owners(&app).await;
    change(
        &ann,
        &bob,
        json!({ "role": "staff", "permissions": ["products"] }),
    )
    .await;
    key.get("/seller/products").await.is(401);
    change(&ann, &bob, json!({ "role": "owner" })).await;
    key.get("/seller/products").await.is(401);
    let second = app.own_key(&bob, &["products:read"]).await;
    bob.delete("/api/users/me/membership").await.is(204);
    second.get("/seller/products").await.is(401);
}

#[tokio::test]
async fn a_key_that_is_kept_is_its_keepers_from_then_on() {
    let app = TestApp::new().await;
    let (ann, bob, key) = two_owners(&app).await;
    ann.delete(&format!("{}?keep_keys=true", of(&bob))).await.is(204);
    key.get("/seller/products").await.is(200);
    let log = ann.get("/seller/audit").await.json().to_string();
    assert!(log.contains("api_key.kept"), "{log}");
    let cid = app.staff_of(&ann, "cid", Permissions::NONE).await;
    change(&ann, &cid, json!({ "role": "owner" })).await;
    cid.delete(&of(&ann)).await.is(204);
    key.get("/seller/products").await.is(401);
}

#[tokio::test]
async fn the_page_keeps_keys_by_a_box_that_is_ticked() {
    let app = TestApp::new().await;
    let (ann, bob, key) = two_owners(&app).await;
    let bob_id = bob.user_id.clone().unwrap().to_string();
    let page = ann
        .page(&format!("/settings/members?member={bob_id}"))
        .await
        .is(200);
    page.has("Keep the API keys they created");
    let fields = [
        ("user_id", bob_id.as_str()),
        ("role", "staff"),
        ("permissions[]", "orders"),
    ];
    let kept = [&fields[..], &[("keep_keys", "yes")]].concat();
    ann.form("/do/members/change", &kept)
        .await
        .leads_to("/settings/members");
    key.get("/seller/products").await.is(200);
    let own_id = ann.user_id.clone().unwrap().to_string();
    let oneself = [
        ("_page", "/settings/members"),
        ("user_id", own_id.as_str()),
        ("keep_keys", "yes"),
    ];
    ann.form("/do/members/remove", &oneself).await.is(422);
}

#[tokio::test]
async fn a_key_asks_at_each_use_whether_its_holder_may_hold_it() {
    let app = TestApp::new().await;
    let (ann, bob, key) = two_owners(&app).await;
    app.grant(&ann, &bob, Permissions::all()).await;
    key.get("/seller/products").await.is(401);
}

#[tokio::test]
async fn the_keys_and_invitations_of_a_disabled_owner_end() {
    let app = TestApp::new().await;
    let (_, bob, key) = two_owners(&app).await;
    let invitation = json!({ "email": "eve@example.test", "role": "owner" });
    let invited = bob.post("/seller/invitations", invitation).await.is(201);
    let admin = app.admin().await;
    let disabling = format!("/api/admin/users/{}/disabling", bob.user_id.clone().unwrap());
    admin.post(&disabling, json!({ "reason": "Spam." })).await.is(204);
    key.get("/seller/products").await.is(401);
    admin.delete(&disabling).await.is(204);
    key.get("/seller/products").await.is(401);
    let open: (i64,) = sqlx::query_as("select count(*) from invitations where revoked_at is null")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!(open.0, 0, "{}", invited.text());
}

#[tokio::test]
async fn a_removed_owner_does_not_come_back_by_an_invitation_of_their_own() {
    let app = TestApp::new().await;
    let (ann, bob, _) = two_owners(&app).await;
    let invitation = json!({ "email": "eve@example.test", "role": "owner" });
    let id = bob
        .post("/seller/invitations", invitation)
        .await
        .is(201)
        .id("invitation_id");
    let token = app.secrets.tag("invitation", &id);
    ann.delete(&of(&bob)).await.is(204);
    let joining = json!({ "token": format!("{id}.{token}"), "name": "Eve", "password": "long enough" });
    app.anonymous().post("/auth/invitation", joining).await.is(404);
}

/// A storefront's key that an admin made, who is a super admin's to decide about.
async fn storefront(app: &TestApp) -> (Actor, Actor, Actor) {
    let (boss, maker) = (app.super_admin().await, app.admin().await);
    let asked = json!({ "name": "Storefront", "scopes": ["orders:write"] });
    let key = maker.post("/api/admin/api-keys", asked).await.is(201).id("key");
    let mut program = app.anonymous();
    program.token = Some(key);
    program.post("/api/v1/storefront/orders", json!({})).await.is(422);
    (boss, maker, program)
}

#[tokio::test]
async fn a_demoted_admins_key_ends_unless_it_is_kept() {
    let app = TestApp::new().await;
    let (boss, maker, program) = storefront(&app).await;
    let role = format!("/api/admin/users/{}/role", maker.user_id.clone().unwrap());
    let demoted = json!({ "role": "finance", "keep_keys": true });
    boss.put(&role, demoted).await.is(204);
    program.post("/api/v1/storefront/orders", json!({})).await.is(422);
    let app = TestApp::new().await;
    let (boss, maker, program) = storefront(&app).await;
    let role = format!("/api/admin/users/{}/role", maker.user_id.clone().unwrap());
    boss.put(&role, json!({ "role": "finance" })).await.is(204);
    program.post("/api/v1/storefront/orders", json!({})).await.is(401);
}

#[tokio::test]
async fn a_disabled_admins_key_ends_unless_it_is_kept() {
    for (keeps, status) in [(false, 401), (true, 422)] {
        let app = TestApp::new().await;
        let (boss, maker, program) = storefront(&app).await;
        let disabling = format!("/api/admin/users/{}/disabling", maker.user_id.clone().unwrap());
        let body = json!({ "reason": "Left.", "keep_keys": keeps });
        boss.post(&disabling, body).await.is(204);
        program
            .post("/api/v1/storefront/orders", json!({}))
            .await
            .is(status);
    }
}
