//! Tests of fetched pictures. The tests' own server is on 127.0.0.1, which is let through for them.

use super::{images, photo, place, stored};
use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::id::ProductId;
use crate::pictures::store::{self, WantedPicture};
use crate::pictures::{exported, own_prefix};
use crate::testing::{Actor, TestApp};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use image::ImageFormat;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A shop's old server: how often it was asked, and how often it says that it is busy before it answers.
#[derive(Clone, Default)]
struct Old {
    asked: Arc<AtomicUsize>,
    busy: Arc<AtomicUsize>,
}

impl Old {
    async fn serve(&self) -> String {
        let picture = async |State(old): State<Old>| {
            old.asked.fetch_add(1, Ordering::SeqCst);
            if old.busy.load(Ordering::SeqCst) > 0 {
                old.busy.fetch_sub(1, Ordering::SeqCst);
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
            (
                [("content-type", "text/html")],
                photo(200, 100, ImageFormat::Jpeg),
            )
                .into_response()
        };
        let router = Router::new()
            .route("/mug.jpg", get(picture))
            .route("/page", get(async || "<html>Not a picture</html>"))
            .route(
                "/inside",
                get(async || {
                    (
                        StatusCode::FOUND,
                        [("location", "http://169.254.169.254/latest/meta-data/")],
                    )
                }),
            )
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(axum::serve(listener, router).into_future());
        format!("http://{address}")
    }
}

async fn app() -> TestApp {
    TestApp::with(|config| config.private_nets = vec!["127.0.0.1/32".parse().unwrap()]).await
}

/// Wants pictures as an import does.
async fn want(app: &TestApp, seller: &Actor, product_id: &ProductId, addresses: &[&str]) -> bool {
    let wanted: Vec<WantedPicture<'_>> = addresses
        .iter()
        .map(|address| WantedPicture {
            product_id,
            address,
            alt: None,
            variant_id: None,
        })
        .collect();
    let mut tx = app.db.begin().await.unwrap();
    let (own, now) = (own_prefix(app), app.clock.now());
    let want = store::want_images(&mut tx, &seller.seller(), None, &wanted, &own, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    !want.changed.is_empty()
}

async fn mug(seller: &Actor) -> ProductId {
    ProductId::stored(seller.product("Mug", "5.00", 1).await.product_id)
}

#[tokio::test]
async fn a_picture_is_fetched_once_however_often_it_is_imported() {
    let app = app().await;
    let ann = app.seller("ann").await;
    let (old, mug) = (Old::default(), mug(&ann).await);
    let address = format!("{}/mug.jpg", old.serve().await);
    assert!(want(&app, &ann, &mug, &[&address]).await);
    app.work().await;
    let shown = images(&ann, mug.as_str()).await;
    assert_eq!(
        (shown[0]["state"].as_str(), shown[0]["width"].as_i64()),
        (Some("ready"), Some(200))
    );
    assert_eq!(shown[0]["source"], address);
    let file = app
        .anonymous()
        .page(shown[0]["url"].as_str().unwrap())
        .await
        .is(200);
    assert_eq!(file.header("content-type"), "image/jpeg");
    assert!(!want(&app, &ann, &mug, &[&address]).await);
    app.later(DAY_MS);
    app.work().await;
    assert_eq!(old.asked.load(Ordering::SeqCst), 1);
    assert_eq!(stored(&app), 3);
}

#[tokio::test]
async fn what_is_no_picture_or_private_is_told_on_the_products_page_and_can_be_tried_again() {
    let app = app().await;
    let ann = app.seller("ann").await;
    let (server, mug) = (Old::default().serve().await, mug(&ann).await);
    let addresses = [
        format!("{server}/page"),
        format!("{server}/inside"),
        format!("{server}/nothing"),
        "http://192.168.1.1/mug.jpg".to_owned(),
        "http://localhost.localdomain.invalid/mug.jpg".to_owned(),
        "ftp://example.com/mug.jpg".to_owned(),
    ];
    let listed: Vec<&str> = addresses.iter().map(String::as_str).collect();
    want(&app, &ann, &mug, &listed).await;
    app.work().await;
    let shown = images(&ann, mug.as_str()).await;
    let failures: Vec<_> = shown
        .iter()
        .map(|image| {
            (
                image["state"].as_str().unwrap(),
                image["failure"].as_str().unwrap(),
            )
        })
        .collect();
    let private = "The address is in a private network, which we do not access.";
    assert_eq!(
        failures,
        [
            ("failed", "Upload a JPEG, PNG or WebP picture."),
            ("failed", private),
            ("failed", "There is nothing at the address (404)."),
            ("failed", private),
            ("waiting", "The address could not be reached."),
            ("failed", "Only http and https addresses can be used."),
        ]
    );
    let page = format!("/products/{mug}");
    ann.page(&page).await.is(200).has("Try again").has(private);
    let again = format!(
        "{}/{}/retry",
        place(mug.as_str()),
        shown[2]["image_id"].as_str().unwrap()
    );
    ann.post(&again, serde_json::json!({})).await.is(204);
    ann.post(&again, serde_json::json!({})).await.is(204);
    assert_eq!(images(&ann, mug.as_str()).await[2]["state"], "waiting");
    app.work().await;
    assert_eq!(images(&ann, mug.as_str()).await[2]["state"], "failed");
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn who_is_busy_is_asked_again_later_and_at_last_given_up() {
    let app = app().await;
    let ann = app.seller("ann").await;
    let (old, mug) = (Old::default(), mug(&ann).await);
    old.busy.store(2, Ordering::SeqCst);
    let address = format!("{}/mug.jpg", old.serve().await);
    want(&app, &ann, &mug, &[&address]).await;
    for (later_ms, asked) in [(0, 1), (0, 1), (2 * MINUTE_MS, 2), (HOUR_MS, 3)] {
        app.later(later_ms);
        app.work().await;
        assert_eq!(old.asked.load(Ordering::SeqCst), asked);
    }
    // The token of the beginning is over by now.
    let ann = app.signed_in("ann").await;
    assert_eq!(images(&ann, mug.as_str()).await[0]["state"], "ready");
    let bowl = ProductId::stored(ann.product("Bowl", "5.00", 1).await.product_id);
    old.busy.store(100, Ordering::SeqCst);
    want(&app, &ann, &bowl, &[&address]).await;
    for _ in 0..6 {
        app.work().await;
        app.later(DAY_MS);
    }
    let ann = app.signed_in("ann").await;
    assert_eq!(
        images(&ann, bowl.as_str()).await[0]["failure"],
        "The address answered 503."
    );
    assert_eq!(images(&ann, bowl.as_str()).await[0]["state"], "failed");
    assert_eq!(old.asked.load(Ordering::SeqCst), 3 + 5);
}

#[tokio::test]
async fn what_an_export_says_of_pictures_imports_unchanged_and_serves_another_product() {
    let app = app().await;
    let ann = app.seller("ann").await;
    let (old, mug) = (Old::default(), mug(&ann).await);
    let address = format!("{}/mug.jpg", old.serve().await);
    want(&app, &ann, &mug, &[&address]).await;
    let one = photo(30, 30, ImageFormat::Png);
    super::send(&ann, mug.as_str(), &[("p.png", &one)]).await.is(201);
    app.work().await;
    let there = store::images_of(&app.db, &ann.seller(), &mug).await.unwrap();
    let written: Vec<String> = there.iter().filter_map(|image| exported(&app, image)).collect();
    assert_eq!(written[0], address);
    assert!(written[1].starts_with(&own_prefix(&app)));
    let listed: Vec<&str> = written.iter().map(String::as_str).collect();
    assert!(!want(&app, &ann, &mug, &listed).await);
    // A copy of the product gets a copy of the picture, without asking anyone.
    let bowl = ProductId::stored(ann.product("Bowl", "5.00", 1).await.product_id);
    want(&app, &ann, &bowl, &listed[1..]).await;
    app.work().await;
    assert_eq!(images(&ann, bowl.as_str()).await[0]["state"], "ready");
    ann.delete(&format!("/seller/products/{mug}")).await.is(204);
    app.work().await;
    let url = images(&ann, bowl.as_str()).await[0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    app.anonymous().page(&url).await.is(200);
}
