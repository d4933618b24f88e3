//! How long reading takes: 100,000 variant rows of 10,000 products in Shopify's columns, read, staged and assembled.
//! Run with `cargo run --release --example speed`.

use stallholder_product_files::{Dialect, ProductKeys, SourceRow, Table, assemble};
use stallholder_values::money::Currency;
use std::collections::HashMap;
use std::io::Cursor;
use std::time::Instant;

fn main() {
    let file = file();
    println!("{} MB", file.len() / 1_000_000);
    let begun = Instant::now();
    let table = Table::open(Cursor::new(file.as_bytes())).expect("a table");
    println!("opened            {:>6} ms", begun.elapsed().as_millis());
    let begun = Instant::now();
    let mut table = table.surveyed().expect("a table");
    let mapping = table.mapping(Dialect::Shopify, Currency::USD);
    println!("surveyed          {:>6} ms", begun.elapsed().as_millis());
    let begun = Instant::now();
    let mut keys = ProductKeys::default();
    let mut staged: Vec<(String, String)> = Vec::new();
    while let Some(record) = table.next_row().expect("a row") {
        let row = mapping.source_row(record);
        staged.push((keys.next(&row), serde_json::to_string(&row).expect("JSON")));
    }
    println!("{} rows staged {:>6} ms", staged.len(), begun.elapsed().as_millis());
    let bytes: usize = staged.iter().map(|(_, json)| json.len()).sum();
    println!("{} bytes a staged row", bytes / staged.len());
    let begun = Instant::now();
    let mut products: HashMap<&str, Vec<SourceRow>> = HashMap::new();
    for (key, json) in &staged {
        products.entry(key).or_default().push(serde_json::from_str(json).expect("a row"));
    }
    println!("rows taken up     {:>6} ms", begun.elapsed().as_millis());
    let begun = Instant::now();
    let drafts: Vec<_> = products
        .values()
        .filter_map(|rows| assemble(rows, &mapping, Currency::USD).draft)
        .collect();
    println!("{} assembled   {:>6} ms", drafts.len(), begun.elapsed().as_millis());
    let begun = Instant::now();
    let created = drafts.iter().filter(|draft| draft.create(&mapping, Currency::USD).is_ok()).count();
    println!("{created} created     {:>6} ms", begun.elapsed().as_millis());
}

fn file() -> String {
    let header = include_str!("../../crates/product_files/src/tests/fixtures/shopify_2023.csv").lines().next().unwrap_or_default();
    let columns = header.split(',').count();
    let mut file = format!("{header}\n");
    for product in 0..10_000 {
        for variant in 0..10 {
            let row: Vec<String> = header
                .split(',')
                .map(|column| match (column, variant) {
                    ("Handle", _) => format!("product-{product}"),
                    ("Title", 0) => format!("Product {product}"),
                    ("Body (HTML)", 0) => format!("\"<p>The {product}th product,</p>\n<p>of <b>many</b>.</p>\""),
                    ("Product Category", 0) => "Home & Garden > Kitchen".to_owned(),
                    ("Tags", 0) => "\"kitchen, many\"".to_owned(),
                    ("Status", 0) => "active".to_owned(),
                    ("Published", 0) => "TRUE".to_owned(),
                    ("Option1 Name", 0) => "Size".to_owned(),
                    ("Option1 Value", _) => format!("Size {variant}"),
                    ("Variant SKU", _) => format!("P{product}-{variant}"),
                    ("Variant Grams", _) => "250.0".to_owned(),
                    ("Variant Inventory Tracker", _) => "shopify".to_owned(),
                    ("Variant Inventory Qty", _) => variant.to_string(),
                    ("Variant Inventory Policy", _) => "deny".to_owned(),
                    ("Variant Price", _) => format!("{}.50", 10 + variant),
                    ("Image Src", 0..=2) => format!("https://cdn.example/{product}-{variant}.jpg"),
                    ("Image Position", 0..=2) => (variant + 1).to_string(),
                    _ => String::new(),
                })
                .collect();
            debug_assert_eq!(row.len(), columns);
            file.push_str(&row.join(","));
            file.push('\n');
        }
    }
    file
}
