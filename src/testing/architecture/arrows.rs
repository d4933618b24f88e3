//! Which room of `src` may use which: the arrows between the slices as a list, and what holds for all others.

use super::none;
use crate::testing::source::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One folder per business capability, and the slices that each may use: through their `mod.rs`, and in no circle.
const ARROWS: [(&str, &[&str]); 24] = [
    ("accounts", &["policies"]),
    (
        "admin",
        &[
            "accounts",
            "payments",
            "policies",
            "product_review",
            "refunds",
            "support",
            "wallet",
        ],
    ),
    ("analytics", &[]),
    (
        "bulk_edit",
        &["categories", "changes", "product_review", "products", "stock"],
    ),
    (
        "catalog",
        &[
            "accounts",
            "categories",
            "pictures",
            "policies",
            "product_review",
            "products",
            "saved_views",
            "stock",
        ],
    ),
    ("categories", &["products"]),
    ("changes", &["product_review", "products", "stock"]),
    (
        "imports",
        &["changes", "pictures", "product_review", "products", "stock"],
    ),
    ("inventory", &["changes", "products", "stock"]),
    ("live", &["accounts"]),
    (
        "orders",
        &[
            "accounts",
            "analytics",
            "payments",
            "policies",
            "products",
            "refunds",
            "saved_views",
            "shipping",
            "stock",
            "wallet",
        ],
    ),
    ("papers", &["accounts", "orders"]),
    ("payments", &[]),
    ("pictures", &["policies", "products"]),
    ("policies", &[]),
    (
        "product_review",
        &["accounts", "pictures", "policies", "products"],
    ),
    ("products", &["accounts", "policies", "stock"]),
    ("refunds", &[]),
    ("saved_views", &[]),
    ("shipping", &["accounts"]),
    ("stock", &["accounts"]),
    ("storefront", &["accounts", "pictures"]),
    ("support", &["accounts"]),
    ("wallet", &["accounts", "policies"]),
];

/// Rooms that join the slices and may name them all; nothing else names these.
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

/// Rooms that carry the slices, and know none of them.
const CARRIERS: [&str; 30] = [
    "audit",
    "budget",
    "config",
    "db",
    "events",
    "fair",
    "feed",
    "files",
    "jwt",
    "keyset",
    "listed",
    "long_work",
    "mail",
    "mail_limit",
    "outbound",
    "overload",
    "pdf",
    "picture",
    "problem",
    "replay_rules",
    "request_id",
    "secret",
    "shop_storage",
    "sms",
    "state",
    "throttle",
    "ui",
    "under_way",
    "viewer",
    "web",
];

pub(super) fn is_slice(name: &str) -> bool {
    ARROWS.iter().any(|(slice, _)| *slice == name)
}

pub(super) fn joins(room: &str) -> bool {
    JOINING.contains(&room)
}

/// Whether `name` is a public module of the slice, for `app.rs`.
fn is_module(slice: &str, name: &str) -> bool {
    let face = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(slice)
        .join("mod.rs");
    let face = std::fs::read_to_string(face).unwrap_or_default();
    face.lines().any(|line| line.trim() == format!("pub mod {name};"))
}

/// Every path a file outside `testing` names, with its place.
fn named() -> Vec<(&'static str, String, Vec<String>)> {
    let mut all = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "testing") {
        for (line, path) in source.paths() {
            let place = format!("{}:{line}: {}", source.path, path.join("::"));
            all.push((source.room(), place, path));
        }
    }
    all
}

/// The rooms that the product's code of each room names, with the first place where it does.
pub(super) fn edges() -> BTreeMap<(&'static str, String), String> {
    let rooms: BTreeSet<&str> = sources().iter().map(Source::room).collect();
    let mut edges = BTreeMap::new();
    for source in sources() {
        for (line, path) in source.product_paths() {
            let Some(to) = path.first().filter(|to| rooms.contains(to.as_str())) else {
                continue;
            };
            if to != source.room() {
                let place = format!("{}:{line}: {}", source.path, path.join("::"));
                edges.entry((source.room(), to.clone())).or_insert(place);
            }
        }
    }
    edges
}

#[test]
fn the_arrows_between_slices_are_those_of_the_list() {
    let edges = edges();
    let is_listed = |from: &str, to: &str| {
        ARROWS
            .iter()
            .any(|(slice, may)| *slice == from && may.contains(&to))
    };
    let unlisted = edges
        .iter()
        .filter(|((from, to), _)| is_slice(from) && is_slice(to) && !is_listed(from, to))
        .map(|((from, to), place)| format!("{from} uses {to}: {place}"));
    none("uses a slice that its line does not name", unlisted.collect());
    let listed = ARROWS
        .iter()
        .flat_map(|(slice, may)| may.iter().map(move |to| (*slice, *to)));
    let unused = listed
        .filter(|(from, to)| !edges.contains_key(&(*from, (*to).to_owned())))
        .map(|(from, to)| format!("{from} does not use {to}"));
    none("take it out of the list", unused.collect());
}

#[test]
fn every_room_is_a_slice_or_carries_or_joins() {
    let of_src = sources().iter().filter(|source| !source.is_crate());
    let rooms: BTreeSet<&str> = of_src.map(Source::room).collect();
    let unknown = rooms
        .into_iter()
        .filter(|room| !is_slice(room) && !joins(room) && !CARRIERS.contains(room));
    none("is in none of the lists", unknown.map(str::to_owned).collect());
}

#[test]
fn a_slice_uses_another_only_through_its_mod() {
    let inside = named()
        .into_iter()
        .filter(|(room, _, path)| match path.as_slice() {
            [slice, inner, ..] => {
                is_slice(slice) && slice != room && *room != "app" && is_module(slice, inner)
            }
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
        (is_slice(to) && !is_slice(room) && !joins(room)) || (joins(to) && to != "testing" && !joins(room))
    });
    none(
        "points the wrong way",
        upwards.map(|(_, place, _)| place).collect(),
    );
}

#[test]
fn a_store_knows_nothing_of_the_web() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.is_part("store")) {
        for (line, path) in source.product_paths() {
            if path.first().is_some_and(|room| room == "web") {
                found.push(format!("{}:{line}: {}", source.path, path.join("::")));
            }
        }
    }
    none("names the web in a store", found);
}
