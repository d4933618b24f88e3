//! Tests of saved views, through HTTP.

use crate::testing::{Actor, TestApp};
use crate::viewer::{Permission, Permissions};
use serde_json::{Value, json};

const PRODUCTS: &str = "/seller/views?list=products";
const ORDERS: &str = "/seller/views?list=orders";

async fn save(ann: &Actor, list: &str, name: &str, query: &str) -> String {
    let view = json!({ "name": name, "query": query });
    ann.post(list, view).await.is(201).id("view_id")
}

async fn names(ann: &Actor, list: &str) -> Vec<String> {
    let views = ann.get(list).await.is(200).json();
    let views = views["data"].as_array().expect("views").iter();
    views
        .map(|view| view["name"].as_str().expect("a name").to_owned())
        .collect()
}

async fn rows(app: &TestApp) -> i64 {
    let (rows,) = sqlx::query_as("select count(*) from saved_views")
        .fetch_one(app.db.reader())
        .await
        .expect("a count");
    rows
}

/// A seller with two mugs, of which one is low.
async fn shop(app: &TestApp) -> Actor {
    let ann = app.seller("ann").await;
    ann.product("Blue mug", "10.00", 10).await;
    ann.product("Red mug", "20.00", 0).await;
    ann
}

/// The tabs of a page, and among them the current ones.
async fn tabs(ann: &Actor, path: &str) -> (Vec<String>, Vec<String>) {
    let page = ann.page(path).await.is(200);
    (page.texts(".tabs a"), page.texts(".tabs a[aria-current]"))
}

#[tokio::test]
async fn a_filter_is_saved_as_a_tab_which_shows_it_again() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let page = ann.page("/products?stock=out&q=mug").await.is(200);
    let mut fields = page.sends(".in-force form");
    fields.retain(|(name, _)| name != "name");
    fields.push(("name".to_owned(), " Sold out mugs ".to_owned()));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let saved = ann.form("/do/views/save", &fields).await.is(302);
    ann.form("/do/views/save", &fields)
        .await
        .leads_to(&saved.location());
    let (all, current) = tabs(&ann, &saved.location()).await;
    assert_eq!(current, ["Sold out mugs"]);
    assert_eq!(all.iter().filter(|tab| *tab == "Sold out mugs").count(), 1);
    let page = ann
        .page(&saved.location())
        .await
        .is(200)
        .has("Red mug")
        .lacks("Blue mug");
    assert!(page.texts(".in-force summary").contains(&"Rename".to_owned()));
}

#[tokio::test]
async fn orders_have_views_of_their_own() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    ann.page("/orders?q=Ada&from=2026-11-01")
        .await
        .is(200)
        .has("Save this view");
    let form = [
        ("list", "orders"),
        ("name", "Ada's"),
        ("query", "q=Ada&from=2026-11-01"),
    ];
    let saved = ann.form("/do/views/save", &form).await.is(302);
    let (_, current) = tabs(&ann, &saved.location()).await;
    assert_eq!(current, ["Ada's"]);
    assert_eq!(names(&ann, ORDERS).await, ["Ada's"]);
    assert!(names(&ann, PRODUCTS).await.is_empty());
}

#[tokio::test]
async fn without_a_filter_there_is_nothing_to_save() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    for path in [
        "/products",
        "/products?status=draft",
        "/orders",
        "/orders?status=to_ship",
    ] {
        ann.page(path).await.is(200).lacks("Save this view");
    }
    let nothing = json!({ "name": "All", "query": "after=prod_x&limit=5" });
    let refused = ann.post(PRODUCTS, nothing).await.is_problem(422, "validation");
    assert!(refused.error("query").contains("Without a filter"));
}

#[tokio::test]
async fn only_what_the_list_itself_would_write_is_kept() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let kept = [
        (
            PRODUCTS,
            "utm=1&stock=low&after=prod_x&q=+red++mug%00&price_min=5&limit=3",
            "q=red++mug&stock=low&price_min=5.00",
        ),
        (
            ORDERS,
            "after=1.x&format=csv&view=viw_x&status=paid&q=%20%23100%20",
            "status=paid&q=%23100",
        ),
    ];
    for (at, (list, typed, kept)) in kept.into_iter().enumerate() {
        let view = json!({ "name": format!("View {at}"), "query": typed });
        let view = ann.post(list, view).await.is(201);
        assert_eq!(view.id("query"), kept);
        ann.page(&view.id("address")).await.is(200);
    }
    for (list, broken, field) in [
        (PRODUCTS, "stock=some", "stock"),
        (PRODUCTS, "price_min=cheap", "price_min"),
        (PRODUCTS, "q=a&q=b", "query"),
        (ORDERS, "from=yesterday", "from"),
        (ORDERS, "status=lost", "status"),
    ] {
        let view = json!({ "name": "", "query": broken });
        let refused = ann.post(list, view).await.is_problem(422, "validation");
        assert!(
            !refused.error(field).is_empty() && !refused.error("name").is_empty(),
            "{broken}"
        );
    }
    let long = format!("q={}", "a".repeat(3000));
    let refused = ann
        .post(PRODUCTS, json!({ "name": "Long", "query": long }))
        .await
        .is(422);
    assert!(refused.error("query").contains("too long"));
    assert_eq!(rows(&app).await, 2);
}

