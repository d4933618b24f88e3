use crate::testing::{Actor, TestApp};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::json;
use std::io::Cursor;

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 90]));
    DynamicImage::ImageRgb8(pixels)
        .write_to(&mut bytes, format)
        .expect("a picture");
    bytes.into_inner()
}

fn place(seller: &Actor, kind: &str) -> String {
    format!("/api/v1/seller/{}/{kind}", seller.seller())
}

fn stored(app: &TestApp) -> usize {
    std::fs::read_dir(app.files().join("media")).map_or(0, |files| files.count())
}

#[tokio::test]
async fn a_logo_is_written_anew_and_shown_to_everyone_for_a_year() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let mut sent = picture(600, 300, format);
        sent.extend_from_slice(b"secret place of the photographer");
        let url = ann
            .put_file(&place(&ann, "logo"), ("l", &sent))
            .await
            .is(200)
            .id("url");
        let shown = app.anonymous().page(&url).await.is(200);
        let read = image::load_from_memory(&shown.bytes).expect("a picture");
        assert_eq!((read.width(), read.height()), (256, 128));
        assert!(!String::from_utf8_lossy(&shown.bytes).contains("photographer"));
        assert_eq!(
            shown.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert!(shown.header("content-type").starts_with("image/"));
        assert!(shown.header("content-security-policy").starts_with("sandbox"));
    }
    let profile = ann.get(&format!("/seller/{}", ann.seller())).await.json();
    assert!(profile["logo"].as_str().unwrap().starts_with("/media/"));
    assert_eq!(profile["banner"], json!(null));
}

#[tokio::test]
async fn a_banner_covers_its_place() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let sent = picture(500, 500, ImageFormat::Png);
    let url = ann
        .put_file(&place(&ann, "banner"), ("b.png", &sent))
        .await
        .is(200)
        .id("url");
    let shown = app.anonymous().page(&url).await.is(200);
    let read = image::load_from_memory(&shown.bytes).expect("a picture");
    assert_eq!((read.width(), read.height()), (1600, 400));
}

#[tokio::test]
async fn a_replaced_picture_goes() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let sent = picture(20, 20, ImageFormat::Png);
    let first = ann
        .put_file(&place(&ann, "logo"), ("l", &sent))
        .await
        .is(200)
        .id("url");
    let bobs = bob
        .put_file(&place(&bob, "logo"), ("l", &sent))
        .await
        .is(200)
        .id("url");
    let second = ann
        .put_file(&place(&ann, "logo"), ("l", &sent))
        .await
        .is(200)
        .id("url");
    app.work().await;
    app.anonymous().page(&first).await.is(404);
    app.anonymous().page(&second).await.is(200);
    app.anonymous().page(&bobs).await.is(200);
    assert_eq!(stored(&app), 2);
    ann.delete(&place(&ann, "logo")).await.is(204);
    app.work().await;
    app.anonymous().page(&second).await.is(404);
    assert_eq!(stored(&app), 1);
}

#[tokio::test]
async fn what_is_no_picture_for_us_is_refused() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let mut bomb = picture(1, 1, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let wide = picture(8001, 1, ImageFormat::Png);
    let cut = &picture(90, 90, ImageFormat::Png)[..80];
    for wrong in [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice(),
        b"GIF89a",
        &bomb,
        &wide,
        cut,
        b"x",
    ] {
        let refused = ann.put_file(&place(&ann, "logo"), ("l.png", wrong)).await;
        assert_ne!(refused.is_problem(422, "validation").error("file"), "");
    }
    let sent = picture(9, 9, ImageFormat::Png);
    bob.put_file(&place(&ann, "logo"), ("l.png", &sent)).await.is(404);
    app.anonymous()
        .put_file(&place(&ann, "logo"), ("l.png", &sent))
        .await
        .is(401);
    app.anonymous().page("/media/../secret").await.is(404);
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn a_logo_of_fifty_megabytes_is_too_large() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let large = vec![0u8; 50 * 1024 * 1024];
    ann.put_file(&place(&ann, "logo"), ("l.png", &large))
        .await
        .is(413);
}

#[tokio::test]
async fn the_settings_take_a_logo_and_take_it_away() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let here = [("_page", "/settings")];
    ann.form_with_file("/settings/logo", ("l.svg", b"<svg/>"), &here)
        .await
        .is(422)
        .has("Upload a JPEG, PNG or WebP picture.");
    let sent = picture(30, 30, ImageFormat::Jpeg);
    ann.form_with_file("/settings/logo", ("l.jpg", &sent), &here)
        .await
        .leads_to("/settings");
    let page = ann.page("/settings").await.is(200);
    let src = page.attribute(".thumb img", "src").expect("the logo");
    app.anonymous().page(&src).await.is(200);
    ann.form("/do/accounts/clear-picture", &[("kind", "logo")])
        .await
        .leads_to("/settings");
    assert_eq!(ann.page("/settings").await.attribute(".thumb img", "src"), None);
}
