//! Retry of a whole request whose transaction was aborted by another.
//!
//! So no operation has to remember it. What has committed something already is not run again, nor is an upload, which
//! streams: both answer 503 and say when to come back.

use crate::db::Attempt;
use crate::problem::Problem;
use crate::web::extract::read_body;
use crate::web::intake::{BODY_LIMIT, has_type};
use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Retry layer; innermost, so that admission and claim happen once.
pub async fn layer(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || has_type(request.headers(), "multipart/") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let bytes = match read_body(body, BODY_LIMIT).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let mut attempt = Attempt::default();
    loop {
        let request = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let response = attempt.run(next.clone().run(request)).await;
        let problem = response.extensions().get::<Problem>();
        if !problem.is_some_and(|problem| problem.transient) || !attempt.again().await {
            return response;
        }
    }
}
