//! Tests of the category tree and its products.

use crate::testing::{Actor, TestApp};
use serde_json::json;

async fn add(admin: &Actor, name: &str, parent: &str) -> String {
    let form = json!({ "name": name, "parent_id": parent });
    admin
        .post("/api/admin/categories", form)
        .await
        .is(201)
        .id("category_id")
}

async fn paths(actor: &Actor) -> Vec<String> {
    let tree = actor.get("/api/v1/categories").await.is(200).json();
    let path = |category: &serde_json::Value| category["path"].as_str().expect("a path").to_owned();
    tree["data"]
        .as_array()
        .expect("categories")
        .iter()
        .map(path)
        .collect()
}

async fn mug(ann: &Actor, category: &str) -> String {
    let form = json!({ "name": "Mug", "price": 9, "category": category });
    let id = ann.post("/seller/products", form).await.is(201).id("product_id");
    format!("/seller/products/{id}")
}

async fn category_of(ann: &Actor, product: &str) -> String {
    ann.get(product).await.is(200).id("category")
}

#[tokio::test]
async fn renaming_and_moving_carry_the_products_along() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    let kitchen = add(&admin, "Kitchen", "").await;
    let mugs = add(&admin, "Mugs", &kitchen).await;
    let home = add(&admin, "Home", "").await;
    let mug = mug(&ann, "kitchen > mugs").await;
    let path = format!("/api/admin/categories/{kitchen}");
    let moved = json!({ "name": "Küche", "parent_id": home });
    admin.patch(&path, moved).await.is(200);
    app.work().await;
    assert_eq!(paths(&ann).await, ["Home", "Home > Küche", "Home > Küche > Mugs"]);
    assert_eq!(category_of(&ann, &mug).await, "Home > Küche > Mugs");
    // The new words find it, and the old text still means the same.
    let found = ann.get("/seller/products?q=kuche").await.is(200).json();
    assert_eq!(found["data"][0]["name"], "Mug");
    let again = self::mug(&ann, "Kitchen > Mugs").await;
    admin
        .patch(
            &format!("/api/admin/categories/{mugs}"),
            json!({ "name": "Cups" }),
        )
        .await
        .is(200);
    app.work().await;
    assert_eq!(category_of(&ann, &again).await, "Home > Küche > Cups");
}

#[tokio::test]
async fn merging_takes_products_and_what_stands_below_along() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    let (cups, mugs) = (add(&admin, "Cups", "").await, add(&admin, "Mugs", "").await);
    add(&admin, "Espresso", &cups).await;
    let (one, other) = (mug(&ann, "Cups").await, mug(&ann, "Cups > Espresso").await);
    let merging = format!("/api/admin/categories/{cups}/merging");
    admin
        .post(&merging, json!({ "into": cups }))
        .await
        .is_problem(422, "validation");
    admin.post(&merging, json!({ "into": mugs })).await.is(200);
    admin.post(&merging, json!({ "into": mugs })).await.is(404);
    app.work().await;
    assert_eq!(paths(&ann).await, ["Mugs", "Mugs > Espresso"]);
    assert_eq!(category_of(&ann, &one).await, "Mugs");
    assert_eq!(category_of(&ann, &other).await, "Mugs > Espresso");
}

#[tokio::test]
async fn a_text_that_is_no_category_is_kept_and_can_be_mapped() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    let mugs = add(&admin, "Mugs", "").await;
    let mug = mug(&ann, "Coffee cups").await;
    admin
        .page("/admin/categories")
        .await
        .is(200)
        .has("Not in the tree")
        .has("Coffee cups");
    let form = [
        ("text", "Coffee cups"),
        ("category_id", mugs.as_str()),
        ("_page", "/admin/categories"),
    ];
    admin
        .form("/do/admin/map-category", &form)
        .await
        .leads_to("/admin/categories");
    app.work().await;
    admin
        .page("/admin/categories")
        .await
        .is(200)
        .lacks("Not in the tree");
    assert_eq!(category_of(&ann, &mug).await, "Coffee cups");
    // A category that has products is not removed.
    admin
        .delete(&format!("/api/admin/categories/{mugs}"))
        .await
        .is_problem(409, "conflict");
}

