//! No circle: what a room, or a file, uses does not lead back to it.

use super::{arrows, none};
use crate::testing::source::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Circles of files that are still there: the folder, the files in it, and what holds them together. An entry that is
/// not needed any more fails the test.
const STILL_CIRCLES: [(&str, &[&str], &str); 5] = [
    ("imports", &["first_lines", "stage"], "a row as it is staged"),
    (
        "imports",
        &["mapping_step", "queue"],
        "the event that begins an import",
    ),
    (
        "orders",
        &["api/mod", "intake"],
        "the answer to a checkout is kept as the API gave it",
    ),
    (
        "payments",
        &["payment", "store"],
        "the row of a payment and its offer",
    ),
    (
        "storefront",
        &["sitemap", "sitemap_file"],
        "what is written, and where it is kept",
    ),
];

/// Arrows: each name with the names it uses.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// Names that can be reached from a name, by one arrow or more.
fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(name) = next.pop() {
        for to in graph.get(name).into_iter().flatten() {
            if found.insert(to.clone()) {
                next.push(to);
            }
        }
    }
    found
}

/// Removes names that lead nowhere, again and again: circles and the ways to them are left.
fn without_ends(mut graph: Graph) -> Graph {
    loop {
        let before = graph.len();
        let names: BTreeSet<String> = graph.keys().cloned().collect();
        for uses in graph.values_mut() {
            uses.retain(|to| names.contains(to));
        }
        graph.retain(|_, uses| !uses.is_empty());
        if graph.len() == before {
            return graph;
        }
    }
}

/// Reverses every arrow of a graph.
fn turned(graph: &Graph) -> Graph {
    let mut turned = Graph::new();
    for (from, uses) in graph {
        for to in uses {
            turned.entry(to.clone()).or_default().insert(from.clone());
        }
    }
    turned
}

/// The circles, each with everything that leads to everything else in it.
fn circles(graph: Graph) -> BTreeSet<BTreeSet<String>> {
    let graph = without_ends(turned(&without_ends(graph)));
    let reached: BTreeMap<&str, BTreeSet<String>> = graph
        .keys()
        .map(|name| (name.as_str(), reached(&graph, name)))
        .collect();
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|found| found.contains(to));
    graph
        .keys()
        .filter(|name| leads(name, name))
        .map(|name| {
            graph
                .keys()
                .filter(|other| leads(name, other) && leads(other, name))
                .cloned()
                .collect()
        })
        .collect()
}

/// The file in which a path ends: that of the innermost module that it names.
fn file_of<'a>(files: &BTreeMap<String, &'a Source>, path: &[String]) -> Option<&'a Source> {
    (1..=path.len())
        .rev()
        .find_map(|length| files.get(&path[..length].join("::")).copied())
}

/// `orders::store` for `src/orders/store.rs` and for `src/orders/store/mod.rs`.
fn module(source: &Source) -> String {
    let path = source.path.trim_start_matches("src/").trim_end_matches(".rs");
    path.trim_end_matches("/mod").replace('/', "::")
}

/// The files that each file of the product names.
fn files() -> Graph {
    let files: BTreeMap<String, &Source> = sources().iter().map(|source| (module(source), source)).collect();
    let mut graph = Graph::new();
    for source in sources().iter().filter(|source| source.room() != "testing") {
        let uses = graph.entry(source.path.clone()).or_default();
        for (_, path) in source.product_paths() {
            uses.extend(file_of(&files, &path).map(|file| file.path.clone()));
        }
        uses.remove(&source.path);
    }
    graph
}

#[test]
fn no_room_leads_back_to_itself() {
    let mut graph = Graph::new();
    for ((from, to), _) in arrows::edges() {
        if !arrows::joins(from) && !arrows::joins(&to) {
            graph.entry(from.to_owned()).or_default().insert(to);
        }
    }
    let found = circles(graph);
    none(
        "a circle of rooms",
        found.iter().map(|circle| format!("{circle:?}")).collect(),
    );
}

#[test]
fn no_file_leads_back_to_itself_but_those_of_the_list() {
    let listed: Vec<BTreeSet<String>> = STILL_CIRCLES
        .iter()
        .map(|(folder, files, _)| {
            files
                .iter()
                .map(|file| format!("src/{folder}/{file}.rs"))
                .collect()
        })
        .collect();
    let found = circles(files());
    let unlisted = found
        .iter()
        .filter(|circle| !listed.iter().any(|listed| circle.is_subset(listed)))
        .map(|circle| format!("{circle:?}"));
    none("a circle of files", unlisted.collect());
    let gone = listed
        .iter()
        .filter(|listed| !found.iter().any(|circle| circle.is_subset(listed)))
        .map(|listed| format!("{listed:?}"));
    none("take it out of the list", gone.collect());
}

#[test]
fn a_circle_is_found_however_long_it_is() {
    let mut graph = Graph::new();
    for (from, to) in [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("c", "e")] {
        graph.entry(from.to_owned()).or_default().insert(to.to_owned());
    }
    let circle: BTreeSet<String> = ["a", "b", "c"].map(str::to_owned).into();
    assert_eq!(circles(graph), BTreeSet::from([circle]));
}
