//! Tests of idempotency keys, with concurrent requests.

use super::{KEPT_MS, kept_headers, once};
use crate::db::Engine;
use crate::events;
use crate::id::ApiKeyId;
use crate::state::App;
use crate::testing::{TestApp, cart};
use crate::under_way::UnderWay;
use crate::viewer::{Key, Viewer};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

/// How often the act was carried out to its commit.
static ACTS: AtomicUsize = AtomicUsize::new(0);

/// Writes something that names an order, before and after a while.
async fn act(app: &App, acts: &AtomicUsize, wait_ms: u64) -> Response {
    let mut tx = app.db.begin().await.unwrap();
    let about = json!({ "order_id": "ord_01" });
    events::emit(&mut tx, app.clock.now(), "test.made", None, &about)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(wait_ms)).await;
    if let Err(error) = tx.commit().await {
        return crate::problem::Problem::from(error).into_response();
    }
    acts.fetch_add(1, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(wait_ms)).await;
    (StatusCode::CREATED, [(header::LOCATION, "/made")], "made").into_response()
}

async fn asked(
    app: &App,
    route: &str,
    act: impl Future<Output = Response>,
) -> (StatusCode, HeaderMap, String) {
    let viewer = Viewer::Key(Key {
        api_key_id: ApiKeyId::stored("key_01".to_owned()),
        scopes: Vec::new(),
    });
    let answer = once(app, &viewer, route.to_owned(), "k".to_owned(), b"body", act).await;
    let (parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, 100_000).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (parts.status, parts.headers, text)
}

#[tokio::test]
async fn forty_doubled_clicks_end_on_the_same_good_page() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 10).await;
    let placed = app.storefront().await.order("WEB-1", &[(&mug, 1)]).await;
    let id = placed["orders"][0]["order_id"].as_str().unwrap().to_owned();
    let mut clicks = JoinSet::new();
    for _ in 0..40 {
        let (tab, id) = (ann.apart(), id.clone());
        clicks.spawn(async move {
            let ship = [
                ("order_id", id.as_str()),
                ("_once", "click"),
                ("_page", "/orders"),
            ];
            let answer = tab.form("/do/orders/ship", &ship).await;
            let leads = answer.headers[header::LOCATION].to_str().unwrap().to_owned();
            (leads, tab.cookies().contains("notice=Shipped"))
        });
    }
    let ends = clicks.join_all().await;
    assert_eq!(ends, vec![(format!("/orders/{id}"), true); 40]);
    let order = ann.get(&format!("/seller/orders/{id}")).await.json();
    assert_eq!(order["shipments"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn forty_calls_with_one_key_get_the_first_answer() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut calls = JoinSet::new();
    for _ in 0..40 {
        let ann = ann.clone();
        let mug = json!({ "name": "Mug", "price": 5 });
        calls.spawn(async move { ann.post_once("/seller/products", "k", mug).await.is(201).text() });
    }
    let mut answers = calls.join_all().await;
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_repeat_waits_for_a_first_that_is_not_committed_yet() {
    let app = TestApp::new().await;
    let acts = AtomicUsize::new(0);
    let first = asked(&app, "POST /x", act(&app, &acts, 150));
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        asked(&app, "POST /x", act(&app, &acts, 0)).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.0, first.2), (second.0, second.2));
    assert_eq!(second.1["idempotency-replayed"], "true");
    assert_eq!(acts.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn when_the_first_fails_the_repeat_carries_it_out() {
    let app = TestApp::new().await;
    let acts = AtomicUsize::new(0);
    let first = asked(&app, "POST /x", async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    });
    let second = async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        asked(&app, "POST /x", act(&app, &acts, 0)).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.0.as_u16(), second.0.as_u16()), (500, 201));
    assert_eq!(acts.load(Ordering::SeqCst), 1);
}

/// Another process has the database, not our memory.
#[tokio::test]
async fn a_repeat_at_another_process_gets_the_first_answer_too() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Sqlite {
        return;
    }
    let other = App::clone(&app).with(|ports| ports.under_way = UnderWay::default());
    let first = asked(&app, "POST /x", act(&app, &ACTS, 150));
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        asked(&other, "POST /x", act(&other, &ACTS, 0)).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.0.as_u16(), second.0.as_u16()), (201, 201));
    assert_eq!(ACTS.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn after_a_crash_the_repeat_is_told_what_was_made_and_where_it_is() {
    let app = TestApp::new().await;
    let acts = AtomicUsize::new(0);
    for (route, status, leads) in [
        ("POST /api/v1/x", 409, "/api/v1/seller/orders/ord_01"),
        ("POST /do/x", 303, "/orders/ord_01"),
    ] {
        let cut = asked(&app, route, act(&app, &acts, 300));
        assert!(
            tokio::time::timeout(Duration::from_millis(450), cut)
                .await
                .is_err()
        );
        app.later(60_000);
        let again = asked(&app, route, act(&app, &acts, 0)).await;
        let location = again.1[header::LOCATION].to_str().unwrap();
        assert_eq!((again.0.as_u16(), location), (status, leads));
        assert!(again.0 != 409 || again.2.contains("ord_01"), "{}", again.2);
    }
    assert_eq!(acts.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_order_placed_before_a_crash_is_answered_by_itself() {
    let app = TestApp::new().await;
    let mug = app.seller("ann").await.product("Mug", "10.00", 10).await;
    let storefront = app.storefront().await;
    let place = || storefront.post_once("/api/v1/storefront/orders", "k", cart("WEB-1", &[(&mug, 1)]));
    let first = place().await.is(201).json();
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("update idempotency_keys set status = null, answer = null")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.later(60_000);
    assert_eq!(place().await.is(200).json(), first);
}

#[test]
fn a_secret_that_is_shown_once_is_handed_to_a_repeat_and_a_session_is_not() {
    let cookies = ["shown_once=sealed; Path=/settings/api-keys", "session=s; Path=/"];
    let cookie = |line| (header::SET_COOKIE, HeaderValue::from_static(line));
    let kept = kept_headers(&cookies.into_iter().map(cookie).collect());
    assert_eq!(kept, "set-cookie: shown_once=sealed; Path=/settings/api-keys\n");
}

#[tokio::test]
async fn a_key_that_is_a_day_old_is_removed_and_a_younger_one_stays() {
    let app = TestApp::new().await;
    let count = async || -> i64 {
        sqlx::query_scalar("select count(*) from idempotency_keys where route = 'POST /api/v1/x'")
            .fetch_one(app.db.reader())
            .await
            .unwrap()
    };
    let acts = AtomicUsize::new(0);
    asked(&app, "POST /api/v1/x", act(&app, &acts, 0)).await;
    for (later, left) in [(KEPT_MS, 1), (1, 0)] {
        app.later(later);
        app.work().await;
        assert_eq!(count().await, left);
    }
}
