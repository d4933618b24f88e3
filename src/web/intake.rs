//! Request intake: body time-outs and limits, memory budget, concurrency slot, response time-out.

mod body;
#[cfg(test)]
mod tests;

pub use self::body::Broken;
use self::body::Inflow;
use super::connection::{AtWork, Connection};
use super::source::Source;
use crate::budget::{Charge, UsedUp};
use crate::config::Times;
use crate::overload::{Busy, Slot, Slots};
use crate::problem::{Code, Problem};
use crate::request_id::{REQUEST_ID, request_id};
use crate::state::App;
use crate::viewer::Viewer;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Bodies of JSON calls and forms are at most this long, in bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;
/// Bodies of those who are not signed in are at most this long, in bytes.
pub const ANONYMOUS_LIMIT: u64 = 16 * 1024;
/// Parameters of an address, and fields of a form.
const MOST_PARAMETERS: usize = 1_000;
const MOST_FIELDS: usize = 10_000;

/// Resources used by one request. Its layers find it in the extensions.
#[derive(Debug)]
pub struct Intake {
    slots: Slots,
    times: Times,
    connection: Option<Arc<Connection>>,
    /// The body is a form's fields.
    is_form: bool,
    /// Body limit until the caller is known.
    limit: AtomicU64,
    held: Mutex<IntakeResources>,
    /// The body has come whole.
    arrived: Notify,
}

#[derive(Debug)]
struct IntakeResources {
    /// Charged buffer; uploads go to disk and are not charged.
    charge: Option<Charge>,
    charged: usize,
    /// Owner of the bytes: a network, until the caller is known.
    caller: Option<String>,
    place: Option<(Slot, Option<AtWork>)>,
}

impl Intake {
    fn held(&self) -> MutexGuard<'_, IntakeResources> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Raises the limit for a known caller and charges the bytes to it.
    fn lift(&self, caller: String) {
        self.limit.store(u64::MAX, Ordering::Relaxed);
        let mut held = self.held();
        if let Some(charge) = &mut held.charge {
            charge.belong_to(Some(caller.clone()));
        }
        held.caller = Some(caller);
    }

    /// Caller whose byte budget the request counts against, once it is known.
    pub(super) fn caller(&self) -> Option<String> {
        self.held().caller.clone()
    }

    /// Charges bytes that came in. No reader keeps more than `BODY_LIMIT` of a body in memory.
    fn charge(&self, bytes: usize) -> Result<(), UsedUp> {
        let mut held = self.held();
        let bytes = bytes.min(BODY_LIMIT.saturating_sub(held.charged));
        if let Some(charge) = held.charge.as_mut().filter(|_| bytes > 0) {
            charge.grow(bytes)?;
            held.charged += bytes;
        }
        Ok(())
    }

    /// Takes a concurrency slot.
    async fn begin(self: Arc<Self>) -> Result<(), Busy> {
        let slot = self.slots.take().await?;
        let at_work = self.connection.as_ref().map(Connection::work);
        self.held().place = Some((slot, at_work));
        Ok(())
    }

    /// Releases the slot while waiting for the client.
    fn step_aside(&self) {
        self.held().place = None;
    }

    fn is_at_work(&self) -> bool {
        self.held().place.is_some()
    }

    /// Reads the rest of a body whose reader is done, such as a form after its last part.
    pub(super) async fn read_whole(self: &Arc<Self>) -> Result<(), Busy> {
        if !self.is_at_work() {
            self.clone().begin().await?;
        }
        self.arrived();
        Ok(())
    }

    /// The last byte is there: the time for an answer runs.
    fn arrived(&self) {
        self.arrived.notify_one();
    }

    /// Releases everything after the response.
    fn finish(&self) {
        let mut held = self.held();
        held.charge = None;
        held.place = None;
    }

    /// Completes when the response is overdue.
    async fn overdue(&self) {
        let late = async {
            self.arrived.notified().await;
            tokio::time::sleep(self.times.answer).await;
        };
        // A body that is not read to its end has an end as well.
        let _ = tokio::time::timeout(self.times.whole + self.times.answer, late).await;
    }
}

