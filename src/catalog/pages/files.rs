//! What the pages send and fetch as files: the upload of an import, its refused rows, the template; pictures.

use super::category_field::{self, ADMIN_SUGGEST, SUGGEST};
use super::import::UPLOAD;
use super::inventory::SHEETS;
use super::pictures::upload_address;
use super::step;
use crate::catalog::actions::PICTURES_WAIT;
use crate::catalog::api::import::ImportList;
use crate::catalog::inventory::sheet;
use crate::catalog::views::counted;
use crate::catalog::{api, downloads, images, importing, review};
use crate::id::{ImportId, ProductId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Viewer, may};
use crate::web::form_reply::{again, see_other};
use crate::web::idempotency;
use crate::web::media::public_picture;
use crate::web::pages::see_other_with_notice;
use crate::web::upload::{Incoming, Upload, posted};
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// The routes beside the rendered pages; `rendered` shows a page again when its form fails.
pub fn routes(app: &App, rendered: Router) -> Router {
    let (for_upload, for_errors, for_warnings, for_prices) =
        (app.clone(), app.clone(), app.clone(), app.clone());
    let again = rendered.clone();
    let (for_new, for_stored, for_options) = (rendered.clone(), rendered.clone(), rendered.clone());
    let (of_stored, of_options) = (app.clone(), app.clone());
    let upload = move |request: Request| upload(for_upload, again, request);
    let (for_pictures, with_pictures) = (app.clone(), rendered.clone());
    let pictures = move |Path(product_id): Path<String>, request: Request| {
        pictures(for_pictures, with_pictures, product_id, request)
    };
    let errors = move |viewer: Viewer, Path(import_id): Path<String>| errors(for_errors, viewer, import_id);
    let warnings = move |viewer: Viewer, Path(import_id): Path<String>| {
        list(for_warnings, viewer, import_id, ImportList::Warnings)
    };
    let prices = move |viewer: Viewer, Path(import_id): Path<String>| {
        list(for_prices, viewer, import_id, ImportList::Prices)
    };
    let (for_sellers, for_admins) = (app.clone(), app.clone());
    let suggest = move |viewer: Viewer, Query(typed)| category_field::suggest(for_sellers, viewer, typed);
    let suggest_to_admin =
        move |viewer: Viewer, Query(typed)| category_field::suggest_to_admin(for_admins, viewer, typed);
    let (for_counts, pages) = (app.clone(), rendered.clone());
    let counts = move |request: Request| counts(for_counts, pages, request);
    Router::new()
        .route(UPLOAD, post(upload).fallback_service(rendered.clone()))
        .route(SHEETS, post(counts).fallback_service(rendered))
        .route(
            "/products/new/variants",
            post(move |request: Request| step::of_new(for_new, request))
                .get(async || see_other("/products/new")),
        )
        .route(
            "/products/{product_id}/variants",
            post(move |Path(id): Path<String>, request: Request| {
                step::of_stored(of_stored, for_stored, request, id)
            })
            .get(async |Path(id): Path<String>| see_other(&format!("/products/{id}"))),
        )
        .route(
            "/products/{product_id}/options",
            post(move |Path(id): Path<String>, request: Request| {
                step::of_options(of_options, for_options, request, id)
            })
            .get(async |Path(id): Path<String>| see_other(&format!("/products/{id}"))),
        )
        .route(SUGGEST, get(suggest))
        .route(ADMIN_SUGGEST, get(suggest_to_admin))
        .route(
            "/products/imports/template.csv",
            get(async || downloads::template()),
        )
        .route("/products/imports/{import_id}/errors.csv", get(errors))
        .route("/products/imports/{import_id}/warnings.csv", get(warnings))
        .route("/products/imports/{import_id}/prices.csv", get(prices))
        .route("/products/{product_id}/images", post(pictures).get(lead_back))
}

