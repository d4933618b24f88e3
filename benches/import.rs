//! How fast a file of 100,000 variant rows (10,000 products, the columns of a Shopify export) is taken in, and what
//! that costs in memory: created, brought again unchanged, with every price changed, and as a dry run; beside it the
//! floor, plain `insert` of many rows to a statement into a table of the same shape.
//!
//! `cargo bench --bench import`; `BENCH_PRODUCTS` (default 10000) with ten variants each. Runs on SQLite, and on
//! PostgreSQL too when `BENCH_POSTGRES` names a server whose user may create databases, such as
//! `postgres://postgres@127.0.0.1:5432`. The server is a process of its own, so that its memory is its own.

use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const HERE: &str = "http://127.0.0.1:3998";
const VARIANTS: usize = 10;
const FLOOR_ROWS: usize = 10_000;

fn products() -> usize {
    let asked = std::env::var("BENCH_PRODUCTS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(10_000)
}

/// The file: the columns that a Shopify export has today, ten variants to a product.
fn file(products: usize, dearer: bool) -> String {
    let mut file = String::from(
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,\
         Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,\
         Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,\
         Variant Barcode,Gift Card,SEO Title,SEO Description,Variant Weight Unit,Cost per item,Status\n",
    );
    for product in 0..products {
        for variant in 0..VARIANTS {
            let first = variant == 0;
            let only_first = |text: String| if first { text } else { String::new() };
            let (size, colour) = (
                ["XS", "S", "M", "L", "XL"][variant % 5],
                ["Sand", "Ink"][variant / 5],
            );
            let cents = 1_000 + (product * 7 + variant * 13) % 9_000 + usize::from(dearer) * 25;
            let price = format!("{}.{:02}", cents / 100, cents % 100);
            file.push_str(&format!(
                "linen-shirt-{product},{title},{body},Harbour,{category},Shirts,{tags},TRUE,{size_name},{size},\
                 {colour_name},{colour},LS-{product}-{variant},{grams},shopify,{stock},deny,{price},,TRUE,TRUE,,\
                 FALSE,{seo},,g,{cost},active\n",
                title = only_first(format!("Linen shirt No. {product}")),
                body = only_first(format!(
                    "\"<p>Woven in <b>Porto</b>, washed once, number {product}.</p><ul><li>100 % linen</li><li>Pearl buttons</li></ul>\""
                )),
                category = only_first("Apparel & Accessories > Clothing > Shirts".to_owned()),
                tags = only_first("\"linen, summer, shirt\"".to_owned()),
                size_name = only_first("Size".to_owned()),
                colour_name = only_first("Colour".to_owned()),
                grams = 180 + variant,
                stock = 1 + (product + variant) % 50,
                seo = only_first(format!("Linen shirt {product}")),
                cost = "4.20",
            ));
        }
    }
    file
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
    async fn start(data: &Path, database: Option<&str>) -> Self {
        let mut serve = binary(database);
        serve
            .args(["--addr", "127.0.0.1:3998", "--data"])
            .arg(data)
            .env("STALLHOLDER_RATE_LIMITS", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let server = Self(serve.spawn().expect("the binary"));
        while Client::new().get(format!("{HERE}/healthz")).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        server
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

    /// CPU time so far, in seconds.
    fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| {
            fields
                .get(at)
                .and_then(|text| text.parse::<f64>().ok())
                .unwrap_or(0.0)
        };
        (ticks(11) + ticks(12)) / 100.0
    }

    /// From now on `VmHWM` is the highest since now.
    fn forget_peak(&self) {
        let _ = std::fs::write(format!("/proc/{}/clear_refs", self.0.id()), "5");
    }
}

fn binary(database: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stallholder"));
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    command
}

async fn sign_in(client: &Client) -> String {
    let form = json!({ "email": "owner1@seed.test", "password": "stallholder-seed" });
    let answer = client
        .post(format!("{HERE}/auth/login"))
        .json(&form)
        .send()
        .await
        .expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    answer["token"].as_str().expect("a token").to_owned()
}

/// Uploads the file and waits for what comes of it; prints the row of the table.
async fn import(server: &Server, name: &str, file: &str, dry_run: bool) {
    let client = Client::new();
    let token = sign_in(&client).await;
    server.forget_peak();
    let (started, cpu) = (Instant::now(), server.cpu());
    let part = Part::bytes(file.as_bytes().to_vec()).file_name("shirts.csv");
    let form = Form::new()
        .part("file", part)
        .text("dry_run", dry_run.to_string());
    let imports = format!("{HERE}/seller/products/imports");
    let queued: Value = client
        .post(&imports)
        .bearer_auth(&token)
        .multipart(form)
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let id = queued["import_id"].as_str().unwrap_or_else(|| panic!("{queued}"));
    let report = loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let answer = client
            .get(format!("{imports}/{id}"))
            .bearer_auth(&token)
            .send()
            .await;
        let report: Value = answer.expect("an answer").json().await.expect("JSON");
        if matches!(report["status"].as_str(), Some("done" | "failed")) {
            break report;
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{name:<22} {seconds:>7.2} s {:>9.0} rows/s {:>6.2} s CPU {:>7.1} MB   {} created, {} updated, {} unchanged, {} failed",
        report["rows"].as_f64().unwrap_or(0.0) / seconds,
        server.cpu() - cpu,
        server.megabytes("VmHWM"),
        report["created"],
        report["updated"],
        report["unchanged"],
        report["failed"],
    );
}

/// Plain rows into a table of the variants' shape, in one transaction, 160 to a statement.
async fn floor(url: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.expect("a connection");
    if url.starts_with("sqlite:") {
        let pragmas = "pragma journal_mode = wal; pragma synchronous = full;";
        connection.execute(sqlx::raw_sql(pragmas)).await.expect("pragmas");
    }
    let table = "create table floor_variants (variant_id text primary key, product_id text, seller_id text,
        position bigint, options text, sku text, price_minor bigint, compare_at_minor bigint, cost_minor bigint,
        barcode text, weight_grams bigint, on_hand bigint, backorder_at bigint, created_at bigint, updated_at bigint,
        unique (seller_id, sku));
        create index floor_variants_by_product on floor_variants (product_id, position);";
    connection.execute(sqlx::raw_sql(table)).await.expect("a table");
    let started = Instant::now();
    let mut tx = connection.begin().await.expect("a transaction");
    let numbers: Vec<usize> = (0..FLOOR_ROWS).collect();
    for numbers in numbers.chunks(160) {
        let places = (0..numbers.len()).map(|row| {
            let places = (1..=15).map(|column| match url.starts_with("sqlite:") {
                true => "?".to_owned(),
                false => format!("${}", row * 15 + column),
            });
            format!("({})", places.collect::<Vec<_>>().join(","))
        });
        let sql = format!(
            "insert into floor_variants values {}",
            places.collect::<Vec<_>>().join(",")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for number in numbers {
            query = query
                .bind(format!("var_{number:026}"))
                .bind(format!("prod_{:026}", number / VARIANTS))
                .bind("sel_00000000000000000000000000")
                .bind((number % VARIANTS) as i64)
                .bind("[\"M\",\"Sand\"]")
                .bind(format!("LS-{number}"))
                .bind(1_000_i64)
                .bind(None::<i64>)
                .bind(420_i64)
                .bind(None::<String>)
                .bind(180_i64)
                .bind(5_i64)
                .bind(None::<i64>)
                .bind(0_i64)
                .bind(0_i64);
        }
        query.execute(&mut *tx).await.expect("rows");
    }
    tx.commit().await.expect("a commit");
    let seconds = started.elapsed().as_secs_f64();
    let rate = FLOOR_ROWS as f64 / seconds;
    println!(
        "{:<22} {seconds:>7.2} s {rate:>9.0} rows/s   ({FLOOR_ROWS} rows)",
        "plain insert"
    );
    let _ = connection.execute("drop table floor_variants").await;
}

async fn run(engine: &str, data: PathBuf, database: Option<String>) {
    println!("{engine}");
    let _ = std::fs::remove_dir_all(&data);
    let mut seed = binary(database.as_deref());
    seed.args("seed --sellers 1 --products 1 --orders 1 --data".split(' '))
        .arg(&data);
    let seeded = seed.stdout(Stdio::null()).status();
    assert!(seeded.is_ok_and(|status| status.success()), "the seed failed");
    let url = database
        .clone()
        .unwrap_or_else(|| format!("sqlite:{}/floor.db?mode=rwc", data.display()));
    floor(&url).await;
    let server = Server::start(&data, database.as_deref()).await;
    println!("{:<22} {:>7.1} MB", "server at rest", server.megabytes("VmRSS"));
    let (file, dearer) = (file(products(), false), file(products(), true));
    println!("{:<22} {:>7.1} MB", "the file", file.len() as f64 / 1_048_576.0);
    import(&server, "dry run, all new", &file, true).await;
    import(&server, "create", &file, false).await;
    import(&server, "again, unchanged", &file, false).await;
    import(&server, "dry run, every price", &dearer, true).await;
    import(&server, "every price changed", &dearer, false).await;
}

#[tokio::main]
async fn main() {
    // The one TLS provider of this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench-import");
    run("SQLite", target.join("sqlite"), None).await;
    if let Ok(server) = std::env::var("BENCH_POSTGRES") {
        sqlx::any::install_default_drivers();
        let name = format!("bench_import_{}", std::process::id());
        let mut admin = AnyConnection::connect(&format!("{server}/postgres"))
            .await
            .expect("a connection");
        let create = AssertSqlSafe(format!("create database {name}"));
        admin.execute(sqlx::raw_sql(create)).await.expect("a database");
        run(
            "PostgreSQL",
            target.join("postgres"),
            Some(format!("{server}/{name}")),
        )
        .await;
        let drop = AssertSqlSafe(format!("drop database {name} with (force)"));
        let _ = admin.execute(sqlx::raw_sql(drop)).await;
    }
}
