use crate::testing::{Actor, PASSWORD, TestApp, cart};
use serde_json::json;

fn own(actor: &Actor) -> String {
    format!("/seller/{}", actor.seller())
}

async fn set_balance(app: &TestApp, actor: &Actor, minor: i64) {
    let mut tx = app.db.begin().await.expect("a transaction");
    sqlx::query("update balances set available_minor = $2 where seller_id = $1")
        .bind(actor.seller().to_string())
        .bind(minor)
        .execute(&mut *tx)
        .await
        .expect("a balance");
    tx.commit().await.expect("kept");
}

#[tokio::test]
async fn a_shop_with_money_is_not_closed_and_says_why() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    set_balance(&app, &ann, 1250).await;
    let refused = ann.delete(&own(&ann)).await.is_problem(409, "conflict");
    assert_eq!(refused.error("form"), "$12.50 is available: withdraw it first.");
    let fields = [("_page", "/settings/account"), ("shop_name", "Shop ann")];
    ann.form("/do/accounts/close", &fields)
        .await
        .is(422)
        .has("$12.50 is available");
    ann.get(&own(&ann)).await.is(200);
}

#[tokio::test]
async fn closing_a_shop_removes_the_person_and_keeps_the_books() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let ticket = json!({ "subject": "Help", "body": "I am Ann." });
    ann.post("/seller/tickets", ticket).await.is(201);
    ann.patch(&own(&ann), json!({ "phone": "+353 1 234 567" }))
        .await
        .is(200);
    ann.delete(&own(&ann)).await.is(204);
    ann.get("/api/v1/users/me").await.is(401);
    ann.page("/settings").await.is(302);
    let sign_in = json!({ "email": ann.email, "password": PASSWORD });
    app.anonymous().post("/auth/login", sign_in).await.is(401);
    app.work().await;
    let path = format!("/api/admin/sellers/{}", ann.seller());
    let left = admin
        .get(&path)
        .await
        .is(200)
        .lacks("Shop ann")
        .lacks(&ann.email)
        .json();
    assert_eq!(left["status"], "closed");
    assert_eq!(left["phone"], json!(null));
    assert_eq!(left["owners"], json!([]));
    let tickets = admin.get("/api/admin/tickets").await.is(200).json();
    assert_eq!(tickets["data"], json!([]));
}

#[tokio::test]
async fn the_page_asks_for_the_name_of_the_shop() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let wrong = [("_page", "/settings/account"), ("shop_name", "Shop bob")];
    ann.form("/do/accounts/close", &wrong)
        .await
        .is(422)
        .has("That is not this shop's name.");
    ann.form("/do/accounts/close", &[("shop_name", " Shop ann ")])
        .await
        .leads_to("/login");
    ann.get("/api/v1/users/me").await.is(401);
}

#[tokio::test]
async fn a_closed_shop_leaves_no_payout_method_and_nothing_for_sale() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.product("Mug", "10.00", 1).await;
    let upi = json!({ "kind": "upi", "vpa": "ann@okbank" });
    ann.post("/seller/payout-methods", upi).await.is(201);
    ann.delete(&own(&ann)).await.is(204);
    app.work().await;
    let left: (i64, i64) = sqlx::query_as(
        "select (select count(*) from payout_methods), count(*) from products where status <> 'archived'",
    )
    .fetch_one(app.db.reader())
    .await
    .expect("counts");
    assert_eq!(left, (0, 0));
}

#[tokio::test]
async fn a_shop_closes_or_takes_an_order_but_never_both() {
    let app = TestApp::new().await;
    let storefront = app.storefront().await;
    for at in 0..6 {
        let ann = app.seller(&format!("ann{at}")).await;
        let mug = ann.product("Mug", "10.00", 1).await;
        let path = own(&ann);
        let (closed, placed) = tokio::join!(
            ann.delete(&path),
            storefront.place(cart(&format!("WEB-{at}"), &[(&mug, 1)]))
        );
        let statuses = (closed.status.as_u16(), placed.status.as_u16());
        assert!([(204, 422), (409, 201)].contains(&statuses), "{statuses:?}");
    }
}

#[tokio::test]
async fn a_payment_that_comes_after_the_shop_has_closed_brings_no_order_back() {
    let app = TestApp::new().await;
    let (mut ann, storefront) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "10.00", 1).await;
    let mut pending = cart("WEB-1", &[(&mug, 1)]);
    pending["payment"] = json!({ "status": "pending" });
    storefront.place(pending).await.is(201);
    app.later(61 * crate::clock::MINUTE_MS);
    app.work().await;
    ann.sign_in(PASSWORD).await;
    ann.delete(&own(&ann)).await.is(204);
    let pay = json!({ "provider": "stripe", "reference": "pi_late" });
    storefront
        .post("/api/v1/storefront/orders/WEB-1/payment", pay)
        .await
        .is(200)
        .has("cancelled");
}

#[tokio::test]
async fn a_suspended_shop_is_not_closed_and_a_rejected_one_with_money_neither() {
    let app = TestApp::new().await;
    let (ann, bob, admin) = (
        app.seller("ann").await,
        app.pending_seller("bob").await,
        app.admin().await,
    );
    let why = json!({ "reason": "Complaints." });
    let decide = async |actor: &Actor, act: &str| {
        let path = format!("/api/admin/sellers/{}/{act}", actor.seller());
        admin.post(&path, why.clone()).await.is(204);
    };
    decide(&ann, "suspension").await;
    decide(&bob, "rejection").await;
    set_balance(&app, &bob, 500).await;
    let refused = ann.delete(&own(&ann)).await.is_problem(409, "conflict");
    refused.has("The shop is suspended, so it cannot be closed.");
    let fields = [("_page", "/settings/account"), ("shop_name", "Shop ann")];
    ann.form("/do/accounts/close", &fields)
        .await
        .is(422)
        .has("The shop is suspended, so it cannot be closed.");
    bob.delete(&own(&bob))
        .await
        .is_problem(409, "conflict")
        .has("$5.00 is available");
}

#[tokio::test]
async fn a_shop_with_a_payout_under_way_is_not_closed() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    set_balance(&app, &ann, 1250).await;
    let all = json!({ "amount": "12.50" });
    ann.post("/seller/transactions/withdraw", all).await.is(201);
    ann.delete(&own(&ann))
        .await
        .is_problem(409, "conflict")
        .has("$12.50 is on its way in a payout.");
}
