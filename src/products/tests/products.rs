//! Products, variants and stock.

use crate::clock::DAY_MS;
use crate::testing::{PASSWORD, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

const PRODUCTS: &str = "/seller/products";

#[tokio::test]
async fn a_product_is_created_as_the_contract_says() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = r#"{"name":"Mug","price":999.99,"sku":"MUG","stock":3}"#;
    let headers = [("content-type", "application/json")];
    let answer = ann
        .api(Method::POST, PRODUCTS, &headers, body)
        .await
        .is(201)
        .has("\"price\":999.99");
    let product = answer.json();
    let id = product["product_id"].as_str().unwrap().to_owned();
    assert_eq!(answer.location(), format!("/api/v1/seller/products/{id}"));
    assert_eq!(
        (&product["status"], &product["sku"]),
        (&json!("active"), &json!("MUG"))
    );
    assert_eq!(
        (&product["stock"], &product["in_stock"]),
        (&json!(3), &json!(true))
    );
    let variant = &product["variants"][0];
    assert_eq!(
        (&variant["on_hand"], &variant["reserved"], &variant["available"]),
        (&json!(3), &json!(0), &json!(3))
    );
    assert_eq!(ann.get(&answer.location()).await.is(200).json(), product);
}

#[tokio::test]
async fn options_make_variants_that_say_their_values() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "Tee", "price": 20, "sku": "TEE", "stock": 2,
        "options": [{ "name": "Size", "values": ["S", "M"] }] });
    let product = ann.post(PRODUCTS, body).await.is(201).json();
    let variants = product["variants"].as_array().unwrap();
    assert_eq!(variants.len(), 2);
    assert_eq!(variants[1]["options"], json!({ "Size": "M" }));
    assert_eq!(variants[1]["sku"], "TEE-M");
    assert_eq!(product["stock"], 4);
}

#[tokio::test]
async fn bad_input_is_told_field_by_field_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for (body, field) in [
        (json!({ "name": "", "price": 1 }), "name"),
        (json!({ "name": "x".repeat(201), "price": 1 }), "name"),
        (json!({ "name": "Mug", "price": 0 }), "price"),
        (json!({ "name": "Mug", "price": -5 }), "price"),
        (json!({ "name": "Mug", "price": "1e30" }), "price"),
        (json!({ "name": "Mug", "price": 1.999 }), "price"),
        (json!({ "name": "Mug" }), "price"),
        (json!({ "name": "Mug", "price": 1, "stock": -1 }), "stock"),
        (json!({ "name": "Mug", "price": 1, "status": "sold" }), "status"),
        (json!({ "name": ["Mug"], "price": 1 }), "name"),
    ] {
        let answer = ann
            .post(PRODUCTS, body.clone())
            .await
            .is_problem(422, "validation");
        assert_ne!(answer.error(field), "", "{body}: {}", answer.text());
    }
    let headers = [("content-type", "application/json")];
    ann.api(Method::POST, PRODUCTS, &headers, "{\"name\":")
        .await
        .is(400);
    ann.api(Method::POST, PRODUCTS, &[("content-type", "text/plain")], "{}")
        .await
        .is(415);
    let huge = json!({ "name": "x".repeat(10 * 1024 * 1024), "price": 1 });
    ann.post(PRODUCTS, huge).await.is(413);
    let list = ann.get(PRODUCTS).await.is(200).json();
    assert_eq!(list, json!({ "data": [], "next": null }));
}

#[tokio::test]
async fn text_with_a_nul_is_refused() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "Mu\u{0}g", "price": 1, "sku": "A\u{0}", "description": "a\u{0}b" });
    ann.post(PRODUCTS, body).await.is_problem(422, "validation");
    ann.get("/seller/products?q=%00")
        .await
        .is_problem(422, "validation");
}

#[tokio::test]
async fn an_sku_is_one_variant_of_a_seller_and_free_for_another() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let body = json!({ "name": "Mug", "price": 1, "sku": "MUG" });
    ann.post(PRODUCTS, body.clone()).await.is(201);
    let answer = ann
        .post(PRODUCTS, body.clone())
        .await
        .is_problem(422, "validation");
    assert!(answer.error("sku").contains("already"));
    bob.post(PRODUCTS, body).await.is(201);
}

