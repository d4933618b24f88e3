//! Hostile text tests: odd text in every input causes no server error and is not stored.

use super::{For, Row, table};
use crate::testing::actor::Actor;
use crate::testing::answer::Answer;
use crate::testing::snapshot::tables;
use crate::testing::test_app::TestApp;
use crate::testing::world::World;
use axum::http::Method;
use serde_json::{Map, Value, json};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::{BTreeMap, BTreeSet};

/// JSON values to substitute, as written.
fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        r#""\u0000""#,
        r#""x\u0000y""#,
        r#""A\r\nBcc: eve@example.test""#,
        r#""A\u2028B\u202eC""#,
        r#""\ud800""#,
        r#""""#,
        "1e999",
        "-1",
        "null",
        "true",
        "[]",
        "{}",
        r#"[["x"]]"#,
    ]
    .map(str::to_owned)
    .into();
    values.push(format!("\"{}\"", "x".repeat(100_000)));
    values
}

/// The values in a form, query or path, percent-encoded.
const ENCODED: [&str; 6] = [
    "%00",
    "x%00y",
    "A%0D%0ABcc:%20x",
    "A%E2%80%A8%E2%80%AEB",
    "%FF%FE",
    "%ED%A0%80",
];

/// The parameters that lists take.
const PARAMETERS: [&str; 16] = [
    "after", "before", "limit", "status", "q", "from", "to", "kind", "show", "list", "role", "filter",
    "token", "next", "variant", "ids[0]",
];

pub(super) fn actor_of<'a>(row: &Row, world: &'a World) -> &'a Actor {
    let who = match row.whom {
        For::Anyone | For::Demo => "anonymous",
        For::Key => "key",
        For::Admin(_) => "super",
        _ => "owner",
    };
    let all = world.actors();
    all.into_iter()
        .find(|(name, _)| *name == who)
        .expect("an actor")
        .1
}

/// The fields that the document gives a call, by method and path.
fn documented() -> BTreeMap<(String, String), BTreeSet<String>> {
    let document = serde_json::to_value(crate::app::openapi()).expect("the document");
    let mut all = BTreeMap::new();
    for (path, calls) in document["paths"].as_object().expect("paths") {
        for (method, call) in calls.as_object().expect("calls") {
            let schema = &call["requestBody"]["content"]["application/json"]["schema"];
            let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
            let schema = name.map_or(schema, |name| &document["components"]["schemas"][name]);
            let fields: BTreeSet<String> = schema["properties"]
                .as_object()
                .into_iter()
                .flat_map(Map::keys)
                .cloned()
                .collect();
            all.insert((method.to_uppercase(), path.clone()), fields);
        }
    }
    all
}

/// A failure.
#[derive(Default)]
struct Found {
    asked: usize,
    wrong: Vec<String>,
}

impl Found {
    fn look(&mut self, answer: &Answer, sent: &str) {
        self.asked += 1;
        let status = answer.status.as_u16();
        let nul = sent.contains("%00") || sent.contains("\\u0000");
        let taken = nul && !(400..500).contains(&status) && !answer.location().starts_with("/login");
        if status >= 500 || taken {
            let sent: String = sent.chars().take(120).collect();
            let said: String = answer.text().chars().take(160).collect();
            self.wrong
                .push(format!("{} with {sent}: {status} {said}", answer.asked));
        }
    }
}

/// The call or form with something else in each field.
async fn fields(row: &Row, world: &World, known: &BTreeSet<String>, found: &mut Found) {
    let actor = actor_of(row, world).apart();
    let path = world.fill_path(row.path);
    let body = world.fill(row.body);
    if row.kind == "form" {
        let once = format!("{body}&_page=%00").trim_start_matches('&').to_owned();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(once.as_bytes())
            .into_owned()
            .collect();
        let names = pairs.iter().map(|(name, _)| name.as_str()).chain(["_once"]);
        for name in names {
            for value in ENCODED {
                let others = pairs
                    .iter()
                    .filter(|(other, _)| other != name && other != "_page");
                let others = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(others)
                    .finish();
                let sent = format!("{others}&{name}={value}");
                let headers = [("content-type", "application/x-www-form-urlencoded")];
                let answer = actor.browse(Method::POST, &path, &headers, sent.clone()).await;
                found.look(&answer, &sent);
            }
        }
        return;
    }
    let given: Map<String, Value> = serde_json::from_str(&body).unwrap_or_default();
    let method: Method = row.kind.parse().expect("a method");
    let names: BTreeSet<&String> = known.iter().chain(given.keys()).collect();
    for name in names {
        for value in values() {
            let mut parts: Vec<String> = given
                .iter()
                .filter(|(other, _)| *other != name)
                .map(|(other, value)| format!("{}:{value}", json!(other)))
                .collect();
            parts.push(format!("{}:{value}", json!(name)));
            let sent = format!("{{{}}}", parts.join(","));
            let headers = [("content-type", "application/json")];
            let answer = actor
                .api(method.clone(), &format!("/api/v1{path}"), &headers, sent.clone())
                .await;
            found.look(&answer, &sent);
        }
    }
}

