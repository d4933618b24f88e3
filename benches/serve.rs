//! What a request costs: starts the release binary on a seeded database and reads its CPU time from `/proc`.
//!
//! `cargo bench --bench serve`; `BENCH_ORDERS` (default 1000000) says how many orders are seeded once into
//! `target/bench-<orders>`, `BENCH_REQUESTS` (default 2000) how many requests each row makes, over 16 connections.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 16;
const HERE: &str = "http://127.0.0.1:3999";

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
        line.split_whitespace()
            .nth(1)
            .and_then(|kb| kb.parse::<f64>().ok())
            .unwrap_or(0.0)
            / 1024.0
    }
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_stallholder"))
}

fn seeded(orders: usize) -> PathBuf {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/bench-{orders}"));
    if !data.join("seeded").exists() {
        let _ = std::fs::remove_dir_all(&data);
        let started = Instant::now();
        let counts = format!("seed --sellers 200 --products 20000 --orders {orders} --data");
        let seeded = binary()
            .args(counts.split(' '))
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(seeded.is_ok_and(|status| status.success()), "the seed failed");
        println!(
            "seeded {orders} orders in {:.1} s",
            started.elapsed().as_secs_f64()
        );
        std::fs::write(data.join("seeded"), "").expect("a mark");
    }
    data
}

type Making = Arc<dyn Fn(usize) -> reqwest::RequestBuilder + Send + Sync>;

/// Makes `requests` requests over 16 connections; prints what each cost.
async fn row(server: &Server, name: &str, requests: usize, wanted: u16, make: Making) {
    let next = Arc::new(AtomicUsize::new(0));
    for warm in 0..50 {
        let _ = make(requests + warm).send().await;
    }
    let (cpu, started) = (server.cpu_ms(), Instant::now());
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (next, make) = (next.clone(), make.clone());
            tokio::spawn(async move {
                let mut wrong = 0;
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= requests {
                        return wrong;
                    }
                    match make(at).send().await {
                        Ok(answer) if answer.status().as_u16() == wanted => drop(answer.bytes().await),
                        _ => wrong += 1,
                    }
                }
            })
        })
        .collect();
    let mut wrong = 0;
    for task in tasks {
        wrong += task.await.unwrap_or(1);
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{name:<24} {:>8.3} ms CPU {:>9.0} requests/s {:>5} wrong",
        (server.cpu_ms() - cpu) / requests as f64,
        requests as f64 / seconds,
        wrong
    );
}

async fn sign_in(client: &Client, email: &str, password: &str) -> String {
    let form = json!({ "email": email, "password": password });
    let answer = client
        .post(format!("{HERE}/auth/login"))
        .json(&form)
        .send()
        .await
        .expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    answer["token"].as_str().expect("a token").to_owned()
}

/// The bytes of a page and everything it names, as they travel.
async fn first_load(browser: &Client) -> usize {
    let packed = |path: String| {
        let browser = browser.clone();
        async move {
            let answer = browser
                .get(format!("{HERE}{path}"))
                .header("accept-encoding", "br")
                .send()
                .await;
            answer.expect("an answer").bytes().await.expect("bytes").len()
        }
    };
    let page = browser
        .get(format!("{HERE}/dashboard"))
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("text");
    let mut sum = packed("/dashboard".to_owned()).await;
    for part in page.split(['"', ' ']).filter(|part| part.starts_with("/assets/")) {
        sum += packed(part.to_owned()).await;
    }
    sum
}

