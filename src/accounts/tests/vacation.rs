use crate::clock::DAY_MS;
use crate::testing::{TestApp, cart};
use serde_json::json;

#[tokio::test]
async fn on_vacation_nothing_can_be_ordered_and_it_ends_by_itself() {
    let app = TestApp::new().await;
    // The tests begin on 2 November, 10:00 UTC; in Auckland it is 23:00.
    let (ann, key) = (
        app.seller_in("ann", "USD", "Pacific/Auckland").await,
        app.storefront().await,
    );
    let mug = ann.product("Mug", "5.00", 5).await;
    let own = format!("/seller/{}", ann.seller());
    let days =
        json!({ "vacation_from": "2026-11-03", "vacation_to": "2026-11-04", "vacation_message": "Sun!" });
    ann.patch(&own, days).await.is(200);
    key.order("V-1", &[(&mug, 1)]).await;
    app.later(DAY_MS / 12);
    let refused = key.place(cart("V-2", &[(&mug, 1)])).await.is(422);
    assert_eq!(
        refused.error("lines.0"),
        "Mug cannot be ordered: its shop is closed until 4 November 2026."
    );
    let ann = app.signed_in("ann").await;
    let products = ann.get("/seller/products").await.is(200).json();
    assert_eq!(products["data"][0]["in_stock"], false);
    ann.page("/products")
        .await
        .is(200)
        .has("Unavailable")
        .has("closed until 4 November 2026");
    app.later(2 * DAY_MS);
    key.order("V-3", &[(&mug, 1)]).await;
    let ann = app.signed_in("ann").await;
    ann.page("/products").await.is(200).lacks("Unavailable");
}

#[tokio::test]
async fn a_vacation_that_cannot_be_is_told_beside_its_field() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let own = format!("/seller/{}", ann.seller());
    for (from, to, field) in [
        ("2026-12-24", "2026-12-20", "vacation_to"),
        ("2026-10-01", "2026-10-02", "vacation_to"),
        ("soon", "2026-12-20", "vacation_from"),
        ("", "2026-12-20", "vacation_from"),
        ("2026-12-24", "", "vacation_to"),
        ("2026-12-24", "2028-12-24", "vacation_to"),
    ] {
        let refused = ann
            .patch(&own, json!({ "vacation_from": from, "vacation_to": to }))
            .await;
        assert_ne!(
            refused.is_problem(422, "validation").error(field),
            "",
            "{from} {to}"
        );
    }
    let fields = [
        ("_page", "/settings"),
        ("vacation_from", "2026-12-24"),
        ("vacation_to", "2026-12-20"),
    ];
    let page = ann
        .form("/do/accounts/vacation", &fields)
        .await
        .is(422)
        .has("last day is before the first");
    assert_eq!(page.field("vacation_from"), "2026-12-24");
}

#[tokio::test]
async fn a_vacation_is_taken_back() {
    let app = TestApp::new().await;
    let (ann, key) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "5.00", 5).await;
    let days = [("vacation_from", "2026-11-02"), ("vacation_to", "2026-11-09")];
    ann.form("/do/accounts/vacation", &days)
        .await
        .leads_to("/settings");
    key.place(cart("T-1", &[(&mug, 1)])).await.is(422);
    ann.form(
        "/do/accounts/vacation",
        &[("vacation_from", ""), ("vacation_to", "")],
    )
    .await
    .leads_to("/settings");
    key.order("T-1", &[(&mug, 1)]).await;
}
