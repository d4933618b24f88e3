//! What the list of products and its search cost a seller with 100,000 variants, against one with 100: CPU of the
//! release binary per request, and how long each request takes, one after the other. Then how long a change of every
//! product takes, and taking it back.
//!
//! `cargo bench --bench catalogue`; `BENCH_PRODUCTS` (default 10000, of ten variants each) says how many the large
//! seller imports, `BENCH_REQUESTS` (default 500) how many requests each row makes. With `DATABASE_URL`, that empty
//! PostgreSQL database is used.

mod server;

use serde_json::json;
use server::{Making, PASSWORD, Server, json, load_alone, number, place, seed, text};
use std::sync::Arc;
use std::time::Instant;

const SHOPS: [&str; 2] = ["owner1@seed.test", "owner2@seed.test"];
const SMALL: usize = 10;
const COLOURS: [&str; 10] = [
    "Blue", "Red", "Green", "Black", "White", "Pink", "Grey", "Sand", "Moss", "Rust",
];

/// The shop's products, ten variants each.
fn sheet(products: usize) -> String {
    let mut sheet = String::from("handle,title,category,option1_name,option1_value,sku,price,on_hand\n");
    for number in 0..products {
        for colour in COLOURS {
            sheet.push_str(&format!(
                "mug-{number},Speckled mug {number},Kitchen > Mugs,Colour,{colour},MUG-{number:05}-{},12.50,{}\n",
                colour.to_uppercase(),
                number % 7
            ));
        }
    }
    sheet
}

/// Makes the requests for the small and the large shop, one after the other; prints what each cost.
async fn row(server: &Server, path: &str, shops: [Making; 2], requests: usize) {
    let mut line = format!("{path:<44}");
    for make in shops {
        let load = load_alone(server, requests, 200, make).await;
        assert_eq!(load.wrong, 0, "{path}");
        line.push_str(&format!(
            " {:>8.3} ms CPU {:>7.2} ms p99",
            load.cpu_ms, load.p99_ms
        ));
    }
    println!("{line}");
}

/// Changes the price of every product, and takes that back.
async fn bulk_edit(server: &Server, token: &str) {
    let edits = "/seller/products/bulk-edits";
    let asked = json!({ "filter": {}, "changes": { "price_how": "percent", "price": 10 } });
    server.forget_peak();
    let (started, cpu) = (Instant::now(), server.cpu_ms());
    let begun = json(server.post(edits).bearer_auth(token).json(&asked)).await;
    let path = format!("{edits}/{}", text(&begun, "bulk_edit_id"));
    let edit = server.until(token, &path, |edit| edit["status"] == "done").await;
    let told = |name: &str, started: Instant, cpu: f64, products: &serde_json::Value| {
        println!(
            "{name:<30} {:>8.2} s {:>8.2} s CPU {:>8.1} MB   {products} products",
            started.elapsed().as_secs_f64(),
            (server.cpu_ms() - cpu) / 1_000.0,
            server.peak()
        );
    };
    told("every price 10 % higher", started, cpu, &edit["changed"]);
    let (started, cpu) = (Instant::now(), server.cpu_ms());
    json(server.post(&format!("{path}/undo")).bearer_auth(token)).await;
    let undone = server
        .until(token, &path, |edit| !edit["undone_at"].is_null())
        .await;
    told("taking that back", started, cpu, &undone["restored"]);
}

#[tokio::main]
async fn main() {
    // The one TLS provider of this program.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (products, requests) = (number("BENCH_PRODUCTS", 10_000), number("BENCH_REQUESTS", 500));
    let (data, database) = (place("bench-catalogue"), std::env::var("DATABASE_URL").ok());
    seed(&data, database.as_deref(), "--sellers 2 --products 4 --orders 4");
    let server = Arc::new(Server::start(&data, database.as_deref()).await);
    let tokens = [
        server.token(SHOPS[1], PASSWORD).await,
        server.token(SHOPS[0], PASSWORD).await,
    ];
    let browsers = [server.browser(SHOPS[1]).await, server.browser(SHOPS[0]).await];
    for (token, products) in tokens.iter().zip([SMALL, products]) {
        let started = Instant::now();
        server.import(token, sheet(products), false).await;
        let seconds = started.elapsed().as_secs_f64();
        println!("{} variants imported in {seconds:.1} s", products * 10);
    }
    println!(
        "{:<44} {:>27} {:>27}",
        "",
        format!("{} variants", SMALL * 10),
        format!("{} variants", products * 10)
    );
    for path in ["/products", "/products?q=speckled+mug", "/products/inventory"] {
        let page = |shop: usize| -> Making {
            let (browser, address) = (browsers[shop].clone(), server.to(path));
            Arc::new(move |_| browser.get(&address))
        };
        row(&server, path, [page(0), page(1)], requests).await;
    }
    for query in [
        "",
        "?q=mug",
        "?q=m",
        "?q=speckled+mug+blue",
        "?q=MUG-00005",
        "?q=MUG-00005-BL",
        "?q=nothing",
        "?q=kitchen&stock=out",
        "?stock=out",
        "?stock=low",
        "?sku=none",
        "?category=Kitchen+%3E+Mugs",
        "?status=active&price_max=5",
    ] {
        let path = format!("/seller/products{query}");
        let call = |shop: usize| -> Making {
            let (server, token, path) = (server.clone(), tokens[shop].clone(), path.clone());
            Arc::new(move |_| server.get(&path).bearer_auth(&token))
        };
        row(&server, &path, [call(0), call(1)], requests).await;
    }
    bulk_edit(&server, &tokens[1]).await;
}
