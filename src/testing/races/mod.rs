//! Race tests: two concurrent operations have the result of one after the other.
//!
//! On PostgreSQL every second run is held at a gate: all writes of what the operations write wait until both operations
//! wait, so that both have read before either writes. Whoever reads, decides and writes without a lock is found by it
//! each time, not one time in a thousand.

mod accounts;
mod catalog;
mod money;
mod people;

use super::actor::Actor;
use super::answer::Answer;
use super::snapshot::tables;
use super::test_app::TestApp;
use crate::db::{Engine, Tx};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use std::time::Duration;

/// How often each pair meets; `STALLHOLDER_RACES` asks for more.
fn runs() -> usize {
    let asked = std::env::var("STALLHOLDER_RACES").ok();
    asked.and_then(|runs| runs.parse().ok()).unwrap_or(4)
}

/// Written by what every request does before it begins.
const BEFORE: [&str; 7] = [
    "sessions",
    "web_sessions",
    "idempotency_keys",
    "lockouts",
    "known_devices",
    "api_keys",
    "refresh_tokens",
];

/// A transaction that lets others read and lock rows, and no one write.
async fn gate(app: &TestApp) -> Option<Tx> {
    if app.db.engine() == Engine::Sqlite {
        return None;
    }
    let mut all = tables(&app.db).await;
    all.retain(|table| !BEFORE.contains(&table.as_str()));
    let mut gate = app.db.begin().await.expect("a transaction");
    let shut = format!("lock table {} in share mode", all.join(", "));
    sqlx::query(AssertSqlSafe(shut))
        .execute(&mut *gate)
        .await
        .expect("the gate shuts");
    Some(gate)
}

/// Opens the gate once so many wait, or no more are likely to come.
async fn open_when(app: &TestApp, gate: Option<Tx>, many: i64) {
    let Some(gate) = gate else { return };
    for _ in 0..40 {
        let waiting: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
        .fetch_one(app.db.reader())
        .await
        .expect("who waits can be counted");
        if waiting >= many {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(gate);
}

/// Both at once; with what they were answered. Neither is our mistake.
async fn both(
    app: &TestApp,
    run: usize,
    left: impl Future<Output = Answer>,
    right: impl Future<Output = Answer>,
) -> (Answer, Answer) {
    let gate = match run % 2 {
        0 => gate(app).await,
        _ => None,
    };
    let (left, right, ()) = tokio::join!(left, right, open_when(app, gate, 2));
    for answer in [&left, &right] {
        assert!(
            answer.status.as_u16() < 500,
            "{} {}: {}",
            answer.asked,
            answer.status,
            answer.text()
        );
    }
    (left, right)
}

/// A call with a path of its own, to be made beside another one.
async fn post(actor: &Actor, path: String, body: Value) -> Answer {
    actor.post(&path, body).await
}

async fn patch(actor: &Actor, path: String, body: Value) -> Answer {
    actor.patch(&path, body).await
}

async fn delete(actor: &Actor, path: String) -> Answer {
    actor.delete(&path).await
}

/// Exactly one was carried out; the other was refused with `refused`.
#[track_caller]
fn one((left, right): &(Answer, Answer), refused: u16) {
    let did = |answer: &Answer| answer.status.is_success() || answer.status.is_redirection();
    let (done, not) = match did(left) {
        true => (left, right),
        false => (right, left),
    };
    assert!(
        did(done) && !did(not) && not.status.as_u16() == refused,
        "{} {} and {} {}:\n{}\n{}",
        left.asked,
        left.status,
        right.asked,
        right.status,
        left.text(),
        right.text()
    );
}

/// Both were carried out.
#[track_caller]
fn both_done((left, right): &(Answer, Answer)) {
    let done = left.status.is_success() && right.status.is_success();
    assert!(
        done,
        "{} {} and {} {}",
        left.asked, left.status, right.asked, right.status
    );
}
