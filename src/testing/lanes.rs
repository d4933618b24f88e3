//! Short work beside long work, with the consumers of the whole product.

use super::{TestApp, Watch, explain_all};
use crate::clock::DAY_MS;
use crate::db::Engine;
use crate::events::{Consumer, Dispatcher, Lane, emit};
use crate::id::SellerId;
use serde_json::json;
use sqlx::AssertSqlSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// A consumer of the long lane that does not come to an end while the test holds its work.
fn endless(begun: Arc<Semaphore>, held: Arc<Semaphore>) -> Consumer {
    Consumer::long("test.import", &["test.import"], move |_, _| {
        let (begun, held) = (begun.clone(), held.clone());
        async move {
            begun.add_permits(1);
            let _ = held.acquire().await;
            Ok(())
        }
    })
}

#[tokio::test]
async fn a_one_time_code_is_mailed_while_three_long_imports_run() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let (begun, held) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let mut consumers = crate::app::consumers();
    consumers.push(endless(begun.clone(), held.clone()));
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(Dispatcher::new((*app).clone(), consumers, Vec::new()).run(stopped));
    assert!(Lane::Long.workers() >= 3);
    for _ in 0..Lane::Long.workers() + 1 {
        let mut tx = app.db.begin().await.unwrap();
        let seller = SellerId::new(app.clock.now());
        emit(&mut tx, app.clock.now(), "test.import", Some(&seller), &json!({}))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let all = begun.acquire_many(Lane::Long.workers() as u32).await;
    all.unwrap().forget();
    let forgot = json!({ "email": ann.email });
    app.anonymous().post("/auth/forgot", forgot).await.is(202);
    let mailed = async {
        while app.mails_to(&ann.email).iter().all(|mail| mail.code().is_none()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), mailed)
        .await
        .unwrap();
    // Every import is still where it was.
    assert_eq!(begun.available_permits(), 0);
    held.close();
    stop.send(true).unwrap();
    running.await.unwrap();
}

/// Rows of each table that the dispatcher and retention look through, none of them due and none too old.
const MANY: u32 = 6_000;
/// The most that one statement may walk past: rows of PostgreSQL, steps of SQLite's machine.
const MOST_ROWS: i64 = 1_000;
const MOST_STEPS: i64 = 10_000;

async fn fill(app: &TestApp) {
    let (now, later) = (app.clock.now().0, app.clock.now().0 + DAY_MS);
    let n = format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {MANY})");
    let (user, seller) = (
        "(select min(user_id) from users)",
        "(select min(seller_id) from sellers)",
    );
    let key = "cast(1000000 + i as text)";
    let mut rows = vec![
        format!("insert into events (event_id, type, content, at, routed_at) {n} select {key}, 't', '{{}}', {now}, 1 from n"),
        format!(
            "insert into sessions (session_id, token_hash, kind, user_id, created_at, last_seen_at, authenticated_at,
                 expires_at)
             {n} select {key}, {key}, 'api', {user}, {now}, {now}, {now}, {later} from n"
        ),
        format!("insert into refresh_tokens (token_hash, session_id, created_at, expires_at) {n} select {key}, {key}, {now}, {later} from n"),
        format!(
            "insert into one_time_codes (code_id, user_id, purpose, code_hash, created_at, expires_at)
             {n} select {key}, {user}, 'reset', 'x', {now}, {later} from n"
        ),
        format!(
            "insert into invitations (invitation_id, seller_id, email, role, permissions, token_hash, invited_by,
                 created_at, expires_at)
             {n} select {key}, {seller}, {key}, 'staff', '[]', {key}, {user}, {now}, {later} from n"
        ),
        format!(
            "insert into requests (request_id, caller, kind, content, status, created_at, finished_at)
             {n} select {key}, 'x', 'x', '{{}}', 'done', {now}, {now} from n"
        ),
        format!(
            "insert into idempotency_keys (caller, route, idempotency_key, body_hash, created_at)
             {n} select 'x', 'x', {key}, 'x', {now} from n"
        ),
    ];
    for (consumer, status, lane) in [
        ("a", "done", "short"),
        ("b", "waiting", "short"),
        ("c", "waiting", "long"),
    ] {
        rows.push(format!(
            "insert into deliveries (delivery_id, event_id, consumer, status, next_at, lane, seller_id)
             {n} select '{consumer}' || {key}, {key}, '{consumer}', '{status}', {later}, '{lane}', 'sel_01' from n"
        ));
    }
    let mut tx = app.db.begin().await.unwrap();
    for rows in rows {
        sqlx::query(AssertSqlSafe(rows)).execute(&mut *tx).await.unwrap();
    }
    if app.db.engine() == Engine::Postgres {
        sqlx::query("analyze").execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn looking_for_what_is_due_and_what_is_old_costs_the_same_however_much_there_is() {
    let mut app = TestApp::new().await;
    app.seller("ann").await;
    app.work().await;
    fill(&app).await;
    if app.db.engine() == Engine::Postgres {
        explain_all(&app, "force_custom_plan").await;
        app.reopen().await;
    }
    let most = match app.db.engine() {
        Engine::Sqlite => MOST_STEPS,
        Engine::Postgres => MOST_ROWS,
    };
    let watch = Watch::over(&app);
    let dispatcher = crate::app::dispatcher(&app);
    dispatcher.drain().await.unwrap();
    dispatcher.run_schedules().await.unwrap();
    let heard = watch.take();
    assert!(heard.iter().any(|(sql, _)| sql.contains("refresh_tokens")));
    let dear: Vec<_> = heard.into_iter().filter(|(_, cost)| *cost > most).collect();
    assert!(dear.is_empty(), "{dear:#?}");
}
