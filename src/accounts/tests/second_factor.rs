use crate::accounts::second_factor::totp::Key;
use crate::clock::MINUTE_MS;
use crate::testing::{Actor, Answer, PASSWORD, TestApp};
use serde_json::json;

const PAGE: &str = "/settings/second-factor";
const STEP_MS: i64 = 30_000;

/// A person's app, with the key that the page showed.
pub(super) struct Phone(Key);

impl Phone {
    /// The code that it shows now.
    pub(super) fn code(&self, app: &TestApp) -> String {
        self.0.code_at(app.clock.now())
    }

    /// Waits for the next code.
    pub(super) fn next_code(&self, app: &TestApp) -> String {
        app.later(STEP_MS);
        self.code(app)
    }
}

/// Sets a second factor up as a person does; gives the phone and the recovery codes.
async fn enrol(app: &TestApp, actor: &Actor) -> (Phone, Vec<String>) {
    let page = actor.page(PAGE).await.is(200);
    let phone = Phone(Key::read(&page.texts(".copy code")[0], &actor.email).unwrap());
    let (offer, code) = (page.field("offer"), phone.code(app));
    let fields = [("_page", PAGE), ("offer", &*offer), ("code", &*code)];
    actor
        .form("/do/second-factor/enrol", &fields)
        .await
        .leads_to(PAGE);
    let codes = actor.page(PAGE).await.is(200).texts("ol code");
    assert_eq!(codes.len(), 10);
    (phone, codes)
}

pub(super) async fn ann(app: &TestApp) -> (Actor, Phone, Vec<String>) {
    let ann = app.seller("ann").await;
    let (phone, codes) = enrol(app, &ann).await;
    (ann, phone, codes)
}

async fn login(app: &TestApp, email: &str, otp: Option<&str>) -> Answer {
    let body = json!({ "email": email, "password": PASSWORD, "otp": otp });
    app.anonymous().post("/auth/login", body).await
}

/// A browser in which the right password was given.
async fn half_way(app: &TestApp, email: &str) -> Actor {
    let browser = app.anonymous();
    let fields = [("email", email), ("password", PASSWORD), ("next", "/wallet")];
    browser
        .form("/do/accounts/sign-in", &fields)
        .await
        .leads_to("/login/code");
    browser
}

async fn give(browser: &Actor, otp: &str) -> Answer {
    let fields = [("_page", "/login/code"), ("otp", otp)];
    browser.form("/do/accounts/sign-in-code", &fields).await
}

#[tokio::test]
async fn the_right_password_alone_begins_no_session() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    let browser = half_way(&app, &ann.email).await;
    browser.page("/wallet").await.leads_to("/login?next=%2Fwallet");
    browser.page("/login/code").await.is(200).has("One more step");
    give(&browser, "000000").await.is(422).has("That code is wrong");
    let code = phone.next_code(&app);
    give(&browser, &code).await.leads_to("/wallet");
    browser.page("/wallet").await.is(200);
    assert!(!browser.cookies().contains("half_signed_in"));
}

#[tokio::test]
async fn a_program_sends_the_code_with_the_password() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    login(&app, &ann.email, None)
        .await
        .is_problem(401, "otp_required");
    login(&app, &ann.email, Some("000000"))
        .await
        .is_problem(401, "unauthorized");
    let code = phone.next_code(&app);
    let tokens = login(&app, &ann.email, Some(&code)).await.is(200).json();
    let mut program = app.anonymous();
    program.token = tokens["token"].as_str().map(str::to_owned);
    let me = program.get("/api/v1/users/me").await.is(200).json();
    assert_eq!(me["has_second_factor"], true);
}

#[tokio::test]
async fn a_code_serves_once() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    // The one that turned it on has served.
    login(&app, &ann.email, Some(&phone.code(&app))).await.is(401);
    let code = phone.next_code(&app);
    let (one, two) = tokio::join!(
        login(&app, &ann.email, Some(&code)),
        login(&app, &ann.email, Some(&code))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn a_recovery_code_serves_once_and_is_told() {
    let app = TestApp::new().await;
    let (ann, _, codes) = ann(&app).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    give(&half_way(&app, &ann.email).await, &typed)
        .await
        .leads_to("/wallet");
    login(&app, &ann.email, Some(&codes[3])).await.is(401);
    ann.page(PAGE).await.is(200).has("9 recovery codes are left");
    app.work().await;
    let mails = app.mails_to(&ann.email);
    let told = mails
        .iter()
        .find(|mail| mail.subject == "A recovery code was used");
    assert!(told.expect("a mail").text.contains("Codes left: 9"), "{mails:?}");
}

#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_ones() {
    let app = TestApp::new().await;
    let (ann, phone, old) = ann(&app).await;
    let code = phone.next_code(&app);
    let fields = [("_page", PAGE), ("password", PASSWORD), ("otp", &*code)];
    ann.form("/do/second-factor/renew-codes", &fields)
        .await
        .leads_to(PAGE);
    let new = ann.page(PAGE).await.is(200).texts("ol code");
    assert_eq!(new.len(), 10);
    ann.page(PAGE).await.is(200).lacks(&new[0]);
    login(&app, &ann.email, Some(&old[0])).await.is(401);
    login(&app, &ann.email, Some(&new[0])).await.is(200);
}

