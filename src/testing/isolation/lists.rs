//! List parameter tests: invalid cursors, limits and filter words are rejected.

use super::hostile::actor_of;
use super::table;
use crate::testing::test_app::TestApp;
use crate::testing::world::World;

/// List parameters that accept free text.
const FREE: [&str; 8] = [
    "q",
    "category",
    "who",
    "subject",
    "action",
    "after",
    "limit",
    "seller_id",
];

#[tokio::test]
async fn a_list_refuses_a_cursor_that_is_none_and_a_word_it_does_not_know() {
    let app = TestApp::new().await;
    let world = World::build(&app).await;
    let document = serde_json::to_value(crate::app::openapi()).expect("the document");
    let another = "dlv_01JDZK4T9V6W8Y2B3C5D7E9F1G";
    let huge = "9".repeat(4000);
    let mut lists = 0;
    // A socket is no list: a place that it does not know is answered by `resync`, as the contract says.
    let is_list = |row: &&super::Row| row.kind == "GET" && row.path != "/ws";
    for row in table().iter().filter(is_list) {
        let (path, own) = row.path.split_once('?').unwrap_or((row.path, ""));
        let parameters = document["paths"][path]["get"]["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let names = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let names: Vec<&str> = names.filter_map(|parameter| parameter["name"].as_str()).collect();
        let mut wrong: Vec<(&str, &str)> = Vec::new();
        // Some lists are short and have no next part.
        if names.contains(&"after") && path != "/seller/analytics/best-sellers" {
            lists += 1;
            wrong.extend([("after", "zz"), ("after", another), ("after", huge.as_str())]);
        }
        if names.contains(&"limit") {
            wrong.extend([
                ("limit", "0"),
                ("limit", "201"),
                ("limit", "abc"),
                ("limit", "-1"),
            ]);
        }
        let words = names.iter().filter(|name| !FREE.contains(name));
        wrong.extend(words.map(|name| (*name, "nonsense")));
        let actor = actor_of(row, &world);
        for (name, value) in wrong {
            let own = if own.starts_with(name) { "" } else { own };
            let address = format!("/api/v1{}?{own}&{name}={value}", world.fill_path(path));
            let answer = actor.get(&address).await.is_problem(422, "validation");
            assert!(
                answer.json()["errors"].get(name).is_some(),
                "{address}: {}",
                answer.text()
            );
        }
    }
    assert!(lists > 15, "{lists} lists");
}

#[tokio::test]
async fn a_page_of_a_list_refuses_them_too_and_leads_to_its_beginning() {
    let app = TestApp::new().await;
    let world = World::build(&app).await;
    let pages: [(&str, &[&str]); 18] = [
        (
            "/products",
            &["status", "stock", "review", "sku", "pictures", "price_min"],
        ),
        ("/products/imports", &[]),
        ("/products/bulk", &[]),
        ("/products/inventory", &["show", "location_id"]),
        ("/products/inventory/{variant_id}", &[]),
        ("/products/inventory/sheets", &[]),
        ("/orders", &["status", "from", "to"]),
        ("/wallet", &["kind", "account", "from", "order"]),
        ("/wallet/payouts", &[]),
        ("/support", &["status"]),
        ("/settings/audit", &["from"]),
        ("/admin/sellers", &["status", "checklist"]),
        ("/admin/users", &["role"]),
        ("/admin/tickets", &["status"]),
        ("/admin/payouts", &["status"]),
        ("/admin/payments", &["state"]),
        ("/admin/products", &["show"]),
        ("/admin/audit", &["from", "seller_id"]),
    ];
    for (path, words) in pages {
        let row = table()
            .into_iter()
            .find(|row| row.kind == "page" && row.path == path);
        let row = row.unwrap_or_else(|| panic!("{path} has no row"));
        let (actor, path) = (actor_of(&row, &world), world.fill_path(path));
        for cursor in ["after=zz", "before=zz", "after=dlv_01JDZK4T9V6W8Y2B3C5D7E9F1G"] {
            if cursor.starts_with("before")
                && ["/orders", "/wallet", "/wallet/payouts", "/admin/payouts"].contains(&path.as_str())
            {
                continue;
            }
            let shown = actor.page(&format!("{path}?{cursor}")).await.is(422);
            shown
                .has("not a cursor of this list")
                .has(&format!("href=\"{path}\""));
        }
        for word in words {
            actor.page(&format!("{path}?{word}=nonsense")).await.is(422);
        }
    }
    let shop = app.anonymous();
    shop.page("/shop/shop-owner?after=zz").await.is(422);
    let owner = world.fill_path("/analytics");
    let row = table()
        .into_iter()
        .find(|row| row.path == "/analytics")
        .expect("a row");
    for word in ["bucket", "range", "by", "compare", "from"] {
        actor_of(&row, &world)
            .page(&format!("{owner}?{word}=nonsense"))
            .await
            .is(422);
    }
}
