//! How fast a file of 100,000 variant rows (10,000 products, the columns of a Shopify export) is taken in, and what
//! that costs in memory: created, brought again unchanged, with every price changed, and as a dry run; beside it the
//! floor, plain `insert` of many rows to a statement into a table of the same shape.
//!
//! `cargo bench --bench import`; `BENCH_PRODUCTS` (default 10000) with ten variants each. Runs on SQLite, and on
//! PostgreSQL too when `BENCH_POSTGRES` names a server whose user may create databases, such as
//! `postgres://postgres@127.0.0.1:5432`. The server is a process of its own, so that its memory is its own.

mod server;

use server::{PASSWORD, Server, number, place, seed};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use stallholder::db::Db;
use stallholder::secret::Secrets;
use std::path::Path;
use std::time::Instant;

const VARIANTS: usize = 10;
const FLOOR_ROWS: usize = 10_000;

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

/// Brings the file in; prints the row of the table.
async fn import(server: &Server, name: &str, file: &str, dry_run: bool) {
    let token = server.token("owner1@seed.test", PASSWORD).await;
    server.forget_peak();
    let (started, cpu) = (Instant::now(), server.cpu_ms());
    let report = server.import(&token, file.to_owned(), dry_run).await;
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{name:<22} {seconds:>7.2} s {:>9.0} rows/s {:>6.2} s CPU {:>7.1} MB   {} created, {} updated, {} unchanged, {} failed",
        report["rows"].as_f64().unwrap_or(0.0) / seconds,
        (server.cpu_ms() - cpu) / 1_000.0,
        server.peak(),
        report["created"],
        report["updated"],
        report["unchanged"],
        report["failed"],
    );
}

/// Plain rows into a table of the variants' shape, in one transaction, 160 to a statement.
async fn floor(url: &str) {
    let db = Db::open(url, &Secrets::of("")).await.expect("a database");
    let table = "create table floor_variants (variant_id text primary key, product_id text, seller_id text,
        position bigint, options text, sku text, price_minor bigint, compare_at_minor bigint, cost_minor bigint,
        barcode text, weight_grams bigint, on_hand bigint, backorder_at bigint, created_at bigint, updated_at bigint,
        unique (seller_id, sku));
        create index floor_variants_by_product on floor_variants (product_id, position);";
    run_all(&db, table).await;
    let started = Instant::now();
    let mut tx = db.begin().await.expect("a transaction");
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
    run_all(&db, "drop table floor_variants").await;
    db.close().await;
}

async fn run_all(db: &Db, statements: &'static str) {
    let mut tx = db.begin().await.expect("a transaction");
    let connection: &mut stallholder::db::Connection = &mut tx;
    connection
        .execute(sqlx::raw_sql(statements))
        .await
        .expect("statements");
    tx.commit().await.expect("a commit");
}

async fn run(engine: &str, data: &Path, database: Option<&str>) {
    println!("{engine}");
    seed(data, database, "--sellers 1 --products 1 --orders 1");
    let embedded = format!("sqlite:{}/floor.db?mode=rwc", data.display());
    floor(database.unwrap_or(&embedded)).await;
    let server = Server::start(data, database).await;
    println!("{:<22} {:>7.1} MB", "server at rest", server.memory());
    let products = number("BENCH_PRODUCTS", 10_000);
    let (file, dearer) = (file(products, false), file(products, true));
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
    let data = place("bench-import");
    run("SQLite", &data, None).await;
    if let Ok(server) = std::env::var("BENCH_POSTGRES") {
        sqlx::any::install_default_drivers();
        let name = format!("bench_import_{}", std::process::id());
        let admin = AnyConnection::connect(&format!("{server}/postgres")).await;
        let mut admin = admin.expect("a connection");
        let create = AssertSqlSafe(format!("create database {name}"));
        admin.execute(sqlx::raw_sql(create)).await.expect("a database");
        run("PostgreSQL", &data, Some(&format!("{server}/{name}"))).await;
        let drop = AssertSqlSafe(format!("drop database {name} with (force)"));
        let _ = admin.execute(sqlx::raw_sql(drop)).await;
    }
    let _ = std::fs::remove_dir_all(&data);
}
