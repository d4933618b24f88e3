//! Upload route of count files.

use crate::inventory::pages::sheets::SHEETS;
use crate::inventory::sheet;
use crate::state::App;
use crate::viewer::{Viewer, may};
use crate::web::form_reply::{again, see_other};
use crate::web::idempotency;
use crate::web::upload::posted;
use crate::web::upload_digest::digest;
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::post;

/// Routes beside the rendered pages; `rendered` renders a page again when its form fails.
pub fn routes(app: &App, rendered: Router) -> Router {
    let (for_counts, pages) = (app.clone(), rendered.clone());
    let counts = move |request: Request| counts(for_counts, pages, request);
    Router::new().route(SHEETS, post(counts).fallback_service(rendered))
}

/// Receives a count file.
async fn counts(app: App, pages: Router, request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let posted = match posted::<may::Products>(&app, request, sheet::MAX_BYTES, &[]).await {
        Ok(posted) => posted,
        Err(problem) => return problem.into_response(),
    };
    let once = posted.fields.get("_once").cloned().unwrap_or_default();
    let sent = digest(&posted.upload);
    let answer = async {
        let taken = match posted.upload {
            Ok(upload) => sheet::take(&app, &posted.member, upload).await,
            Err(problem) => Err(problem),
        };
        match taken {
            Ok(id) => see_other(&format!("{SHEETS}/{id}")),
            Err(problem) => {
                let fields = posted.fields.into_iter().collect();
                again(pages, posted.parts, SHEETS, SHEETS, fields, problem).await
            }
        }
    };
    let route = format!("POST {SHEETS}");
    idempotency::once(&app, &viewer, route, once, sent.as_bytes(), answer).await
}
