use crate::clock::MINUTE_MS;
use crate::testing::{Actor, PASSWORD, PDF, TestApp};
use serde_json::{Value, json};

const CHECKLIST: &str = "/seller/checklist";

async fn asks(admin: &Actor, item: Value) -> String {
    admin
        .post("/api/admin/checklist", item)
        .await
        .is(201)
        .id("item_id")
}

async fn progress(seller: &Actor) -> (i64, i64) {
    let list = seller.get(CHECKLIST).await.is(200).json();
    (list["done"].as_i64().unwrap(), list["total"].as_i64().unwrap())
}

#[tokio::test]
async fn a_shop_waits_until_everything_the_operator_asks_for_is_done() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.super_admin().await);
    let field = asks(
        &admin,
        json!({ "kind": "field", "label": "Where do you ship from?" }),
    )
    .await;
    let terms = json!({ "kind": "terms", "label": "House rules", "terms": "Be kind.", "terms_version": "1" });
    let terms = asks(&admin, terms).await;
    let paper = asks(&admin, json!({ "kind": "document", "label": "Trade licence" })).await;
    asks(
        &admin,
        json!({ "kind": "payout_method", "label": "Payout method", "need": "optional" }),
    )
    .await;
    let approval = format!("/api/admin/sellers/{}/approval", ann.seller());
    assert_eq!(progress(&ann).await, (1, 4));
    ann.put(&format!("{CHECKLIST}/{field}"), json!({ "answer": "Cork" }))
        .await
        .is(200);
    ann.put(&format!("{CHECKLIST}/{terms}"), json!({ "accept": "1" }))
        .await
        .is(200);
    let sent = ann
        .upload("/seller/documents", ("l.pdf", PDF), &[("item_id", &paper)])
        .await;
    let document = sent.is(201).id("document_id");
    assert_eq!(progress(&ann).await, (3, 4));
    let refused = admin.post(&approval, json!({})).await.is_problem(409, "conflict");
    refused.has("3 of 4").has("Trade licence");
    let accept = format!(
        "/api/admin/sellers/{}/documents/{document}/acceptance",
        ann.seller()
    );
    admin.post(&accept, json!({})).await.is(204);
    admin.post(&approval, json!({})).await.is(204);
}

#[tokio::test]
async fn a_wrong_answer_is_told_beside_its_field() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.super_admin().await);
    let field = asks(&admin, json!({ "kind": "field", "label": "Where from?" })).await;
    let terms = json!({ "kind": "terms", "label": "House rules", "terms": "Be kind.", "terms_version": "2" });
    let terms = asks(&admin, terms).await;
    let put = async |id: &str, body: Value| ann.put(&format!("{CHECKLIST}/{id}"), body).await;
    assert_ne!(
        put(&field, json!({ "answer": " " }))
            .await
            .is(422)
            .error("answer"),
        ""
    );
    assert_ne!(
        put(&field, json!({ "answer": "x".repeat(2001) }))
            .await
            .is(422)
            .error("answer"),
        ""
    );
    assert_ne!(put(&terms, json!({})).await.is(422).error("accept"), "");
    assert_ne!(
        put(&terms, json!({ "accept": "1" }))
            .await
            .is(422)
            .error("accept"),
        ""
    );
    put("chk_00000000000000000000000000", json!({ "answer": "yes" }))
        .await
        .is(409);
    put("chk_01JDZK4T9V6W8Y2B3C5D7E9F1G", json!({ "answer": "yes" }))
        .await
        .is(404);
    let fields = [
        ("_page", "/settings/approval"),
        ("item_id", field.as_str()),
        ("answer", ""),
    ];
    ann.form("/do/accounts/answer", &fields)
        .await
        .is(422)
        .has("The answer is required.");
    let fields = [("item_id", field.as_str()), ("answer", "Cork")];
    ann.form("/do/accounts/answer", &fields)
        .await
        .leads_to("/settings/approval");
    ann.page("/settings/approval")
        .await
        .is(200)
        .has("Cork")
        .has("2 of 3 done");
}

