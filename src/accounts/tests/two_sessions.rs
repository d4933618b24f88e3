//! Tests of requests with two sessions: a stolen old one and the thief's fresh one.

use crate::clock::MINUTE_MS;
use crate::testing::{Actor, PASSWORD, TestApp};
use axum::http::Method;
use serde_json::json;

/// Pages and forms that read or change a session, with what the thief would send.
const FORMS: [(&str, &str); 14] = [
    ("/do/accounts/confirm", "next=/orders"),
    ("/do/accounts/switch", "seller_id=@shop"),
    ("/do/accounts/sign-in", "email=eve@example.test"),
    ("/do/accounts/sign-in-code", "otp=000000"),
    ("/do/accounts/sign-out", ""),
    ("/do/accounts/sign-out-everywhere", ""),
    (
        "/do/accounts/password",
        "current_password=a+password+of+the+tests",
    ),
    ("/do/second-factor/enrol", "offer=none&code=000000"),
    ("/do/second-factor/end", "otp=000000"),
    ("/do/members/leave", ""),
    ("/do/members/join", "token=inv_unknown"),
    ("/do/members/invite", "email=eve2@example.test&role=owner"),
    ("/do/admin/view-as", "seller_id=@shop"),
    ("/do/admin/stop-viewing", ""),
];

fn session(actor: &Actor) -> String {
    let cookies = actor.cookies();
    let session = cookies.split("; ").find(|pair| pair.starts_with("session="));
    session.expect("a session").to_owned()
}

/// Sends both cookies in every order, in one header and in two.
async fn sent(app: &TestApp, mine: &str, stolen: &str, method: Method, path: &str, body: &str) {
    for (first, second) in [(mine, stolen), (stolen, mine), (stolen, stolen)] {
        let joined = format!("{first}; {second}");
        for cookies in [&[joined.as_str()][..], &[first, second]] {
            let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
            headers.extend(cookies.iter().map(|cookie| ("cookie", *cookie)));
            app.anonymous()
                .browse(method.clone(), path, &headers, body.to_owned())
                .await
                .is(400)
                .has("more than one session cookie");
        }
    }
}

#[tokio::test]
async fn a_stolen_session_is_not_made_fresh_with_the_password_of_another() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.later(6 * MINUTE_MS);
    let eve = app.seller("eve").await;
    let (mine, stolen) = (session(&eve), session(&ann));
    let before = app.snapshot(&[]).await;
    for (path, body) in FORMS {
        let body = body.replace("@shop", eve.seller().as_str());
        let body = format!("password={}&{body}", PASSWORD.replace(' ', "+"));
        sent(&app, &mine, &stolen, Method::POST, path, &body).await;
    }
    for path in [
        "/",
        "/dashboard",
        "/orders?format=csv",
        "/confirm",
        "/login/code",
        "/admin",
    ] {
        sent(&app, &mine, &stolen, Method::GET, path, "").await;
    }
    assert_eq!(before.changed(&app.snapshot(&[]).await), Vec::<String>::new());
    ann.page("/orders?format=csv")
        .await
        .leads_to("/confirm?next=%2Forders%3Fformat%3Dcsv");
    ann.page("/dashboard").await.is(200).has("Shop ann");
}

#[tokio::test]
async fn a_call_with_two_sessions_is_refused_too() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let both = [("cookie", "session=a; theme=dark; session=b")];
    let answer = ann.api(Method::GET, "/seller/products", &both, "").await;
    answer.is_problem(400, "malformed");
    let one = [("cookie", "session=a; theme=dark")];
    ann.api(Method::GET, "/seller/products", &one, "").await.is(200);
}

#[tokio::test]
async fn a_password_given_again_makes_its_own_session_fresh_and_no_other() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let elsewhere = app.signed_in("ann").await;
    app.later(6 * MINUTE_MS);
    let again = [("next", "/orders"), ("password", PASSWORD)];
    ann.form("/do/accounts/confirm", &again).await.leads_to("/orders");
    ann.page("/orders?format=csv").await.is(200);
    elsewhere.page("/orders?format=csv").await.is(303);
}

#[tokio::test]
async fn a_browser_that_signs_in_anew_leaves_its_session_behind() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let left = ann.apart();
    app.seller("bob").await;
    let fields = [("email", "bob@example.test"), ("password", PASSWORD)];
    ann.form("/do/accounts/sign-in", &fields).await.leads_to("/");
    ann.page("/dashboard").await.is(200).has("Shop bob");
    left.page("/dashboard").await.leads_to("/login?next=%2Fdashboard");
}

#[tokio::test]
async fn a_sensitive_form_asks_for_the_password_and_goes_on() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.later(6 * MINUTE_MS);
    let form = [
        ("_page", "/settings/members"),
        ("email", "bob@example.test"),
        ("role", "staff"),
        ("permissions[]", "orders"),
    ];
    let asked = ann.form("/do/members/invite", &form).await.is(403);
    assert_eq!(asked.field("email"), "bob@example.test");
    let with = |password| [&form[..], &[("_confirming", "yes"), ("password", password)]].concat();
    let wrong = ann.form("/do/members/invite", &with("a guess")).await.is(422);
    assert_eq!(
        wrong.has("That is not your current password.").field("email"),
        "bob@example.test"
    );
    ann.form("/do/members/invite", &with(PASSWORD))
        .await
        .leads_to("/settings/members");
    let open = ann.get("/seller/invitations").await.json();
    assert_eq!(open["data"][0]["permissions"], json!(["orders"]));
}

#[tokio::test]
async fn over_https_every_cookie_is_secure() {
    let app = TestApp::with(|config| config.public_url = "https://shop.test".to_owned()).await;
    let ann = app.seller("ann").await;
    let signing_in = [("email", "ann@example.test"), ("password", PASSWORD)];
    let failing = [("_page", "/settings"), ("shop_name", "")];
    for answer in [
        ann.form("/do/accounts/sign-in", &signing_in).await,
        ann.form("/do/theme", &[("theme", "dark"), ("next", "/")]).await,
        ann.form("/do/accounts/resend", &[("email", "ann@example.test")])
            .await,
        ann.form("/do/accounts/profile", &failing).await.is(422),
    ] {
        let set: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
        assert!(!set.is_empty(), "{}", answer.asked);
        for line in set {
            let line = line.to_str().unwrap();
            assert!(
                line.contains("HttpOnly; SameSite=Lax") && line.ends_with("; Secure"),
                "{line}"
            );
        }
    }
}
