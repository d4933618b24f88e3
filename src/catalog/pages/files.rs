//! What the pages send and fetch as files: the upload of an import, its refused rows, the template.

use super::import::UPLOAD;
use crate::catalog::{api, downloads, importing};
use crate::id::ImportId;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Viewer, may};
use crate::web::form_reply::{again, see_other};
use crate::web::idempotency;
use axum::Router;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Path, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// The routes beside the rendered pages; `rendered` shows a page again when its form fails.
pub fn routes(app: &App, rendered: Router) -> Router {
    let (for_upload, for_errors) = (app.clone(), app.clone());
    let again = rendered.clone();
    let upload = move |request: Request| upload(for_upload, again, request);
    let errors = move |viewer: Viewer, Path(import_id): Path<String>| errors(for_errors, viewer, import_id);
    Router::new()
        .route(UPLOAD, post(upload).fallback_service(rendered))
        .route(
            "/products/imports/template.csv",
            get(async || downloads::template()),
        )
        .route("/products/imports/{import_id}/errors.csv", get(errors))
}

/// Takes the form of the imports page, or that of an import's page with mended rows.
async fn upload(app: App, pages: Router, request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let member = match viewer.member::<may::Products>() {
        Ok(member) => member,
        Err(problem) => return problem.into_response(),
    };
    let (parts, body) = request.into_parts();
    let form = Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let Ok(form) = form else {
        return Problem::new(Code::UnsupportedMediaType, "Send a form with a file.").into_response();
    };
    let (fields, upload) = importing::receive(&app, form).await;
    let queued = async {
        let upload = upload?;
        let retry_of = match fields.get("retry_of") {
            None => None,
            Some(id) => {
                let import_id = ImportId::parse(id).map_err(|_| Problem::not_found())?;
                importing::find(&app.db, &member, &import_id).await?;
                Some(import_id)
            }
        };
        importing::queue(&app, &member, upload, retry_of.as_ref()).await
    };
    let once = fields.get("_once").cloned().unwrap_or_default();
    let answer = async {
        match queued.await {
            Ok(import_id) => see_other(&format!("{UPLOAD}/{import_id}")),
            Err(problem) => {
                let page = match fields.get("retry_of") {
                    Some(import_id) if ImportId::parse(import_id).is_ok() => format!("{UPLOAD}/{import_id}"),
                    _ => UPLOAD.to_owned(),
                };
                let typed = fields.clone().into_iter().collect();
                again(pages, parts, &page, UPLOAD, typed, problem).await
            }
        }
    };
    // The layer that guards other forms does not read a body that streams to the disk.
    idempotency::once(&app, &viewer, format!("POST {UPLOAD}"), once, &[], answer).await
}

async fn errors(app: App, viewer: Viewer, import_id: String) -> Response {
    let file = async {
        let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
        api::import::refused_file(&app, &viewer.member()?, &import_id).await
    };
    file.await.unwrap_or_else(IntoResponse::into_response)
}
