//! Promises about a new password in place of a known one.

use super::second_factor;
use crate::testing::{PASSWORD, TestApp};
use serde_json::json;

const PATH: &str = "/api/v1/users/me/password";
const NEW_PASSWORD: &str = "quite another password";

#[tokio::test]
async fn someone_with_a_second_factor_gives_its_code_for_a_new_password() {
    let app = TestApp::new().await;
    let (ann, phone, _) = second_factor::ann(&app).await;
    let mut change = json!({ "current_password": PASSWORD, "password": NEW_PASSWORD });
    let refused = ann.put(PATH, change.clone()).await.is(422);
    assert_eq!(refused.error("otp"), "Enter the code of your second factor too.");
    change["otp"] = json!("000000");
    let refused = ann.put(PATH, change.clone()).await.is(422);
    assert!(refused.error("otp").starts_with("That code is wrong"));
    change["otp"] = json!(phone.next_code(&app));
    ann.put(PATH, change).await.is(204);
}

#[tokio::test]
async fn a_weak_new_password_uses_up_no_code() {
    let app = TestApp::new().await;
    let (ann, phone, _) = second_factor::ann(&app).await;
    let code = phone.next_code(&app);
    let mut change = json!({ "current_password": PASSWORD, "password": "short", "otp": code });
    let refused = ann.put(PATH, change.clone()).await.is(422);
    assert_eq!(
        refused.error("password"),
        "A password needs at least 8 characters."
    );
    change["password"] = json!(NEW_PASSWORD);
    ann.put(PATH, change).await.is(204);
}

#[tokio::test]
async fn the_page_asks_for_the_code_of_those_who_have_one() {
    let app = TestApp::new().await;
    let (ann, _, codes) = second_factor::ann(&app).await;
    let (page, label) = ("/settings/security", "Second-factor code");
    app.seller("bob").await.page(page).await.is(200).lacks(label);
    ann.page(page).await.is(200).has(label);
    let passwords = [
        ("_page", page),
        ("current_password", PASSWORD),
        ("password", NEW_PASSWORD),
    ];
    ann.form("/do/accounts/password", &passwords)
        .await
        .is(422)
        .has("Enter the code of your second factor too.");
    let whole = [&passwords[..], &[("otp", codes[0].as_str())]].concat();
    ann.form("/do/accounts/password", &whole).await.leads_to(page);
}
