//! Tests of picture storage and its failures.

use super::{images, photo, place, send, stored};
use crate::clock::HOUR_MS;
use crate::testing::{TestApp, bucket};
use image::ImageFormat;

#[tokio::test]
async fn storage_that_fails_leaves_no_half_of_a_picture() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let one = photo(40, 40, ImageFormat::Png);
    // No file can be made below what is itself a file.
    std::fs::write(app.files().join("uploads"), "in the way").unwrap();
    send(&ann, &mug, &[("p.png", &one)])
        .await
        .is_problem(500, "internal");
    assert!(images(&ann, &mug).await.is_empty());
    std::fs::remove_file(app.files().join("uploads")).unwrap();
    std::fs::write(app.files().join("products"), "in the way").unwrap();
    send(&ann, &mug, &[("p.png", &one)]).await.is(201);
    assert_eq!(app.work_and_fail().await.len(), 1);
    assert_eq!(images(&ann, &mug).await[0]["state"], "waiting");
    std::fs::remove_file(app.files().join("products")).unwrap();
    app.later(HOUR_MS + 1);
    app.work().await;
    let ann = app.signed_in("ann").await;
    assert_eq!(images(&ann, &mug).await[0]["state"], "ready");
    app.work().await;
    assert_eq!(stored(&app), 2);
}

#[tokio::test]
#[ignore = "needs the S3-compatible server of ./test.sh"]
async fn a_real_bucket_keeps_pictures_as_a_folder_does() {
    let real = bucket("pictures");
    let app = TestApp::with(|config| config.bucket = Some(real)).await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let one = photo(300, 200, ImageFormat::Jpeg);
    send(&ann, &mug, &[("p.jpg", &one)]).await.is(201);
    app.work().await;
    let shown = images(&ann, &mug).await;
    let url = shown[0]["thumbnails"][0]["url"].as_str().unwrap();
    let small = app.anonymous().page(url).await.is(200);
    assert_eq!(image::load_from_memory(&small.bytes).unwrap().width(), 160);
    ann.delete(&format!(
        "{}/{}",
        place(&mug),
        shown[0]["image_id"].as_str().unwrap()
    ))
    .await
    .is(204);
    app.work().await;
    app.anonymous().page(url).await.is(404);
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
#[ignore = "needs the S3-compatible server of ./test.sh"]
async fn a_bucket_that_fails_leaves_no_half_of_a_picture() {
    let real = bucket("no-such-bucket");
    let app = TestApp::with(|config| config.bucket = Some(real)).await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let one = photo(30, 20, ImageFormat::Jpeg);
    send(&ann, &mug, &[("p.jpg", &one)])
        .await
        .is_problem(500, "internal");
    assert!(images(&ann, &mug).await.is_empty());
}

#[tokio::test]
async fn a_picture_that_becomes_ready_does_not_change_its_product() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    send(&ann, &mug, &[("a.png", &photo(20, 20, ImageFormat::Png))])
        .await
        .is(201);
    let path = format!("/seller/products/{mug}");
    let before = ann.get(&path).await.is(200).json();
    app.later(HOUR_MS);
    app.work().await;
    let ann = app.signed_in("ann").await;
    let after = ann.get(&path).await.is(200).json();
    assert_eq!(after["updated_at"], before["updated_at"]);
    assert_eq!(images(&ann, &mug).await[0]["state"], "ready");
}

#[tokio::test]
async fn a_picture_that_is_given_up_says_so_and_can_be_tried_again() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    send(&ann, &mug, &[("a.png", &photo(20, 20, ImageFormat::Png))])
        .await
        .is(201);
    // Where the pictures would stand is a file, until the last try has failed.
    let folder = app.files().join("products");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::write(&folder, b"in the way").expect("a file");
    for _ in 0..12 {
        app.drain().await;
        app.later(HOUR_MS + 1);
    }
    let ann = app.signed_in("ann").await;
    let given_up = images(&ann, &mug).await.remove(0);
    assert_eq!(given_up["state"], "failed");
    ann.page(&format!("/products/{mug}"))
        .await
        .is(200)
        .has("It could not be processed.")
        .has("Try again");
    std::fs::remove_file(&folder).expect("gone");
    let again = format!("{}/{}/retry", place(&mug), given_up["image_id"].as_str().unwrap());
    ann.post(&again, serde_json::json!({})).await.is(204);
    ann.post(&again, serde_json::json!({})).await.is(204);
    app.drain().await;
    assert_eq!(images(&ann, &mug).await[0]["state"], "ready");
}
