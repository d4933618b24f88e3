//! Race tests: decisions about a shop against its owner's changes.

use super::{both, both_done, delete, one, post, runs};
use crate::testing::actor::Actor;
use crate::testing::builders::PDF;
use crate::testing::test_app::TestApp;
use serde_json::{Value, json};

/// One decision by its name.
async fn decide(admin: &Actor, owner: &Actor, what: &str) -> crate::testing::Answer {
    let id = owner.seller();
    let (of_admin, of_owner) = (format!("/api/admin/sellers/{id}"), format!("/seller/{id}"));
    let reason = json!({ "reason": "Not yet." });
    match what {
        "approve" => post(admin, format!("{of_admin}/approval"), json!({})).await,
        "reject" => post(admin, format!("{of_admin}/rejection"), reason).await,
        "suspend" => post(admin, format!("{of_admin}/suspension"), reason).await,
        "reinstate" => delete(admin, format!("{of_admin}/suspension")).await,
        "resubmit" => post(owner, format!("{of_owner}/application"), json!({})).await,
        _ => owner.delete(&of_owner).await,
    }
}

async fn status(admin: &Actor, owner: &Actor) -> String {
    let path = format!("/api/admin/sellers/{}", owner.seller());
    admin.get(&path).await.is(200).json()["status"]
        .as_str()
        .expect("a status")
        .to_owned()
}

/// Possible results of two decisions: initial state, both, and each outcome with whether left and right
/// succeeded.
type Decisions = (
    &'static [&'static str],
    [&'static str; 2],
    &'static [(&'static str, bool, bool)],
);

const DECISIONS: [Decisions; 10] = [
    (
        &[],
        ["approve", "reject"],
        &[("approved", true, false), ("approved", true, true)],
    ),
    (
        &[],
        ["approve", "approve"],
        &[("approved", true, false), ("approved", false, true)],
    ),
    (
        &[],
        ["reject", "reject"],
        &[("rejected", true, false), ("rejected", false, true)],
    ),
    (
        &[],
        ["approve", "close"],
        &[("closed", true, true), ("closed", false, true)],
    ),
    (
        &[],
        ["reject", "close"],
        &[("closed", true, true), ("closed", false, true)],
    ),
    (
        &["reject"],
        ["approve", "resubmit"],
        &[("approved", true, false), ("approved", true, true)],
    ),
    (
        &["reject"],
        ["resubmit", "resubmit"],
        &[("pending", true, false), ("pending", false, true)],
    ),
    (
        &["approve"],
        ["suspend", "close"],
        &[
            ("closed", true, true),
            ("closed", false, true),
            ("suspended", true, false),
        ],
    ),
    (
        &["approve"],
        ["suspend", "suspend"],
        &[("suspended", true, false), ("suspended", false, true)],
    ),
    (
        &["approve", "suspend"],
        ["reinstate", "reinstate"],
        &[("approved", true, false), ("approved", false, true)],
    ),
];

#[tokio::test]
async fn two_decisions_about_a_shop_come_out_as_one_after_the_other() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for (number, (before, [left, right], ends)) in DECISIONS.iter().enumerate() {
        for run in 0..runs() {
            let owner = app.pending_seller(&format!("o{number}x{run}")).await;
            for step in *before {
                decide(&admin, &owner, step).await.is(204);
            }
            let (one, two) = (decide(&admin, &owner, left), decide(&admin, &owner, right));
            let (one, two) = both(&app, run, one, two).await;
            let did = (one.status.is_success(), two.status.is_success());
            let end = status(&admin, &owner).await;
            assert!(
                ends.contains(&(end.as_str(), did.0, did.1)),
                "{left} and {right} ended as {end} with {} and {}",
                one.status,
                two.status
            );
        }
    }
}