#[tokio::test]
async fn new_terms_are_accepted_again() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.super_admin().await);
    let terms = json!({ "kind": "terms", "label": "House rules", "terms": "Be kind.", "terms_version": "1" });
    let terms = asks(&admin, terms).await;
    let path = format!("{CHECKLIST}/{terms}");
    ann.put(&path, json!({ "accept": "1" })).await.is(200);
    assert_eq!(progress(&ann).await, (2, 2));
    let change = json!({ "terms_version": "2", "terms": "Be kinder." });
    admin
        .patch(&format!("/api/admin/checklist/{terms}"), change)
        .await
        .is(200);
    assert_eq!(progress(&ann).await, (1, 2));
    ann.put(&path, json!({ "accept": "2" })).await.is(200);
    assert_eq!(progress(&ann).await, (2, 2));
}

#[tokio::test]
async fn what_the_operator_takes_off_the_list_is_asked_no_more() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.super_admin().await);
    let field = asks(&admin, json!({ "kind": "field", "label": "Where from?" })).await;
    admin
        .delete(&format!("/api/admin/checklist/{field}"))
        .await
        .is(204);
    admin
        .delete(&format!("/api/admin/checklist/{field}"))
        .await
        .is(404);
    assert_eq!(progress(&ann).await, (1, 1));
    ann.put(&format!("{CHECKLIST}/{field}"), json!({ "answer": "x" }))
        .await
        .is(404);
    admin.page("/admin/checklist").await.is(200).lacks("Where from?");
}

#[tokio::test]
async fn what_an_approval_asks_for_is_changed_after_a_recent_sign_in_only() {
    let app = TestApp::new().await;
    let admin = app.super_admin().await;
    let field = asks(&admin, json!({ "kind": "field", "label": "Where from?" })).await;
    app.later(6 * MINUTE_MS);
    let path = format!("/api/admin/checklist/{field}");
    let another = json!({ "kind": "document", "label": "Trade licence" });
    for refused in [
        admin.post("/api/admin/checklist", another).await,
        admin.patch(&path, json!({ "need": "optional" })).await,
        admin.delete(&path).await,
    ] {
        refused.is_problem(403, "sign_in_again");
    }
    let archive = [("_page", "/admin/checklist"), ("item_id", field.as_str())];
    admin
        .form("/do/admin/archive-item", &archive)
        .await
        .is(403)
        .has("Confirm your password");
    let proven = [&archive[..], &[("password", PASSWORD)]].concat();
    admin
        .form("/do/admin/archive-item", &proven)
        .await
        .leads_to("/admin/checklist");
}

#[tokio::test]
async fn a_wrong_item_is_told_beside_its_field() {
    let app = TestApp::new().await;
    let admin = app.super_admin().await;
    let add = async |item: Value| admin.post("/api/admin/checklist", item).await.is(422);
    assert_ne!(
        add(json!({ "kind": "phone", "label": "x" })).await.error("kind"),
        ""
    );
    assert_ne!(
        add(json!({ "kind": "field", "label": "" })).await.error("label"),
        ""
    );
    let bare = add(json!({ "kind": "terms", "label": "Rules" })).await;
    assert_ne!(bare.error("terms"), "");
    assert_ne!(bare.error("terms_version"), "");
    let wrong = add(json!({ "kind": "field", "label": "x", "need": "maybe", "position": "first" })).await;
    assert_ne!(wrong.error("need"), "");
    assert_ne!(wrong.error("position"), "");
    let fields = [("_page", "/admin/checklist"), ("kind", "field"), ("label", "")];
    admin
        .form("/do/admin/add-item", &fields)
        .await
        .is(422)
        .has("is required.");
    let fields = [
        ("kind", "field"),
        ("label", "Opening hours"),
        ("terms", ""),
        ("position", ""),
    ];
    admin
        .form("/do/admin/add-item", &fields)
        .await
        .leads_to("/admin/checklist");
    admin.page("/admin/checklist").await.is(200).has("Opening hours");
}

