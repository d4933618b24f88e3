//! Promises about members, invitations and a shop's own keys.

use crate::testing::{Actor, TestApp};
use crate::viewer::{Permission, Permissions};
use regex::Regex;
use serde_json::json;

/// The token of the newest link mailed to an address.
async fn token_for(app: &TestApp, email: &str) -> String {
    app.work().await;
    let mails = app.mails_to(email);
    let link = Regex::new(r"token=(\S+)").unwrap();
    let newest = mails.iter().rev().find_map(|mail| link.captures(&mail.text));
    newest.expect("a link was mailed")[1].to_owned()
}

async fn invite(owner: &Actor, email: &str) -> String {
    let invitation = json!({ "email": email, "permissions": ["orders", "support"] });
    owner
        .post("/seller/invitations", invitation)
        .await
        .is(201)
        .id("invitation_id")
}

#[tokio::test]
async fn someone_new_joins_by_the_link_and_works_with_what_they_were_given() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    invite(&ann, "bob@example.test").await;
    let token = token_for(&app, "bob@example.test").await;
    let newcomer = app.anonymous();
    let page = newcomer
        .page(&format!("/invitation?token={token}"))
        .await
        .is(200)
        .text();
    assert!(
        page.contains("Join Shop ann") && page.contains("Orders, Support"),
        "{page}"
    );
    let fields = [
        ("token", token.as_str()),
        ("name", "Bob"),
        ("password", "long enough"),
    ];
    newcomer
        .form("/do/members/join", &fields)
        .await
        .leads_to("/dashboard");
    newcomer.page("/orders").await.is(200);
    newcomer.page("/products").await.is(403);
    app.work().await;
    assert!(
        app.mails_to("ann@example.test")
            .iter()
            .any(|mail| mail.subject.contains("joined"))
    );
}

#[tokio::test]
async fn a_link_serves_once_for_its_own_address_and_for_a_week() {
    let app = TestApp::new().await;
    let (ann, bob, eve) = (
        app.seller("ann").await,
        app.seller("bob").await,
        app.seller("eve").await,
    );
    invite(&ann, "bob@example.test").await;
    let token = token_for(&app, "bob@example.test").await;
    let joining = json!({ "token": token });
    eve.post("/auth/invitation", joining.clone()).await.is(403);
    app.anonymous()
        .post("/auth/invitation", joining.clone())
        .await
        .is(401);
    bob.post("/auth/invitation", joining.clone()).await.is(200);
    bob.post("/auth/invitation", joining).await.is(404);
    invite(&ann, "cid@example.test").await;
    let old = token_for(&app, "cid@example.test").await;
    app.later(8 * crate::clock::DAY_MS);
    let late = json!({ "token": old, "name": "Cid", "password": "long enough" });
    app.anonymous().post("/auth/invitation", late).await.is(404);
}

#[tokio::test]
async fn an_invitation_taken_back_or_sent_again_leads_nowhere() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let first = invite(&ann, "bob@example.test").await;
    let old = token_for(&app, "bob@example.test").await;
    let second = invite(&ann, "bob@example.test").await;
    let with = |token: &str| json!({ "token": token, "name": "Bob", "password": "long enough" });
    app.anonymous().post("/auth/invitation", with(&old)).await.is(404);
    ann.delete(&format!("/seller/invitations/{first}")).await.is(404);
    let new = token_for(&app, "bob@example.test").await;
    ann.delete(&format!("/seller/invitations/{second}")).await.is(204);
    app.anonymous().post("/auth/invitation", with(&new)).await.is(404);
}

