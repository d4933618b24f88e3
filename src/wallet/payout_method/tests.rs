//! Promises about when a payout method can be used.

use crate::clock::{DAY_MS, MINUTE_MS};
use crate::testing::{Actor, PASSWORD, TestApp};
use serde_json::json;

/// Sets a person's password anew by mail, and signs them in with it.
async fn reset(app: &TestApp, person: &mut Actor) {
    let (email, anyone) = (person.email.clone(), app.anonymous());
    let forgot = json!({ "email": email });
    anyone.post("/auth/forgot", forgot).await.is(202);
    let code = app.code_for(&email).await;
    let reset = json!({ "email": email, "code": code, "password": "quite another password" });
    anyone.post("/auth/reset", reset).await.is(204);
    person.sign_in("quite another password").await;
}

/// Makes someone new a second owner of a shop, a moment later.
async fn second_owner(app: &TestApp, owner: &Actor, name: &str) -> Actor {
    app.later(1);
    let invitation = json!({ "email": format!("{name}@example.test"), "role": "owner" });
    let invited = owner.post("/seller/invitations", invitation).await.is(201);
    let id = invited.id("invitation_id");
    let token = format!("{id}.{}", app.secrets.tag("invitation", &id));
    let joining = json!({ "token": token, "name": name, "password": PASSWORD });
    app.anonymous().post("/auth/invitation", joining).await.is(200);
    app.signed_in(name).await
}

/// Adds a method; how long it cools off, in days.
async fn cools_off_days(app: &TestApp, owner: &Actor) -> i64 {
    let upi = json!({ "kind": "upi", "vpa": "ann@okbank" });
    let added = owner.post("/seller/payout-methods", upi).await.is(201);
    let usable_at = crate::clock::Millis::parse(&added.id("usable_at")).expect("a time");
    (usable_at.0 - app.clock.now().0) / DAY_MS
}

#[tokio::test]
async fn of_six_first_payout_methods_at_once_one_serves_at_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let adding = (0..6).map(|number| {
        let method = json!({ "kind": "upi", "vpa": format!("ann{number}@okbank") });
        ann.post("/seller/payout-methods", method)
    });
    let added = futures::future::join_all(adding).await;
    let usable = added.into_iter().map(|answer| answer.is(201).id("usable_at"));
    let now = app.clock.now().to_string();
    assert_eq!(usable.filter(|at| *at <= now).count(), 1);
}

#[tokio::test]
async fn after_a_reset_the_first_payout_method_cools_off_too() {
    let app = TestApp::new().await;
    let mut ann = app.seller("ann").await;
    reset(&app, &mut ann).await;
    assert_eq!(cools_off_days(&app, &ann).await, 1);
}

#[tokio::test]
async fn after_a_reset_no_method_of_another_owner_serves_at_once_either() {
    let app = TestApp::new().await;
    let mut ann = app.seller("ann").await;
    let bob = second_owner(&app, &ann, "bob").await;
    app.later(8 * DAY_MS);
    reset(&app, &mut ann).await;
    let mut bob = bob;
    bob.sign_in(PASSWORD).await;
    assert_eq!(cools_off_days(&app, &bob).await, 1);
}

#[tokio::test]
async fn a_second_owner_who_takes_the_first_out_waits_for_a_week() {
    for (later, days) in [(0, 1), (7 * DAY_MS, 0)] {
        let app = TestApp::new().await;
        let mut ann = app.seller("ann").await;
        reset(&app, &mut ann).await;
        let mut eve = second_owner(&app, &ann, "eve").await;
        let path = format!("/seller/members/{}", ann.user_id.clone().expect("a person"));
        eve.delete(&path).await.is(204);
        app.later(later);
        eve.sign_in(PASSWORD).await;
        assert_eq!(cools_off_days(&app, &eve).await, days, "after {later} ms");
    }
}

#[tokio::test]
async fn an_account_is_shown_in_full_after_a_recent_sign_in_only() {
    let app = TestApp::new().await;
    let at_once = json!({ "hold_days": 0, "unproven_hold_days": 0 });
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", at_once).await.is(200);
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 100).await;
    let placed = app.storefront().await.order("WEB-1", &[(&mug, 10)]).await;
    let order = format!(
        "/seller/orders/{}",
        placed["orders"][0]["order_id"].as_str().unwrap()
    );
    ann.post(&format!("{order}/shipments"), json!({})).await.is(201);
    let delivered = json!({ "status": "delivered" });
    ann.patch(&format!("{order}/status"), delivered).await.is(200);
    let iban = "IE29AIBK93115212345678";
    let bank = json!({ "kind": "bank", "account_holder": "Ann Lee", "iban": iban });
    ann.post("/seller/payout-methods", bank).await.is(201);
    let withdraw = json!({ "amount": 5 });
    let payout = ann.post("/seller/transactions/withdraw", withdraw).await.is(201);
    let page = format!("/admin/payouts?show={}", payout.id("payout_id"));
    boss.page(&page).await.is(200).has(iban);
    app.later(6 * MINUTE_MS);
    let refused = boss.page(&page).await.lacks(iban);
    assert!(!refused.status.is_success(), "{}", refused.status);
    boss.page("/admin/payouts").await.is(200);
}
