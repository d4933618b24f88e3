//! What the list of products and its search cost a seller with 100,000 variants, against one with 100: CPU of the
//! release binary per request, and how long each request takes, one after the other.
//!
//! `cargo bench --bench catalogue`; `BENCH_PRODUCTS` (default 10000, of ten variants each) says how many the large
//! seller imports once into `target/bench-catalogue-<products>`, `BENCH_REQUESTS` (default 500) how many requests
//! each row makes. `DATABASE_URL` names an empty PostgreSQL database instead.

use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const HERE: &str = "http://127.0.0.1:3969";
const SHOPS: [&str; 2] = ["owner1@seed.test", "owner2@seed.test"];
const SMALL: usize = 10;

fn number(name: &str, default: usize) -> usize {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn binary(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stallholder"));
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .arg("--data")
        .arg(data);
    command
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
}

async fn json(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.expect("an answer");
    answer.json().await.expect("JSON")
}

async fn token(client: &Client, email: &str) -> String {
    let form = json!({ "email": email, "password": "stallholder-seed" });
    let answer = json(client.post(format!("{HERE}/auth/login")).json(&form)).await;
    answer["token"].as_str().expect("a token").to_owned()
}

/// Brings the shop's products in by a file; says how long that took.
async fn import(client: &Client, token: &str, products: usize) -> Duration {
    let mut sheet = String::from("handle,title,category,option1_name,option1_value,sku,price,on_hand\n");
    let colours = [
        "Blue", "Red", "Green", "Black", "White", "Pink", "Grey", "Sand", "Moss", "Rust",
    ];
    for number in 0..products {
        for colour in colours {
            let sku = format!("MUG-{number:05}-{}", colour.to_uppercase());
            sheet.push_str(&format!(
                "mug-{number},Speckled mug {number},Kitchen > Mugs,Colour,{colour},{sku},12.50,{}\n",
                number % 7
            ));
        }
    }
    let started = Instant::now();
    let form = Form::new().part("file", Part::text(sheet).file_name("mugs.csv"));
    let begun = json(
        client
            .post(format!("{HERE}/seller/products/imports"))
            .bearer_auth(token)
            .multipart(form),
    )
    .await;
    let address = format!(
        "{HERE}/seller/products/imports/{}",
        begun["import_id"].as_str().expect("an import")
    );
    loop {
        let import = json(client.get(&address).bearer_auth(token)).await;
        match import["status"].as_str() {
            Some("done") => return started.elapsed(),
            Some("failed") => panic!("{import}"),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Makes the requests one after the other; prints what each cost.
async fn row(server: &Server, client: &Client, tokens: &[String; 2], path: &str, requests: usize) {
    let mut line = format!("{path:<44}");
    for token in [&tokens[1], &tokens[0]] {
        let ask = || client.get(format!("{HERE}{path}")).bearer_auth(token).send();
        for _ in 0..20 {
            let _ = ask().await;
        }
        let (cpu, mut took) = (server.cpu_ms(), Vec::with_capacity(requests));
        for _ in 0..requests {
            let started = Instant::now();
            let answer = ask().await.expect("an answer");
            assert!(answer.status().is_success(), "{path}: {}", answer.status());
            let _ = answer.bytes().await;
            took.push(started.elapsed());
        }
        took.sort();
        let each = (server.cpu_ms() - cpu) / requests as f64;
        let p99 = took[requests * 99 / 100].as_secs_f64() * 1_000.0;
        line.push_str(&format!(" {each:>8.3} ms CPU {p99:>7.2} ms p99"));
    }
    println!("{line}");
}

#[tokio::main]
async fn main() {
    // The one TLS provider of this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (products, requests) = (number("BENCH_PRODUCTS", 10_000), number("BENCH_REQUESTS", 500));
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/bench-catalogue-{products}"));
    let _ = std::fs::remove_dir_all(&data);
    let seeded = binary(&data)
        .args("seed --sellers 2 --products 4 --orders 4".split(' '))
        .status();
    assert!(seeded.is_ok_and(|status| status.success()), "the seed failed");
    let mut serve = binary(&data);
    serve
        .args(["--addr", "127.0.0.1:3969"])
        .env("STALLHOLDER_RATE_LIMITS", "off");
    let server = Server(serve.spawn().expect("the binary"));
    let client = Client::new();
    while client.get(format!("{HERE}/healthz")).send().await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let tokens = [token(&client, SHOPS[0]).await, token(&client, SHOPS[1]).await];
    let took = import(&client, &tokens[0], products).await;
    println!(
        "{} variants imported in {:.1} s",
        products * 10,
        took.as_secs_f64()
    );
    import(&client, &tokens[1], SMALL).await;
    println!(
        "{:<44} {:>27} {:>27}",
        "",
        format!("{} variants", SMALL * 10),
        format!("{} variants", products * 10)
    );
    for query in [
        "",
        "q=mug",
        "q=m",
        "q=speckled+mug+blue",
        "q=MUG-00005",
        "q=MUG-00005-BL",
        "q=nothing",
        "q=kitchen&stock=out",
        "stock=out",
        "stock=low",
        "sku=none",
        "category=Kitchen+%3E+Mugs",
        "status=active&price_max=5",
    ] {
        row(
            &server,
            &client,
            &tokens,
            &format!("/seller/products?{query}"),
            requests,
        )
        .await;
    }
}
