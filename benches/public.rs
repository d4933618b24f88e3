//! What the public pages cost: `cargo bench --bench public`.
//!
//! CPU time is the server's own, from `/proc`, divided by the requests; bytes are those of one answer, plain and as
//! they travel. `BENCH_PRODUCTS` (default 20000) says how many products are seeded, once, into
//! `target/bench-public-<products>`, `BENCH_REQUESTS` (default 4000) how many requests each row makes, over 16
//! connections.

mod server;

use serde_json::json;
use server::{Making, PASSWORD, Server, json, load, number, seed_once, text};
use std::sync::Arc;

/// Makes `requests` requests for a path; prints what each cost and what one answer weighs. With `known`, each says
/// which one it has already.
async fn row(server: &Arc<Server>, name: &str, path: &str, known: bool, requests: usize) {
    let first = server.get(path).send().await.expect("an answer");
    let tag = first.headers().get("etag").cloned().filter(|_| known);
    let (asked, asking) = (path.to_owned(), server.clone());
    let make: Making = Arc::new(move |_| match &tag {
        Some(tag) => asking.get(&asked).header("if-none-match", tag),
        None => asking.get(&asked),
    });
    let weigh = |request: reqwest::RequestBuilder| async move {
        let answer = request.send().await.expect("an answer");
        answer.bytes().await.expect("bytes").len()
    };
    let plain = weigh(make(0)).await;
    let packed = weigh(make(0).header("accept-encoding", "br")).await;
    let wanted = if known { 304 } else { 200 };
    let load = load(server, requests, wanted, make).await;
    load.print(name);
    println!("{:<30} {plain:>8} bytes {packed:>8} packed", "");
}

#[tokio::main]
async fn main() {
    // The one TLS provider of this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (products, requests) = (number("BENCH_PRODUCTS", 20_000), number("BENCH_REQUESTS", 4_000));
    let counts = format!("--sellers 20 --products {products} --orders 1000");
    let data = seed_once(&format!("bench-public-{products}"), &counts);
    let server = Arc::new(Server::start(&data, None).await);
    let login = server.login("owner1@seed.test", PASSWORD).await;
    let (token, seller) = (text(&login, "token"), text(&login["user"], "seller_id"));
    let profile = server.get(&format!("/seller/{seller}")).bearer_auth(&token);
    let shop = format!("/shop/{}", text(&json(profile).await, "handle"));
    for variants in [1_usize, 40, 100] {
        let values: Vec<String> = (0..variants).map(|number| format!("Size {number}")).collect();
        let about = "A mug of stoneware, thrown by hand and fired twice. ".repeat(20);
        let mut product = json!({ "name": "Bench mug", "price": 12.5, "stock": 9, "description": about });
        let run = std::process::id();
        product["handle"] = json!(format!("bench-{run}-{variants}"));
        product["sku"] = json!(format!("BENCH-{run}-{variants}"));
        if variants > 1 {
            product["options"] = json!([{ "name": "Size", "values": values }]);
        }
        let made = server.post("/seller/products").bearer_auth(&token).json(&product);
        let path = format!("{shop}/{}", text(&json(made).await, "handle"));
        let name = format!("product, {variants} variants");
        row(&server, &name, &path, false, requests).await;
        row(&server, &format!("{name}, 304"), &path, true, requests).await;
    }
    row(&server, "shop", &shop, false, requests).await;
    row(&server, "shop, 304", &shop, true, requests).await;
    row(&server, "sitemap index", "/sitemap.xml", false, requests).await;
    println!("memory under pages             {:>8.1} MB", server.memory());
    row(&server, "sitemap file", "/sitemaps/products-1.xml", false, 20).await;
    println!("memory at its highest          {:>8.1} MB", server.peak());
}