#[tokio::test]
async fn turning_it_off_takes_password_and_code() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    let code = phone.next_code(&app);
    let end = "/do/second-factor/end";
    let no_code = [("_page", PAGE), ("password", PASSWORD)];
    ann.form(end, &no_code).await.is(422).has("second factor too");
    let no_password = [("_page", PAGE), ("otp", &*code)];
    ann.form(end, &no_password)
        .await
        .is(422)
        .has("not your current password");
    let both = [("_page", PAGE), ("password", PASSWORD), ("otp", &*code)];
    ann.form(end, &both).await.leads_to("/settings/security");
    login(&app, &ann.email, None).await.is(200);
    app.work().await;
    let mails = app.mails_to(&ann.email);
    assert_eq!(mails[1].subject, "Two-step sign-in is off");
}

#[tokio::test]
async fn a_mistyped_first_code_leaves_the_key_as_it_is_and_the_factor_off() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let page = ann.page(PAGE).await.is(200);
    let offer = page.field("offer");
    let fields = [("_page", PAGE), ("offer", &*offer), ("code", "000000")];
    let again = ann.form("/do/second-factor/enrol", &fields).await.is(422);
    assert_eq!(again.texts(".copy code"), page.texts(".copy code"));
    login(&app, &ann.email, None).await.is(200);
}

#[tokio::test]
async fn a_key_offered_to_one_person_is_no_other_persons() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let page = ann.page(PAGE).await.is(200);
    let phone = Phone(Key::read(&page.texts(".copy code")[0], &ann.email).unwrap());
    let (offer, code) = (page.field("offer"), phone.code(&app));
    let fields = [("_page", PAGE), ("offer", &*offer), ("code", &*code)];
    bob.form("/do/second-factor/enrol", &fields)
        .await
        .is(422)
        .has("This page has expired");
}

#[tokio::test]
async fn an_old_sign_in_gives_the_password_before_it_sees_a_key() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.later(6 * MINUTE_MS);
    ann.page(PAGE)
        .await
        .leads_to("/confirm?next=%2Fsettings%2Fsecond-factor");
}

#[tokio::test]
async fn a_sensitive_act_asks_for_the_code_again() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    app.later(6 * MINUTE_MS);
    ann.page("/wallet/payouts")
        .await
        .is(200)
        .has("Second-factor code");
    let act = async |otp: &str| {
        let fields = [
            ("_page", "/wallet/payouts"),
            ("kind", "bank"),
            ("account_holder", "Ann"),
            ("iban", "GB33BUKB20201555555555"),
            ("password", PASSWORD),
            ("otp", otp),
        ];
        ann.form("/do/wallet/add-method", &fields).await
    };
    act("")
        .await
        .is(422)
        .has("Enter the code of your second factor too.");
    act("000000").await.is(422).has("That code is wrong");
    // The password alone has not made the sign-in fresh.
    ann.page("/orders?format=csv").await.is(303);
    act(&phone.code(&app)).await.leads_to("/wallet/payouts");
    ann.page("/orders?format=csv").await.is(200);
}

#[tokio::test]
async fn the_page_before_a_download_asks_for_password_and_code() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    app.later(6 * MINUTE_MS);
    let confirm = ann.page("/orders?format=csv").await.location();
    ann.page(&confirm).await.is(200).has("Second-factor code");
    let alone = [("_page", &*confirm), ("password", PASSWORD), ("next", "/orders")];
    ann.form("/do/accounts/confirm", &alone).await.is(422);
    let code = phone.code(&app);
    let both = [("password", PASSWORD), ("otp", &*code), ("next", "/orders")];
    ann.form("/do/accounts/confirm", &both).await.leads_to("/orders");
}

#[tokio::test]
async fn a_new_password_does_not_open_what_the_factor_guards() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    let half = half_way(&app, &ann.email).await;
    let anyone = app.anonymous();
    let email = json!({ "email": ann.email });
    anyone.post("/auth/forgot", email).await.is(202);
    let code = app.code_for(&ann.email).await;
    let reset = json!({ "email": ann.email, "code": code, "password": "quite another password" });
    anyone.post("/auth/reset", reset).await.is(204);
    let sign_in = json!({ "email": ann.email, "password": "quite another password" });
    anyone
        .post("/auth/login", sign_in)
        .await
        .is_problem(401, "otp_required");
    // Who was half way with the old password begins again.
    give(&half, &phone.next_code(&app)).await.leads_to("/login");
}

