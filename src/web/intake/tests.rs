//! Tests of request limits: bytes, time and slots.

use super::*;
use crate::testing::TestApp;
use axum::Router;
use axum::body::Bytes;
use axum::http::{Method, Request as HttpRequest, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use futures::StreamExt;
use futures::stream;
use std::net::IpAddr;
use std::time::Duration;
use tower::ServiceExt;

/// A body of these pieces that never ends.
fn unfinished(pieces: usize, length: usize) -> Body {
    let piece = move |_| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; length]));
    Body::from_stream(stream::iter(0..pieces).map(piece).chain(stream::pending()))
}

async fn hasty(change: impl FnOnce(&mut crate::config::Bounds)) -> TestApp {
    TestApp::with(|config| {
        config.bounds.times = Times {
            stall: Duration::from_millis(200),
            whole: Duration::from_millis(600),
            answer: Duration::from_millis(300),
            ping: Duration::from_secs(30),
        };
        change(&mut config.bounds);
    })
    .await
}

/// A service of two addresses behind the layer: one takes its time, one reads what it is sent.
fn slow(app: &TestApp) -> Router {
    let sleep = async || {
        tokio::time::sleep(Duration::from_secs(60)).await;
        "slept"
    };
    let read = async |body: Body| crate::web::extract::read_body(body, BODY_LIMIT).await;
    Router::new()
        .route("/slow", get(sleep))
        .route("/read", post(read))
        .route("/healthz", get(async || "alive"))
        .layer(from_fn_with_state((**app).clone(), layer))
}

async fn answer(service: &Router, request: HttpRequest<Body>) -> Response {
    service.clone().oneshot(request).await.unwrap()
}

fn of(method: Method, path: &str, body: Body) -> HttpRequest<Body> {
    HttpRequest::builder()
        .method(method)
        .uri(path)
        .body(body)
        .unwrap()
}

#[tokio::test]
async fn a_stranger_sends_little_and_whoever_signed_in_more() {
    let app = TestApp::new().await;
    let long = serde_json::json!({ "email": "x".repeat(17 * 1024), "password": "p" });
    app.anonymous().post("/auth/login", long).await.is(413);
    let long = serde_json::json!({ "name": "Mug", "price": 1, "description": "x".repeat(40 * 1024) });
    let seller = app.seller("ann").await;
    assert_ne!(seller.post("/seller/products", long).await.status, 413);
    let (stranger, email) = (app.anonymous(), "x".repeat(20_000));
    stranger
        .form("/do/accounts/sign-in", &[("email", &email)])
        .await
        .is(413);
}

