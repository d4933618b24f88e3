//! Promises about when a payout method can be used.

use crate::testing::TestApp;
use serde_json::json;

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
    let email = ann.email.clone();
    let anyone = app.anonymous();
    anyone
        .post("/auth/forgot", json!({ "email": email }))
        .await
        .is(202);
    let code = app.code_for(&email).await;
    let reset = json!({ "email": email, "code": code, "password": "quite another password" });
    anyone.post("/auth/reset", reset).await.is(204);
    ann.sign_in("quite another password").await;
    let upi = json!({ "kind": "upi", "vpa": "ann@okbank" });
    let added = ann.post("/seller/payout-methods", upi).await.is(201);
    let tomorrow = app.clock.now().plus(crate::clock::DAY_MS).to_string();
    assert_eq!(added.id("usable_at"), tomorrow);
}
