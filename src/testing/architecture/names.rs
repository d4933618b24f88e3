//! The edge and the components know no slice, not by its name in a string either: a slice tells them through `app.rs`.

use super::{arrows, none, pattern};
use crate::testing::source::sources;
use regex::Regex;

/// Strings that are a slice's name by chance: the file, the word, and what it is there.
const OTHER_MEANINGS: [(&str, &str, &str); 5] = [
    (
        "src/web/admin_addresses.rs",
        "admin",
        "the admins' side of the site, with pages of many slices",
    ),
    (
        "src/web/edge.rs",
        "admin",
        "the same in the short addresses of calls",
    ),
    (
        "src/web/limits/policy.rs",
        "admin",
        "the limit of the admins' side, as its header names it",
    ),
    ("src/web/openapi/examples.rs", "stock", "a field of answers"),
    (
        "src/web/openapi/shared.rs",
        "products",
        "the example of an address",
    ),
];

/// Whether a file belongs to the edge or the components; the gallery shows invented things.
fn knows_none(path: &str) -> bool {
    (path.starts_with("src/web/") || path.starts_with("src/ui/")) && !path.starts_with("src/ui/gallery/")
}

/// Slices that a text names: it is the name, or has it as a part of an address.
fn slices_in<'a>(text: &'a str, part: &Regex) -> Vec<&'a str> {
    let parts = part
        .captures_iter(text)
        .filter_map(|found| found.get(1))
        .map(|name| name.as_str());
    parts
        .chain([text])
        .filter(|name| arrows::is_slice(name))
        .collect()
}

#[test]
fn the_web_names_no_slice_in_a_string() {
    let part = pattern(r"/([a-z_]+)");
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| knows_none(&source.path)) {
        let product = source
            .literals
            .iter()
            .filter(|(place, _)| !source.is_for_tests(*place));
        for (place, text) in product {
            for slice in slices_in(text, &part) {
                found.push((source.path.as_str(), slice, source.line(*place)));
            }
        }
    }
    let is_meant = |path: &str, slice: &str| {
        OTHER_MEANINGS
            .iter()
            .any(|(file, word, _)| *file == path && *word == slice)
    };
    let wrong = found.iter().filter(|(path, slice, _)| !is_meant(path, slice));
    none(
        "names a slice",
        wrong
            .map(|(path, slice, line)| format!("{path}:{line}: {slice}"))
            .collect(),
    );
    let is_there = |file: &str, word: &str| {
        found
            .iter()
            .any(|(path, slice, _)| *path == file && *slice == word)
    };
    let gone = OTHER_MEANINGS
        .iter()
        .filter(|(file, word, _)| !is_there(file, word));
    none(
        "take it out of the list",
        gone.map(|(file, word, _)| format!("{file}: {word}")).collect(),
    );
}
