//! What a request costs: starts the release binary on a seeded database and reads its CPU time from `/proc`.
//!
//! `cargo bench --bench serve`; `BENCH_ORDERS` (default 1000000) says how many orders are seeded once into
//! `target/bench-<orders>`, `BENCH_REQUESTS` (default 2000) how many requests each row makes, over 16 connections.

mod server;

use reqwest::Client;
use serde_json::{Value, json};
use server::{Making, PASSWORD, Server, load, number, seed_once, text};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

const SELLER: &str = "owner1@seed.test";
const ADMIN: (&str, &str) = ("bench@seed.test", "bench-password");

async fn row(server: &Server, name: &str, requests: usize, wanted: u16, make: Making) {
    load(server, requests, wanted, make).await.print(name);
}

/// The bytes of a page and everything it names, as they travel.
async fn first_load(server: &Server, browser: &Client) -> usize {
    let packed = |path: String| async move {
        let request = browser.get(server.to(&path)).header("accept-encoding", "br");
        let answer = request.send().await.expect("an answer");
        answer.bytes().await.expect("bytes").len()
    };
    let page = browser.get(server.to("/dashboard")).send().await.expect("a page");
    let page = page.text().await.expect("text");
    let mut sum = packed("/dashboard".to_owned()).await;
    for part in page.split(['"', ' ']).filter(|part| part.starts_with("/assets/")) {
        sum += packed(part.to_owned()).await;
    }
    sum
}

fn make_admin(data: &Path) {
    let (email, password) = ADMIN;
    let mut admin = server::binary(data, None);
    admin
        .args(["admin", "create", "--super", "--email", email])
        .stdin(Stdio::piped());
    let mut admin = admin.spawn().expect("the binary");
    let mut input = admin.stdin.take().expect("input");
    std::io::Write::write_all(&mut input, format!("{password}\n").as_bytes()).expect("a password");
    drop(input);
    let _ = admin.wait();
}

/// What a storefront posts.
fn order(run: u32, at: usize, variant: &str, currency: &str) -> Value {
    json!({
        "reference": format!("BENCH-{run}-{at}"), "currency": currency,
        "buyer": { "name": "Ada Park", "email": "ada@example.test" },
        "ship_to": { "line1": "1 Quay", "city": "Cork", "country": "IE" },
        "lines": [{ "variant_id": variant, "quantity": 2 }],
        "shipping": 4.99, "payment": { "status": "paid" }
    })
}

#[tokio::main]
async fn main() {
    // The one TLS provider of this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (orders, requests) = (number("BENCH_ORDERS", 1_000_000), number("BENCH_REQUESTS", 2_000));
    let counts = format!("--sellers 200 --products 20000 --orders {orders}");
    let data = seed_once(&format!("bench-{orders}"), &counts);
    make_admin(&data);
    let server = Arc::new(Server::start(&data, None).await);
    println!("memory at rest                 {:>8.1} MB", server.memory());
    let token = server.token(SELLER, PASSWORD).await;
    let admin = server.token(ADMIN.0, ADMIN.1).await;
    let browser = server.browser(SELLER).await;
    let wanted = json!({ "name": "bench", "scopes": ["orders:write"] });
    let key = server
        .post("/api/admin/api-keys")
        .bearer_auth(&admin)
        .json(&wanted);
    let key = text(&server::json(key).await, "key");
    let mug = json!({ "name": "Bench mug", "price": 12.5, "stock": 100_000_000 });
    let product = server.post("/seller/products").bearer_auth(&token).json(&mug);
    let product = server::json(product).await;
    let (variant, currency) = (
        text(&product["variants"][0], "variant_id"),
        text(&product, "currency"),
    );
    println!(
        "first dashboard load           {:>8.1} KB, everything included",
        first_load(&server, &browser).await as f64 / 1024.0
    );

    for (name, path) in [
        ("orders page", "/orders"),
        ("dashboard page", "/dashboard"),
        ("products page", "/products"),
    ] {
        let (browser, address) = (browser.clone(), server.to(path));
        let page = Arc::new(move |_| browser.get(&address));
        row(&server, name, requests, 200, page).await;
    }
    for (name, path) in [
        ("orders JSON", "/api/v1/seller/orders"),
        ("analytics JSON", "/api/v1/seller/analytics"),
        ("products JSON", "/api/v1/seller/products"),
    ] {
        let (server_, token) = (server.clone(), token.clone());
        let call = Arc::new(move |_| server_.get(path).bearer_auth(&token));
        row(&server, name, requests, 200, call).await;
    }
    println!("memory under reading           {:>8.1} MB", server.memory());
    let run = std::process::id();
    let server_ = server.clone();
    let create: Making = Arc::new(move |at| {
        let product = json!({ "name": format!("Product {run} {at}"), "price": 12.5, "stock": 5 });
        server_
            .post("/seller/products")
            .bearer_auth(&token)
            .json(&product)
    });
    row(&server, "creating a product", requests / 2, 201, create).await;
    let server_ = server.clone();
    let place: Making = Arc::new(move |at| {
        server_
            .post("/api/v1/storefront/orders")
            .bearer_auth(&key)
            .json(&order(run, at, &variant, &currency))
    });
    row(&server, "posting an order", requests / 2, 201, place).await;
    println!("memory after writing           {:>8.1} MB", server.memory());
    println!("memory at its highest          {:>8.1} MB", server.peak());
}
