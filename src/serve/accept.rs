//! Accepting connections, each served on its own task with time-outs.

use super::door::Door;
use super::socket::Socket;
use crate::web::connection::Unanswered;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Sleep, sleep};
use tokio_util::task::TaskTracker;
use tower::{Service, ServiceExt};

/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;
/// Pause after a failed accept.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// Client time-outs.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Time-out for a request's head, from its first byte or the start of the connection.
    pub head: Duration,
    /// Time-out between requests.
    pub idle: Duration,
    /// Time-out for the client to read a byte.
    pub stall: Duration,
    /// Time-out for the client to read a whole response.
    pub answer: Duration,
    /// Time-outs for discarding the rest of a refused request, in total and without a byte.
    pub linger: Duration,
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(30),
            answer: Duration::from_secs(600),
            linger: Duration::from_secs(30),
            pause: Duration::from_secs(2),
        }
    }
}

/// Accepts connections until stopped, then finishes those in progress.
pub(super) async fn accept<S>(
    listener: TcpListener,
    service: S,
    door: Arc<Door>,
    patience: Patience,
    mut stopped: watch::Receiver<bool>,
) where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.idle)
        .max_buf_size(LONGEST_HEAD);
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_of_one_connection(&error) => continue,
            Err(error) => {
                tracing::error!("no connection can be taken in: {error}");
                door.make_room();
                sleep(AFTER_FAILURE).await;
                continue;
            }
        };
        let Some(entry) = door.enter(peer.ip()) else {
            tracing::debug!("a connection was refused: all others are busy");
            continue;
        };
        answer_at_once(&stream);
        let (service, connection) = (service.clone(), entry.connection.clone());
        let closed = connection.clone();
        let socket = Socket::new(stream, entry, patience);
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let unanswered = connection.begin();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            request.extensions_mut().insert(connection.clone());
            let answer = service.clone().oneshot(request);
            async move {
                let answer = answer.await?;
                Ok::<_, Infallible>(answer.map(|body| Outflow::new(body, patience.answer, unanswered)))
            }
        });
        let serving = http
            .serve_connection(TokioIo::new(socket), service)
            .with_upgrades();
        let mut stopped = stopped.clone();
        open.spawn(async move {
            let mut serving = pin!(serving);
            let served = tokio::select! {
                served = &mut serving => served,
                () = closed.closing() => return,
                () = told_to_end(&mut stopped) => {
                    serving.as_mut().graceful_shutdown();
                    serving.await
                }
            };
            if let Err(error) = served {
                tracing::debug!("a connection broke off: {error}");
            }
        });
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// Comes back once the server is to stop.
async fn told_to_end(stopped: &mut watch::Receiver<bool>) {
    drop(stopped.wait_for(|stopped| *stopped).await);
}

/// Whether only that connection failed while being accepted.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}

/// Disables Nagle's algorithm, so that short responses are not delayed.
fn answer_at_once(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("a connection could not be set to answer at once: {error}");
    }
}

/// A response body with a deadline.
struct Outflow {
    body: Body,
    end: Pin<Box<Sleep>>,
    _unanswered: Unanswered,
}

impl Outflow {
    fn new(body: Body, longest: Duration, unanswered: Unanswered) -> Self {
        Self {
            body,
            end: Box::pin(sleep(longest)),
            _unanswered: unanswered,
        }
    }
}

impl HttpBody for Outflow {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.end.as_mut().poll(context).is_ready() {
            let late = io::Error::new(
                io::ErrorKind::TimedOut,
                "the client took too long to take its answer",
            );
            return Poll::Ready(Some(Err(axum::Error::new(late))));
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