#[tokio::test]
async fn products_of_one_name_get_handles_of_their_own() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut handles = Vec::new();
    for _ in 0..3 {
        let body = json!({ "name": "Blue mug", "price": 1 });
        handles.push(ann.post(PRODUCTS, body).await.is(201).id("handle"));
    }
    assert_eq!(handles, ["blue-mug", "blue-mug-2", "blue-mug-3"]);
}

#[tokio::test]
async fn a_seller_who_waits_for_approval_prepares_but_sells_nothing() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    let active = json!({ "name": "Mug", "price": 1 });
    ann.post(PRODUCTS, active)
        .await
        .is_problem(403, "seller_not_approved");
    let draft = json!({ "name": "Mug", "price": 1, "status": "draft" });
    let id = ann.post(PRODUCTS, draft).await.is(201).id("product_id");
    let path = format!("{PRODUCTS}/{id}");
    ann.patch(&path, json!({ "status": "active" }))
        .await
        .is_problem(403, "seller_not_approved");
    ann.patch(&path, json!({ "name": "Cup" })).await.is(200);
}

#[tokio::test]
async fn another_sellers_product_is_not_there() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let mug = ann.product("Mug", "12.50", 10).await;
    let path = format!("{PRODUCTS}/{}", mug.product_id);
    bob.get(&path).await.is_problem(404, "not_found");
    bob.patch(&path, json!({ "name": "Mine" }))
        .await
        .is_problem(404, "not_found");
    bob.delete(&path).await.is_problem(404, "not_found");
    let items = json!({ "items": [{ "sku": mug.sku, "on_hand": 0 }] });
    let answer = bob.put("/seller/inventory", items).await.is(200).json();
    assert_eq!(answer["items"][0]["status"], "not_found");
    assert_eq!(ann.get(&path).await.is(200).json()["stock"], 10);
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_keeps_the_rest() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "Mug", "price": 10, "sku": "MUG", "stock": 5, "category": "Kitchen" });
    let path = ann.post(PRODUCTS, body).await.is(201).location();
    let changed = ann
        .patch(&path, json!({ "price": 12.5, "category": null }))
        .await
        .is(200)
        .json();
    assert_eq!(
        (&changed["category"], &changed["stock"], &changed["sku"]),
        (&Value::Null, &json!(5), &json!("MUG"))
    );
    let bigger = json!({ "options": [{ "name": "Size", "values": ["S", "L"] }] });
    let changed = ann.patch(&path, bigger).await.is(200).json();
    assert_eq!(changed["variants"].as_array().unwrap().len(), 2);
    assert_eq!(changed["variants"][0]["sku"], "MUG");
}

#[tokio::test]
async fn skus_change_places_between_two_variants() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "Tee", "price": 20, "options": [{ "name": "Size", "values": ["S", "M"] }],
        "variants": [{ "options": { "Size": "S" }, "sku": "A" }, { "options": { "Size": "M" }, "sku": "B" }] });
    let path = ann.post(PRODUCTS, body).await.is(201).location();
    let swap = json!({ "variants": [{ "options": { "Size": "S" }, "sku": "B" }, { "options": { "Size": "M" }, "sku": "A" }] });
    let changed = ann.patch(&path, swap).await.is(200).json();
    assert_eq!(
        (&changed["variants"][0]["sku"], &changed["variants"][1]["sku"]),
        (&json!("B"), &json!("A"))
    );
}

