//! Tests of picture changes under review.

use super::{images, photo, place, send, stored};
use crate::testing::{Actor, TestApp};
use image::ImageFormat;
use serde_json::{Value, json};

struct Pictured {
    admin: Actor,
    ann: Actor,
    mug: String,
    /// The pictures that buyers see: their ids.
    ids: Vec<String>,
}

/// A product with two pictures that is for sale, under a policy that has changes wait.
async fn pictured(app: &TestApp) -> Pictured {
    let (admin, ann) = (app.admin().await, app.seller("ann").await);
    let mug = ann.product("Mug", "9", 5).await.product_id;
    let one = photo(20, 20, ImageFormat::Png);
    send(&ann, &mug, &[("a.png", &one), ("b.png", &one)])
        .await
        .is(201);
    app.work().await;
    let boss = app.super_admin().await;
    boss.patch("/api/admin/policy", json!({ "product_review": "risky" }))
        .await
        .is(200);
    let ids = ids(&images(&ann, &mug).await);
    Pictured { admin, ann, mug, ids }
}

fn ids(images: &[Value]) -> Vec<String> {
    let id = |image: &Value| image["image_id"].as_str().expect("an id").to_owned();
    images.iter().map(id).collect()
}

/// The pictures of the product's public page, in their order.
async fn seen(app: &TestApp) -> Vec<String> {
    let page = app.anonymous().page("/shop/shop-ann/mug").await.is(200).text();
    let mut names = Vec::new();
    for part in page.split("/media/products/").skip(1) {
        let name = part.split(['-', '.']).next().unwrap_or_default().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

async fn approve(of: &Pictured) {
    let path = format!("/api/admin/products/{}/approval", of.mug);
    of.admin.post(&path, json!({})).await.is(204);
}

#[tokio::test]
async fn buyers_see_the_approved_pictures_until_an_admin_accepts_the_others() {
    let app = TestApp::new().await;
    let of = pictured(&app).await;
    let before = seen(&app).await;
    assert_eq!(before.len(), 2);
    let arranged = json!({ "images": [{ "image_id": of.ids[1], "position": 1, "alt": "From above" }] });
    of.ann.patch(&place(&of.mug), arranged).await.is(200);
    of.ann
        .delete(&format!("{}/{}", place(&of.mug), of.ids[0]))
        .await
        .is(204);
    let one = photo(30, 30, ImageFormat::Png);
    send(&of.ann, &of.mug, &[("c.png", &one)]).await.is(201);
    app.work().await;
    assert_eq!(seen(&app).await, before);
    assert_eq!(images(&of.ann, &of.mug).await.len(), 2);
    of.ann
        .page(&format!("/products/{}", of.mug))
        .await
        .is(200)
        .has("Waiting for review")
        .has("Live");
    of.admin
        .page(&format!("/admin/products/{}", of.mug))
        .await
        .is(200)
        .has("Proposed")
        .has("Removed")
        .has("From above");
    approve(&of).await;
    app.work().await;
    let after = seen(&app).await;
    assert_eq!((after.len(), after[0] == before[1]), (2, true));
    // Two pictures of 20 and 30 pixels: the one that went took its files along.
    assert_eq!(stored(&app), 4);
}

#[tokio::test]
async fn pictures_that_are_taken_back_are_as_buyers_saw_them() {
    let app = TestApp::new().await;
    let of = pictured(&app).await;
    let one = photo(30, 30, ImageFormat::Png);
    send(&of.ann, &of.mug, &[("c.png", &one)]).await.is(201);
    of.ann
        .delete(&format!("{}/{}", place(&of.mug), of.ids[0]))
        .await
        .is(204);
    app.work().await;
    let review = format!("/seller/products/{}/review", of.mug);
    let told = of.ann.get(&review).await.is(200).json();
    assert_eq!(told["images"]["before"].as_array().expect("pictures").len(), 2);
    of.ann.delete(&review).await.is(204);
    of.ann.delete(&review).await.is(204);
    app.work().await;
    assert_eq!(ids(&images(&of.ann, &of.mug).await), of.ids);
    assert_eq!(stored(&app), 4);
}

#[tokio::test]
async fn pictures_put_back_by_hand_wait_no_more() {
    let app = TestApp::new().await;
    let of = pictured(&app).await;
    for (first, wait) in [(&of.ids[1], 1), (&of.ids[0], 0)] {
        let order = json!({ "images": [{ "image_id": first, "position": 1 }] });
        of.ann.patch(&place(&of.mug), order).await.is(200);
        let queue = of.admin.get("/api/admin/products").await.is(200).json();
        assert_eq!(queue["data"].as_array().expect("reviews").len(), wait);
    }
}

#[tokio::test]
async fn a_draft_changes_its_pictures_at_once() {
    let app = TestApp::new().await;
    let of = pictured(&app).await;
    let path = format!("/seller/products/{}", of.mug);
    of.ann.patch(&path, json!({ "status": "draft" })).await.is(200);
    of.ann
        .delete(&format!("{}/{}", place(&of.mug), of.ids[0]))
        .await
        .is(204);
    app.work().await;
    assert_eq!(stored(&app), 2);
}
