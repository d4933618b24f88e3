//! Request limits: by address before authentication, then by person or key; stricter for passwords, codes,
//! mails and the admin side. [`policy`] has the numbers.

mod bucket;
mod policy;
#[cfg(test)]
mod tests;

pub use self::bucket::Caller;
use self::bucket::{Bucket, Guesses, LimitState};
use crate::clock::Clock;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::Viewer;
use crate::web::admin_addresses;
use crate::web::edge::Address;
use crate::web::form_reply::Refused;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Interval at which idle callers are forgotten, in seconds.
const SWEEP_S: u64 = 10;

/// Counters of this process; none if limits are off.
#[derive(Clone)]
pub struct Limits(Option<Arc<Counts>>);

struct Counts {
    clock: Clock,
    swept_s: AtomicU64,
    flood: Bucket,
    anonymous: Bucket,
    user: Bucket,
    key: Bucket,
    admin: Bucket,
    sign_in: Bucket,
    registration: Bucket,
    guesses: Guesses,
    entrances: &'static [Entrance],
}

impl Limits {
    pub fn new(app: &App, entrances: &'static [Entrance]) -> Self {
        let bucket = |policy| Bucket::new(policy, &app.clock);
        Self(app.config.rate_limits.then(|| {
            Arc::new(Counts {
                clock: app.clock.clone(),
                swept_s: AtomicU64::new(app.clock.elapsed().as_secs()),
                flood: bucket(policy::FLOOD),
                anonymous: bucket(policy::ANONYMOUS),
                user: bucket(policy::USER),
                key: bucket(policy::KEY),
                admin: bucket(policy::ADMIN),
                sign_in: bucket(policy::SIGN_IN),
                registration: bucket(policy::REGISTRATION),
                guesses: Guesses::new(&app.clock),
                entrances,
            })
        }))
    }
}

impl Counts {
    /// Forgets idle callers, now and then.
    fn sweep(&self) {
        let now_s = self.clock.elapsed().as_secs();
        let swept_s = self.swept_s.load(Ordering::Relaxed);
        let due = now_s >= swept_s.saturating_add(SWEEP_S);
        let ours = || {
            self.swept_s
                .compare_exchange(swept_s, now_s, Ordering::Relaxed, Ordering::Relaxed)
        };
        if !due || ours().is_err() {
            return;
        }
        for bucket in [
            &self.flood,
            &self.anonymous,
            &self.user,
            &self.key,
            &self.admin,
            &self.sign_in,
            &self.registration,
        ] {
            bucket.sweep();
        }
        self.guesses.sweep();
    }

    /// Kind of attempt that the route counts, if it is an entrance.
    fn entrance(&self, method: &Method, path: &str) -> Option<Counted> {
        let mut entrances = self.entrances.iter();
        let found = entrances.find(|entrance| entrance.path == path && entrance.method == method.as_str());
        found.map(|entrance| entrance.counted)
    }

    /// The address's first exhausted limit, or the state of the strictest.
    fn of_address(&self, caller: &Caller, entrance: Option<Counted>) -> LimitState {
        let flood = self.flood.take(caller);
        let Some(entrance) = entrance.filter(|_| flood.retry_after_s.is_none()) else {
            return flood;
        };
        match entrance {
            Counted::Registration => self.registration.take(caller),
            Counted::Guess => self
                .guesses
                .used_up(caller)
                .unwrap_or_else(|| self.sign_in.take(caller)),
        }
    }

    fn of_viewer(&self, viewer: Option<&Viewer>, address: Option<IpAddr>, path: &str) -> LimitState {
        let (caller, bucket) = match viewer {
            Some(Viewer::User(user)) => (Caller::User(user.user_id.to_string()), &self.user),
            Some(Viewer::Key(key)) => (Caller::Key(key.api_key_id.to_string()), &self.key),
            Some(Viewer::SellerKey(api_key_id, _)) => (Caller::Key(api_key_id.to_string()), &self.user),
            Some(Viewer::Anonymous) | None => (Caller::at(address), &self.anonymous),
        };
        let bucket = if admin_addresses::concerns(path) {
            &self.admin
        } else {
            bucket
        };
        bucket.take(&caller)
    }
}

/// An address where people come in: its method and path, and what is counted there. The slice that has it says so.
#[derive(Debug, Clone, Copy)]
pub struct Entrance {
    pub method: &'static str,
    pub path: &'static str,
    pub counted: Counted,
}

/// Kind of attempt that an entrance counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A password or a code is tried.
    Guess,
    /// A mail may go out.
    Registration,
}

fn address(request: &Request) -> Option<IpAddr> {
    request
        .extensions()
        .get::<Address>()
        .and_then(|address| address.0)
}

/// Layer before authentication.
pub async fn by_address(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let Some(counts) = limits.0 else {
        return next.run(request).await;
    };
    counts.sweep();
    let caller = Caller::at(address(&request));
    let entrance = counts.entrance(request.method(), request.uri().path());
    let is_api = is_api(&request);
    let standing = counts.of_address(&caller, entrance);
    if standing.retry_after_s.is_some() {
        return refuse(standing, is_api, "from your address");
    }
    let mut response = next.run(request).await;
    if entrance == Some(Counted::Guess) && was_wrong(&response) {
        counts.guesses.wrong(&caller);
    }
    if is_api && (entrance.is_some() || !response.headers().contains_key("ratelimit")) {
        standing.write_headers(response.headers_mut());
    }
    response
}

/// The layer after it.
pub async fn by_viewer(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let Some(counts) = limits.0 else {
        return next.run(request).await;
    };
    let is_api = is_api(&request);
    let viewer = request.extensions().get::<Viewer>();
    let standing = counts.of_viewer(viewer, address(&request), request.uri().path());
    if standing.retry_after_s.is_some() {
        return refuse(standing, is_api, "from you");
    }
    let mut response = next.run(request).await;
    if is_api && !response.headers().contains_key("ratelimit") {
        standing.write_headers(response.headers_mut());
    }
    response
}

/// Whether a response rejects a guess: wrong password or code, or a failed form. What a lock refuses was not
/// looked at, and tells nothing.
fn was_wrong(response: &Response) -> bool {
    match response.status() {
        StatusCode::UNAUTHORIZED | StatusCode::UNPROCESSABLE_ENTITY => true,
        StatusCode::TOO_MANY_REQUESTS => false,
        _ => response.extensions().get::<Refused>().is_some(),
    }
}

fn is_api(request: &Request) -> bool {
    request.uri().path().starts_with("/api/")
}

fn refuse(standing: LimitState, is_api: bool, source: &str) -> Response {
    let wait_s = standing.retry_after_s.unwrap_or(1);
    let unit = if wait_s == 1 { "second" } else { "seconds" };
    let detail = format!("Too many requests {source} in a short time. Try again in {wait_s} {unit}.");
    let mut response = Problem::rate_limited(detail, wait_s).into_response();
    if is_api {
        standing.write_headers(response.headers_mut());
    }
    response
}