#[tokio::test]
async fn a_name_is_of_1_to_60_letters_and_taken_once_whatever_its_case() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    save(&ann, PRODUCTS, "Ärmel", "q=a").await;
    let long = "ß".repeat(61);
    for (name, why) in [
        ("  ", "required"),
        (long.as_str(), "60"),
        (" äRMEL ", "already"),
        ("A\u{7}", "invisible character"),
    ] {
        let view = json!({ "name": name, "query": "q=b" });
        let refused = ann.post(PRODUCTS, view).await.is_problem(422, "validation");
        assert!(refused.error("name").contains(why), "{name}");
    }
    save(&ann, PRODUCTS, &"ß".repeat(60), "q=b").await;
    save(&ann, ORDERS, "Ärmel", "q=a").await;
}

#[tokio::test]
async fn a_form_that_fails_keeps_the_name_that_was_typed() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    save(&ann, PRODUCTS, "Mugs", "q=mug").await;
    let form = [
        ("_page", "/products?stock=out"),
        ("list", "products"),
        ("query", "stock=out"),
        ("name", "MUGS"),
    ];
    let page = ann.form("/do/views/save", &form).await.is(422).has("already");
    assert_eq!(page.field("name"), "MUGS");
    assert!(page.attribute(".in-force details", "open").is_some());
}

#[tokio::test]
async fn a_member_has_at_most_20_views_of_a_list_even_when_two_are_saved_at_once() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    for number in 1..20 {
        save(&ann, PRODUCTS, &format!("View {number}"), &format!("q={number}")).await;
    }
    let last = |name: &'static str| ann.post(PRODUCTS, json!({ "name": name, "query": "q=x" }));
    let (one, two) = tokio::join!(last("One"), last("Two"));
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [201, 422]);
    let refused = last("Three").await.is_problem(422, "validation");
    assert!(refused.error("form").contains("20 views"));
    save(&ann, ORDERS, "Others have room", "q=1").await;
}

#[tokio::test]
async fn a_post_with_an_idempotency_key_saves_once() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let view = json!({ "name": "Mugs", "query": "q=mug" });
    let first = ann
        .post_once(PRODUCTS, "key-1", view.clone())
        .await
        .is(201)
        .json();
    let again = ann.post_once(PRODUCTS, "key-1", view).await.is(201).json();
    assert_eq!(first, again);
    assert_eq!(rows(&app).await, 1);
}

#[tokio::test]
async fn a_view_is_renamed_and_given_another_filter() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let view_id = save(&ann, PRODUCTS, "Mugs", "q=mug").await;
    save(&ann, PRODUCTS, "Low", "stock=low").await;
    let path = format!("/seller/views/{view_id}");
    let view = ann.patch(&path, json!({ "name": "mugs" })).await.is(200).json();
    assert_eq!((&view["name"], &view["query"]), (&json!("mugs"), &json!("q=mug")));
    let view = ann.patch(&path, json!({ "query": "q=cup" })).await.is(200).json();
    assert_eq!((&view["name"], &view["query"]), (&json!("mugs"), &json!("q=cup")));
    for wrong in [
        json!({ "name": "LOW" }),
        json!({ "name": "" }),
        json!({ "query": "" }),
        json!({ "query": "stock=x" }),
    ] {
        ann.patch(&path, wrong).await.is_problem(422, "validation");
    }
    assert_eq!(names(&ann, PRODUCTS).await, ["mugs", "Low"]);
}

#[tokio::test]
async fn a_filter_changed_within_a_view_can_take_its_place() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let view_id = save(&ann, PRODUCTS, "Mugs", "q=mug&stock=out").await;
    let page = ann
        .page(&format!("/products?q=mug&stock=out&view={view_id}"))
        .await
        .is(200);
    let chip = page.attribute(".in-force .chip", "href").expect("a chip");
    assert_eq!(page.field("view"), view_id);
    let changed = ann.page(&chip).await.is(200).has("Update “Mugs”");
    let (fields, name) = (
        changed.sends(".in-force form"),
        changed.texts(".tabs a[aria-current]"),
    );
    assert_eq!(name[0].split(' ').next(), Some("All"));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let updated = ann.form("/do/views/update", &fields).await.is(302);
    assert_eq!(updated.location(), format!("/products?stock=out&view={view_id}"));
    assert_eq!(tabs(&ann, &updated.location()).await.1, ["Mugs"]);
}

