//! Tests of picture uploads.

use super::{files, images, photo, place, send, stored};
use crate::testing::TestApp;
use axum::http::Method;
use image::ImageFormat;
use std::time::Instant;

#[tokio::test]
async fn pictures_are_taken_at_once_and_written_anew_in_the_background() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let mut jpeg = photo(1600, 900, ImageFormat::Jpeg);
    jpeg.extend_from_slice(b"secret place of the photographer");
    let (png, webp) = (
        photo(300, 400, ImageFormat::Png),
        photo(90, 60, ImageFormat::WebP),
    );
    // Its content tells what it is, not its name.
    let sent = [("a.png", jpeg.as_slice()), ("b", &png), ("c.gif", &webp)];
    let answer = send(&ann, &mug, &sent).await.is(201).json();
    assert_eq!(answer["images"][0]["state"], "waiting");
    assert_eq!(answer["refused"].as_array().unwrap().len(), 0);
    app.work().await;
    let shown = images(&ann, &mug).await;
    let sizes: Vec<_> = shown
        .iter()
        .map(|image| {
            (
                image["state"].as_str().unwrap(),
                image["width"].as_i64(),
                image["height"].as_i64(),
            )
        })
        .collect();
    assert_eq!(
        sizes,
        [
            ("ready", Some(1600), Some(900)),
            ("ready", Some(300), Some(400)),
            ("ready", Some(90), Some(60))
        ]
    );
    let small = shown[0]["thumbnails"].as_array().unwrap();
    for (small, (width, height)) in small.iter().zip([(160, 90), (480, 270), (1200, 675)]) {
        let file = app.anonymous().page(small["url"].as_str().unwrap()).await.is(200);
        assert_eq!(file.header("content-type"), "image/webp");
        assert_eq!(
            file.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        let read = image::load_from_memory(&file.bytes).unwrap();
        assert_eq!((read.width(), read.height()), (width, height));
    }
    let largest = app
        .anonymous()
        .page(shown[0]["url"].as_str().unwrap())
        .await
        .is(200);
    assert_eq!(largest.header("content-type"), "image/jpeg");
    assert!(!String::from_utf8_lossy(&largest.bytes).contains("photographer"));
    // Three and the largest, two and the largest, one and the largest; of what was sent nothing.
    assert_eq!(stored(&app), 9);
    app.work().await;
    assert_eq!(stored(&app), 9);
}

