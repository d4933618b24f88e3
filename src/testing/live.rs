//! WebSockets through a listener: who hears what, what is replayed, and how a socket ends.

use super::{Actor, Product, TestApp, cart};
use crate::clock::DAY_MS;
use crate::db::Engine;
use crate::serve::tests::{Listening, listen};
use crate::state::App;
use crate::viewer::{Permission, Permissions};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

const SOON: Duration = Duration::from_secs(20);

/// A process with a listener and a feed.
struct Process {
    listening: Listening,
    stop: watch::Sender<bool>,
    feed: JoinHandle<()>,
}

/// A client's socket.
struct Client(WebSocketStream<TcpStream>);

impl Process {
    async fn of(app: &App, wire: super::Wire) -> Self {
        let (stop, stopped) = watch::channel(false);
        let feed = tokio::spawn(crate::events::follow(app.clone(), stopped));
        let listening = listen(wire, 500).await;
        Self {
            listening,
            stop,
            feed,
        }
    }

    async fn start(app: &TestApp) -> Self {
        Self::of(app, app.wire()).await
    }

    /// Opens a socket; the status of a refusal.
    async fn open(&self, query: &str, headers: &[(&'static str, &str)]) -> Result<Client, u16> {
        for _ in 0..200 {
            match self.try_open(query, headers).await {
                // The feed has only begun.
                Err(503) => tokio::time::sleep(Duration::from_millis(20)).await,
                opened => return opened,
            }
        }
        Err(503)
    }

    async fn try_open(&self, query: &str, headers: &[(&'static str, &str)]) -> Result<Client, u16> {
        let address = self.listening.address;
        let mut request = format!("ws://{address}/api/v1/ws{query}")
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Client(socket)),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens a socket as a browser does, by the session's cookie.
    async fn by_cookie(&self, actor: &Actor, query: &str) -> Client {
        let cookies = actor.cookies();
        let origin = format!("http://{}", self.listening.address);
        let headers = [("cookie", &*cookies), ("origin", &*origin)];
        self.open(query, &headers)
            .await
            .unwrap_or_else(|status| panic!("{status}"))
    }

    async fn by_ticket(&self, actor: &Actor) -> Client {
        let query = format!("?ticket={}", ticket(actor).await);
        self.open(&query, &[])
            .await
            .unwrap_or_else(|status| panic!("{status}"))
    }

    async fn end(self) {
        self.stop.send(true).unwrap();
        self.feed.await.unwrap();
    }
}

impl Client {
    /// The next message that is no control frame; none when the socket is closed.
    async fn next(&mut self) -> Option<Value> {
        loop {
            match tokio::time::timeout(SOON, self.0.next())
                .await
                .expect("something comes")
            {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).ok(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return None,
            }
        }
    }

    async fn hears(&mut self, kinds: &[&str]) -> Value {
        let mut last = Value::Null;
        for kind in kinds {
            last = self
                .next()
                .await
                .unwrap_or_else(|| panic!("closed before {kind}"));
            assert_eq!(last["type"], *kind, "{last}");
        }
        last
    }

    /// The code with which the socket is closed.
    async fn is_closed(&mut self) -> u16 {
        loop {
            match tokio::time::timeout(SOON, self.0.next())
                .await
                .expect("it is closed")
            {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                _ => return 0,
            }
        }
    }
}

async fn ticket(actor: &Actor) -> String {
    actor
        .post("/api/v1/ws-tickets", json!({}))
        .await
        .is(201)
        .id("ticket")
}

async fn order(storefront: &Actor, reference: &str, product: &Product) -> String {
    let placed = storefront
        .place(cart(reference, &[(product, 1)]))
        .await
        .is(201)
        .json();
    placed["orders"][0]["order_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_member_hears_the_events_of_their_own_seller_and_nobody_elses() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let (mug, cup) = (
        ann.product("Mug", "10.00", 9).await,
        bob.product("Cup", "3.00", 9).await,
    );
    let storefront = app.storefront().await;
    let process = Process::start(&app).await;
    let mut anns = process.by_ticket(&ann).await;
    let mut bobs = process.by_cookie(&bob, "").await;
    let first = order(&storefront, "WEB-1", &mug).await;
    let second = order(&storefront, "WEB-2", &cup).await;
    let heard = anns.hears(&["order.placed", "order.paid"]).await;
    assert_eq!(heard["data"], json!({ "order_id": first }));
    assert!(heard["event_id"].as_str().unwrap().starts_with("evt_"));
    let heard = bobs.hears(&["order.placed", "order.paid"]).await;
    assert_eq!(heard["data"]["order_id"], second);
    process.end().await;
}

#[tokio::test]
async fn staff_hear_what_their_permissions_open_and_the_marketplace_hears_tickets() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 9).await;
    let support: Permissions = [Permission::Support].into_iter().collect();
    let staff = app.staff_of(&ann, "sam", support).await;
    let (storefront, admin) = (app.storefront().await, app.admin().await);
    let process = Process::start(&app).await;
    let mut sams = process.by_ticket(&staff).await;
    let mut admins = process.by_ticket(&admin).await;
    order(&storefront, "WEB-1", &mug).await;
    let asked = json!({ "subject": "A question", "category": "orders", "body": "Where is it?" });
    ann.post("/seller/tickets", asked).await.is(201);
    sams.hears(&["ticket.opened"]).await;
    let heard = admins.hears(&["ticket.opened"]).await;
    assert!(heard["data"]["mail"].is_null());
    process.end().await;
}

#[tokio::test]
async fn what_was_missed_is_told_in_order_and_what_cannot_be_is_said() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 9).await;
    let storefront = app.storefront().await;
    let process = Process::start(&app).await;
    let mut socket = process.by_cookie(&ann, "").await;
    order(&storefront, "WEB-1", &mug).await;
    let last = socket.hears(&["order.placed", "order.paid"]).await;
    socket.0.close(None).await.unwrap();
    let missed = [
        order(&storefront, "WEB-2", &mug).await,
        order(&storefront, "WEB-3", &mug).await,
    ];
    let query = format!("?after={}", last["event_id"].as_str().unwrap());
    let mut again = process.by_cookie(&ann, &query).await;
    for order_id in missed {
        let placed = again.hears(&["order.placed"]).await;
        assert_eq!(placed["data"]["order_id"], order_id);
        again.hears(&["order.paid"]).await;
    }
    for unknown in ["?after=zz", "?after=evt_01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
        process.by_cookie(&ann, unknown).await.hears(&["resync"]).await;
    }
    app.later(2 * DAY_MS);
    process.by_cookie(&ann, &query).await.hears(&["resync"]).await;
    process.end().await;
}

