//! Tests of the listener over real sockets, with short time-outs.

use super::accept::accept;
use super::*;
use crate::testing::{TestApp, Wire};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use futures::stream;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

const IMPATIENT: Patience = Patience {
    head: Duration::from_millis(300),
    idle: Duration::from_secs(3),
    stall: Duration::from_millis(300),
    answer: Duration::from_millis(900),
    linger: Duration::from_secs(3),
    pause: Duration::from_millis(300),
};

/// A listener in the test.
pub(crate) struct Listening {
    pub address: SocketAddr,
    door: Arc<Door>,
    pub stop: watch::Sender<bool>,
    pub serving: JoinHandle<()>,
}

pub(crate) async fn listen(service: Wire, most: usize) -> Listening {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let door = Door::of(most, most, Vec::new());
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(accept(listener, service, door.clone(), IMPATIENT, stopped));
    Listening {
        address,
        door,
        stop,
        serving,
    }
}

impl Listening {
    async fn connect(&self, sent: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        stream
    }

    /// Asks whether it is alive, which has to be answered within a second.
    async fn is_alive(&self) {
        let client = client();
        let asked = Instant::now();
        let answer = client
            .get(format!("http://{}/healthz", self.address))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    }

    /// Waits until no connection is open.
    async fn is_empty(&self) {
        let waited = Instant::now();
        while self.door.count() > 0 {
            assert!(
                waited.elapsed() < Duration::from_secs(5),
                "{} stay open",
                self.door.count()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A client that speaks HTTP as others do.
fn client() -> reqwest::Client {
    // Another test may have set it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Everything that comes until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    // A broken connection is an end as well.
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut all))
        .await
        .expect("the connection ends");
    String::from_utf8_lossy(&all).into_owned()
}

fn wire(router: Router) -> Wire {
    Wire::new(router)
}

#[tokio::test]
async fn a_head_that_does_not_come_whole_in_time_is_given_up() {
    let app = TestApp::new().await;
    let listening = listen(app.wire(), 100).await;
    let mut silent = listening.connect("").await;
    let mut half = listening.connect("GET /healthz HTTP/1.1\r\nhost: x\r\n").await;
    let mut dripping = listening.connect("GET /healthz HTTP/1.1\r\n").await;
    let begun = Instant::now();
    while dripping.write_all(b"x: y\r\n").await.is_ok() && begun.elapsed() < Duration::from_secs(3) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "a head that drips goes on"
    );
    assert_eq!(
        (rest(&mut silent).await, rest(&mut half).await),
        (String::new(), String::new())
    );
    listening.is_empty().await;
}

#[tokio::test]
async fn between_requests_a_connection_stays_open_for_longer() {
    let app = TestApp::new().await;
    let listening = listen(app.wire(), 100).await;
    let ask = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut kept = listening.connect(ask).await;
    let mut answer = [0; 4096];
    assert!(kept.read(&mut answer).await.unwrap() > 0);
    tokio::time::sleep(IMPATIENT.head * 2).await;
    kept.write_all(ask.as_bytes()).await.unwrap();
    assert!(kept.read(&mut answer).await.unwrap() > 0);
    kept.write_all(b"GET /healthz HTTP/1.1\r\n").await.unwrap();
    assert_eq!(rest(&mut kept).await, "");
}

#[tokio::test]
async fn a_head_longer_than_64_kb_is_431_and_its_sender_reads_that() {
    let app = TestApp::new().await;
    let listening = listen(app.wire(), 100).await;
    let long = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "y".repeat(380_000)
    );
    let mut stream = listening.connect(&long).await;
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let fits = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx: {}\r\n\r\n",
        "y".repeat(50_000)
    );
    assert!(
        rest(&mut listening.connect(&fits).await)
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn half_open_connections_keep_nobody_out() {
    let app = TestApp::new().await;
    let listening = listen(app.wire(), 40).await;
    let mut held = Vec::new();
    for _ in 0..120 {
        held.push(listening.connect("GET / HTTP/1.1\r\n").await);
    }
    listening.is_alive().await;
    assert!(listening.door.count() <= 40, "{}", listening.door.count());
}

#[tokio::test]
async fn unfinished_bodies_keep_nobody_out() {
    let app = TestApp::new().await;
    let token = app.seller("ann").await.token.unwrap();
    let listening = listen(app.wire(), 40).await;
    let mut held = Vec::new();
    for _ in 0..80 {
        let head = format!(
            "POST /seller/products HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: 900000\r\n\r\n{{\"name\":"
        );
        held.push(listening.connect(&head).await);
    }
    listening.is_alive().await;
    assert!(listening.door.count() <= 40, "{}", listening.door.count());
    assert!(app.budget.left() > app.config.bounds.buffer_bytes - 1_000_000);
}

#[tokio::test]
async fn a_large_upload_that_is_refused_lets_its_sender_read_why() {
    let app = TestApp::new().await;
    let listening = listen(app.wire(), 40).await;
    let client = client();
    let sent = client
        .post(format!("http://{}/auth/login", listening.address))
        .header("content-type", "application/json")
        .body(vec![b' '; 20 * 1024 * 1024]);
    assert_eq!(sent.send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn a_client_that_does_not_take_its_answer_is_let_go() {
    let endless = async || {
        let pieces = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 64 * 1024])));
        Body::from_stream(pieces)
    };
    let listening = listen(wire(Router::new().route("/", get(endless))), 40).await;
    let deaf = listening.connect("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    listening.is_empty().await;
    drop(deaf);
    drips(&listening).await;
}

#[tokio::test]
async fn an_answer_of_known_length_has_an_end_too() {
    let large = async || vec![b'x'; LARGE];
    let listening = listen(wire(Router::new().route("/", get(large))), 40).await;
    assert!(drips(&listening).await < LARGE);
}

/// Longer than what anyone takes in the time for an answer who takes 64 KB at a time.
const LARGE: usize = 64 * 1024 * 1024;

/// Takes an answer little by little until it breaks off; how much came.
async fn drips(listening: &Listening) -> usize {
    let mut reading = listening.connect("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let (begun, mut taken, mut piece) = (Instant::now(), 0, vec![0; 64 * 1024]);
    while let Ok(read @ 1..) = reading.read(&mut piece).await {
        taken += read;
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "an answer goes on for ever"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(
        begun.elapsed() >= IMPATIENT.stall * 2 && taken > 0,
        "{:?}",
        begun.elapsed()
    );
    taken
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_is_under_way_and_closes_the_rest() {
    let slowly = async || {
        tokio::time::sleep(Duration::from_millis(300)).await;
        "done"
    };
    let listening = listen(wire(Router::new().route("/", get(slowly))), 40).await;
    let mut asked = listening.connect("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut idle = listening.connect("").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    listening.stop.send(true).unwrap();
    assert!(rest(&mut asked).await.ends_with("done"));
    assert_eq!(rest(&mut idle).await, "");
    tokio::time::timeout(Duration::from_secs(2), listening.serving)
        .await
        .unwrap()
        .unwrap();
    assert!(TcpStream::connect(listening.address).await.is_err());
}
