//! Each table is one room's: only its store writes it.

use super::{none, pattern};
use crate::testing::source::{Source, files, sources};
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Each slice or carrier with the tables that it alone writes.
const OWNERS: [(&str, &[&str]); 25] = [
    (
        "accounts",
        &[
            "api_keys",
            "checklist_answers",
            "checklist_items",
            "decision_reasons",
            "invitations",
            "known_devices",
            "lockouts",
            "members",
            "one_time_codes",
            "recovery_codes",
            "refresh_tokens",
            "registrations",
            "second_factors",
            "sellers",
            "sessions",
            "shop_pictures",
            "trusted_devices",
            "users",
            "verification_documents",
        ],
    ),
    (
        "analytics",
        &[
            "daily_products",
            "daily_statuses",
            "figure_versions",
            "order_counts",
        ],
    ),
    ("audit", &["audit_entries", "person_keys"]),
    ("bulk_edit", &["bulk_edit_products", "bulk_edits"]),
    ("categories", &["categories", "category_paths"]),
    ("db", &["idempotency_keys", "marks", "schema_version"]),
    ("events", &["commit_orders", "deliveries", "events"]),
    (
        "imports",
        &[
            "import_problems",
            "import_products",
            "import_rows",
            "import_skus",
            "imports",
        ],
    ),
    ("inventory", &["stock_sheet_rows", "stock_sheets"]),
    ("live", &["ws_tickets"]),
    (
        "orders",
        &[
            "lines",
            "order_events",
            "order_groups",
            "order_notes",
            "order_words",
            "orders",
            "shipment_lines",
            "shipments",
        ],
    ),
    ("papers", &["invoice_numbers", "invoices"]),
    ("payments", &["payment_references", "payments"]),
    ("pictures", &["image_files", "product_images"]),
    ("policies", &["policies", "review_rules"]),
    (
        "products",
        &[
            "old_handles",
            "product_reviews",
            "products",
            "requests",
            "variants",
        ],
    ),
    ("refunds", &["refund_lines", "refunds"]),
    ("saved_views", &["saved_views"]),
    ("shipping", &["shipping_profiles"]),
    ("shop_storage", &["shop_storage"]),
    ("stock", &["adjustments", "locations", "stock_items"]),
    ("storefront", &["sitemap_parts"]),
    ("support", &["messages", "tickets"]),
    ("throttle", &["throttles"]),
    ("wallet", &["balances", "payout_methods", "payouts", "transfers"]),
];

/// Columns that belong to another than their table's owner: they are its alone to set, once the row is there.
const COLUMNS: [(&str, &str, &[&str]); 4] = [
    (
        "stock",
        "variants",
        &[
            "on_hand",
            "reserved",
            "low_stock_at",
            "own_low_stock_at",
            "low_since",
        ],
    ),
    ("stock", "sellers", &["low_stock_at"]),
    ("orders", "sellers", &["next_order_number"]),
    ("pictures", "variants", &["image_id"]),
];

/// Columns that whoever changes a row may set.
const OF_THE_ROW: [&str; 2] = ["updated_at", "version"];

/// Files that still write a table, or columns, of another, and what would end it. An entry that is not needed any more
/// fails the test.
const STILL_WRITES: [(&str, &str, &str); 13] = [
    (
        "src/accounts/store/sellers.rs",
        "balances",
        "the row could be made by the first posting",
    ),
    (
        "src/pictures/store/change.rs",
        "products",
        "products could be told that a picture changed",
    ),
    (
        "src/pictures/store/review.rs",
        "product_reviews",
        "pictures could have a table of what waits",
    ),
    (
        "src/products/store/bulk.rs",
        "adjustments",
        "stock could forget variants",
    ),
    (
        "src/products/store/bulk.rs",
        "image_files",
        "pictures could release a product's",
    ),
    ("src/products/store/bulk.rs", "product_images", "the same"),
    ("src/products/store/bulk.rs", "variants", "the same"),
    (
        "src/web/idempotency.rs",
        "idempotency_keys",
        "the answer is kept beside the claim, which the database's transaction makes",
    ),
    (
        "src/product_review/store/review.rs",
        "product_reviews",
        "products queues what waits; it could end and return it, too",
    ),
    (
        "src/product_review/store/snapshot.rs",
        "product_reviews",
        "the same",
    ),
    (
        "src/products/store/closure.rs",
        "variants",
        "stock could be told that a shop's products are archived",
    ),
    (
        "src/products/store/following.rs",
        "variants",
        "stock could be told which thresholds follow",
    ),
    ("src/web/idempotency/jobs.rs", "idempotency_keys", "as above"),
];

/// Room that fills an empty database, all tables at once.
const FILLS: &str = "seed";

/// A write in a statement.
struct Write {
    table: String,
    /// Columns that an update sets.
    columns: Option<Vec<String>>,
}

/// Parses the writes in a text of SQL.
fn writes(sql: &str) -> Vec<Write> {
    static WRITE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(insert\s+into|delete\s+from|update)\s+([a-z_]+|\{)"));
    let write = |found: Captures<'_>| {
        let is_update = found[1].eq_ignore_ascii_case("update");
        let end = found.get(0).map_or(0, |whole| whole.end());
        Write {
            table: found[2].to_owned(),
            columns: is_update.then(|| columns(&sql[end..])),
        }
    };
    WRITE
        .captures_iter(sql)
        .map(write)
        // `on conflict … do update set` writes what the insert before it writes.
        .filter(|write| write.table != "set")
        .collect()
}

