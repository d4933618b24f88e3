//! Idempotency: `Idempotency-Key` on calls, `_once` in forms; repeats get the first response.
//!
//! The claim commits with the request's first write (see [`crate::db::Claim`]); the answer is kept beside it
//! afterwards. A repeat waits for the first: in this process it is woken when the first ends, one of another process
//! is asked for by looking. When the first did nothing, the repeat carries it out. A repeat of what was carried out
//! and whose answer is not there (it held a secret, or the process was killed in between) is told what was made and
//! where it is; it is never a second act.

pub mod jobs;
mod made;
#[cfg(test)]
mod tests;

use crate::clock::DAY_MS;
use crate::db::{Claim, Engine, with_claim};
use crate::problem::{Code, Problem};
use crate::secret::{hash, hash_bytes};
use crate::state::App;
use crate::viewer::Viewer;
use crate::web::cookies;
use crate::web::extract::read_body;
use crate::web::intake::{BODY_LIMIT, has_type};
use crate::web::pages::see_other_with_notice;
use crate::web::source::Source;
use crate::web::upload::Incoming;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

/// Time a key is remembered, in milliseconds.
pub const KEPT_MS: i64 = DAY_MS;

/// Response extension marking a secret, which must not be stored.
#[derive(Debug, Clone, Copy)]
pub struct HoldsSecret;

crate::row! {
    struct StoredAnswer {
        body_hash: String,
        created_at: i64,
        status: Option<i64>,
        headers: Option<String>,
        answer: Option<String>,
        /// Ids created or changed by the request, one per line.
        made: Option<String>,
    }
}

/// State of a key.
enum KeyState {
    Nothing,
    Answer(Response),
    /// Carried out; its answer is still to come, or never will.
    Unanswered(StoredAnswer),
}

/// Waits of a repeat for the first request in this process, and in another one.
const WAITS: Duration = Duration::from_secs(25);
const WAITS_ELSEWHERE_MS: i64 = 10_000;
const LOOKS_EVERY: Duration = Duration::from_millis(50);
/// Header that marks a replayed answer.
const REPLAYED: &str = "idempotency-replayed";
/// The layer.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST
        && request.method() != Method::PATCH
        && request.method() != Method::PUT
    {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    if app.replay_rules.is_sign_in(&path) {
        return next.run(request).await;
    }
    let is_form = path.starts_with("/do/");
    let given = request
        .headers()
        .get("idempotency-key")
        .map(|key| key.to_str().map(str::to_owned));
    let key = match given {
        Some(Ok(key)) if !key.is_empty() && key.len() <= 255 => Some(key),
        Some(_) => {
            return Problem::new(
                Code::Validation,
                "Idempotency-Key must be 1 to 255 visible characters.",
            )
            .into_response();
        }
        None if is_form => None,
        None => return next.run(request).await,
    };
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let route = format!("{} {path}", request.method());
    // An upload streams to the disk.
    if has_type(request.headers(), "multipart/") {
        return match key {
            Some(key) => once_with_files(&app, &viewer, route, key, request, next).await,
            None => next.run(request).await,
        };
    }
    let (parts, body) = request.into_parts();
    let bytes = match read_body(body, BODY_LIMIT).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let key = key.or_else(|| {
        url::form_urlencoded::parse(&bytes)
            .find(|(name, _)| name == "_once")
            .map(|(_, once)| once.into_owned())
    });
    let request = Request::from_parts(parts, Body::from(bytes.clone()));
    let Some(key) = key else {
        return next.run(request).await;
    };
    let answer = once(&app, &viewer, route, key, &bytes, next.run(request)).await;
    let has_session = !matches!(viewer, Viewer::Anonymous);
    if app.replay_rules.is_join(&path) && !has_session && answer.headers().contains_key(REPLAYED) {
        return see_other_with_notice("/login", "You have already joined. Sign in to continue.");
    }
    answer
}