#[tokio::main]
async fn main() {
    // The one TLS provider of this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let orders = number("BENCH_ORDERS", 1_000_000);
    let requests = number("BENCH_REQUESTS", 2_000);
    let data = seeded(orders);
    let mut admin = binary();
    admin
        .args("admin create --email bench@seed.test --super --data".split(' '))
        .arg(&data);
    let mut admin = admin
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary");
    std::io::Write::write_all(&mut admin.stdin.take().expect("input"), b"bench-password\n")
        .expect("a password");
    let _ = admin.wait();
    let started = Instant::now();
    let mut serve = binary();
    serve
        .args(["--addr", "127.0.0.1:3999", "--data"])
        .arg(&data)
        .env("STALLHOLDER_RATE_LIMITS", "off");
    let server = Server(
        serve
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary"),
    );
    let client = Client::new();
    while client.get(format!("{HERE}/healthz")).send().await.is_err() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    println!(
        "start to first answer    {:>8.3} s",
        started.elapsed().as_secs_f64()
    );
    let token = sign_in(&client, "owner1@seed.test", "stallholder-seed").await;
    let admin = sign_in(&client, "bench@seed.test", "bench-password").await;
    let browser = Client::builder().cookie_store(true).build().expect("a client");
    let form = [
        ("email", "owner1@seed.test"),
        ("password", "stallholder-seed"),
        ("_page", "/login"),
    ];
    browser
        .post(format!("{HERE}/do/accounts/sign-in"))
        .form(&form)
        .send()
        .await
        .expect("an answer");
    let key: Value = client
        .post(format!("{HERE}/api/admin/api-keys"))
        .bearer_auth(&admin)
        .json(&json!({ "name": "bench", "scopes": ["orders:write"] }))
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let key = key["key"].as_str().expect("a key").to_owned();
    let new = |name: String| json!({ "name": name, "price": 12.5, "stock": 100_000_000 });
    let post = client.post(format!("{HERE}/seller/products")).bearer_auth(&token);
    let product: Value = post
        .json(&new("Bench mug".into()))
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let variant = product["variants"][0]["variant_id"]
        .as_str()
        .expect("a variant")
        .to_owned();
    let currency = product["currency"].as_str().unwrap_or("USD").to_owned();
    println!(
        "first dashboard load     {:>8.1} KB, everything included",
        first_load(&browser).await as f64 / 1024.0
    );

    let page = |path: &'static str| -> Making {
        let browser = browser.clone();
        Arc::new(move |_| browser.get(format!("{HERE}{path}")))
    };
    let call = |path: &'static str| -> Making {
        let (client, token) = (client.clone(), token.clone());
        Arc::new(move |_| client.get(format!("{HERE}{path}")).bearer_auth(&token))
    };
    row(&server, "orders page", requests, 200, page("/orders")).await;
    row(
        &server,
        "orders JSON",
        requests,
        200,
        call("/api/v1/seller/orders"),
    )
    .await;
    row(&server, "dashboard page", requests, 200, page("/dashboard")).await;
    row(
        &server,
        "analytics JSON",
        requests,
        200,
        call("/api/v1/seller/analytics"),
    )
    .await;
    println!("memory under reading     {:>8.1} MB", server.megabytes("VmRSS"));
    let run = std::process::id();
    let (writer, bearer) = (client.clone(), token.clone());
    let create: Making = Arc::new(move |at| {
        let product = json!({ "name": format!("Product {run} {at}"), "price": 12.5, "stock": 5 });
        writer
            .request(Method::POST, format!("{HERE}/seller/products"))
            .bearer_auth(&bearer)
            .json(&product)
    });
    row(&server, "creating a product", requests / 2, 201, create).await;
    let place: Making = Arc::new(move |at| {
        client
            .post(format!("{HERE}/api/v1/storefront/orders"))
            .bearer_auth(&key)
            .json(&json!({
                "reference": format!("BENCH-{run}-{at}"), "currency": currency,
                "buyer": { "name": "Ada Park", "email": "ada@example.test" },
                "ship_to": { "line1": "1 Quay", "city": "Cork", "country": "IE" },
                "lines": [{ "variant_id": variant, "quantity": 2 }],
                "shipping": 4.99, "payment": { "status": "paid" }
            }))
    });
    row(&server, "posting an order", requests / 2, 201, place).await;
    println!("memory at its highest    {:>8.1} MB", server.megabytes("VmHWM"));
}
