//! Race tests: members, keys, codes and passwords.

use super::{both, delete, one, patch, post, runs};
use crate::accounts::FactorKey;
use crate::testing::actor::PASSWORD;
use crate::testing::test_app::TestApp;
use crate::viewer::Permissions;
use regex::Regex;
use serde_json::{Value, json};

#[tokio::test]
async fn a_shop_keeps_an_owner_whoever_removes_whom_at_once() {
    let app = TestApp::new().await;
    for run in 0..runs() {
        let ann = app.seller(&format!("ann{run}")).await;
        let bob = app.staff_of(&ann, &format!("bob{run}"), Permissions::all()).await;
        let path = |of: &crate::testing::Actor| {
            format!("/seller/members/{}", of.user_id.as_ref().expect("a person"))
        };
        let owner = json!({ "role": "owner" });
        ann.patch(&path(&bob), owner).await.is(204);
        let asked = match run / 2 % 2 {
            0 => both(&app, run, ann.delete(&path(&bob)), bob.delete(&path(&ann))).await,
            _ => {
                let staff = || json!({ "role": "staff", "permissions": ["orders"] });
                let (demoted, by_other) =
                    (patch(&ann, path(&bob), staff()), patch(&bob, path(&ann), staff()));
                both(&app, run, demoted, by_other).await
            }
        };
        // Whoever was removed before they were let in is refused at the door.
        let refused = [&asked.0, &asked.1].map(|answer| answer.status.as_u16());
        let done = refused.iter().filter(|status| **status < 300).count();
        assert_eq!(done, 1, "{refused:?}");
        let owners = [&ann, &bob].map(|owner| owner.get("/seller/members"));
        let [left, right] = owners;
        let left = [left.await, right.await]
            .into_iter()
            .filter(|shown| shown.status.is_success());
        assert_eq!(left.count(), 1);
    }
}

#[tokio::test]
async fn an_invitation_is_accepted_or_taken_back() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let link = Regex::new(r"token=(\S+)").expect("a pattern");
    for run in 0..runs() {
        let email = format!("new{run}@example.test");
        let invitation = json!({ "email": email, "permissions": ["orders"] });
        let invited = ann.post("/seller/invitations", invitation).await.is(201);
        app.work().await;
        let mails = app.mails_to(&email);
        let token = &link.captures(&mails[0].text).expect("a link")[1];
        let joining = json!({ "token": token, "name": "New", "password": "long enough for anyone" });
        let newcomer = app.anonymous();
        let revoked = delete(
            &ann,
            format!("/seller/invitations/{}", invited.id("invitation_id")),
        );
        one(
            &both(&app, run, newcomer.post("/auth/invitation", joining), revoked).await,
            404,
        );
    }
}

#[tokio::test]
async fn a_key_is_ended_once_and_two_shops_of_one_name_can_be_registered() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for run in 0..runs() {
        let key = app.own_key(&ann, &["orders:read"]).await;
        let path = format!("/seller/api-keys/{}", key.key_id.clone().expect("a key"));
        one(&both(&app, run, ann.delete(&path), ann.delete(&path)).await, 404);
        key.get("/seller/orders").await.is(401);
        let key = app.own_key(&ann, &["orders:read"]).await;
        let path = format!("/seller/api-keys/{}", key.key_id.clone().expect("a key"));
        let (used, ended) = both(&app, run, key.get("/seller/orders"), ann.delete(&path)).await;
        assert!([200, 401].contains(&used.status.as_u16()) && ended.status.is_success());
        let register = |email: String| {
            let shop = json!({ "email": email, "password": "long enough for anyone", "shop_name": format!("Mugs {run}"),
                "country": "IE", "currency": "EUR", "accept_terms": true });
            let anyone = app.anonymous();
            async move { anyone.post("/seller/register", shop).await }
        };
        let (left, right) = (format!("l{run}@example.test"), format!("r{run}@example.test"));
        super::both_done(&both(&app, run, register(left), register(right)).await);
    }
}

