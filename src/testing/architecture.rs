//! The arrows, names and limits of the house style, read from the source and kept.

use super::source::{Source, files, sources};
use regex::Regex;
use std::path::Path;

/// One folder per business capability.
const SLICES: [&str; 23] = [
    "accounts",
    "admin",
    "analytics",
    "bulk_edit",
    "catalog",
    "categories",
    "imports",
    "inventory",
    "notifications",
    "orders",
    "payments",
    "pictures",
    "policies",
    "product_files",
    "product_review",
    "products",
    "promotions",
    "saved_views",
    "shipping",
    "stock",
    "storefront",
    "support",
    "wallet",
];

/// What joins the slices and may name them all; the rest of `src` knows none.
const JOINING: [&str; 10] = [
    "app",
    "bench",
    "command",
    "demo",
    "lib",
    "main",
    "navigation",
    "seed",
    "serve",
    "testing",
];

const MOST_LINES: usize = 400;

const BANNED: [&str; 10] = [
    "utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "info", "base",
];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// Fails with every place found, one a line.
fn none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}:\n  {}\n", found.join("\n  "));
}

/// Every line of the chosen files' product code that a pattern finds.
fn places(chosen: impl Fn(&Source) -> bool, wrong: &str) -> Vec<String> {
    let wrong = pattern(wrong);
    let mut found = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| !source.is_test() && chosen(source))
    {
        for (line, text) in source.lines_with(&wrong) {
            found.push(format!("{}:{line}: {text}", source.path));
        }
    }
    found
}

fn is_slice(name: &str) -> bool {
    SLICES.contains(&name)
}

/// Whether `name` is a module that the slice leaves open, for `app.rs` to join.
fn is_module(slice: &str, name: &str) -> bool {
    let face = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(slice)
        .join("mod.rs");
    let face = std::fs::read_to_string(face).unwrap_or_default();
    face.lines().any(|line| line.trim() == format!("pub mod {name};"))
}

/// Every path a file outside `testing` names, with its place.
fn named() -> Vec<(String, String, Vec<String>)> {
    let mut all = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "testing") {
        for (line, path) in source.paths() {
            let place = format!("{}:{line}: {}", source.path, path.join("::"));
            all.push((source.room().to_owned(), place, path));
        }
    }
    all
}

#[test]
fn a_slice_uses_another_only_through_its_mod() {
    let inside = named()
        .into_iter()
        .filter(|(room, _, path)| match path.as_slice() {
            [slice, inner, _, ..] => {
                is_slice(slice) && slice != room && room != "app" && is_module(slice, inner)
            }
            [slice, inner] => is_slice(slice) && slice != room && room != "app" && is_module(slice, inner),
            _ => false,
        });
    none(
        "reaches past a slice's mod.rs",
        inside.map(|(_, place, _)| place).collect(),
    );
}

#[test]
fn what_carries_the_slices_knows_none_of_them() {
    let upwards = named().into_iter().filter(|(room, _, path)| {
        let to = path.first().map(String::as_str).unwrap_or_default();
        let joins = JOINING.contains(&room.as_str());
        (is_slice(to) && !is_slice(room) && !joins) || (["app", "serve", "command"].contains(&to) && !joins)
    });
    none(
        "points the wrong way",
        upwards.map(|(_, place, _)| place).collect(),
    );
}

#[test]
fn sql_of_a_slice_stands_in_its_store() {
    let elsewhere = |source: &Source| is_slice(source.room()) && !source.is_part("store");
    none(
        "SQL outside a store",
        places(elsewhere, r"\bsqlx::(query|raw_sql|QueryBuilder|AssertSqlSafe)"),
    );
    let shown = |source: &Source| source.room() == "ui" || source.is_part("views") || source.is_part("pages");
    none("SQL where things are shown", places(shown, r"\bsqlx\b"));
}

#[test]
fn a_store_speaks_no_http() {
    none(
        "HTTP in a store",
        places(|source| source.is_part("store"), r"\b(axum|leptos|leptos_axum)::"),
    );
}

