//! Promises of the admin panel, through HTTP.

use crate::clock::MINUTE_MS;
use crate::testing::{PASSWORD, PDF, TestApp};
use crate::viewer::permission::MARKETPLACE_SCOPES;
use serde_json::json;

const PAGES: [&str; 6] = [
    "/admin",
    "/admin/sellers",
    "/admin/tickets",
    "/admin/api-keys",
    "/admin/policy",
    "/admin/checklist",
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
        .has("can now sell")
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
        .has("Enter a reason: the seller will read it.");
}

#[tokio::test]
async fn a_new_key_is_shown_once_and_to_its_maker_only() {
    let app = TestApp::new().await;
    let (admin, other) = (app.admin().await, app.super_admin().await);
    let form = admin.page("/admin/api-keys").await.is(200);
    form.has("name=\"scopes[]\"");
    let scopes = MARKETPLACE_SCOPES.map(|(scope, _)| ("scopes[]", scope));
    let fields = [&[("name", "Storefront")], &scopes[..]].concat();
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
        .find(|cookie| cookie.starts_with("shown_once="))
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
        .has("Confirm your password");
    let wrong = [page, name, scopes, ("password", "a guess")];
    admin
        .form("/do/admin/create-api-key", &wrong)
        .await
        .is(422)
        .has("That is not your current password.");
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
    page.has("Enter a percentage from 0 to 100")
        .has("Enter a whole number from 0 to 365.")
        .has("Enter an amount of 0 or more");
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
        .page("/admin/sellers")
        .await
        .is(200)
        .has("Shop s51")
        .lacks("Shop s1<");
    let older = newest.attribute(".pager a", "href").expect("older ones");
    let older = admin.page(&older).await.is(200).has("Shop s1<").lacks("Shop s51");
    let newer = older.attribute(".pager a", "href").expect("newer ones");
    admin.page(&newer).await.is(200).has("Shop s51").lacks("Shop s1<");
    // Those that wait stand the other way round: who has waited longest comes first.
    let first = admin.page("/admin/sellers?status=pending").await.is(200);
    let first = first.has("Shop s0<").lacks("Shop s51");
    let next = first.attribute(".pager a", "href").expect("who came later");
    let next = admin.page(&next).await.is(200).has("Shop s51").lacks("Shop s0<");
    let back = next.attribute(".pager a", "href").expect("who came before");
    admin.page(&back).await.is(200).has("Shop s0<").lacks("Shop s51");
}

#[tokio::test]
async fn shops_are_found_by_name_handle_and_address() {
    let app = TestApp::new().await;
    app.pending_seller("ann").await;
    app.seller("bob").await;
    let admin = app.admin().await;
    for words in ["SHOP+AN", "shop-ann", "ann%40example", "ann"] {
        let page = admin.page(&format!("/admin/sellers?q={words}")).await.is(200);
        page.has("Shop ann").lacks("Shop bob");
    }
    admin.page("/admin/sellers?q=%25").await.is(200).lacks("Shop ann");
    admin.page("/admin/sellers?status=lost").await.is(422);
    let found = admin
        .get("/api/admin/sellers?q=ann&status=pending")
        .await
        .is(200)
        .json();
    assert_eq!(found["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["data"][0]["checklist_done"], 1);
}

#[tokio::test]
async fn the_queue_tells_whose_turn_it_is() {
    let app = TestApp::new().await;
    let (ann, bob, eve) = (
        app.pending_seller("ann").await,
        app.pending_seller("bob").await,
        app.pending_seller("eve").await,
    );
    let admin = app.super_admin().await;
    let paper = json!({ "kind": "document", "label": "Trade licence" });
    let item = admin
        .post("/api/admin/checklist", paper)
        .await
        .is(201)
        .id("item_id");
    for seller in [&ann, &bob] {
        let sent = seller
            .upload("/seller/documents", ("l.pdf", PDF), &[("item_id", &item)])
            .await;
        let id = sent.is(201).id("document_id");
        if seller.email == ann.email {
            let path = format!("/api/admin/sellers/{}/documents/{id}/acceptance", seller.seller());
            admin.post(&path, json!({})).await.is(204);
        }
    }
    drop(eve);
    for (progress, there) in [("done", "ann"), ("review", "bob"), ("open", "eve")] {
        let page = admin
            .page(&format!("/admin/sellers?status=pending&checklist={progress}"))
            .await
            .is(200);
        for name in ["ann", "bob", "eve"] {
            let shop = format!("Shop {name}");
            assert_eq!(page.text().contains(&shop), name == there, "{progress} {name}");
        }
    }
}

#[tokio::test]
async fn many_shops_are_approved_at_once_each_on_its_own() {
    let app = TestApp::new().await;
    let (ann, bob, eve) = (
        app.pending_seller("ann").await,
        app.pending_seller("bob").await,
        app.seller("eve").await,
    );
    let admin = app.admin().await;
    let ids = json!({ "seller_ids": [ann.seller(), eve.seller(), "sel_none", bob.seller()] });
    let answer = admin
        .post("/api/admin/sellers/approvals", ids)
        .await
        .is(200)
        .json();
    let approved: Vec<_> = (0..4).map(|at| answer["data"][at]["approved"].clone()).collect();
    assert_eq!(approved, [true, false, false, true]);
    assert!(answer["data"][1]["detail"].as_str().unwrap().contains("approved"));
    ann.page("/settings").await.has("Approved");
    admin
        .post("/api/admin/sellers/approvals", json!({ "seller_ids": [] }))
        .await
        .is(422);
    ann.post("/api/admin/sellers/approvals", json!({ "seller_ids": [] }))
        .await
        .is(403);
    app.work().await;
    assert_eq!(app.mails_to("bob@example.test").len(), 1);
}

#[tokio::test]
async fn the_page_says_which_of_the_picked_shops_were_not_approved_and_why() {
    let app = TestApp::new().await;
    let (ann, eve, admin) = (
        app.pending_seller("ann").await,
        app.seller("eve").await,
        app.admin().await,
    );
    let (ann, eve) = (ann.seller().to_string(), eve.seller().to_string());
    let page = ("_page", "/admin/sellers?status=pending");
    admin
        .form("/do/admin/approve-many", &[page])
        .await
        .is(422)
        .has("Choose at least one shop.");
    admin
        .form("/do/admin/approve-many", &[page, ("ids[]", &eve)])
        .await
        .is(422)
        .has("Shop eve: The shop is approved");
    let both = [
        page,
        ("back", page.1),
        ("ids[]", ann.as_str()),
        ("ids[]", eve.as_str()),
    ];
    admin.form("/do/admin/approve-many", &both).await.leads_to(page.1);
    admin
        .page(page.1)
        .await
        .is(200)
        .has("1 shop approved.")
        .has("Shop eve: The shop is approved");
}