/// A picture of a product, for anyone.
pub async fn media(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Problem> {
    let (kind, length, body) = images::open(&app, &file).await?;
    Ok(public_picture(kind.to_owned(), length, body))
}

/// Opened after a failed form, the address leads to the product's page.
async fn lead_back(Path(product_id): Path<String>) -> Response {
    see_other(&format!("/products/{product_id}"))
}

/// Takes the pictures that a product's page sends. The good ones of many are added, and the notice names the others.
async fn pictures(app: App, pages: Router, product_id: String, request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let member = match viewer.member::<may::Products>() {
        Ok(member) => member,
        Err(problem) => return problem.into_response(),
    };
    let Ok(product_id) = ProductId::parse(&product_id) else {
        return Problem::not_found().into_response();
    };
    if let Err(problem) = images::has(&app, &member, &product_id).await {
        return problem.into_response();
    }
    let (parts, mut incoming) = Incoming::with_parts(&app, request).await;
    let taken = images::take(&app, &member, &mut incoming).await;
    let (page, action) = (
        format!("/products/{product_id}"),
        upload_address(product_id.as_str()),
    );
    let once = incoming.fields.get("_once").cloned().unwrap_or_default();
    let sent = incoming.digest();
    let typed = incoming.fields.into_iter().collect();
    let answer = async {
        let added = async { images::add(&app, &member, &product_id, taken?).await };
        match added.await {
            Ok(added) => {
                let waits = review::pictures_wait(&app.db, &member.seller_id, &product_id).await;
                let waits = if waits.is_ok_and(|waits| waits) {
                    PICTURES_WAIT
                } else {
                    ""
                };
                see_other_with_notice(&format!("{page}#pictures"), &format!("{}{waits}", told(&added)))
            }
            Err(problem) => again(pages, parts, &page, &action, typed, problem).await,
        }
    };
    let route = format!("POST {action}");
    idempotency::once(&app, &viewer, route, once, sent.as_bytes(), answer).await
}

/// How many were added, and the first few that were not.
fn told(added: &images::Added) -> String {
    const NAMED: usize = 5;
    let count = counted(added.image_ids.len() as i64, "picture", "pictures");
    let is = if added.image_ids.len() == 1 { "is" } else { "are" };
    let mut text = format!("{count} {is} added.");
    if !added.refused.is_empty() {
        text.push_str(" Not taken:");
        for refused in added.refused.iter().take(NAMED) {
            text.push(' ');
            text.push_str(&refused.sentence().chars().take(200).collect::<String>());
        }
        let more = added.refused.len().saturating_sub(NAMED);
        if more > 0 {
            text.push_str(&format!(" And {more} more."));
        }
    }
    text
}

/// Takes the form of the imports page, or that of an import's page with mended rows.
async fn upload(app: App, pages: Router, request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let member = match viewer.member::<may::Products>() {
        Ok(member) => member,
        Err(problem) => return problem.into_response(),
    };
    let (parts, incoming) = Incoming::with_parts(&app, request).await;
    let (fields, upload) = incoming.one(importing::MAX_FILE_BYTES).await;
    let sent = digest(&upload);
    let queued = async {
        let upload = upload?;
        let Some(mended) = fields.get("retry_of") else {
            return importing::bring(&app, &member, upload, &fields).await;
        };
        let mended = ImportId::parse(mended).map_err(|_| Problem::not_found())?;
        let mended = importing::find(&app.db, &member, &mended).await?;
        importing::queue(&app, &member, upload, &fields, Some(&mended)).await
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

/// Takes a file of counts.
async fn counts(app: App, pages: Router, request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let posted = match posted::<may::Products>(&app, request, sheet::MAX_BYTES).await {
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

/// Digest of an uploaded file, to tell it from another; empty when no file was sent.
fn digest(upload: &Result<Upload, Problem>) -> String {
    let digest = upload.as_ref().map(|upload| upload.digest().to_owned());
    digest.unwrap_or_default()
}

async fn errors(app: App, viewer: Viewer, import_id: String) -> Response {
    let file = async {
        let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
        api::import::refused_file(&app, &viewer.member()?, &import_id).await
    };
    file.await.unwrap_or_else(IntoResponse::into_response)
}

async fn list(app: App, viewer: Viewer, import_id: String, list: ImportList) -> Response {
    let file = async {
        let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
        api::import::list_file(&app, &viewer.member()?, &import_id, list).await
    };
    file.await.unwrap_or_else(IntoResponse::into_response)
}
