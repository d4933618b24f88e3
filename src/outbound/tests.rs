//! Tests of the fetcher: what is fetched and what never is. The tests' own server is on 127.0.0.1, which is
//! let through for them.

use super::*;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A server that counts who comes, on an address of its own.
async fn server(ip: &str, port: u16) -> (SocketAddr, Arc<AtomicUsize>) {
    let came = Arc::new(AtomicUsize::new(0));
    let counted = came.clone();
    let count = move || {
        counted.fetch_add(1, Ordering::SeqCst);
    };
    let (for_text, for_large) = (count.clone(), count.clone());
    let router = Router::new()
        .route(
            "/text",
            get(async move || {
                for_text();
                "hello"
            }),
        )
        .route(
            "/large",
            get(async move || {
                for_large();
                // Without a length that could be looked at first.
                let pieces =
                    futures::stream::iter((0..64).map(|_| Ok::<_, std::io::Error>(vec![7u8; 64 * 1024])));
                axum::body::Body::from_stream(pieces)
            }),
        )
        .route(
            "/hop/{left}",
            get(async |Path(left): Path<usize>| match left {
                0 => Redirect::temporary("/text").into_response(),
                left => Redirect::temporary(&format!("/hop/{}", left - 1)).into_response(),
            }),
        )
        .route(
            "/to/{*where}",
            get(async |Path(to): Path<String>| (StatusCode::FOUND, [("location", to)]).into_response()),
        )
        .route(
            "/busy",
            get(async || (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "90")])),
        );
    let listener = tokio::net::TcpListener::bind((ip, port)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, router).into_future());
    (address, came)
}

fn loopback() -> Fetcher {
    Fetcher::new(&["127.0.0.1/32".parse().unwrap()])
}

async fn got(outside: &Fetcher, url: &str) -> Result<Vec<u8>, FetchError> {
    outside.get(&Url::parse(url).unwrap(), 1024 * 1024).await
}

#[tokio::test]
async fn what_is_public_is_fetched_through_three_redirects_and_no_more() {
    let (at, _) = server("127.0.0.1", 0).await;
    assert_eq!(
        got(&loopback(), &format!("http://{at}/text")).await.unwrap(),
        b"hello"
    );
    assert_eq!(
        got(&loopback(), &format!("http://{at}/hop/2")).await.unwrap(),
        b"hello"
    );
    let refused = got(&loopback(), &format!("http://{at}/hop/3")).await.unwrap_err();
    assert!(refused.to_string().contains("more than 3 times"), "{refused}");
}

#[tokio::test]
async fn what_is_inside_is_never_connected_to() {
    let (at, came) = server("127.0.0.1", 0).await;
    let port = at.port();
    let outside = Fetcher::new(&[]);
    for inside in [
        format!("http://127.0.0.1:{port}/text"),
        format!("http://localhost:{port}/text"),
        format!("http://2130706433:{port}/text"),
        format!("http://0x7f.1:{port}/text"),
        format!("http://0177.0.0.1:{port}/text"),
        format!("http://[::ffff:127.0.0.1]:{port}/text"),
        format!("http://[::1]:{port}/text"),
        format!("http://[64:ff9b::7f00:1]:{port}/text"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "https://192.168.0.1/".to_owned(),
    ] {
        assert_eq!(
            got(&outside, &inside).await,
            Err(FetchError::refused(INSIDE)),
            "{inside}"
        );
    }
    for other in [
        "file:///etc/passwd",
        "ftp://example.com/a.jpg",
        "data:image/png;base64,AA",
    ] {
        assert!(
            matches!(got(&outside, other).await, Err(FetchError::Refused(_))),
            "{other}"
        );
    }
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_redirect_does_not_lead_inside() {
    let (at, _) = server("127.0.0.1", 0).await;
    let (inside, came) = server("127.0.0.2", 0).await;
    for to in [
        format!("http://{inside}/text"),
        format!("http://[::ffff:127.0.0.2]:{}/text", inside.port()),
        "http://169.254.169.254/".to_owned(),
    ] {
        let refused = got(&loopback(), &format!("http://{at}/to/{to}")).await;
        assert_eq!(refused, Err(FetchError::refused(INSIDE)), "{to}");
    }
    let refused = got(&loopback(), &format!("http://{at}/to/file:///etc/passwd")).await;
    assert!(matches!(refused, Err(FetchError::Refused(_))));
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

/// Answers each question with the next of its answers, as who rebinds a name does.
struct Rebound(Mutex<Vec<Vec<&'static str>>>);

impl Names for Rebound {
    fn look_up(&self, _: String) -> ResolvedAddresses {
        let answer = self.0.lock().unwrap().remove(0);
        let addresses = answer
            .iter()
            .map(|ip| SocketAddr::new(ip.parse().unwrap(), 0))
            .collect();
        Box::pin(async move { Ok(addresses) })
    }
}

#[tokio::test]
async fn a_name_that_changes_its_answer_gains_nothing() {
    let (at, _) = server("127.0.0.1", 0).await;
    let (_, came) = server("127.0.0.2", at.port()).await;
    let names = vec![
        vec!["127.0.0.1"],
        vec!["127.0.0.2"],
        vec!["127.0.0.1", "127.0.0.2"],
    ];
    let outside = || {
        Fetcher::resolving(
            &["127.0.0.1/32".parse().unwrap()],
            Arc::new(Rebound(Mutex::new(Vec::new()))),
        )
    };
    let names: Arc<dyn Names> = Arc::new(Rebound(Mutex::new(names)));
    let url = format!("http://pictures.example.test:{}/text", at.port());
    for expected in [
        Ok(b"hello".to_vec()),
        Err(FetchError::refused(INSIDE)),
        Err(FetchError::refused(INSIDE)),
    ] {
        // Each with a client of its own, so that no connection is left over from the one before.
        let mut outside = outside();
        outside.guard.names = names.clone();
        assert_eq!(got(&outside, &url).await, expected);
    }
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_is_too_large_is_let_go_of() {
    let (at, _) = server("127.0.0.1", 0).await;
    let refused = got(&loopback(), &format!("http://{at}/large")).await.unwrap_err();
    assert_eq!(refused, FetchError::refused("It is larger than 1 MB."));
}

#[tokio::test]
async fn who_is_busy_says_when_to_come_again() {
    let (at, _) = server("127.0.0.1", 0).await;
    let busy = got(&loopback(), &format!("http://{at}/busy")).await.unwrap_err();
    assert!(
        matches!(
            busy,
            FetchError::Later {
                after_s: Some(90),
                ..
            }
        ),
        "{busy:?}"
    );
    let gone = got(&loopback(), &format!("http://{at}/nothing"))
        .await
        .unwrap_err();
    assert_eq!(
        gone,
        FetchError::refused("There is nothing at the address (404).")
    );
}