#[tokio::test]
async fn the_tree_stays_a_tree() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let mut above = vec![String::new()];
    for level in 1..=6 {
        let last = above.last().expect("one").clone();
        above.push(add(&admin, &format!("Level {level}"), &last).await);
    }
    let (top, deepest) = (&above[1], &above[6]);
    let wrong = |form| admin.post("/api/admin/categories", form);
    for (form, field) in [
        (json!({ "name": "Level 7", "parent_id": deepest }), "parent_id"),
        (json!({ "name": "level 1" }), "name"),
        (json!({ "name": "A > B" }), "name"),
        (json!({ "name": " " }), "name"),
        (json!({ "name": "x".repeat(61) }), "name"),
        (json!({ "name": "C", "parent_id": "cat_nothing" }), "parent_id"),
    ] {
        assert_ne!(
            wrong(form.clone())
                .await
                .is_problem(422, "validation")
                .error(field),
            "",
            "{form}"
        );
    }
    let patch = format!("/api/admin/categories/{top}");
    admin
        .patch(&patch, json!({ "parent_id": deepest }))
        .await
        .is_problem(422, "validation");
    admin
        .patch(&patch, json!({ "parent_id": top }))
        .await
        .is_problem(422, "validation");
    let other = add(&admin, "Other", "").await;
    admin
        .patch(&patch, json!({ "parent_id": other }))
        .await
        .is_problem(422, "validation");
    admin
        .patch(
            &format!("/api/admin/categories/{other}"),
            json!({ "position": "1" }),
        )
        .await
        .is(200);
    assert_eq!(paths(&admin).await[0], "Other");
    admin.delete(&patch).await.is_problem(409, "conflict");
    admin
        .delete(&format!("/api/admin/categories/{other}"))
        .await
        .is(204);
    admin
        .delete(&format!("/api/admin/categories/{other}"))
        .await
        .is(404);
}

#[tokio::test]
async fn the_editor_offers_the_tree_and_says_what_a_text_is() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    let bare = ann.page("/products/new").await.is(200);
    bare.lacks("marketplace's categories");
    let kitchen = add(&admin, "Kitchen", "").await;
    add(&admin, "Mugs", &kitchen).await;
    let known = mug(&ann, "kitchen > mugs").await.replace("/seller", "");
    let own = mug(&ann, "Coffee <cups>").await.replace("/seller", "");
    ann.page("/products/new")
        .await
        .is(200)
        .has("Choose one of the marketplace")
        .has("<option value=\"Kitchen &gt; Mugs\">");
    ann.page(&known).await.is(200).has("One of the marketplace");
    ann.page(&own)
        .await
        .is(200)
        .has("an admin will map it.")
        .has("<option value=\"Coffee &lt;cups&gt;\">");
    ann.page("/products/bulk?filter=/products&category_how=set&category=Nothing")
        .await
        .is(200)
        .has("an admin will map it.");
    add(&admin, "Küche", "").await;
    let folded = ann.page("/products/categories?q=K%C3%9CCHE").await.is(200).json();
    assert_eq!(folded["paths"], json!(["Küche"]));
    let typed = ann.page("/products/categories?q=MUG").await.is(200).json();
    assert_eq!(typed["paths"], json!(["Kitchen > Mugs"]));
    for odd in ["%25", "_", "%5C", &"x".repeat(3_000)] {
        let none = ann
            .page(&format!("/products/categories?q={odd}"))
            .await
            .is(200)
            .json();
        assert_eq!(none["paths"], json!([]), "{odd}");
    }
}

#[tokio::test]
async fn a_large_tree_is_not_put_whole_into_a_page() {
    let app = TestApp::new().await;
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    let top = add(&admin, "Top", "").await;
    let mut tx = app.db.begin().await.expect("a transaction");
    for number in 0..5_000 {
        sqlx::query(
            "insert into categories (category_id, parent_id, name, path, position, created_at, updated_at)
             values ($1, $2, $3, $4, 1, 1, 1)",
        )
        .bind(format!("cat_{number:04}"))
        .bind(&top)
        .bind(format!("Part {number:04}"))
        .bind(format!("Top > Part {number:04}"))
        .execute(&mut *tx)
        .await
        .expect("a category");
    }
    tx.commit().await.expect("committed");
    mug(&ann, "Top > Part 4711").await;
    ann.page("/products/new")
        .await
        .is(200)
        .has("<option value=\"Top\">")
        .has("<option value=\"Top &gt; Part 4711\">")
        .lacks("Part 4712");
    let typed = ann.page("/products/categories?q=part%2047").await.is(200).json();
    assert_eq!(typed["paths"].as_array().expect("paths").len(), 30);
    let page = admin.page("/admin/categories").await.is(200);
    assert!(page.bytes.len() < 60_000, "{} bytes", page.bytes.len());
    page.has("5000 below").lacks("Part 4712");
    admin
        .page(&format!("/admin/categories?category_id={top}"))
        .await
        .is(200)
        .has("Part 0000")
        .has("4701 more");
    admin
        .page("/admin/categories?q=PART+4711")
        .await
        .is(200)
        .has("Part 4711")
        .lacks("Part 4712");
    let fields = [("name", "Below"), ("parent_id", "top > part 4711")];
    admin.form("/do/admin/add-category", &fields).await.is(302);
    let found = admin.page("/admin/categories/paths?q=below").await.is(200).json();
    assert_eq!(found["paths"], json!(["Top > Part 4711 > Below"]));
}