#[test]
fn only_the_configuration_reads_the_environment() {
    none(
        "reads the environment",
        places(|source| source.room() != "config", r"\benv::(var|vars|args)"),
    );
}

#[test]
fn money_never_floats() {
    let money = |source: &Source| ["money", "orders", "wallet", "policies"].contains(&source.room());
    none("floating point near money", places(money, r"\bf(32|64)\b"));
}

#[test]
fn pages_carry_no_style_and_nothing_hydrates() {
    none(
        "style in a page",
        places(|_| true, r"\bstyle(=|:[a-z-]+=)|<style\b"),
    );
    none(
        "script in a page",
        places(|_| true, r"\bon:[a-z]+=|<script>|\bonclick="),
    );
    none(
        "hydration values",
        places(|_| true, r"\b(Once|Arc|Local)*Resource::new|<Await\b"),
    );
}

#[test]
fn every_page_is_sent_whole_and_every_server_function_has_its_address() {
    let route = pattern(r"(?s)<Route\b.*?/>");
    let server = pattern(r"(?s)#\[server\b.*?\]\n");
    let form = pattern(r"(?s)<ActionForm\b.*?</ActionForm>");
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let mut check = |pattern: &Regex, needed: &[&str]| {
            for part in pattern.find_iter(&source.code) {
                if let Some(missing) = needed.iter().find(|needed| !part.as_str().contains(**needed)) {
                    let line = source.line(part.start());
                    found.push(format!("{}:{line}: no {missing}", source.path));
                }
            }
        };
        check(&route, &["SsrMode::Async"]);
        check(&server, &["prefix", "endpoint"]);
        check(&form, &["<Here"]);
    }
    none("pages, server functions and forms", found);
}

#[test]
fn a_file_can_be_read_to_its_end() {
    let ours = [
        ("src", "rs"),
        ("crates", "rs"),
        ("style", "css"),
        ("migrations", "sql"),
        ("public", "js"),
    ];
    let long = ours
        .into_iter()
        .flat_map(|(folder, ending)| files(folder, ending))
        .filter(|(_, text)| text.lines().count() > MOST_LINES)
        .map(|(path, text)| format!("{path}: {} lines", text.lines().count()));
    none("split by noun", long.collect());
}

#[test]
fn names_say_what_a_thing_is() {
    // The one name that a library's trait prescribes: `http_body::Body::Data`.
    let is_prescribed =
        |source: &Source, name: &str| name == "type Data" && source.code.contains("impl HttpBody for ");
    let item = pattern(r"\b(?:struct|enum|trait|type|mod)\s+([A-Za-z_][A-Za-z0-9_]*)");
    let word = pattern(r"[A-Z]?[a-z0-9]+|[A-Z]+");
    let is_banned = |name: &str| {
        word.find_iter(name)
            .any(|word| BANNED.contains(&word.as_str().to_ascii_lowercase().as_str()))
            || name.eq_ignore_ascii_case("data")
    };
    let mut found = Vec::new();
    for source in sources() {
        if source.path.split(['/', '.']).any(is_banned) {
            found.push(source.path.clone());
        }
        for name in item
            .captures_iter(&source.code)
            .filter(|found| is_banned(&found[1]) && !is_prescribed(&source, &found[0]))
        {
            found.push(format!("{}: {}", source.path, &name[0]));
        }
    }
    none("says nothing", found);
}

#[test]
fn the_product_has_no_stubs_and_panics_for_no_client() {
    let panics = r"\.(unwrap|expect)\(|\b(panic|todo|unimplemented|unreachable|dbg)!";
    none("may panic", places(|_| true, panics));
    let unfinished = pattern(r"\b(TODO|FIXME)\b|(?i)\bcoming soon\b");
    let found = sources()
        .into_iter()
        .filter(|source| source.room() != "testing")
        .flat_map(|source| {
            let lines: Vec<String> = source
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| unfinished.is_match(line))
                .map(|(number, line)| format!("{}:{}: {}", source.path, number + 1, line.trim()))
                .collect();
            lines
        });
    none("unfinished", found.collect());
}
