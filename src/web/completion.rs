//! Write requests run to completion even if their client disconnects.
//!
//! A connection that breaks drops the future of its request wherever it stands: between two transactions, before the
//! answer of an idempotency key is kept, between a file and its row. So whatever may write runs in a task of its own.

use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Completion layer; outermost, so that permits, task-locals and claims move into the task. [`App::writing`]
/// knows which are under way.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let carried_out = app.writing.spawn(next.run(request)).await;
    carried_out
        .unwrap_or_else(|_| Problem::new(Code::Internal, "Something went wrong on our side.").into_response())
}

#[cfg(test)]
mod tests;
