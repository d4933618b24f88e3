use crate::db::Engine;
use crate::testing::{TestApp, cart};
use axum::extract::ConnectInfo;
use rand::RngExt;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How many requests are sent, and most of them cut.
const REQUESTS: usize = 320;

async fn serve(app: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let service = app.router().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(axum::serve(listener, service).into_future());
    addr
}

/// Sends a request and goes away after so long.
async fn send_and_leave(addr: SocketAddr, request: String, after: Duration) {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(after, stream.read_to_end(&mut answer)).await;
}

fn request(method: &str, path: &str, token: &str, key: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         idempotency-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_go_away_leave_nothing_half_done_and_no_connection_unclean() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 100_000).await;
    let storefront = app.storefront().await;
    let addr = serve(&app).await;
    let carts: Vec<_> = (0..REQUESTS / 2)
        .map(|at| cart(&format!("CUT-{at}"), &[(&mug, 1)]))
        .collect();
    let mut sent = tokio::task::JoinSet::new();
    for (at, cart) in carts.iter().enumerate() {
        let key = format!("cut-{at}");
        let token = storefront.token.clone().unwrap();
        let order = request(
            "POST",
            "/api/v1/storefront/orders",
            &token,
            &key,
            &cart.to_string(),
        );
        let token = ann.token.clone().unwrap();
        let read = request("GET", "/api/v1/seller/orders", &token, &key, "");
        for text in [order, read] {
            let after = Duration::from_micros(rand::rng().random_range(0..25_000));
            sent.spawn(send_and_leave(addr, text, after));
        }
        // Some at once, so that they wait for connections and for each other.
        if at % 16 == 15 {
            while sent.join_next().await.is_some() {}
        }
    }
    app.writing.close();
    tokio::time::timeout(Duration::from_secs(60), app.writing.wait())
        .await
        .expect("what was begun ends");
    for (at, cart) in carts.iter().enumerate() {
        let answer = storefront
            .post_once("/api/v1/storefront/orders", &format!("cut-{at}"), cart.clone())
            .await;
        answer.is(201);
    }
    let (orders,): (i64,) = sqlx::query_as("select count(*) from orders")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!(orders, carts.len() as i64);
    assert_eq!(app.differences().await, [] as [&str; 0]);
    if app.db.engine() == Engine::Postgres {
        no_connection_is_unclean(&app).await;
    }
}

/// None stands within a transaction, and none was cut off: a socket that closes without a word is a session abandoned.
async fn no_connection_is_unclean(app: &TestApp) {
    // Sessions tell what became of them within a second or so.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (open, abandoned): (i64, i64) = sqlx::query_as(
        "select (select count(*) from pg_stat_activity
                 where datname = current_database() and state like 'idle in transaction%'),
             (select sessions_abandoned + sessions_fatal from pg_stat_database where datname = current_database())",
    )
    .fetch_one(app.db.reader())
    .await
    .unwrap();
    assert_eq!((open, abandoned), (0, 0));
    let mut connections = Vec::new();
    for _ in 0..16 {
        connections.push(app.db.reader().acquire().await.unwrap());
    }
    for connection in &mut connections {
        // Within a transaction, the time would stand still.
        let now = "select cast(extract(epoch from now()) * 1000000 as bigint)";
        let (before,): (i64,) = sqlx::query_as(now).fetch_one(&mut *connection).await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
        let (after,): (i64,) = sqlx::query_as(now).fetch_one(connection).await.unwrap();
        assert!(after > before);
    }
}

#[tokio::test]
async fn a_write_goes_on_when_its_client_is_gone_and_a_stop_waits_for_it() {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body = json!({ "name": "Mug", "price": 5 }).to_string();
    let mut request = Request::post("/api/v1/seller/products")
        .header(
            "authorization",
            format!("Bearer {}", ann.token.as_deref().unwrap()),
        )
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    let peer: SocketAddr = ([127, 0, 0, 1], 40_000).into();
    request.extensions_mut().insert(ConnectInfo(peer));
    // Polled once, as by a connection that breaks right after.
    let mut answering = Box::pin(app.router().oneshot(request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(answering.as_mut().poll(&mut context).is_pending());
    drop(answering);
    app.writing.close();
    app.writing.wait().await;
    assert_eq!(ann.get("/seller/products").await.json()["data"][0]["name"], "Mug");
}
