//! What the public pages cost: `cargo bench --bench public`.
//!
//! CPU time is the server's own, from `/proc`, divided by the requests; bytes are those of one answer, plain and as
//! they travel. `BENCH_PRODUCTS` (default 20000) says how many products are seeded, once, into
//! `target/bench-public-<products>`, `BENCH_REQUESTS` (default 4000) how many requests each row makes, over 16
//! connections.

use reqwest::Client;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 16;
const HERE: &str = "http://127.0.0.1:3979";

fn number(name: &str, default: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

/// The server, ended with this.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// CPU time so far, in milliseconds.
    fn cpu_ms(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| {
            fields
                .get(at)
                .and_then(|text| text.parse::<f64>().ok())
                .unwrap_or(0.0)
        };
        (ticks(11) + ticks(12)) * 10.0
    }

    /// A line of `/proc/…/status` in megabytes.
    fn megabytes(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status
            .lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_default();
        let kb = line
            .split_whitespace()
            .nth(1)
            .and_then(|kb| kb.parse::<f64>().ok());
        kb.unwrap_or(0.0) / 1024.0
    }
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_stallholder"))
}

fn seeded(products: usize) -> PathBuf {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/bench-public-{products}"));
    if !data.join("seeded").exists() {
        let _ = std::fs::remove_dir_all(&data);
        let counts = format!("seed --sellers 20 --products {products} --orders 1000 --data");
        let seeded = binary()
            .args(counts.split(' '))
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(seeded.is_ok_and(|status| status.success()), "the seed failed");
        std::fs::write(data.join("seeded"), "").expect("a mark");
    }
    data
}

/// Makes `requests` requests for a path; prints what each cost and what one answer weighs.
async fn row(server: &Server, client: &Client, name: &str, path: &str, known: bool, requests: usize) {
    let address = format!("{HERE}{path}");
    let first = client.get(&address).send().await.expect("an answer");
    let tag = first
        .headers()
        .get("etag")
        .and_then(|tag| tag.to_str().ok())
        .map(str::to_owned);
    let wanted = if known { 304 } else { 200 };
    let make = {
        let (client, address) = (client.clone(), address.clone());
        move || match (&tag, known) {
            (Some(tag), true) => client.get(&address).header("if-none-match", tag),
            _ => client.get(&address),
        }
    };
    let plain = make()
        .send()
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("bytes")
        .len();
    let packed = make()
        .header("accept-encoding", "br")
        .send()
        .await
        .expect("an answer");
    let packed = packed.bytes().await.expect("bytes").len();
    let (next, make) = (Arc::new(AtomicUsize::new(0)), Arc::new(make));
    let (cpu, started) = (server.cpu_ms(), Instant::now());
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (next, make) = (next.clone(), make.clone());
            tokio::spawn(async move {
                let mut wrong = 0;
                while next.fetch_add(1, Ordering::Relaxed) < requests {
                    match make().send().await {
                        Ok(answer) if answer.status().as_u16() == wanted => drop(answer.bytes().await),
                        _ => wrong += 1,
                    }
                }
                wrong
            })
        })
        .collect();
    let mut wrong = 0;
    for task in tasks {
        wrong += task.await.unwrap_or(1);
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{name:<30} {:>8.3} ms CPU {:>8.0} requests/s {plain:>8} bytes {packed:>7} packed {wrong:>3} wrong",
        (server.cpu_ms() - cpu) / requests as f64,
        requests as f64 / seconds,
    );
}

#[tokio::main]
async fn main() {
    // The one TLS provider of this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let requests = number("BENCH_REQUESTS", 4_000);
    let data = seeded(number("BENCH_PRODUCTS", 20_000));
    let mut serve = binary();
    serve
        .args(["--addr", "127.0.0.1:3979", "--data"])
        .arg(&data)
        .env("STALLHOLDER_RATE_LIMITS", "off");
    let child = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let server = Server(child.expect("the binary"));
    let client = Client::new();
    while client.get(format!("{HERE}/healthz")).send().await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let sign_in = json!({ "email": "owner1@seed.test", "password": "stallholder-seed" });
    let login = client
        .post(format!("{HERE}/auth/login"))
        .json(&sign_in)
        .send()
        .await;
    let login: Value = login.expect("an answer").json().await.expect("JSON");
    let token = login["token"].as_str().expect("a token").to_owned();
    let seller = login["user"]["seller_id"].as_str().expect("a seller").to_owned();
    let profile = client
        .get(format!("{HERE}/seller/{seller}"))
        .bearer_auth(&token)
        .send()
        .await;
    let profile: Value = profile.expect("an answer").json().await.expect("JSON");
    let shop = format!("/shop/{}", profile["handle"].as_str().expect("a handle"));
    let mut paths = Vec::new();
    for variants in [1_usize, 40, 100] {
        let values: Vec<String> = (0..variants).map(|number| format!("Size {number}")).collect();
        let text = "A mug of stoneware, thrown by hand and fired twice. ".repeat(20);
        let mut product =
            json!({ "name": "Bench mug", "price": 12.5, "stock": 9, "sku": "BENCH", "description": text });
        product["handle"] = json!(format!("bench-{}-{variants}", std::process::id()));
        product["sku"] = json!(format!("BENCH-{}-{variants}", std::process::id()));
        if variants > 1 {
            product["options"] = json!([{ "name": "Size", "values": values }]);
        }
        let made = client
            .post(format!("{HERE}/seller/products"))
            .bearer_auth(&token)
            .json(&product);
        let made: Value = made.send().await.expect("an answer").json().await.expect("JSON");
        paths.push(format!("{shop}/{}", made["handle"].as_str().expect("a handle")));
    }
    for (path, name) in paths.iter().zip(["1 variant", "40 variants", "100 variants"]) {
        row(
            &server,
            &client,
            &format!("product, {name}"),
            path,
            false,
            requests,
        )
        .await;
        row(
            &server,
            &client,
            &format!("product, {name}, 304"),
            path,
            true,
            requests,
        )
        .await;
    }
    row(&server, &client, "shop", &shop, false, requests).await;
    row(&server, &client, "shop, 304", &shop, true, requests).await;
    row(&server, &client, "sitemap index", "/sitemap.xml", false, requests).await;
    println!(
        "memory under pages             {:>8.1} MB",
        server.megabytes("VmRSS")
    );
    row(
        &server,
        &client,
        "sitemap file",
        "/sitemaps/products-1.xml",
        false,
        20,
    )
    .await;
    println!(
        "memory at its highest          {:>8.1} MB",
        server.megabytes("VmHWM")
    );
}