/// The address with something else in each of its parts, and in each parameter.
async fn address(row: &Row, world: &World, found: &mut Found) {
    let actor = actor_of(row, world).apart();
    let base = if matches!(row.kind, "page" | "file" | "form" | "upload") {
        ""
    } else {
        "/api/v1"
    };
    let (method, headers): (Method, &[(&str, &str)]) = match row.kind {
        "page" | "file" => (Method::GET, &[]),
        "form" => (
            Method::POST,
            &[("content-type", "application/x-www-form-urlencoded")],
        ),
        "upload" => (
            Method::POST,
            &[("content-type", "multipart/form-data; boundary=end")],
        ),
        method => (
            method.parse().expect("a method"),
            &[("content-type", "application/json")],
        ),
    };
    let mut paths = Vec::new();
    for (at, _) in row.path.match_indices('{') {
        let end = at + row.path[at..].find('}').expect("a parameter ends") + 1;
        for value in ENCODED {
            let path = format!("{}{value}{}", &row.path[..at], &row.path[end..]);
            paths.push(world.fill_path(&path));
        }
    }
    if method == Method::GET {
        let path = world.fill_path(row.path);
        let joint = if path.contains('?') { '&' } else { '?' };
        paths.push(format!("{path}{joint}%00=1"));
        for parameter in PARAMETERS {
            for value in ["x%00", "%FF%0D%0A", "zz"] {
                paths.push(format!("{path}{joint}{parameter}={value}"));
            }
        }
    }
    for path in paths {
        let answer = match base {
            "" => actor.browse(method.clone(), &path, headers, "").await,
            base => {
                actor
                    .api(method.clone(), &format!("{base}{path}"), headers, "")
                    .await
            }
        };
        found.look(&answer, &path);
    }
}

#[tokio::test]
async fn text_that_nobody_types_is_refused_everywhere_and_is_never_our_mistake() {
    let app = TestApp::new().await;
    let world = World::build(&app).await;
    let known = documented();
    let mut found = Found::default();
    let mut rows = table();
    // What ends a session or takes something away comes last.
    rows.sort_by_key(Row::when);
    for row in rows.iter().filter(|row| row.whom != For::Demo) {
        address(row, &world, &mut found).await;
        let key = (
            row.kind.to_owned(),
            row.path.split('?').next().unwrap_or_default().to_owned(),
        );
        if !matches!(row.kind, "page" | "file" | "upload" | "GET") && row.when() < 2 {
            fields(
                row,
                &world,
                known.get(&key).unwrap_or(&BTreeSet::new()),
                &mut found,
            )
            .await;
        }
    }
    println!("{} requests", found.asked);
    let kept = unseen(&app).await;
    assert!(
        found.wrong.is_empty() && kept.is_empty(),
        "{} of {} wrong:\n{}\nkept: {kept:#?}",
        found.wrong.len(),
        found.asked,
        found.wrong.join("\n")
    );
}

/// Where a control character or one that turns the direction was kept.
async fn unseen(app: &TestApp) -> Vec<String> {
    let mut kept = Vec::new();
    for table in tables(&app.db).await {
        let all = AssertSqlSafe(format!("select * from {table}"));
        let rows: Vec<AnyRow> = sqlx::query(all).fetch_all(app.db.reader()).await.expect("rows");
        let texts = rows
            .iter()
            .flat_map(|row| (0..row.len()).map(move |at| row.try_get::<Option<String>, _>(at)));
        for text in texts.filter_map(|text| text.ok().flatten()) {
            let is_wrong =
                |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{2028}' | '\u{2029}');
            if text.contains(is_wrong) {
                kept.push(format!(
                    "{table}: {:?}",
                    text.chars().take(80).collect::<String>()
                ));
            }
        }
    }
    kept
}

#[tokio::test]
async fn a_storefronts_order_takes_no_line_break_in_a_line() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "10", 10).await;
    for field in [
        "/reference",
        "/buyer/name",
        "/buyer/phone",
        "/ship_to/line1",
        "/ship_to/line2",
        "/ship_to/city",
        "/ship_to/region",
        "/ship_to/postcode",
        "/coupon",
        "/payment/provider",
        "/payment/reference",
    ] {
        for wrong in [
            "A\r\nBcc: eve@example.test",
            "A\u{2028}B",
            "A\u{202E}B",
            "A\u{7}B",
        ] {
            let mut cart = crate::testing::cart("W-1", &[(&mug, 1)]);
            *cart.pointer_mut(field).expect("a field") = json!(wrong);
            let named = field.trim_start_matches('/').replace('/', ".");
            shop.place(cart)
                .await
                .is_problem(422, "validation")
                .has(&format!("\"{named}\""));
        }
    }
}
