//! Pictures of products.

mod arranging;
mod fetching;
mod reviewed;
mod storage;
mod upload;
mod wanted;

use crate::testing::{Actor, Answer, TestApp};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use std::io::Cursor;

/// A picture without a plain spot, so that its bytes are those of a photo rather than of a drawing.
fn photo(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        Rgb([
            (x * 255 / width) as u8,
            (y * 255 / height) as u8,
            ((x * y) % 251) as u8,
        ])
    });
    DynamicImage::ImageRgb8(pixels)
        .write_to(&mut bytes, format)
        .expect("a picture");
    bytes.into_inner()
}

fn place(product_id: &str) -> String {
    format!("/seller/products/{product_id}/images")
}

/// A multipart body of several files.
fn files(files: &[(&str, &[u8])], fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (field, value) in fields {
        let part = format!("--end\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, content) in files {
        let head = format!(
            "--end\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--end--\r\n");
    ("multipart/form-data; boundary=end".to_owned(), body)
}

/// Sends pictures by the API.
async fn send(seller: &Actor, product_id: &str, sent: &[(&str, &[u8])]) -> Answer {
    let (kind, body) = files(sent, &[]);
    let headers = [("content-type", kind.as_str())];
    seller
        .api(axum::http::Method::POST, &place(product_id), &headers, body)
        .await
}

/// A product's pictures as the API shows them.
async fn images(seller: &Actor, product_id: &str) -> Vec<Value> {
    let list = seller.get(&place(product_id)).await.is(200).json();
    list["data"].as_array().expect("a list").clone()
}

/// Every file of pictures in the storage, without the folders of others.
fn stored(app: &TestApp) -> usize {
    ["products", "uploads"]
        .into_iter()
        .filter_map(|folder| std::fs::read_dir(app.files().join(folder)).ok())
        .map(|files| files.count())
        .sum()
}