#[tokio::test]
async fn a_seller_who_is_turned_down_reads_what_to_mend_mends_it_and_asks_again() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.super_admin().await);
    let field = asks(
        &admin,
        json!({ "kind": "field", "label": "Where do you ship from?" }),
    )
    .await;
    ann.put(&format!("{CHECKLIST}/{field}"), json!({ "answer": "Somewhere" }))
        .await
        .is(200);
    let reject = format!("/api/admin/sellers/{}/rejection", ann.seller());
    let unknown = json!({ "reasons": ["no_such_reason"] });
    assert_ne!(admin.post(&reject, unknown).await.is(422).error("reasons"), "");
    let why = json!({ "reason": "Name the town.", "reasons": ["answers_incomplete"], "items": [field] });
    admin.post(&reject, why).await.is(204);
    ann.page("/settings/approval")
        .await
        .is(200)
        .has("Some answers are incomplete.")
        .has("Name the town.")
        .has("Needs changes");
    let again = format!("/seller/{}/application", ann.seller());
    ann.post(&again, json!({}))
        .await
        .is_problem(409, "conflict")
        .has("Where do you ship from?");
    ann.put(&format!("{CHECKLIST}/{field}"), json!({ "answer": "Cork" }))
        .await
        .is(200);
    ann.post(&again, json!({})).await.is(204);
    app.work().await;
    let mails = app.mails_to("ann@example.test");
    let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert!(subjects.contains(&"Shop ann was not approved"), "{subjects:?}");
    assert!(
        subjects.contains(&"We are reviewing Shop ann again"),
        "{subjects:?}"
    );
    assert!(
        mails
            .iter()
            .any(|mail| mail.text.contains("- Where do you ship from?")),
        "{mails:?}"
    );
}

#[tokio::test]
async fn a_complete_application_is_told_once() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.super_admin().await);
    let field = asks(&admin, json!({ "kind": "field", "label": "Where from?" })).await;
    for answer in ["Cork", "Dublin"] {
        ann.put(&format!("{CHECKLIST}/{field}"), json!({ "answer": answer }))
            .await
            .is(200);
    }
    app.work().await;
    let mails = app.mails_to("ann@example.test");
    let told = mails
        .iter()
        .filter(|mail| mail.subject.contains("your application"))
        .count();
    assert_eq!(told, 1, "{mails:?}");
}

#[tokio::test]
async fn an_answer_that_was_decided_on_stays() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.super_admin().await);
    let field = asks(&admin, json!({ "kind": "field", "label": "Where from?" })).await;
    let path = format!("{CHECKLIST}/{field}");
    ann.put(&path, json!({ "answer": "Cork" })).await.is(200);
    admin
        .post(
            &format!("/api/admin/sellers/{}/approval", ann.seller()),
            json!({}),
        )
        .await
        .is(204);
    ann.put(&path, json!({ "answer": "Mars" }))
        .await
        .is_problem(409, "conflict");
}

#[tokio::test]
async fn the_operator_keeps_reasons_of_its_own() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.seller("ann").await, app.super_admin().await);
    let fields = [("decision", "suspension"), ("words", "It sells dragons.")];
    admin
        .form("/do/admin/add-reason", &fields)
        .await
        .leads_to("/admin/checklist");
    let twice = json!({ "decision": "suspension", "words": "It sells dragons." });
    assert_ne!(
        admin
            .post("/api/admin/decision-reasons", twice)
            .await
            .is(422)
            .error("code"),
        ""
    );
    let page = format!("/admin/sellers/{}", ann.seller());
    admin.page(&page).await.is(200).has("It sells dragons.");
    let id = ann.seller().to_string();
    let fields = [("seller_id", id.as_str()), ("reasons[]", "it_sells_dragons")];
    admin.form("/do/admin/suspend", &fields).await.leads_to(&page);
    ann.page("/settings/approval").await.has("It sells dragons.");
}

#[tokio::test]
async fn a_suspended_shop_sells_nothing_at_once() {
    let app = TestApp::new().await;
    let (ann, admin, key) = (app.seller("ann").await, app.admin().await, app.storefront().await);
    let mug = ann.product("Mug", "5.00", 5).await;
    let path = format!("/api/admin/sellers/{}/suspension", ann.seller());
    admin
        .post(&path, json!({ "reasons": ["late_parcels"] }))
        .await
        .is(204);
    let refused = key.place(crate::testing::cart("S-1", &[(&mug, 1)])).await.is(422);
    assert_eq!(
        refused.error("lines.0"),
        "This seller is not selling at the moment."
    );
    ann.page("/products").await.is(200).has("Your shop is suspended");
}
