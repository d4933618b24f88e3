//! Promises of the admin panel, through HTTP.

use crate::clock::MINUTE_MS;
use crate::testing::{PASSWORD, TestApp};

const PAGES: [&str; 5] = [
    "/admin",
    "/admin/sellers",
    "/admin/tickets",
    "/admin/api-keys",
    "/admin/policy",
];

#[tokio::test]
async fn the_panel_is_for_admins_only() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.super_admin().await);
    for page in PAGES {
        ann.page(page).await.is(403);
        admin.page(page).await.is(200);
        let leads = app.anonymous().page(page).await.is(302).location();
        assert!(leads.starts_with("/login?next="), "{leads}");
    }
}

#[tokio::test]
async fn an_admin_approves_a_shop_from_its_page() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.admin().await);
    let seller_id = ann.seller().to_string();
    let page = format!("/admin/sellers/{seller_id}");
    admin.page("/admin").await.is(200).has("Shop ann");
    admin.page(&page).await.is(200).has("1 of 1 done");
    admin
        .form("/do/admin/approve", &[("seller_id", &seller_id)])
        .await
        .leads_to(&page);
    admin
        .page(&page)
        .await
        .is(200)
        .has("can sell from now on")
        .has("Approved the shop");
    ann.page("/settings").await.has("Approved");
}

#[tokio::test]
async fn a_decision_without_a_reason_stays_on_the_page() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let seller_id = ann.seller().to_string();
    let page = format!("/admin/sellers/{seller_id}");
    let fields = [
        ("_page", page.as_str()),
        ("seller_id", &seller_id),
        ("reason", ""),
    ];
    admin
        .form("/do/admin/suspend", &fields)
        .await
        .is(422)
        .has("Say why: the seller reads it.");
}

#[tokio::test]
async fn a_new_key_is_shown_once_and_to_its_maker_only() {
    let app = TestApp::new().await;
    let (admin, other) = (app.admin().await, app.super_admin().await);
    let fields = [("name", "Storefront"), ("scopes", "orders:write")];
    admin
        .form("/do/admin/create-api-key", &fields)
        .await
        .leads_to("/admin/api-keys");
    let page = admin.apart().page("/admin/api-keys").await.is(200);
    let key = page.texts(".copy code").into_iter().next().expect("the key");
    assert!(key.starts_with("sk_"));
    let stolen = admin
        .cookies()
        .split("; ")
        .find(|cookie| cookie.starts_with("new_api_key="))
        .map(str::to_owned);
    let both = format!("{}; {}", other.cookies(), stolen.expect("the sealed key"));
    let headers = [("cookie", both.as_str())];
    other.forget_cookies();
    other
        .browse(
            axum::http::Method::GET,
            "/admin/api-keys",
            &headers,
            axum::body::Body::empty(),
        )
        .await
        .is(200)
        .lacks(&key);
    admin.page("/admin/api-keys").await.has(&key);
    admin.page("/admin/api-keys").await.is(200).lacks(&key);
}

#[tokio::test]
async fn an_old_sign_in_gives_the_password_to_make_a_key() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.later(6 * MINUTE_MS);
    let page = ("_page", "/admin/api-keys");
    let (name, scopes) = (("name", "Storefront"), ("scopes", "orders:write"));
    admin
        .form("/do/admin/create-api-key", &[page, name, scopes])
        .await
        .is(403)
        .has("Give your password again.");
    let wrong = [page, name, scopes, ("password", "a guess")];
    admin
        .form("/do/admin/create-api-key", &wrong)
        .await
        .is(422)
        .has("That is not your password.");
    let right = [page, name, scopes, ("password", PASSWORD)];
    admin
        .form("/do/admin/create-api-key", &right)
        .await
        .leads_to("/admin/api-keys");
}

#[tokio::test]
async fn a_revoked_key_is_listed_as_such() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let asked = serde_json::json!({ "name": "Old shop", "scopes": ["orders:write"] });
    let id = admin
        .post("/api/admin/api-keys", asked)
        .await
        .is(201)
        .id("api_key_id");
    admin
        .form("/do/admin/revoke-api-key", &[("api_key_id", &id)])
        .await
        .leads_to("/admin/api-keys");
    admin.page("/admin/api-keys").await.is(200).has("Revoked");
    let keys = admin.get("/api/admin/api-keys").await.is(200).json();
    assert_ne!(keys["data"][0]["revoked_at"], serde_json::json!(null));
}

#[tokio::test]
async fn only_a_super_admin_changes_the_policy() {
    let app = TestApp::new().await;
    let (admin, owner) = (app.admin().await, app.super_admin().await);
    let fields = [
        ("_page", "/admin/policy"),
        ("commission_percent", "12.5"),
        ("hold_days", "3"),
    ];
    admin.page("/admin/policy").await.is(403);
    admin.form("/do/admin/policy", &fields).await.is(403);
    owner
        .form("/do/admin/policy", &fields)
        .await
        .leads_to("/admin/policy");
    let page = owner.page("/admin/policy").await.is(200);
    assert_eq!(page.field("commission_percent"), "12.50");
    assert_eq!(page.field("hold_days"), "3");
}

#[tokio::test]
async fn a_wrong_rule_is_told_beside_its_field() {
    let app = TestApp::new().await;
    let owner = app.super_admin().await;
    let fields = [
        ("_page", "/admin/policy"),
        ("commission_percent", "101"),
        ("hold_days", "soon"),
        ("payout_fee", ""),
    ];
    let page = owner.form("/do/admin/policy", &fields).await.is(422);
    assert_eq!(page.field("hold_days"), "soon");
    page.has("A percentage from 0 to 100")
        .has("A whole number from 0 to 365.")
        .has("An amount of 0 or more");
}

#[tokio::test]
async fn the_list_of_shops_is_leafed_through_both_ways() {
    let app = TestApp::new().await;
    for number in 0..52 {
        app.pending_seller(&format!("s{number}")).await;
        app.later(1000);
    }
    let admin = app.admin().await;
    let newest = admin
        .page("/admin/sellers?status=pending")
        .await
        .is(200)
        .has("Shop s51")
        .lacks("Shop s1<");
    let older = newest.attribute(".pager a", "href").expect("older ones");
    let older = admin
        .page(&older)
        .await
        .is(200)
        .has("Shop s0<")
        .has("Shop s1<")
        .lacks("Shop s51");
    let newer = older.attribute(".pager a", "href").expect("newer ones");
    admin.page(&newer).await.is(200).has("Shop s51").lacks("Shop s1<");
}