#[tokio::test]
async fn of_ten_files_the_good_ones_are_taken_and_the_others_named() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let good = photo(20, 20, ImageFormat::Png);
    let jpeg = photo(300, 300, ImageFormat::Jpeg);
    let cut = &jpeg[..jpeg.len() / 2];
    let moving = {
        let mut moving = good[..33].to_vec();
        moving.extend_from_slice(&[0, 0, 0, 8]);
        moving.extend_from_slice(b"acTL\0\0\0\x02\0\0\0\0\0\0\0\0");
        moving.extend_from_slice(&good[33..]);
        moving
    };
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice();
    let sent = [
        ("good.png", good.as_slice()),
        ("drawing.svg", svg),
        ("cut.jpg", cut),
        ("moving.png", &moving),
        ("old.gif", b"GIF89a\x01\0\x01\0"),
        ("empty.jpg", b""),
    ];
    let answer = send(&ann, &mug, &sent).await.is(201).json();
    assert_eq!(answer["images"].as_array().unwrap().len(), 1);
    let refused = answer["refused"].as_array().unwrap();
    let told: Vec<_> = refused
        .iter()
        .map(|refused| {
            (
                refused["file_name"].as_str().unwrap(),
                refused["message"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told[0], ("drawing.svg", "Upload a JPEG, PNG or WebP picture."));
    assert_eq!(
        told[1].1,
        "The picture cannot be read: it is damaged or incomplete."
    );
    assert_eq!(
        told[2].1,
        "Animated pictures are not supported. Upload a still one."
    );
    assert_eq!(told.len(), 5);
    // None that is good: nothing changes, and each is named.
    let none = send(&ann, &mug, &sent[1..]).await.is_problem(422, "validation");
    assert!(
        none.error("file").contains("drawing.svg"),
        "{}",
        none.error("file")
    );
    assert_eq!(images(&ann, &mug).await.len(), 1);
}

/// A PNG of that size, all black, in one bit a pixel: thousands of times smaller than its pixels.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    let row = vec![0u8; 1 + width.div_ceil(8) as usize];
    for _ in 0..height {
        zlib.write_all(&row).unwrap();
    }
    let pixels = zlib.finish().unwrap();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend_from_slice(&[1, 0, 0, 0, 0]);
    for (kind, content) in [(b"IHDR", head), (b"IDAT", pixels), (b"IEND", Vec::new())] {
        png.extend_from_slice(&(content.len() as u32).to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(&content);
        png.extend_from_slice(kind);
        png.extend_from_slice(&content);
        png.extend_from_slice(&crc.sum().to_be_bytes());
    }
    png
}

#[tokio::test]
async fn a_decompression_bomb_costs_nothing() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    // 60,000 by 60,000 pixels in half a megabyte, ten gigabytes unpacked.
    let (square, wide) = (bomb(60_000, 60_000), bomb(9_999, 9_999));
    let begun = Instant::now();
    let answer = send(&ann, &mug, &[("square.png", &square), ("wide.png", &wide)]).await;
    let took = begun.elapsed();
    let refused = answer.is_problem(422, "validation");
    let said = "too large: at most 10,000 pixels on a side and 54 million in all";
    assert!(refused.error("file").contains(said), "{}", refused.error("file"));
    assert!(took.as_millis() < 500, "it took {took:?}");
    // What has a small head and more pixels than it says is broken, and found out in the background.
    let mut liar = photo(64, 64, ImageFormat::Png);
    liar[16..20].copy_from_slice(&9_000u32.to_be_bytes());
    let crc = {
        let mut crc = flate2::Crc::new();
        crc.update(&liar[12..29]);
        crc.sum()
    };
    liar[29..33].copy_from_slice(&crc.to_be_bytes());
    send(&ann, &mug, &[("liar.png", &liar)]).await.is(201);
    app.work().await;
    let shown = images(&ann, &mug).await;
    assert_eq!(shown[0]["state"], "failed");
    assert_eq!(
        shown[0]["failure"],
        "The picture cannot be read: it is damaged or incomplete."
    );
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn a_picture_is_turned_as_its_camera_says() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let jpeg = photo(300, 200, ImageFormat::Jpeg);
    // EXIF with orientation 6 and a place, right after the start of the JPEG.
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 51.5N");
    let mut turned = vec![0xff, 0xd8, 0xff, 0xe1];
    turned.extend_from_slice(&(exif.len() as u16 + 2).to_be_bytes());
    turned.extend_from_slice(&exif);
    turned.extend_from_slice(&jpeg[2..]);
    send(&ann, &mug, &[("t.jpg", &turned)]).await.is(201);
    app.work().await;
    let shown = images(&ann, &mug).await;
    assert_eq!(
        (shown[0]["width"].as_i64(), shown[0]["height"].as_i64()),
        (Some(200), Some(300))
    );
    let file = app
        .anonymous()
        .page(shown[0]["url"].as_str().unwrap())
        .await
        .is(200);
    let read = image::load_from_memory(&file.bytes).unwrap().to_rgb8();
    // What was at the lower left is at the upper left now.
    assert!(read.get_pixel(5, 5).0[1] > 200, "{:?}", read.get_pixel(5, 5));
    assert!(!String::from_utf8_lossy(&file.bytes).contains("GPS"));
}

#[tokio::test]
async fn the_page_sends_many_at_once_and_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let (one, page) = (photo(20, 20, ImageFormat::Png), format!("/products/{mug}"));
    let sent = [
        ("one.png", one.as_slice()),
        ("two.png", &one),
        ("three.txt", b"text"),
    ];
    let (kind, body) = files(&sent, &[("_page", &page), ("_once", "the same click")]);
    let headers = [("content-type", kind.as_str())];
    for _ in 0..2 {
        ann.browse(Method::POST, &format!("{page}/images"), &headers, body.clone())
            .await
            .leads_to(&format!("{page}#pictures"));
    }
    let shown = ann.page(&page).await.is(200);
    shown
        .has("2 pictures added. Not uploaded: “three.txt”: Upload a JPEG, PNG or WebP picture.")
        .has("Processing");
    app.work().await;
    let shown = ann.page(&page).await.is(200);
    assert_eq!(images(&ann, &mug).await.len(), 2);
    assert!(shown.attribute(".picture img", "srcset").is_some());
    assert!(
        ann.page("/products")
            .await
            .attribute(".with-thumb img", "src")
            .is_some()
    );
    let (kind, body) = files(&sent[2..], &[("_page", &page)]);
    ann.browse(
        Method::POST,
        &format!("{page}/images"),
        &[("content-type", &kind)],
        body,
    )
    .await
    .is(422)
    .has("“three.txt”: Upload a JPEG, PNG or WebP picture.");
}

#[tokio::test]
async fn a_product_takes_thirty_pictures_and_says_so() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let one = photo(4, 4, ImageFormat::Png);
    let sent: Vec<_> = (0..29).map(|_| ("p.png", one.as_slice())).collect();
    send(&ann, &mug, &sent).await.is(201);
    let answer = send(&ann, &mug, &sent[..2]).await.is(201).json();
    assert_eq!(answer["images"].as_array().unwrap().len(), 30);
    assert_eq!(
        answer["refused"][0]["message"],
        "A product can have at most 30 pictures."
    );
    send(&ann, &mug, &sent[..1]).await.is_problem(422, "validation");
}

#[tokio::test]
async fn another_sellers_product_takes_none() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let one = photo(4, 4, ImageFormat::Png);
    send(&bob, &mug, &[("p.png", &one)]).await.is(404);
    bob.get(&place(&mug)).await.is(404);
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn what_is_larger_than_twenty_megabytes_is_named_and_the_rest_taken() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "5.00", 1).await.product_id;
    let large = vec![0xffu8; 21 * 1024 * 1024];
    let one = photo(4, 4, ImageFormat::Png);
    let answer = send(&ann, &mug, &[("large.jpg", &large), ("p.png", &one)])
        .await
        .is(201)
        .json();
    assert_eq!(answer["refused"][0]["message"], "The file is larger than 20 MB.");
    assert_eq!(answer["images"].as_array().unwrap().len(), 1);
}
