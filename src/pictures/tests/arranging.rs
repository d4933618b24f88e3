//! Tests of picture order, alt texts, variants and removal.

use super::{images, photo, place, send, stored};
use crate::testing::{Actor, TestApp};
use image::ImageFormat;
use serde_json::{Value, json};

/// A product with three pictures, and their ids.
async fn three(app: &TestApp, seller: &Actor) -> (String, Vec<String>) {
    let tee = json!({ "name": "Tee", "price": 20, "options": [
        { "name": "Colour", "values": ["Blue", "Green"] }, { "name": "Size", "values": ["S", "M"] }] });
    let tee = seller
        .post("/seller/products", tee)
        .await
        .is(201)
        .id("product_id");
    let one = photo(20, 20, ImageFormat::Png);
    send(seller, &tee, &[("a.png", &one), ("b.png", &one), ("c.png", &one)])
        .await
        .is(201);
    app.work().await;
    let ids = ids(&images(seller, &tee).await);
    (tee, ids)
}

fn ids(images: &[Value]) -> Vec<String> {
    let id = |image: &Value| image["image_id"].as_str().expect("an id").to_owned();
    images.iter().map(id).collect()
}

#[tokio::test]
async fn pictures_stand_in_the_order_that_their_numbers_say() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let (tee, ids_at_first) = three(&app, &ann).await;
    let [a, b, c] = <[String; 3]>::try_from(ids_at_first).unwrap();
    let order = json!({ "images": [{ "image_id": c, "position": 1 }] });
    ann.patch(&place(&tee), order).await.is(200);
    assert_eq!(ids(&images(&ann, &tee).await), [&c, &a, &b].map(String::clone));
    // A page sends every number: what was moved has the place it asks for.
    let order = json!({ "images": [
        { "image_id": c, "position": 3 }, { "image_id": a, "position": 2 }, { "image_id": b, "position": 3 }] });
    ann.patch(&place(&tee), order).await.is(200);
    assert_eq!(ids(&images(&ann, &tee).await), [&a, &b, &c].map(String::clone));
    for (act, expected) in [
        (format!("first:{c}"), [&c, &a, &b]),
        (format!("up:{b}"), [&c, &b, &a]),
        (format!("down:{c}"), [&b, &c, &a]),
    ] {
        let fields = [("product_id", tee.as_str()), ("act", &act)];
        ann.form("/do/products/arrange-images", &fields)
            .await
            .leads_to(&format!("/products/{tee}#pictures"));
        assert_eq!(ids(&images(&ann, &tee).await), expected.map(String::clone));
    }
}

#[tokio::test]
async fn a_picture_has_a_text_and_variants() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let (tee, ids) = three(&app, &ann).await;
    let fields = [
        ("product_id", tee.as_str()),
        ("images[1][image_id]", &ids[1]),
        ("images[1][position]", "2"),
        ("images[1][alt]", "The blue one"),
        ("images[1][shown_for]", "option:0:Blue"),
        // Dragged behind the other.
        ("images[0][image_id]", &ids[0]),
        ("images[0][position]", "1"),
        ("images[0][alt]", ""),
        ("images[0][shown_for]", ""),
        ("act", ""),
    ];
    ann.form("/do/products/arrange-images", &fields).await.is(302);
    let shown = images(&ann, &tee).await;
    assert_eq!(shown[1]["alt"], "The blue one");
    let product = ann.get(&format!("/seller/products/{tee}")).await.json();
    let blue: Vec<&Value> = product["variants"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|variant| variant["options"]["Colour"] == "Blue")
        .map(|variant| &variant["variant_id"])
        .collect();
    assert_eq!(shown[1]["variant_ids"], json!(blue));
    let page = ann.page(&format!("/products/{tee}")).await.is(200);
    page.has("Colour: Blue").has("The blue one");
    let one = json!({ "images": [{ "image_id": ids[0], "variant_ids": [blue[0]] }] });
    let shown = ann.patch(&place(&tee), one).await.is(200).json();
    assert_eq!(shown["data"][0]["variant_ids"], json!([blue[0]]));
    assert_eq!(shown["data"][1]["variant_ids"], json!([blue[1]]));
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_told_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let (tee, ids) = three(&app, &ann).await;
    for (wrong, field) in [
        (
            json!({ "image_id": ids[2], "position": "first", "alt": "x" }),
            "images.0.position",
        ),
        (json!({ "image_id": ids[2], "position": 0 }), "images.0.position"),
        (
            json!({ "image_id": ids[2], "alt": "x".repeat(501) }),
            "images.0.alt",
        ),
    ] {
        let refused = ann.patch(&place(&tee), json!({ "images": [wrong] })).await;
        assert_ne!(refused.is_problem(422, "validation").error(field), "");
    }
    let mine = json!({ "images": [{ "image_id": ids[2], "position": 1 }] });
    bob.patch(&place(&tee), mine.clone()).await.is(404);
    let (other, _) = three(&app, &bob).await;
    bob.patch(&place(&other), mine).await.is(404);
    let stray = json!({ "images": [{ "image_id": ids[2], "alt": "x", "variant_ids": ["var_none"] }] });
    ann.patch(&place(&tee), stray).await.is(404);
    assert_eq!(super::arranging::ids(&images(&ann, &tee).await), ids);
    assert_eq!(images(&ann, &tee).await[2]["alt"], "");
}

#[tokio::test]
async fn a_picture_that_is_taken_off_is_gone_with_its_files() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let (tee, ids) = three(&app, &ann).await;
    let url = images(&ann, &tee).await[0]["url"].as_str().unwrap().to_owned();
    let first = format!("{}/{}", place(&tee), ids[0]);
    bob.delete(&first).await.is(404);
    ann.delete(&first).await.is(204);
    ann.delete(&first).await.is(404);
    app.anonymous().page(&url).await.is(404);
    let act = format!("remove:{}", ids[1]);
    ann.form(
        "/do/products/arrange-images",
        &[("product_id", &tee), ("act", &act)],
    )
    .await
    .is(302);
    app.work().await;
    assert_eq!(images(&ann, &tee).await.len(), 1);
    // A small one and the largest.
    assert_eq!(stored(&app), 2);
}

#[tokio::test]
async fn files_go_when_nothing_uses_them() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let (tee, _) = three(&app, &ann).await;
    three(&app, &bob).await;
    ann.delete(&format!("/seller/products/{tee}")).await.is(204);
    app.work().await;
    assert_eq!(stored(&app), 6);
    bob.delete(&format!("/seller/{}", bob.seller())).await.is(204);
    app.work().await;
    app.work().await;
    assert_eq!(stored(&app), 0);
}
