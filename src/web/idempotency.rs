//! `Idempotency-Key` on calls, `_once` in forms: the same request again gives the first answer again.
//!
//! The claim commits with the request's first write (see [`crate::db::Claim`]); the answer is kept beside it
//! afterwards. A repeat of what was carried out but whose answer was not kept (it held a secret, or the process
//! was killed in between) is a conflict, never a second act.

use crate::clock::DAY_MS;
use crate::db::{Claim, with_claim};
use crate::problem::{Code, Problem};
use crate::secret::hash_bytes;
use crate::state::App;
use crate::viewer::Viewer;
use crate::web::extract::{BODY_LIMIT, read_body};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

/// How long a key is remembered, in milliseconds.
pub const KEPT_MS: i64 = DAY_MS;

/// Put into a response's extensions by an answer that holds a secret: it is not kept.
#[derive(Debug, Clone, Copy)]
pub struct HoldsSecret;

crate::row!(Kept {
    body_hash,
    created_at,
    status,
    headers,
    answer
});

struct Kept {
    body_hash: String,
    created_at: i64,
    status: Option<i64>,
    headers: Option<String>,
    answer: Option<String>,
}

/// The layer.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST
        && request.method() != Method::PATCH
        && request.method() != Method::PUT
    {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
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
                "Idempotency-Key is 1 to 255 visible characters.",
            )
            .into_response();
        }
        None if is_form => None,
        None => return next.run(request).await,
    };
    let is_multipart = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("multipart/")));
    let (parts, body) = request.into_parts();
    // An upload streams to the disk; its key is compared without its body.
    let (body, bytes) = if is_multipart {
        (body, None)
    } else {
        match read_body(body, BODY_LIMIT).await {
            Ok(bytes) => (Body::from(bytes.clone()), Some(bytes)),
            Err(problem) => return problem.into_response(),
        }
    };
    let bytes = bytes.unwrap_or_default();
    let key = key.or_else(|| {
        url::form_urlencoded::parse(&bytes)
            .find(|(name, _)| name == "_once")
            .map(|(_, once)| once.into_owned())
    });
    let request = Request::from_parts(parts, body);
    let Some(key) = key else {
        return next.run(request).await;
    };
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let route = format!("{} {path}", request.method());
    once(&app, &viewer, route, key, &bytes, next.run(request)).await
}

/// Answers once for a key: `act` is run, or the answer it gave before is given again. A key that is none, because it is
/// blank or too long, guards nothing.
pub async fn once(
    app: &App,
    viewer: &Viewer,
    route: String,
    key: String,
    body: &[u8],
    act: impl Future<Output = Response>,
) -> Response {
    if key.is_empty() || key.len() > 255 || key.chars().any(char::is_control) {
        return act.await;
    }
    let now = app.clock.now().0;
    let claim = Arc::new(Claim::new(viewer.caller(), route, key, hash_bytes(body), now));
    match answered(app, &claim, now).await {
        Ok(Some(answer)) => return answer,
        Ok(None) => {}
        Err(error) => return Problem::from(error).into_response(),
    }
    let response = with_claim(claim.clone(), act).await;
    if claim.is_lost() {
        return first_answer(app, &claim, now).await;
    }
    if claim.is_taken() {
        keep(app, &claim, response).await
    } else {
        response
    }
}

/// The answer to a key that was claimed before: the first answer, or why there is none.
async fn answered(app: &App, claim: &Claim, now_ms: i64) -> sqlx::Result<Option<Response>> {
    let kept: Option<Kept> = sqlx::query_as(
        "select body_hash, created_at, status, headers, answer from idempotency_keys
         where caller = $1 and route = $2 and idempotency_key = $3",
    )
    .bind(&claim.caller)
    .bind(&claim.route)
    .bind(&claim.key)
    .fetch_optional(app.db.reader())
    .await?;
    let Some(kept) = kept else { return Ok(None) };
    if kept.created_at < now_ms - KEPT_MS {
        forget(app, claim).await?;
        return Ok(None);
    }
    if kept.body_hash != claim.body_hash {
        let problem = Problem::new(
            Code::IdempotencyMismatch,
            "That Idempotency-Key came with another body before.",
        );
        return Ok(Some(problem.into_response()));
    }
    let (Some(status), Some(answer)) = (kept.status, kept.answer) else {
        let problem = Problem::conflict("That was carried out before; its answer is not kept.");
        return Ok(Some(problem.into_response()));
    };
    let status = StatusCode::from_u16(status as u16).unwrap_or(StatusCode::OK);
    let mut response = (status, answer).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in kept
        .headers
        .iter()
        .flat_map(|headers| headers.lines())
        .filter_map(|line| line.split_once(": "))
    {
        if let (Ok(name), Ok(value)) = (name.parse::<header::HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
        .headers_mut()
        .insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(Some(response))
}

/// Waits for the answer of the request that was first, which committed a moment ago.
async fn first_answer(app: &App, claim: &Claim, now_ms: i64) -> Response {
    for _ in 0..50 {
        match answered(app, claim, now_ms).await {
            Ok(Some(response)) if response.status() != StatusCode::CONFLICT => return response,
            Ok(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    Problem::conflict("The same request is being carried out.").into_response()
}

/// Keeps the answer beside the claim.
async fn keep(app: &App, claim: &Claim, response: Response) -> Response {
    if response.extensions().get::<HoldsSecret>().is_some() || response.status().is_server_error() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 16 * BODY_LIMIT).await else {
        return Problem::new(Code::Internal, "The answer was lost.").into_response();
    };
    let headers: String = [header::CONTENT_TYPE, header::LOCATION]
        .iter()
        .filter_map(|name| Some(format!("{name}: {}\n", parts.headers.get(name)?.to_str().ok()?)))
        .collect();
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
        .bind(headers)
        .bind(String::from_utf8_lossy(&bytes).into_owned())
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    };
    if let Err(error) = kept.await {
        tracing::error!("the answer to an idempotency key was not kept: {error}");
    }
    Response::from_parts(parts, Body::from(bytes))
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