/// Runs `act` once per key, or repeats its response. A key that is none, because it is blank or too long,
/// guards nothing.
pub async fn once(
    app: &App,
    viewer: &Viewer,
    route: String,
    key: String,
    body: &[u8],
    act: impl Future<Output = Response>,
) -> Response {
    let Some(claim) = claim(app, viewer, route, key, Some(hash_bytes(body))) else {
        return act.await;
    };
    let Some(_turn) = app.under_way.turn(&claim, WAITS).await else {
        return still_under_way();
    };
    match first_answer(app, &claim).await {
        Ok(KeyState::Nothing) => carried_out(app, claim, act).await,
        Ok(KeyState::Answer(answer)) => answer,
        Ok(KeyState::Unanswered(_)) if app.replay_rules.answers_itself(&claim.route) => act.await,
        Ok(KeyState::Unanswered(kept)) => instead(app, &claim, &kept),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Carries out an upload once per idempotency key. For a known key the form is only read, to compare it with the first
/// one; for a new key the form's digest is noted while the request is carried out.
async fn once_with_files(
    app: &App,
    viewer: &Viewer,
    route: String,
    key: String,
    request: Request,
    next: Next,
) -> Response {
    let Some(claim) = claim(app, viewer, route, key, None) else {
        return next.run(request).await;
    };
    let Some(_turn) = app.under_way.turn(&claim, WAITS).await else {
        return still_under_way();
    };
    match first_answer(app, &claim).await {
        Ok(KeyState::Nothing) => return carried_out(app, claim, next.run(request)).await,
        Ok(KeyState::Answer(_) | KeyState::Unanswered(_)) => {}
        Err(error) => return Problem::from(error).into_response(),
    }
    match Incoming::of(app, request).await.digest_of_all().await {
        Ok(digest) => claim.set_body_hash(digest),
        Err(problem) => return problem.into_response(),
    }
    match first_answer(app, &claim).await {
        Ok(KeyState::Answer(answer)) => answer,
        Ok(KeyState::Unanswered(kept)) => instead(app, &claim, &kept),
        // The key was forgotten in between.
        Ok(KeyState::Nothing) => still_under_way(),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// The claim of a request; none for invalid keys or unknown callers.
fn claim(
    app: &App,
    viewer: &Viewer,
    route: String,
    key: String,
    body_hash: Option<String>,
) -> Option<Arc<Claim>> {
    if key.is_empty() || key.len() > 255 || key.chars().any(crate::form::is_no_sign) {
        return None;
    }
    let now_ms = app.clock.now().0;
    Some(Arc::new(Claim::new(
        caller(viewer)?,
        route,
        key,
        body_hash,
        now_ms,
    )))
}

fn still_under_way() -> Response {
    Problem {
        retry_after_s: Some(2),
        ..Problem::conflict("The same request is still being processed. Try again in a moment.")
    }
    .into_response()
}

/// Runs a request for the first time and stores its response.
async fn carried_out(app: &App, claim: Arc<Claim>, act: impl Future<Output = Response>) -> Response {
    let response = with_claim(claim.clone(), act).await;
    if claim.is_taken() {
        return keep(app, &claim, response).await;
    }
    // Nothing was written. Perhaps a request of another process with this key was first and is what stood in the way.
    match first_answer(app, &claim).await {
        Ok(KeyState::Answer(answer)) => answer,
        Ok(KeyState::Unanswered(kept)) => instead(app, &claim, &kept),
        Ok(KeyState::Nothing) => response,
        Err(error) if claim.is_lost() => Problem::from(error).into_response(),
        Err(_) => response,
    }
}

/// Whose keys these are. Those who are not signed in share none: each address has its own, and without an address
/// nothing is kept, so that nobody is given a stranger's answer.
fn caller(viewer: &Viewer) -> Option<String> {
    match viewer {
        Viewer::Anonymous => {
            let address = Source::current().address()?;
            Some(format!("anonymous/{}", hash(&address.to_string())))
        }
        known => Some(known.caller()),
    }
}

fn instead(app: &App, claim: &Claim, kept: &StoredAnswer) -> Response {
    let made: Vec<&str> = kept.made.iter().flat_map(|made| made.lines()).collect();
    let place = made.iter().find_map(|id| app.replay_rules.place(id));
    made::instead(&claim.route, &made, place, kept.status)
}

/// State of a key, waiting for a response about to be stored by another process.
async fn first_answer(app: &App, claim: &Claim) -> sqlx::Result<KeyState> {
    let is_alone = app.db.engine() == Engine::Sqlite;
    let mut looks = WAITS_ELSEWHERE_MS / LOOKS_EVERY.as_millis() as i64;
    loop {
        match answered(app, claim, app.clock.now().0).await? {
            KeyState::Unanswered(kept)
                if !is_alone
                    && kept.status.is_none()
                    && looks > 0
                    && kept.created_at > claim.at_ms - WAITS_ELSEWHERE_MS =>
            {
                looks -= 1;
                tokio::time::sleep(LOOKS_EVERY).await;
            }
            known => return Ok(known),
        }
    }
}

/// The stored response of a key.
async fn answered(app: &App, claim: &Claim, now_ms: i64) -> sqlx::Result<KeyState> {
    let kept: Option<StoredAnswer> = sqlx::query_as(
        "select body_hash, created_at, status, headers, answer, made from idempotency_keys
         where caller = $1 and route = $2 and idempotency_key = $3",
    )
    .bind(&claim.caller)
    .bind(&claim.route)
    .bind(&claim.key)
    .fetch_optional(app.db.reader())
    .await?;
    let Some(kept) = kept else {
        return Ok(KeyState::Nothing);
    };
    if kept.created_at < now_ms - KEPT_MS {
        forget(app, claim).await?;
        return Ok(KeyState::Nothing);
    }
    if claim.body_hash().is_some_and(|hash| hash != kept.body_hash) {
        let problem = Problem::new(
            Code::IdempotencyMismatch,
            "That Idempotency-Key was already used with another body.",
        );
        return Ok(KeyState::Answer(problem.into_response()));
    }
    let (Some(status), Some(answer)) = (kept.status, &kept.answer) else {
        return Ok(KeyState::Unanswered(kept));
    };
    let status = u16::try_from(status).ok().map(StatusCode::from_u16);
    let Some(Ok(status)) = status else {
        return Err(sqlx::Error::Decode("the status of a kept answer is none".into()));
    };
    let mut response = (status, answer.clone()).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in kept
        .headers
        .iter()
        .flat_map(|headers| headers.lines())
        .filter_map(|line| line.split_once(": "))
    {
        if let (Ok(name), Ok(value)) = (name.parse::<header::HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
        .headers_mut()
        .insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(KeyState::Answer(response))
}

/// Stores the response with the claim. Of one that holds a secret, or went wrong after its first commit, only
/// the status is kept.
async fn keep(app: &App, claim: &Claim, response: Response) -> Response {
    let is_private =
        response.extensions().get::<HoldsSecret>().is_some() || response.status().is_server_error();
    let (parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 16 * BODY_LIMIT).await else {
        return Problem::new(Code::Internal, "The response was lost.").into_response();
    };
    let kept = async {
        let mut tx = app.db.begin().await?;
        sqlx::query(
            "update idempotency_keys set status = $4, headers = $5, answer = $6
             where caller = $1 and route = $2 and idempotency_key = $3",
        )
        .bind(&claim.caller)
        .bind(&claim.route)
        .bind(&claim.key)
        .bind(i64::from(parts.status.as_u16()))
        .bind((!is_private).then(|| kept_headers(&parts.headers)))
        .bind((!is_private).then(|| String::from_utf8_lossy(&bytes).into_owned()))
        .execute(&mut *tx)
        .await?;
        tx.commit_aside().await
    };
    if let Err(error) = kept.await {
        tracing::error!("the response for an idempotency key was not stored: {error}");
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The headers that belong to the answer: its type, where it leads, and for the page it leads to the sentence and the
/// secret that it shows once, which is sealed for two minutes.
fn kept_headers(headers: &HeaderMap) -> String {
    let said = cookies::set_in(headers, &["notice", "undo", "shown_once"]);
    let said = said.map(|cookie| (header::SET_COOKIE, cookie));
    [header::CONTENT_TYPE, header::LOCATION]
        .into_iter()
        .filter_map(|name| headers.get(&name).map(|value| (name.clone(), value)))
        .chain(said)
        .filter_map(|(name, value)| Some(format!("{name}: {}\n", value.to_str().ok()?)))
        .collect()
}

async fn forget(app: &App, claim: &Claim) -> sqlx::Result<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from idempotency_keys where caller = $1 and route = $2 and idempotency_key = $3")
        .bind(&claim.caller)
        .bind(&claim.route)
        .bind(&claim.key)
        .execute(&mut *tx)
        .await?;
    tx.commit().await
}
