//! Addresses the service answers, from the running router and the source.

use crate::testing::source::sources;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Every address there is, in the words of the table.
pub(super) fn addresses() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let document = crate::app::openapi();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        let methods = methods.as_object().into_iter().flatten();
        all.extend(methods.map(|(method, _)| format!("{} {path}", method.to_uppercase())));
    }
    all.extend(
        crate::app::page_paths()
            .into_iter()
            .map(|path| format!("page {path}")),
    );
    all.extend(leptos::server_fn::axum::server_fn_paths().map(|(path, _)| format!("form {path}")));
    all.extend(routes_beside());
    all
}

/// Routes besides pages, server functions and the API. It does not tell, so the source does: `upload` where
/// something is posted, else `file`.
fn routes_beside() -> BTreeSet<String> {
    // These two lead to what is listed one by one.
    const ALL_BELOW: [&str; 2] = ["/do/{*action}", "/api/{*nothing}"];
    let route = Regex::new(r#"^\.route\(\s*(?:"([^"]+)"|(\w+)),\s*(\w+)"#).expect("a pattern");
    let constant = Regex::new(r#"const (\w+): &str = "(/[^"]*)";"#).expect("a pattern");
    let sources = sources();
    let constants: BTreeMap<String, String> = sources
        .iter()
        .filter(|source| !source.is_test())
        .flat_map(|source| constant.captures_iter(&source.text))
        .map(|found| (found[1].to_owned(), found[2].to_owned()))
        .collect();
    let mut beside = BTreeSet::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for (place, _) in source.product.match_indices(".route(") {
            let Some(found) = route.captures(&source.text[place..]) else {
                continue;
            };
            let path = match found.get(1) {
                Some(path) => path.as_str(),
                None => &constants[&found[2]],
            };
            let kind = match &found[3] {
                "post" | "picture" => "upload",
                _ => "file",
            };
            if !ALL_BELOW.contains(&path) {
                beside.insert(format!("{kind} {path}"));
            }
        }
    }
    beside
}
