//! Promises about people, for admins.

use crate::clock::MINUTE_MS;
use crate::testing::{Actor, PASSWORD, TestApp};
use serde_json::json;

fn of(actor: &Actor) -> String {
    let user_id = actor.user_id.clone().expect("a person");
    format!("/api/admin/users/{user_id}")
}

fn page_of(actor: &Actor) -> String {
    of(actor).replace("/api", "")
}

#[tokio::test]
async fn an_admin_finds_people_by_address_name_id_and_role() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    app.seller("bob").await;
    let id = ann.user_id.clone().expect("a person");
    for query in [
        "q=ann@".to_owned(),
        format!("q={id}"),
        "q=ann&role=seller".to_owned(),
    ] {
        let path = format!("/api/admin/users?{query}");
        admin
            .get(&path)
            .await
            .is(200)
            .has("ann@example.test")
            .lacks("bob@");
        admin
            .page(&format!("/admin/users?{query}"))
            .await
            .is(200)
            .has("ann@example.test")
            .lacks("bob@");
    }
    admin
        .get("/api/admin/users?role=admin")
        .await
        .is(200)
        .has("admin@")
        .lacks("ann@");
    admin
        .get("/api/admin/users?role=king")
        .await
        .is_problem(422, "validation");
    admin
        .page("/admin/users?q=nobody-of-that-name")
        .await
        .is(200)
        .has("No people found");
}

#[tokio::test]
async fn a_person_is_shown_with_shops_and_sessions() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let shown = admin.get(&of(&ann)).await.is(200).json();
    assert_eq!(shown["shops"][0]["shop_name"], "Shop ann");
    assert_eq!(
        (&shown["shops"][0]["role"], &shown["role"]),
        (&json!("owner"), &json!("seller"))
    );
    assert_eq!(shown["sessions"].as_array().map(Vec::len), Some(2));
    assert_eq!(shown["sessions"][0]["address"], "127.0.0.1");
    admin
        .page(&page_of(&ann))
        .await
        .is(200)
        .has("Shop ann")
        .has("127.0.0.1")
        .has("Active");
    ann.get(&of(&ann)).await.is(403);
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once_told_why_and_comes_back_when_enabled() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let disabling = format!("{}/disabling", of(&ann));
    admin
        .post(&disabling, json!({ "reason": " " }))
        .await
        .is_problem(422, "validation");
    ann.get("/api/v1/users/me").await.is(200);
    admin.post(&disabling, json!({ "reason": "Spam." })).await.is(204);
    ann.get("/api/v1/users/me").await.is(401);
    ann.page("/settings").await.leads_to("/login?next=%2Fsettings");
    let renewal = json!({ "refresh_token": ann.refresh_token });
    ann.post("/auth/refresh", renewal).await.is(401);
    let sign_in = json!({ "email": ann.email, "password": PASSWORD });
    app.anonymous().post("/auth/login", sign_in.clone()).await.is(401);
    admin
        .post(&disabling, json!({ "reason": "Again." }))
        .await
        .is_problem(409, "conflict");
    admin
        .page(&page_of(&ann))
        .await
        .is(200)
        .has("Reason for disabling")
        .has("Spam.");
    admin.delete(&disabling).await.is(204);
    admin.delete(&disabling).await.is_problem(409, "conflict");
    app.anonymous().post("/auth/login", sign_in).await.is(200);
    app.work().await;
    let mails = app.mails_to(&ann.email);
    let told: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(
        told,
        ["Your account is disabled", "Your account is enabled again"]
    );
    assert!(mails[0].text.contains("Spam."));
    let log = admin
        .get("/api/admin/audit?action=user.disabled")
        .await
        .is(200)
        .json();
    assert_eq!(log["data"][0]["after"]["reason"], "Spam.");
    assert_eq!(log["data"][0]["subject"], json!(ann.user_id));
}

#[tokio::test]
async fn a_removed_account_is_not_enabled_again() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    ann.delete(&format!("/seller/{}", ann.seller())).await.is(204);
    admin
        .delete(&format!("{}/disabling", of(&ann)))
        .await
        .is_problem(409, "conflict");
    admin.page(&page_of(&ann)).await.is(200).has("Removed");
}

#[tokio::test]
async fn an_admin_ends_one_session_or_all_and_the_person_is_mailed() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let sessions = admin.get(&of(&ann)).await.is(200).json()["sessions"].clone();
    let session_id = sessions[0]["session_id"].as_str().expect("an id").to_owned();
    let one = format!("{}/sessions/{session_id}", of(&ann));
    admin.delete(&one).await.is(204);
    admin.delete(&one).await.is(404);
    ann.page("/settings").await.is(302);
    ann.get("/api/v1/users/me").await.is(200);
    let fields = [("user_id", ann.user_id.as_ref().expect("a person").as_str())];
    admin
        .form("/do/admin/end-sessions", &fields)
        .await
        .leads_to(&page_of(&ann));
    ann.get("/api/v1/users/me").await.is(401);
    app.work().await;
    assert_eq!(app.mails_to(&ann.email).len(), 2);
}

#[tokio::test]
async fn a_super_admin_makes_admins_and_an_admin_does_not() {
    let app = TestApp::new().await;
    let (ann, admin, chief) = (
        app.seller("ann").await,
        app.admin().await,
        app.super_admin().await,
    );
    let role = format!("{}/role", of(&ann));
    let finance = json!({ "role": "finance", "reason": "Settles payouts." });
    admin
        .put(&role, finance.clone())
        .await
        .is_problem(403, "forbidden");
    chief.put(&role, json!({})).await.is_problem(422, "validation");
    chief.put(&role, finance).await.is(204);
    ann.page("/admin/payouts").await.is(200);
    ann.page("/admin/users").await.is(403);
    chief.put(&role, json!({ "role": null })).await.is(204);
    ann.page("/admin/payouts").await.is(403);
    app.work().await;
    assert!(app.mails_to(&ann.email)[0].text.contains("Settles payouts."));
    app.later(6 * MINUTE_MS);
    chief
        .put(&role, json!({ "role": "admin" }))
        .await
        .is_problem(403, "sign_in_again");
}

#[tokio::test]
async fn nobody_acts_on_themselves_nor_an_admin_on_a_super_admin() {
    let app = TestApp::new().await;
    let (admin, chief) = (app.admin().await, app.super_admin().await);
    let reason = json!({ "reason": "Because." });
    for (actor, whom, status) in [
        (&admin, &chief, 403),
        (&chief, &chief, 409),
        (&admin, &admin, 409),
    ] {
        actor
            .post(&format!("{}/disabling", of(whom)), reason.clone())
            .await
            .is(status);
        actor.delete(&format!("{}/sessions", of(whom))).await.is(status);
    }
    // The last super admin stays one.
    chief
        .put(&format!("{}/role", of(&chief)), json!({ "role": null }))
        .await
        .is(409);
    admin
        .page(&page_of(&chief))
        .await
        .is(200)
        .lacks("Disable account")
        .lacks("End all");
    chief
        .post(&format!("{}/disabling", of(&admin)), reason)
        .await
        .is(204);
}

#[tokio::test]
async fn the_table_of_permissions_is_shown_from_the_code() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    admin
        .page("/admin/permissions")
        .await
        .is(200)
        .has("admin:payouts")
        .has("fulfilment:write")
        .has("Download files with buyer details");
}