/// The layer around everything but the log.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    // Whoever watches the server has to hear from it, however much is going on.
    if request.uri().path() == "/healthz" {
        return next.run(request).await;
    }
    let connection = request.extensions().get::<Arc<Connection>>().cloned();
    let has_body = !request.body().is_end_stream();
    let refuse = |problem: Problem| {
        if let Some(connection) = connection.as_ref().filter(|_| has_body) {
            connection.left_unread();
        }
        problem.into_response()
    };
    if let Some(problem) = unreadable(&request) {
        return refuse(problem);
    }
    let is_upload = has_type(request.headers(), "multipart/");
    let network = Source::current().network();
    let intake = Arc::new(Intake {
        slots: app.slots.clone(),
        times: app.config.bounds.times,
        connection: connection.clone(),
        is_form: has_type(request.headers(), "application/x-www-form-urlencoded"),
        limit: AtomicU64::new(ANONYMOUS_LIMIT),
        held: Mutex::new(IntakeResources {
            charge: (!is_upload).then(|| app.budget.charge().by(network.clone())),
            charged: 0,
            caller: network,
            place: None,
        }),
        arrived: Notify::new(),
    });
    if let Err(busy) = intake.clone().begin().await {
        return refuse(busy.into());
    }
    let (mut parts, body) = request.into_parts();
    if !has_body || parts.method.is_safe() {
        intake.arrived();
    }
    let body = match has_body {
        true => Body::new(Inflow::new(body, intake.clone())),
        false => body,
    };
    parts.extensions.insert(intake.clone());
    let may_write = !parts.method.is_safe();
    let mut answer = Box::pin(next.run(Request::from_parts(parts, body)));
    let in_time = tokio::select! {
        biased;
        answer = &mut answer => Some(answer),
        () = intake.overdue() => None,
    };
    if let Some(answer) = in_time {
        intake.finish();
        return answer;
    }
    if may_write {
        // It is carried out to its end, and counts as one at work until then; a stop waits for it.
        let (id, source) = (request_id(), Source::current());
        let to_its_end = async move {
            drop(answer.await);
            intake.finish();
        };
        app.writing.spawn(REQUEST_ID.scope(id, source.scope(to_its_end)));
    }
    late().into_response()
}

fn late() -> Problem {
    Problem {
        retry_after_s: Some(10),
        ..Problem::new(
            Code::Overloaded,
            "The response took too long. The request may still be processed: check before you send it again.",
        )
    }
}

/// Rejects unreadable requests, whatever they address.
fn unreadable(request: &Request) -> Option<Problem> {
    let coded = request.headers().get(header::CONTENT_ENCODING);
    if coded.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Some(Problem::new(
            Code::UnsupportedMediaType,
            "Send the body as it is: Content-Encoding is not supported.",
        ));
    }
    let query = request.uri().query().unwrap_or_default();
    (query.bytes().filter(|byte| *byte == b'&').count() >= MOST_PARAMETERS).then(|| {
        Problem::new(
            Code::Malformed,
            format!("An address can have at most {MOST_PARAMETERS} parameters."),
        )
    })
}

/// Whether the content type begins with `kind`.
pub fn has_type(headers: &HeaderMap, kind: &str) -> bool {
    let given = headers.get(header::CONTENT_TYPE).map(|given| given.as_bytes());
    let begins = |given: &[u8]| {
        given
            .get(..kind.len())
            .map(|given| given.eq_ignore_ascii_case(kind.as_bytes()))
    };
    given.and_then(begins).unwrap_or(false)
}

/// Layer behind authentication: viewers may send more than strangers.
pub async fn by_viewer(request: Request, next: Next) -> Response {
    let viewer = request.extensions().get::<Viewer>();
    if let Some(viewer) = viewer.filter(|viewer| !matches!(viewer, Viewer::Anonymous))
        && let Some(intake) = request.extensions().get::<Arc<Intake>>()
    {
        intake.lift(viewer.caller());
    }
    next.run(request).await
}

/// Problem of an interrupted body, from its reader's error.
pub fn broken(error: &(dyn std::error::Error + 'static)) -> Option<Problem> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(broken) = error.downcast_ref::<Broken>() {
            return Some(broken.into());
        }
        cause = error.source();
    }
    None
}