#[tokio::test]
async fn what_serves_once_serves_one_of_two() {
    let app = TestApp::new().await;
    for run in 0..runs() {
        let mut ann = app.seller(&format!("ann{run}")).await;
        ann.sign_in(crate::testing::PASSWORD).await;
        let refresh = || {
            let token = json!({ "refresh_token": ann.refresh_token });
            let anyone = app.anonymous();
            async move { anyone.post("/auth/refresh", token).await }
        };
        one(&both(&app, run, refresh(), refresh()).await, 401);
        let forgot = json!({ "email": ann.email });
        app.anonymous().post("/auth/forgot", forgot).await.is(202);
        let code = app.code_for(&ann.email).await;
        let reset = |password: &str| {
            let reset = json!({ "email": ann.email, "code": code, "password": password });
            let anyone = app.anonymous();
            async move { anyone.post("/auth/reset", reset).await }
        };
        let (left, right) = (reset("the left password"), reset("the right password"));
        one(&both(&app, run, left, right).await, 422);
    }
}

#[tokio::test]
async fn a_password_is_changed_from_the_one_that_stands() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut present = PASSWORD.to_owned();
    for run in 0..runs() {
        let next = |side: &str| format!("{side} password {run}");
        let change = |side: &str| {
            let change = json!({ "current_password": present, "password": next(side) });
            let ann = ann.clone();
            async move { ann.put("/api/v1/users/me/password", change).await }
        };
        let asked = both(&app, run, change("left"), change("right")).await;
        one(&asked, 422);
        present = next(if asked.0.status.is_success() {
            "left"
        } else {
            "right"
        });
    }
    let sign_in = json!({ "email": ann.email, "password": present });
    app.anonymous().post("/auth/login", sign_in).await.is(200);
}

#[tokio::test]
async fn a_second_factor_is_set_up_once_and_a_recovery_code_serves_once() {
    const PAGE: &str = "/settings/second-factor";
    let app = TestApp::new().await;
    for run in 0..runs() {
        let ann = app.seller(&format!("ann{run}")).await;
        let page = ann.page(PAGE).await.is(200);
        let key = FactorKey::read(&page.texts(".copy code")[0], &ann.email).expect("a key");
        let code = key.code_at(app.clock.now());
        let offer = page.field("offer");
        let fields = [("_page", PAGE), ("offer", &*offer), ("code", &*code)];
        let tab = ann.apart();
        let enrol = (
            ann.form("/do/second-factor/enrol", &fields),
            tab.form("/do/second-factor/enrol", &fields),
        );
        one(&both(&app, run, enrol.0, enrol.1).await, 422);
        let shown = [ann.page(PAGE).await, tab.page(PAGE).await];
        let codes: Vec<String> = shown.iter().flat_map(|page| page.texts("ol code")).collect();
        let login = || {
            let body = json!({ "email": ann.email, "password": PASSWORD, "otp": codes[0] });
            let anyone = app.anonymous();
            async move { anyone.post("/auth/login", body).await }
        };
        one(&both(&app, run, login(), login()).await, 401);
    }
}

#[tokio::test]
async fn a_ticket_is_answered_before_it_is_closed_or_not_at_all() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    for run in 0..runs() {
        let ticket = json!({ "subject": "Where is it?", "category": "other", "body": "I wonder." });
        let ticket = ann.post("/seller/tickets", ticket).await.is(201).id("ticket_id");
        let (of_admin, path) = (
            format!("/api/admin/tickets/{ticket}"),
            format!("/seller/tickets/{ticket}"),
        );
        let body = json!({ "body": "Here." });
        let answered = post(&admin, format!("{of_admin}/messages"), body);
        let closed = post(&ann, format!("{path}/closure"), json!({}));
        let (answered, closed) = both(&app, run, answered, closed).await;
        assert!(closed.status.is_success(), "{}", closed.status);
        let shown: Value = ann.get(&path).await.is(200).json();
        let messages = shown["messages"].as_array().expect("messages").len();
        assert_eq!(
            (shown["status"].as_str(), messages),
            (Some("closed"), 1 + usize::from(answered.status.is_success())),
            "{shown}"
        );
        let reopen = || delete(&admin, format!("{of_admin}/closure"));
        let path = (reopen(), reopen());
        one(&both(&app, run, path.0, path.1).await, 409);
    }
}