#[tokio::test]
async fn of_two_changes_at_once_none_is_lost() {
    let app = TestApp::new().await;
    let (boss, ann) = (app.super_admin().await, app.seller("ann").await);
    let profile = format!("/seller/{}", ann.seller());
    let item = json!({ "kind": "field", "label": "Where from?", "need": "optional" });
    let item = boss
        .post("/api/admin/checklist", item)
        .await
        .is(201)
        .id("item_id");
    let mug = ann.product("Mug", "12.50", 10).await;
    let location = json!({ "name": "Cork" });
    let location = ann
        .post("/seller/locations", location)
        .await
        .is(201)
        .id("location_id");
    let view = json!({ "name": "Low", "query": "stock=low" });
    let view = ann
        .post("/seller/views?list=products", view)
        .await
        .is(201)
        .id("view_id");
    let category = json!({ "name": "Kitchen" });
    let category = boss
        .post("/api/admin/categories", category)
        .await
        .is(201)
        .id("category_id");
    let things = [
        (&ann, profile, ["description", "tax_id"]),
        (
            &ann,
            format!("/seller/products/{}", mug.product_id),
            ["name", "seo_title"],
        ),
        (&ann, format!("/seller/locations/{location}"), ["name", "address"]),
        (&ann, format!("/seller/views/{view}"), ["name", "query"]),
        (&boss, format!("/api/admin/checklist/{item}"), ["label", "help"]),
        (
            &boss,
            format!("/api/admin/categories/{category}"),
            ["name", "position"],
        ),
        (
            &boss,
            "/api/admin/policy".to_owned(),
            ["payment_minutes", "document_days"],
        ),
    ];
    for (who, path, [left, right]) in &things {
        for run in 0..runs() {
            let value = |field: &str| match field {
                "payment_minutes" | "document_days" => json!(run + 5),
                "position" => json!((run + 5).to_string()),
                "query" => json!(format!("q=a{run}")),
                _ => json!(format!("{field} {run}")),
            };
            let set = |field: &str| json!({ field: value(field) });
            let asked = both(&app, run, who.patch(path, set(left)), who.patch(path, set(right))).await;
            both_done(&asked);
            // What changes nothing says what stands.
            let stands = who.patch(path, set(left)).await.is(200).json();
            for field in [left, right] {
                let plain = |value: &Value| value.to_string().replace('"', "");
                assert_eq!(
                    plain(&stands[*field]),
                    plain(&value(field)),
                    "{path} {field}: {stands}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_paper_is_accepted_or_refused_and_taken_back_or_decided_on() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.pending_seller("ann").await);
    for run in 0..runs() {
        for other in ["refusal", "withdrawal"] {
            let paper = ann.upload("/seller/documents", ("licence.pdf", PDF), &[]).await;
            let paper = paper.is(201).id("document_id");
            let path = format!("/api/admin/sellers/{}/documents/{paper}", ann.seller());
            let accepted = post(&admin, format!("{path}/acceptance"), json!({}));
            let refusal = async {
                match other {
                    "refusal" => {
                        let refused = json!({ "reason": "Blurred." });
                        post(&admin, format!("{path}/refusal"), refused).await
                    }
                    _ => delete(&ann, format!("/seller/documents/{paper}")).await,
                }
            };
            let (accepted, other) = both(&app, run, accepted, refusal).await;
            let did = [&accepted, &other].map(|answer| answer.status.is_success());
            assert!(did[0] != did[1], "{} and {}", accepted.status, other.status);
        }
    }
}

#[tokio::test]
async fn a_saved_view_is_changed_or_deleted_and_its_name_given_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for run in 0..runs() {
        let view = |name: &str| json!({ "name": name, "query": "stock=low" });
        let low = ann.post("/seller/views?list=products", view("Low"));
        let low = low.await.is(201).id("view_id");
        let path = format!("/seller/views/{low}");
        let (changed, gone) = both(
            &app,
            run,
            ann.patch(&path, json!({ "name": "Few" })),
            ann.delete(&path),
        )
        .await;
        gone.is(204);
        assert!(
            [200, 404].contains(&changed.status.as_u16()),
            "{}",
            changed.status
        );
        ann.patch(&path, json!({ "name": "Few" })).await.is(404);
        let name = format!("Same {run}");
        let save = || {
            ann.post(
                "/seller/views?list=orders",
                json!({ "name": name, "query": "status=paid" }),
            )
        };
        one(&both(&app, run, save(), save()).await, 422);
    }
}