#[tokio::test]
async fn a_body_too_large_is_refused_by_its_length_before_it_is_read() {
    let app = TestApp::new().await;
    let read = Arc::new(AtomicU64::new(0));
    let counted = read.clone();
    let pieces = stream::repeat_with(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 1024]))
    });
    struct Announced(Body);
    impl HttpBody for Announced {
        type Data = Bytes;
        type Error = axum::Error;
        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
            std::pin::Pin::new(&mut self.0).poll_frame(context)
        }
        fn size_hint(&self) -> http_body::SizeHint {
            http_body::SizeHint::with_exact(2 * BODY_LIMIT as u64)
        }
    }
    let json = [("content-type", "application/json")];
    let body = Body::new(Announced(Body::from_stream(pieces)));
    let seller = app.seller("ann").await;
    seller
        .api(Method::POST, "/seller/products", &json, body)
        .await
        .is(413);
    assert_eq!(read.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_body_that_stands_still_or_takes_too_long_is_408_and_nobody_waits_for_it() {
    let app = hasty(|bounds| bounds.max_concurrent = 1).await;
    let service = slow(&app);
    let stalled = answer(&service, of(Method::POST, "/read", unfinished(3, 10)));
    let other = answer(&service, of(Method::POST, "/read", "whole".into()));
    let (stalled, other) = tokio::join!(stalled, other);
    assert_eq!(
        (stalled.status(), other.status()),
        (StatusCode::REQUEST_TIMEOUT, StatusCode::OK)
    );
    let drip = stream::unfold((), async |()| {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Some((Ok::<_, std::io::Error>("x"), ()))
    });
    let slow = answer(&service, of(Method::POST, "/read", Body::from_stream(drip))).await;
    assert_eq!(slow.status(), StatusCode::REQUEST_TIMEOUT);
    assert_eq!(app.slots.free(), 1);
}

#[tokio::test]
async fn unfinished_bodies_take_no_more_than_the_budget() {
    let app = hasty(|bounds| bounds.buffer_bytes = 64 * 1024).await;
    let service = slow(&app);
    let sent = (0..20).map(|_| answer(&service, of(Method::POST, "/read", unfinished(10, 1024))));
    let answers = futures::future::join_all(sent).await;
    let refused = answers
        .iter()
        .filter(|answer| answer.status() == StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        refused.clone().count() >= 13,
        "{:?}",
        answers.iter().map(Response::status).collect::<Vec<_>>()
    );
    assert!(
        refused
            .into_iter()
            .all(|answer| answer.headers().contains_key("retry-after"))
    );
    assert_eq!(app.budget.left(), 64 * 1024);
    let after = answer(&service, of(Method::POST, "/read", vec![b' '; 10_000].into())).await;
    assert_eq!(after.status(), StatusCode::OK);
}

#[tokio::test]
async fn one_caller_holds_an_eighth_of_the_budget_at_most() {
    let app = hasty(|bounds| bounds.buffer_bytes = 64 * 1024).await;
    let service = slow(&app);
    let (one, other) = ("192.0.2.1".parse().unwrap(), "198.51.100.1".parse().unwrap());
    let from = |address: IpAddr| Source::of(Some(address), &HeaderMap::new());
    let held = from(one).scope(answer(&service, of(Method::POST, "/read", unfinished(6, 1024))));
    let later = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let whole = || of(Method::POST, "/read", vec![b' '; 4 * 1024].into());
        let same = from(one).scope(answer(&service, whole())).await;
        let different = from(other).scope(answer(&service, whole())).await;
        (same, different)
    };
    let (_, (same, different)) = tokio::join!(held, later);
    assert_eq!(
        (same.status(), different.status()),
        (StatusCode::TOO_MANY_REQUESTS, StatusCode::OK)
    );
    assert!(same.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn beyond_the_places_requests_are_503_and_health_is_still_told() {
    let app = hasty(|bounds| bounds.max_concurrent = 1).await;
    let service = slow(&app);
    let asked = (0..5).map(|_| answer(&service, of(Method::GET, "/slow", Body::empty())));
    let healthy = answer(&service, of(Method::GET, "/healthz", Body::empty()));
    let (answers, healthy) = tokio::join!(futures::future::join_all(asked), healthy);
    assert_eq!(healthy.status(), StatusCode::OK);
    for answer in answers {
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().contains_key("retry-after"));
    }
    assert_eq!(app.slots.free(), 1);
}

#[tokio::test]
async fn a_body_that_nobody_reads_does_not_pass_by_the_places() {
    let app = hasty(|bounds| bounds.max_concurrent = 1).await;
    let service = slow(&app);
    let asked = (0..3).map(|_| answer(&service, of(Method::GET, "/slow", unfinished(1, 10))));
    let answers = futures::future::join_all(asked);
    let in_time = tokio::time::timeout(Duration::from_secs(6), answers)
        .await
        .unwrap();
    assert!(
        in_time
            .iter()
            .all(|answer| answer.status() == StatusCode::SERVICE_UNAVAILABLE)
    );
}

#[tokio::test]
async fn a_write_that_is_late_is_told_so_and_still_carried_out() {
    let app = hasty(|bounds| bounds.max_concurrent = 1).await;
    let done = Arc::new(AtomicU64::new(0));
    let counted = done.clone();
    let write = move || {
        let counted = counted.clone();
        async move {
            tokio::time::sleep(Duration::from_millis(800)).await;
            counted.fetch_add(1, Ordering::Relaxed);
        }
    };
    let service = Router::new()
        .route("/write", post(write))
        .layer(from_fn_with_state((*app).clone(), layer));
    let late = answer(&service, of(Method::POST, "/write", Body::empty())).await;
    assert_eq!((late.status().as_u16(), app.slots.free()), (503, 0));
    // A stop waits for it.
    app.writing.close();
    let stops = tokio::time::timeout(Duration::from_secs(5), app.writing.wait());
    assert!(app.writing.len() == 1 && stops.await.is_ok());
    assert_eq!((done.load(Ordering::Relaxed), app.slots.free()), (1, 1));
}

#[tokio::test]
async fn a_refusal_by_load_is_a_page_for_whoever_asked_for_one() {
    let app = TestApp::with(|config| config.bounds.max_concurrent = 1).await;
    let _slot = app.slots.take().await.unwrap();
    let page = app.anonymous().page("/login").await.is(503);
    assert!(page.text().contains("The server is busy"), "{}", page.text());
    app.anonymous().get("/healthz").await.is(200);
}

#[tokio::test]
async fn what_no_reader_takes_is_refused_at_the_edge() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    let json = ("content-type", "application/json");
    let gzip = [json, ("content-encoding", "gzip")];
    seller
        .api(Method::POST, "/seller/products", &gzip, "{}")
        .await
        .is(415);
    let many = "a&".repeat(MOST_PARAMETERS);
    seller.get(&format!("/seller/products?{many}")).await.is(400);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let fields = "a=&".repeat(100_000);
    seller
        .browse(Method::POST, "/do/catalog/create", &form, fields)
        .await
        .is(413);
    // However its kind is written.
    let form = [("content-type", "Application/X-WWW-Form-URLEncoded")];
    seller
        .browse(Method::POST, "/do/catalog/create", &form, "name=%00")
        .await
        .is(422);
    let deep = "[".repeat(100_000);
    let answer = seller.api(Method::POST, "/seller/products", &[json], deep).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let deep = format!(
        "{{\"name\":\"a\",\"unknown\":{}{}}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let answer = seller.api(Method::POST, "/seller/products", &[json], deep).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
}
