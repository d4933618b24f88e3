//! SQL statement tests: every statement in the source is prepared on the engine under test, since `Any`
//! cannot be checked at compile time.

use super::source::{Source, sources};
use super::test_app::TestApp;
use crate::db::Engine;
use regex::Regex;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How a string of ours begins when it is a whole statement.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?is)^\s*(select\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+[\w\s(),]*\s+as\s*\()")
        .expect("a pattern")
});

/// How a statement ends that more is added to.
static UNFINISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(\b(where|and|or|returning|by|in|from|set|values)|,)\s*$").expect("a pattern")
});

/// A piece of a statement that stands under a name: `{COLUMNS}` in it is the constant of that file.
static HOLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{([A-Z][A-Z0-9_]*)\}").expect("a pattern"));

/// Pattern of names given to texts: constants and macros.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"const\s+([A-Z][A-Z0-9_]*)\s*:\s*&(?:'static\s+)?str\s*=\s*"|macro_rules!\s+(\w+)\s*\{\s*\(\)\s*=>\s*\{\s*""#)
        .expect("a pattern")
});

static JOINED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?s)concat!\(\s*((?:"[^"]*"|\w+!\(\)|[\s,])*)\)"#).expect("a pattern"));

static PART: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#""[^"]*"|(\w+)!\(\)"#).expect("a pattern"));

/// The texts that have a name: constants of one file, macros of all.
fn named(source: &Source) -> HashMap<String, String> {
    NAMED
        .captures_iter(&source.code)
        .filter_map(|found| {
            let name = found.get(1).or(found.get(2))?.as_str().to_owned();
            Some((name, literal(source, found.get(0)?.end() - 1)?))
        })
        .collect()
}

fn literal(source: &Source, place: usize) -> Option<String> {
    let at = source.literals.iter().find(|(at, _)| *at == place);
    at.map(|(_, text)| text.clone())
}

/// The texts of a file with their lines; what `concat!` joins is one text.
fn texts(source: &Source, macros: &HashMap<String, String>) -> Vec<(usize, String)> {
    let mut joined = Vec::new();
    let mut within = Vec::new();
    for found in JOINED.captures_iter(&source.code) {
        let inside = found.get(1).expect("the group is always there");
        let parts = PART.captures_iter(inside.as_str()).map(|part| match part.get(1) {
            Some(name) => macros
                .get(name.as_str())
                .cloned()
                .unwrap_or_else(|| "{unknown}".to_owned()),
            None => {
                let place = inside.start() + part.get(0).expect("a match").start();
                literal(source, place).unwrap_or_default()
            }
        });
        joined.push((source.line(inside.start()), parts.collect::<String>()));
        within.push(inside.range());
    }
    let alone = source
        .literals
        .iter()
        .filter(|(place, _)| !within.iter().any(|range| range.contains(place)))
        .map(|(place, text)| (source.line(*place), text.clone()));
    alone.chain(joined).collect()
}

/// The statements of a file with their lines; those put together while running are left to the other tests.
fn statements(source: &Source, macros: &HashMap<String, String>) -> Vec<(usize, String)> {
    let constants = named(source);
    texts(source, macros)
        .into_iter()
        .filter(|(_, text)| STATEMENT.is_match(text))
        .map(|(line, text)| {
            let filled = HOLE.replace_all(&text, |found: &regex::Captures<'_>| {
                constants
                    .get(&found[1])
                    .cloned()
                    .unwrap_or_else(|| found[0].to_owned())
            });
            (line, filled.into_owned())
        })
        .filter(|(_, text)| !text.replace("'{}'", "").contains('{') && !UNFINISHED.is_match(text))
        .collect()
}

/// Asks each engine for its own catalogue; the seed's tests run it on both.
const PER_ENGINE: &str = "src/seed/keys.rs";

#[tokio::test]
async fn every_statement_is_understood_by_the_engine() {
    let app = TestApp::new().await;
    let mut connection = app.db.reader().acquire().await.expect("a connection");
    let sources = sources();
    let macros: HashMap<String, String> = sources.iter().flat_map(named).collect();
    let mut wrong = Vec::new();
    let mut prepared = 0;
    for source in sources
        .iter()
        .filter(|source| !source.is_test() && !source.is_crate())
        .filter(|source| source.room() != "db" && source.path != PER_ENGINE)
    {
        for (line, statement) in statements(source, &macros) {
            let sql = AssertSqlSafe(statement.clone()).into_sql_str();
            match (&mut connection).prepare(sql).await {
                Ok(_) => prepared += 1,
                // The types of its parameters come with the call; alone, PostgreSQL cannot always tell them.
                Err(error) if app.db.engine() == Engine::Postgres && is_untyped(&error) => prepared += 1,
                Err(error) => wrong.push(format!("{}:{line}: {error}\n    {statement}", source.path)),
            }
        }
    }
    assert!(wrong.is_empty(), "not understood:\n{}", wrong.join("\n"));
    assert!(prepared > 50, "only {prepared} statements were found");
}

fn is_untyped(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    // 42P18: indeterminate datatype.
    code.as_deref() == Some("42P18")
}