/// The columns that an update sets, from the text after its table's name.
fn columns(rest: &str) -> Vec<String> {
    static BRACKETS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\([^()]*\)"));
    static SET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bset\s"));
    static END: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(where|from|returning)\b"));
    let mut flat = rest.to_owned();
    while BRACKETS.is_match(&flat) {
        flat = BRACKETS.replace_all(&flat, "").into_owned();
    }
    let set = END.split(&flat).next().unwrap_or_default();
    let set = SET.splitn(set, 2).nth(1).unwrap_or_default();
    set.split(',')
        .filter_map(|part| part.split_once('='))
        .map(|(column, _)| column.trim().to_owned())
        .collect()
}

fn owner(table: &str) -> Option<&'static str> {
    let owner = OWNERS.iter().find(|(_, tables)| tables.contains(&table));
    owner.map(|(owner, _)| *owner)
}

/// Owner of a column: its entry in `COLUMNS`, else the table's owner.
fn owner_of(table: &str, column: &str) -> Option<&'static str> {
    let other = COLUMNS
        .iter()
        .find(|(_, of, columns)| *of == table && columns.contains(&column));
    other.map(|(owner, _, _)| *owner).or_else(|| owner(table))
}

/// Whether a room may write so.
fn is_own(room: &str, write: &Write) -> bool {
    let sets: Vec<&String> = write
        .columns
        .iter()
        .flatten()
        .filter(|column| !OF_THE_ROW.contains(&column.as_str()))
        .collect();
    match sets.is_empty() {
        true => owner(&write.table) == Some(room),
        false => sets
            .iter()
            .all(|column| owner_of(&write.table, column) == Some(room)),
    }
}

/// Writes of tables that are not the room's: file, table, and the place.
fn strange() -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.room() != FILLS) {
        let product = source
            .literals
            .iter()
            .filter(|(place, _)| !source.is_for_tests(*place));
        for (place, write) in
            product.flat_map(|(place, text)| writes(text).into_iter().map(move |write| (place, write)))
        {
            let is_table = write.table == "{" || owner(&write.table).is_some();
            if is_table && !is_own(source.room(), &write) {
                let place = format!("{}:{}: {}", source.path, source.line(*place), write.table);
                found.push((source.path.as_str(), write.table, place));
            }
        }
    }
    found
}

#[test]
fn a_table_is_written_by_its_owners_store_alone() {
    let strange = strange();
    let is_listed = |path: &str, table: &str| {
        STILL_WRITES
            .iter()
            .any(|(file, of, _)| *file == path && *of == table)
    };
    let unlisted = strange.iter().filter(|(path, table, _)| !is_listed(path, table));
    none(
        "writes a table of another",
        unlisted.map(|(_, _, place)| place.clone()).collect(),
    );
    let is_there = |path: &str, table: &str| strange.iter().any(|(at, of, _)| *at == path && of == table);
    let gone = STILL_WRITES
        .iter()
        .filter(|(path, table, _)| !is_there(path, table));
    none(
        "take it out of the list",
        gone.map(|(path, table, _)| format!("{path}: {table}")).collect(),
    );
}

#[test]
fn every_table_has_one_owner() {
    let named = pattern(r"(?i)\b(create|drop)\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?([a-z_]+)");
    let mut tables = BTreeSet::new();
    for (_, text) in files("migrations", "sql") {
        for found in named.captures_iter(&text) {
            match found[1].eq_ignore_ascii_case("create") {
                true => tables.insert(found[2].to_owned()),
                false => tables.remove(&found[2]),
            };
        }
    }
    let owned: Vec<&str> = OWNERS
        .iter()
        .flat_map(|(_, tables)| tables.iter().copied())
        .collect();
    let mut wrong: Vec<String> = tables
        .iter()
        .filter(|table| owned.iter().filter(|owned| owned == table).count() != 1)
        .cloned()
        .collect();
    wrong.extend(
        owned
            .iter()
            .filter(|owned| !tables.contains(**owned))
            .map(|owned| format!("{owned} is no table")),
    );
    none("has no owner, or several", wrong);
}

#[test]
fn every_column_of_another_is_set_by_it() {
    let sets = |room: &str, table: &str, column: &str| {
        sources()
            .iter()
            .filter(|source| source.room() == room && !source.is_test())
            .any(|source: &Source| {
                let writes = source.literals.iter().flat_map(|(_, text)| writes(text));
                writes
                    .filter(|write| write.table == table)
                    .any(|write| write.columns.iter().flatten().any(|set| set == column))
            })
    };
    let mut unused = Vec::new();
    for (owner, table, columns) in COLUMNS {
        let idle = columns.iter().filter(|column| !sets(owner, table, column));
        unused.extend(idle.map(|column| format!("{owner} does not set {table}.{column}")));
    }
    none("take it out of the list", unused);
}

#[test]
fn what_a_statement_writes_is_read_from_it() {
    let read = |sql: &str| -> Vec<(String, Vec<String>)> {
        let writes = writes(sql).into_iter();
        writes
            .map(|write| (write.table, write.columns.unwrap_or_default()))
            .collect()
    };
    let table =
        |name: &str, columns: &[&str]| (name.to_owned(), columns.iter().map(ToString::to_string).collect());
    assert_eq!(
        read(
            "update variants set a = coalesce($1, (select x, y from t where z = 1)), b = b + 1 where c = $2"
        ),
        [table("variants", &["a", "b"])]
    );
    assert_eq!(
        read("insert into orders (a) values ($1) on conflict (a) do update set b = $2"),
        [table("orders", &[])]
    );
    assert_eq!(
        read("with gone as (delete from lines where a = $1 returning b) update orders set c = 1 from gone"),
        [table("lines", &[]), table("orders", &["c"])]
    );
    assert_eq!(read("select a from b where c = 'deleted' for update"), []);
}