#[tokio::test]
async fn what_a_member_may_do_changes_at_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let bob = app.staff_of(&ann, "bob", Permissions::all()).await;
    bob.get("/seller/transactions").await.is(200);
    let bob_id = bob.user_id.clone().unwrap();
    let only_products = json!({ "role": "staff", "permissions": ["products"] });
    ann.patch(&format!("/seller/members/{bob_id}"), only_products)
        .await
        .is(204);
    bob.get("/seller/transactions").await.is(403);
    bob.get("/seller/products").await.is(200);
    let me = bob.get("/api/v1/users/me").await.is(200).json();
    assert_eq!(me["permissions"], json!(["products"]));
    let bodies_are_not_rights = json!({ "description": "Mine", "role": "owner", "status": "approved" });
    bob.patch(&format!("/seller/{}", ann.seller()), bodies_are_not_rights)
        .await
        .is(403);
    ann.delete(&format!("/seller/members/{bob_id}")).await.is(204);
    bob.get("/seller/products").await.is(403);
}

#[tokio::test]
async fn the_last_owner_stays_even_when_two_go_at_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let bob = app.staff_of(&ann, "bob", Permissions::NONE).await;
    let (ann_id, bob_id) = (ann.user_id.clone().unwrap(), bob.user_id.clone().unwrap());
    ann.delete("/api/users/me/membership").await.is(409);
    let owner = json!({ "role": "owner" });
    ann.patch(&format!("/seller/members/{bob_id}"), owner)
        .await
        .is(204);
    let (to_bob, to_ann) = (
        format!("/seller/members/{bob_id}"),
        format!("/seller/members/{ann_id}"),
    );
    let (one, other) = tokio::join!(ann.delete(&to_bob), bob.delete(&to_ann));
    let went = [&one, &other]
        .iter()
        .filter(|answer| answer.status.as_u16() == 204)
        .count();
    assert_eq!(went, 1, "{} {}", one.status, other.status);
    let owners: (i64,) = sqlx::query_as("select count(*) from members where role = 'owner'")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!(owners.0, 1);
}

#[tokio::test]
async fn a_sellers_own_key_does_what_its_scopes_say_and_never_moves_money() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let reader = app.own_key(&ann, &["products:read", "wallet:read"]).await;
    let mug = ann.product("Mug", "20.00", 3).await;
    reader
        .get(&format!("/seller/products/{}", mug.product_id))
        .await
        .is(200);
    reader
        .delete(&format!("/seller/products/{}", mug.product_id))
        .await
        .is(403);
    reader.get("/seller/transactions/wallet").await.is(200);
    reader
        .post("/seller/transactions/withdraw", json!({ "amount": 1 }))
        .await
        .is(403);
    reader.get("/seller/orders").await.is(403);
    let cup = bob.product("Cup", "5.00", 1).await;
    reader
        .get(&format!("/seller/products/{}", cup.product_id))
        .await
        .is(404);
    let wanted = json!({ "name": "Shop", "scopes": ["orders:write"] });
    ann.post("/seller/api-keys", wanted).await.is(422);
    ann.delete(&format!("/seller/api-keys/{}", reader.key_id.clone().unwrap()))
        .await
        .is(204);
    reader.get("/seller/products").await.is(401);
}

#[tokio::test]
async fn buyers_leave_as_a_file_for_someone_allowed_who_signed_in_lately() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let orders = [Permission::Orders].into_iter().collect();
    let bob = app.staff_of(&ann, "bob", orders).await;
    bob.page("/orders?format=csv").await.is(403);
    ann.page("/orders?format=csv").await.is(200);
    app.later(6 * crate::clock::MINUTE_MS);
    ann.page("/orders?format=csv")
        .await
        .leads_to("/confirm?next=%2Forders%3Fformat%3Dcsv");
}

#[tokio::test]
async fn a_mistyped_field_of_a_change_is_named() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let bob = app.staff_of(&ann, "bob", Permissions::all()).await;
    let path = format!("/seller/members/{}", bob.user_id.clone().unwrap());
    let mistyped = json!({ "permissions": ["orders"], "permission": ["support"] });
    let refused = ann.patch(&path, mistyped).await.is(422);
    assert_eq!(refused.error("permission"), "That field does not exist.");
    let right = json!({ "permissions": ["orders"], "keep_keys": true });
    ann.patch(&path, right).await.is(204);
}