#[tokio::test]
async fn half_a_sign_in_lasts_five_minutes() {
    let app = TestApp::new().await;
    let (ann, phone, _) = ann(&app).await;
    let browser = half_way(&app, &ann.email).await;
    app.later(5 * MINUTE_MS);
    browser.page("/login/code").await.leads_to("/login");
    give(&browser, &phone.code(&app)).await.leads_to("/login");
}

#[tokio::test]
async fn many_wrong_codes_lock_and_a_right_password_does_not_clear_them() {
    let app = TestApp::with(|config| config.rate_limits = true).await;
    let (ann, phone, _) = ann(&app).await;
    let browser = half_way(&app, &ann.email).await;
    for _ in 0..10 {
        half_way(&app, &ann.email).await;
        give(&browser, "000000").await.is(422);
    }
    give(&browser, "000000").await.is(429).has("Too many wrong codes");
    let code = phone.next_code(&app);
    login(&app, &ann.email, Some(&code))
        .await
        .is_problem(429, "rate_limited");
    app.work().await;
    let mails = app.mails_to(&ann.email);
    let told = mails.iter().find(|mail| mail.subject.contains("wrong codes"));
    let words = "someone knows your password";
    assert!(told.expect("a mail").text.contains(words), "{mails:?}");
    app.later(15 * MINUTE_MS);
    login(&app, &ann.email, Some(&phone.code(&app))).await.is(200);
}

#[tokio::test]
async fn a_policy_that_requires_it_leaves_admins_nothing_but_setting_it_up() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    let policy = json!({ "second_factor_admins": "required" });
    app.super_admin()
        .await
        .patch("/api/admin/policy", policy)
        .await
        .is(200);
    admin
        .get("/api/admin/sellers")
        .await
        .is_problem(403, "second_factor_required");
    admin.get("/api/v1/users/me/sessions").await.is(403);
    let me = admin.get("/api/v1/users/me").await.is(200).json();
    assert_eq!(me["must_set_up_second_factor"], true);
    for page in ["/admin", "/admin/sellers", "/settings/security"] {
        admin.page(page).await.leads_to(PAGE);
    }
    let revoke = [("_page", "/admin/api-keys"), ("api_key_id", "key_none")];
    admin
        .form("/do/admin/revoke-api-key", &revoke)
        .await
        .leads_to(PAGE);
    admin.page(PAGE).await.is(200).has("requires a second factor");
    // Sellers are not concerned.
    ann.page("/orders").await.is(200);
    enrol(&app, &admin).await;
    admin.page("/admin/sellers").await.is(200);
    admin.get("/api/admin/sellers").await.is(200);
}

#[tokio::test]
async fn a_policy_that_requires_it_of_sellers_holds_for_members_and_not_for_keys() {
    let app = TestApp::new().await;
    let (root, ann) = (app.super_admin().await, app.seller("ann").await);
    let key = json!({ "name": "Stock", "scopes": ["products:read"] });
    let key = ann.post("/api/v1/seller/api-keys", key).await.is(201).id("key");
    let policy = json!({ "second_factor_sellers": "required" });
    root.patch("/api/admin/policy", policy).await.is(200);
    ann.get("/seller/orders")
        .await
        .is_problem(403, "second_factor_required");
    ann.page("/orders?format=csv").await.is(303).leads_to(PAGE);
    let mut program = app.anonymous();
    program.token = Some(key);
    program.get("/seller/products").await.is(200);
    root.page("/admin").await.is(200);
    ann.form("/do/accounts/sign-out", &[]).await.leads_to("/login");
}

#[tokio::test]
async fn closing_the_shop_removes_the_second_factor_with_the_person() {
    let app = TestApp::new().await;
    let (ann, ..) = ann(&app).await;
    ann.delete(&format!("/seller/{}", ann.seller())).await.is(204);
    let kept: (i64,) = sqlx::query_as(
        "select (select count(*) from second_factors) + (select count(*) from recovery_codes)
             + (select count(*) from known_devices) as kept",
    )
    .fetch_one(app.db.reader())
    .await
    .unwrap();
    assert_eq!(kept, (0,));
}

#[tokio::test]
async fn the_policy_takes_no_other_word() {
    let app = TestApp::new().await;
    let root = app.super_admin().await;
    let policy = json!({ "second_factor_admins": "perhaps" });
    let refused = root.patch("/api/admin/policy", policy).await.is(422);
    assert_eq!(
        refused.error("second_factor_admins"),
        "Choose optional or required."
    );
    root.page("/admin/policy").await.is(200).has("Shop members");
}
