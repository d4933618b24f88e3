//! Tests of viewing as a seller.

use crate::clock::HOUR_MS;
use crate::testing::{Actor, TestApp};
use serde_json::json;

async fn look(admin: &Actor, ann: &Actor) {
    let fields = [
        ("seller_id", ann.seller().to_string()),
        ("reason", "A ticket.".to_owned()),
    ];
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    admin
        .form("/do/admin/view-as", &fields)
        .await
        .leads_to("/dashboard");
}

const BANNER: &str = "You are viewing Shop ann as its members see it. Nothing can be changed.";

#[tokio::test]
async fn an_admin_sees_a_shop_as_its_members_do_until_they_stop() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    ann.product("Mug", "20.00", 10).await;
    admin.page("/products").await.is(403);
    look(&admin, &ann).await;
    admin.page("/products").await.is(200).has("Mug").has(BANNER);
    admin.page("/admin/sellers").await.is(200).has(BANNER);
    ann.page("/products").await.is(200).lacks("You are viewing");
    let shop = format!("/admin/sellers/{}", ann.seller());
    admin.form("/do/admin/stop-viewing", &[]).await.leads_to(&shop);
    admin.page("/products").await.is(403);
    admin
        .page(&shop)
        .await
        .is(200)
        .lacks("You are viewing")
        .has("View as this shop");
}

#[tokio::test]
async fn looking_ends_by_itself_after_an_hour() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    look(&admin, &ann).await;
    app.later(HOUR_MS - 1);
    admin.page("/products").await.is(200);
    app.later(1);
    admin.page("/products").await.is(403);
}

#[tokio::test]
async fn nothing_is_changed_while_looking_and_only_going_is_allowed() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    look(&admin, &ann).await;
    let name = [("shop_name", "Mine")];
    admin
        .form("/do/accounts/profile", &name)
        .await
        .is(403)
        .has("nothing can be changed");
    let approve = [("seller_id", ann.seller().to_string())];
    let approve = [(approve[0].0, approve[0].1.as_str())];
    admin.form("/do/admin/suspend", &approve).await.is(403);
    let theme = [("theme", "dark"), ("next", "/dashboard")];
    admin.form("/do/theme", &theme).await.leads_to("/dashboard");
    admin.form("/do/accounts/sign-out", &[]).await.leads_to("/login");
    ann.page("/settings").await.is(200).has("Shop ann");
}

#[tokio::test]
async fn a_ticket_that_an_admin_looked_at_is_still_unread() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let ticket = json!({ "subject": "Where?", "category": "other", "body": "I wonder." });
    let ticket_id = ann.post("/seller/tickets", ticket).await.is(201).id("ticket_id");
    let answer = json!({ "body": "Here." });
    admin
        .post(&format!("/api/admin/tickets/{ticket_id}/messages"), answer)
        .await
        .is(201);
    look(&admin, &ann).await;
    admin
        .page(&format!("/support/{ticket_id}"))
        .await
        .is(200)
        .has("Here.");
    ann.page("/support?status=unread").await.is(200).has("Where?");
}

#[tokio::test]
async fn no_file_with_buyers_leaves_and_what_is_the_owners_stays_theirs() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    look(&admin, &ann).await;
    for path in [
        "/orders?format=csv",
        "/orders?format=pdf",
        "/settings/members",
        "/settings/api-keys",
        "/settings/audit",
    ] {
        admin.page(path).await.is(403);
    }
    admin.page("/orders").await.is(200);
}

#[tokio::test]
async fn the_owner_reads_that_the_shop_was_looked_at() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    look(&admin, &ann).await;
    admin.form("/do/admin/stop-viewing", &[]).await.is(302);
    let log = ann
        .get("/seller/audit?action=view_as.")
        .await
        .is(200)
        .lacks("admin@")
        .json();
    let acts: Vec<_> = log["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["action"].clone())
        .collect();
    assert_eq!(acts, ["view_as.ended", "view_as.began"]);
    assert_eq!(log["data"][1]["after"]["reason"], "A ticket.");
    assert_eq!(log["data"][0]["acted_as"], "looking");
}

#[tokio::test]
async fn finance_looks_at_no_shop() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    look(&admin, &ann).await;
    let mut tx = app.db.begin().await.expect("a transaction");
    sqlx::query("update users set role = 'finance' where role = 'admin'")
        .execute(&mut *tx)
        .await
        .expect("a role");
    tx.commit().await.expect("kept");
    admin.page("/orders").await.is(403);
    admin.page("/admin/payouts").await.is(200);
    let fields = [("seller_id", ann.seller().to_string())];
    admin
        .form("/do/admin/view-as", &[("seller_id", fields[0].1.as_str())])
        .await
        .is(403);
}