#[tokio::test]
async fn the_list_is_filtered_searched_and_leafed_through() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for number in 0..5 {
        let status = if number == 0 { "draft" } else { "active" };
        let body = json!({ "name": format!("Mug {number}"), "price": 1, "sku": format!("SKU-{number}"), "status": status });
        ann.post(PRODUCTS, body).await.is(201);
    }
    let names = |list: &Value| -> Vec<String> {
        let data = list["data"].as_array().unwrap();
        data.iter()
            .map(|product| product["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = ann.get("/seller/products?limit=2").await.is(200).json();
    assert_eq!(names(&first), ["Mug 4", "Mug 3"]);
    let next = first["next"].as_str().unwrap();
    let second = ann
        .get(&format!("/seller/products?limit=2&after={next}"))
        .await
        .is(200)
        .json();
    assert_eq!(names(&second), ["Mug 2", "Mug 1"]);
    assert_eq!(
        names(&ann.get("/seller/products?status=draft").await.json()),
        ["Mug 0"]
    );
    assert_eq!(
        names(&ann.get("/seller/products?q=sku-3").await.json()),
        ["Mug 3"]
    );
    assert_eq!(
        names(&ann.get("/seller/products?q=100%25").await.json()),
        Vec::<String>::new()
    );
    ann.get("/seller/products?status=nonsense")
        .await
        .is_problem(422, "validation");
    ann.get("/seller/products?limit=0")
        .await
        .is_problem(422, "validation");
}

#[tokio::test]
async fn a_product_nobody_ordered_goes_and_its_sku_is_free_again() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "Mug", "price": 1, "sku": "MUG", "stock": 2 });
    let path = ann.post(PRODUCTS, body.clone()).await.is(201).location();
    ann.delete(&path).await.is(204);
    ann.delete(&path).await.is(404);
    ann.post(PRODUCTS, body).await.is(201);
}

#[tokio::test]
async fn inventory_tells_what_became_of_each_item() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "12.50", 10).await;
    let items = json!({ "items": [
        { "sku": mug.sku, "on_hand": 7 }, { "sku": "NOBODY", "on_hand": 1 },
        { "sku": mug.sku, "on_hand": -1 }, { "sku": mug.sku, "on_hand": 7 }] });
    let answer = ann.put("/seller/inventory", items).await.is(200).json();
    let told: Vec<_> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["status"].clone())
        .collect();
    assert_eq!(told, ["updated", "not_found", "invalid", "unchanged"]);
    let product = ann.get(&format!("{PRODUCTS}/{}", mug.product_id)).await.json();
    assert_eq!(product["stock"], 7);
    ann.put("/seller/inventory", json!({ "items": [] })).await.is(422);
    ann.put("/seller/inventory", json!({ "items": 3 })).await.is(422);
}

#[tokio::test]
async fn the_same_key_twice_is_one_product() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "Mug", "price": 1 });
    let first = ann.post_once(PRODUCTS, "k1", body.clone()).await.is(201).json();
    assert_eq!(ann.post_once(PRODUCTS, "k1", body).await.is(201).json(), first);
    assert_eq!(
        ann.get(PRODUCTS).await.json()["data"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn the_answer_to_a_request_can_be_fetched_for_a_week() {
    let app = TestApp::new().await;
    let mut ann = app.seller("ann").await;
    let headers = [("content-type", "application/json"), ("prefer", "respond-async")];
    let mut asked = Vec::new();
    for sku in ["A", "B"] {
        let body = json!({ "name": "Mug", "price": 1, "sku": sku }).to_string();
        let answer = ann.api(Method::POST, PRODUCTS, &headers, body).await;
        asked.push(answer.is(202).location());
        app.work().await;
        app.later(4 * DAY_MS);
        ann.sign_in(PASSWORD).await;
    }
    app.work().await;
    ann.get(&asked[0]).await.is(404);
    assert_eq!(ann.get(&asked[1]).await.is(200).json()["status"], "done");
}

#[tokio::test]
async fn a_creation_in_the_background_is_answered_later_to_the_one_who_asked() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let headers = [("content-type", "application/json"), ("prefer", "respond-async")];
    let body = json!({ "name": "Mug", "price": 1, "sku": "MUG" }).to_string();
    let location = ann
        .api(Method::POST, PRODUCTS, &headers, body.clone())
        .await
        .is(202)
        .location();
    let again = ann
        .api(Method::POST, PRODUCTS, &headers, body)
        .await
        .is(202)
        .location();
    assert_eq!(ann.get(&location).await.is(200).json()["status"], "pending");
    app.work().await;
    let done = ann.get(&location).await.is(200).json();
    assert_eq!(
        (&done["status"], &done["result"]["name"]),
        (&json!("done"), &json!("Mug"))
    );
    let failed = ann.get(&again).await.is(200).json();
    assert_eq!(
        (&failed["status"], &failed["problem"]["status"]),
        (&json!("failed"), &json!(422))
    );
    bob.get(&location).await.is_problem(404, "not_found");
    app.anonymous().get(&location).await.is(401);
}
