//! File routes of imports: upload, failed rows, warnings, price changes, template.

use crate::id::ImportId;
use crate::imports::api::{self, ImportList};
use crate::imports::pages::UPLOAD;
use crate::imports::{self, template};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Viewer, may};
use crate::web::form_reply::{again, see_other};
use crate::web::idempotency;
use crate::web::upload::Incoming;
use crate::web::upload_digest::digest;
use axum::Router;
use axum::extract::{Path, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// Routes beside the rendered pages; `rendered` renders a page again when its form fails.
pub fn routes(app: &App, rendered: Router) -> Router {
    let (for_upload, again) = (app.clone(), rendered.clone());
    let (for_errors, for_warnings, for_prices) = (app.clone(), app.clone(), app.clone());
    let upload = move |request: Request| upload(for_upload, again, request);
    let errors = move |viewer: Viewer, Path(import_id): Path<String>| errors(for_errors, viewer, import_id);
    let warnings = move |viewer: Viewer, Path(import_id): Path<String>| {
        list(for_warnings, viewer, import_id, ImportList::Warnings)
    };
    let prices = move |viewer: Viewer, Path(import_id): Path<String>| {
        list(for_prices, viewer, import_id, ImportList::Prices)
    };
    Router::new()
        .route(UPLOAD, post(upload).fallback_service(rendered))
        .route(
            "/products/imports/template.csv",
            get(async || template::template()),
        )
        .route("/products/imports/{import_id}/errors.csv", get(errors))
        .route("/products/imports/{import_id}/warnings.csv", get(warnings))
        .route("/products/imports/{import_id}/prices.csv", get(prices))
}

/// Receives the upload form of the imports page, or of an import's page with fixed rows.
async fn upload(app: App, pages: Router, request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let member = match viewer.member::<may::Products>() {
        Ok(member) => member,
        Err(problem) => return problem.into_response(),
    };
    let known = [&api::FIELDS[..], &["retry_of"]].concat();
    let (parts, incoming) = Incoming::with_parts(&app, request).await;
    let (fields, upload) = incoming.one(imports::MAX_FILE_BYTES, &known).await;
    let sent = digest(&upload);
    let queued = async {
        let upload = upload?;
        let Some(mended) = fields.get("retry_of") else {
            return imports::bring(&app, &member, upload, &fields).await;
        };
        let mended = ImportId::parse(mended).map_err(|_| Problem::not_found())?;
        let mended = imports::find(&app.db, &member, &mended).await?;
        imports::queue(&app, &member, upload, &fields, Some(&mended)).await
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
    let route = format!("POST {UPLOAD}");
    idempotency::once(&app, &viewer, route, once, sent.as_bytes(), answer).await
}

async fn errors(app: App, viewer: Viewer, import_id: String) -> Response {
    let file = async {
        let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
        api::refused_file(&app, &viewer.member()?, &import_id).await
    };
    file.await.unwrap_or_else(IntoResponse::into_response)
}

async fn list(app: App, viewer: Viewer, import_id: String, list: ImportList) -> Response {
    let file = async {
        let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
        api::list_file(&app, &viewer.member()?, &import_id, list).await
    };
    file.await.unwrap_or_else(IntoResponse::into_response)
}