#[tokio::test]
async fn a_view_that_is_deleted_comes_back_by_undo_in_its_place() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let view_id = save(&ann, PRODUCTS, "Mugs", "q=mug").await;
    save(&ann, PRODUCTS, "Low", "stock=low").await;
    let removed = ann
        .form("/do/views/remove", &[("view_id", &view_id)])
        .await
        .is(302);
    let page = ann.page(&removed.location()).await.is(200).has("” deleted");
    assert_eq!(
        page.attribute(".notice form", "action").as_deref(),
        Some("/do/views/restore")
    );
    assert_eq!(names(&ann, PRODUCTS).await, ["Low"]);
    ann.form("/do/views/remove", &[("view_id", &view_id)])
        .await
        .is(404);
    ann.form("/do/views/restore", &[("view_id", &view_id)])
        .await
        .is(302);
    ann.form("/do/views/restore", &[("view_id", &view_id)])
        .await
        .is(302);
    assert_eq!(names(&ann, PRODUCTS).await, ["Mugs", "Low"]);
}

#[tokio::test]
async fn a_deleted_view_stays_away_when_its_name_was_taken_meanwhile() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let view_id = save(&ann, PRODUCTS, "Mugs", "q=mug").await;
    ann.delete(&format!("/seller/views/{view_id}")).await.is(204);
    ann.delete(&format!("/seller/views/{view_id}")).await.is(404);
    save(&ann, PRODUCTS, "MUGS", "q=cup").await;
    let undo = [("_page", "/products"), ("view_id", view_id.as_str())];
    ann.form("/do/views/restore", &undo).await.is(422).has("already");
    app.later(2 * crate::clock::DAY_MS);
    let ann = app.signed_in("ann").await;
    let other = save(&ann, PRODUCTS, "Other", "q=other").await;
    ann.delete(&format!("/seller/views/{other}")).await.is(204);
    ann.form("/do/views/restore", &undo).await.is(404);
}

#[tokio::test]
async fn views_are_a_members_own_and_need_the_lists_permission() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let view_id = save(&ann, PRODUCTS, "Mugs", "q=mug").await;
    let orders = [Permission::Orders].into_iter().collect::<Permissions>();
    let bob = app.staff_of(&ann, "bob", orders).await;
    bob.get(PRODUCTS).await.is(403);
    bob.post(PRODUCTS, json!({ "name": "Mine", "query": "q=x" }))
        .await
        .is(403);
    let own = save(&bob, ORDERS, "Mine", "q=x").await;
    assert!(names(&ann, ORDERS).await.is_empty());
    let eve = app.seller("eve").await;
    for stranger in [&bob, &eve] {
        stranger
            .patch(&format!("/seller/views/{view_id}"), json!({ "name": "Mine" }))
            .await
            .is(404);
        stranger.delete(&format!("/seller/views/{view_id}")).await.is(404);
    }
    app.grant(&ann, &bob, [Permission::Products].into_iter().collect())
        .await;
    bob.delete(&format!("/seller/views/{own}")).await.is(403);
    ann.get("/seller/views?list=wallet")
        .await
        .is_problem(422, "validation");
    ann.get("/seller/views").await.is_problem(422, "validation");
}

#[tokio::test]
async fn another_persons_view_in_the_address_is_as_good_as_none() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let eve = app.seller("eve").await;
    let theirs = save(&eve, PRODUCTS, "Secret", "q=cup").await;
    for view in [theirs.as_str(), "viw_nothing", ""] {
        let page = ann.page(&format!("/products?q=mug&view={view}")).await.is(200);
        page.lacks("Secret").lacks("Update").has("Save this view");
        ann.get(&format!("/seller/products?q=mug&view={view}"))
            .await
            .is(200);
        ann.get(&format!("/seller/orders?q=mug&view={view}"))
            .await
            .is(200);
        ann.page(&format!("/products?q=mug&view={view}&format=csv"))
            .await
            .is(200);
    }
}

#[tokio::test]
async fn views_go_when_the_member_goes() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let bob = app.staff_of(&ann, "bob", Permissions::all()).await;
    save(&bob, PRODUCTS, "Mugs", "q=mug").await;
    save(&ann, PRODUCTS, "Mugs", "q=mug").await;
    let bob_id = bob.user_id.clone().expect("a person");
    ann.delete(&format!("/seller/members/{bob_id}")).await.is(204);
    assert_eq!(rows(&app).await, 1);
    ann.delete(&format!("/seller/{}", ann.seller())).await.is(204);
    assert_eq!(rows(&app).await, 0);
}

#[tokio::test]
async fn a_key_sees_its_makers_views() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let key = app.own_key(&ann, &["products:read"]).await;
    let view_id = save(&ann, PRODUCTS, "Mugs", "q=mug").await;
    let views: Value = key.get(PRODUCTS).await.is(200).json();
    assert_eq!(
        views["data"][0]["address"],
        json!(format!("/products?q=mug&view={view_id}"))
    );
    key.post(PRODUCTS, json!({ "name": "Mine", "query": "q=x" }))
        .await
        .is(403);
}
