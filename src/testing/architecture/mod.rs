//! Architecture tests: arrows, names and limits of the house style, checked in the source.

mod arrows;
mod circles;
mod names;
mod tables;

use super::source::{Source, files, sources};
use regex::Regex;

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

#[test]
fn sql_of_a_slice_stands_in_its_store() {
    let elsewhere = |source: &Source| arrows::is_slice(source.room()) && !source.is_part("store");
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
fn a_page_says_in_its_signature_what_it_reads() {
    let pages = |source: &Source| arrows::is_slice(source.room()) && source.is_part("pages");
    none(
        "a page that asks its context, or cuts its address, instead of taking an argument",
        places(
            pages,
            r"\bcontext::.*\b(app|asks|admin|member|person|proven|user|viewer)\b|\brsplit\('/'\)",
        ),
    );
}

#[test]
fn every_server_function_has_its_address_and_every_form_names_its_page() {
    let server = pattern(r"(?s)#\[server\b.*?\]\n");
    let form = pattern(r#"(?s)<form\b[^>]*method="post".*?</form>"#);
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
        check(&server, &["prefix", "endpoint"]);
        check(&form, &["<Here"]);
    }
    none("server functions and forms", found);
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
            .filter(|found| is_banned(&found[1]) && !is_prescribed(source, &found[0]))
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
        .iter()
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