#[tokio::test]
async fn a_ticket_serves_once_within_a_minute_and_nobody_else_comes_in() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let process = Process::start(&app).await;
    let query = format!("?ticket={}", ticket(&ann).await);
    let opened = process.open(&query, &[]).await;
    assert!(opened.is_ok());
    assert_eq!(process.open(&query, &[]).await.err(), Some(401));
    let late = format!("?ticket={}", ticket(&ann).await);
    app.later(61_000);
    assert_eq!(process.open(&late, &[]).await.err(), Some(401));
    assert_eq!(process.open("", &[]).await.err(), Some(401));
    let cookies = ann.cookies();
    let elsewhere = [("cookie", &*cookies), ("origin", "https://evil.test")];
    assert_eq!(process.open("", &elsewhere).await.err(), Some(403));
    process.end().await;
}

#[tokio::test]
async fn a_session_that_ends_or_loses_a_right_closes_its_socket() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let process = Process::start(&app).await;
    let mut socket = process.by_ticket(&ann).await;
    let mut in_browser = process.by_cookie(&ann, "").await;
    ann.post("/auth/logout", json!({})).await.is(204);
    assert_eq!(socket.is_closed().await, 1008);
    ann.form("/do/accounts/sign-out", &[]).await;
    assert_eq!(in_browser.is_closed().await, 1008);
    process.end().await;
}

#[tokio::test]
async fn a_stop_closes_every_socket_and_waits_for_none() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let process = Process::start(&app).await;
    let mut socket = process.by_ticket(&ann).await;
    process.listening.stop.send(true).unwrap();
    process.stop.send(true).unwrap();
    assert_eq!(socket.is_closed().await, 1001);
    app.writing.close();
    let ended = async { tokio::join!(process.feed, process.listening.serving, app.writing.wait()) };
    tokio::time::timeout(SOON, ended).await.unwrap().0.unwrap();
}

#[tokio::test]
async fn a_client_is_pinged_and_one_that_does_not_answer_is_let_go() {
    let app = TestApp::with(|config| config.bounds.times.ping = Duration::from_millis(200)).await;
    let ann = app.seller("ann").await;
    let process = Process::start(&app).await;
    let mut socket = process.by_cookie(&ann, "").await;
    let pinged = tokio::time::timeout(SOON, socket.0.next()).await.unwrap();
    assert!(matches!(pinged, Some(Ok(Message::Ping(_)))));
    // The answer goes out with the next reading, which comes too late.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(socket.is_closed().await, 0);
    process.end().await;
}

#[tokio::test]
async fn a_call_that_is_no_upgrade_spends_no_ticket() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let process = Process::start(&app).await;
    let query = format!("?ticket={}", ticket(&ann).await);
    let anyone = app.anonymous();
    anyone.get(&format!("/api/v1/ws{query}")).await.is(400);
    anyone.get("/api/v1/ws?ticket=wst_unknown").await.is(401);
    assert!(process.open(&query, &[]).await.is_ok());
    process.end().await;
}

#[tokio::test]
async fn one_person_has_at_most_twenty_sockets() {
    let app = TestApp::with(|config| config.rate_limits = true).await;
    let ann = app.seller("ann").await;
    let process = Process::start(&app).await;
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(process.by_cookie(&ann, "").await);
    }
    let cookies = ann.cookies();
    assert_eq!(process.open("", &[("cookie", &cookies)]).await.err(), Some(429));
    open.pop().unwrap().0.send(Message::Close(None)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    process.by_cookie(&ann, "").await;
    process.end().await;
}

#[tokio::test]
async fn with_two_processes_on_one_database_each_socket_hears_every_event() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Sqlite {
        return;
    }
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 9).await;
    let storefront = app.storefront().await;
    let other = App::open((*app.config).clone(), app.clock.clone()).await.unwrap();
    let other = crate::app::with_replay_rules(other);
    let here = Process::start(&app).await;
    let there = Process::of(&other, super::test_app::wire(&other)).await;
    let mut sockets = [here.by_ticket(&ann).await, there.by_ticket(&ann).await];
    order(&storefront, "WEB-1", &mug).await;
    for socket in &mut sockets {
        socket.hears(&["order.placed", "order.paid"]).await;
    }
    here.end().await;
    there.end().await;
    other.db.close().await;
}
