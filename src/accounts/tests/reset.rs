//! Promises about a password that is set anew.

use crate::testing::TestApp;
use serde_json::json;

const NEW_PASSWORD: &str = "quite another password";

/// Has a code mailed for a new password.
async fn code_of(app: &TestApp, email: &str) -> String {
    let forgot = json!({ "email": email });
    app.anonymous().post("/auth/forgot", forgot).await.is(202);
    app.code_for(email).await
}

#[tokio::test]
async fn after_a_reset_every_device_is_a_new_one() {
    let app = TestApp::with(|config| config.rate_limits = true).await;
    let (ann, anyone) = (app.seller("ann").await, app.anonymous());
    let code = code_of(&app, &ann.email).await;
    let reset = json!({ "email": ann.email, "code": code, "password": NEW_PASSWORD });
    anyone.post("/auth/reset", reset).await.is(204);
    for _ in 0..10 {
        let guess = json!({ "email": ann.email, "password": "a guess" });
        anyone.post("/auth/login", guess).await.is(401);
    }
    // Her browser has lost the count of its own that it had before.
    let right = [("email", ann.email.as_str()), ("password", NEW_PASSWORD)];
    ann.form("/do/accounts/sign-in", &right).await.is(429);
}

#[tokio::test]
async fn a_wrong_code_takes_no_idempotency_key() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let code = code_of(&app, &ann.email).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for (code, status) in [(wrong, 422), (code.as_str(), 204), (code.as_str(), 204)] {
        let reset = json!({ "email": ann.email, "code": code, "password": NEW_PASSWORD });
        let anyone = app.anonymous();
        anyone.post_once("/auth/reset", "1", reset).await.is(status);
    }
}
