//! File routes of accounts: documents, logo and banner, and public pictures.

use crate::accounts::api::documents::{DOCUMENT_FIELDS, OfSeller, handed_out, item_of};
use crate::accounts::shop_picture::{self, PictureKind};
use crate::accounts::{document_type, verification};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Viewer, may};
use crate::web::form_reply::{again, see_other};
use crate::web::media::public_picture;
use crate::web::pages::see_other_with_notice;
use crate::web::upload::posted;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// Page of the documents.
pub(super) const APPROVAL: &str = "/settings/approval";
pub(super) const DOCUMENTS: &str = "/settings/documents";
const SETTINGS: &str = "/settings";

/// Routes beside the rendered pages; `rendered` renders a page again when its form fails. Opened after a
/// failed form, an address leads back to the form's page.
pub fn routes(app: &App, rendered: Router) -> Router {
    let (for_documents, pages) = (app.clone(), rendered.clone());
    let documents = move |request: Request| document(for_documents, pages, request);
    let picture = |kind: PictureKind| {
        let (app, pages) = (app.clone(), rendered.clone());
        post(move |request: Request| picture(app, pages, kind, request)).get(async || see_other(SETTINGS))
    };
    let for_file = app.clone();
    let file = move |viewer: Viewer, path: OfSeller| file(for_file, viewer, path);
    Router::new()
        .route(DOCUMENTS, post(documents).get(async || see_other(APPROVAL)))
        .route("/settings/logo", picture(PictureKind::Logo))
        .route("/settings/banner", picture(PictureKind::Banner))
        .route("/admin/sellers/{seller_id}/documents/{document_id}", get(file))
}

/// Receives a document from the approval page.
async fn document(app: App, pages: Router, request: Request) -> Response {
    let posted =
        match posted::<may::Settings>(&app, request, document_type::MAX_BYTES, &DOCUMENT_FIELDS).await {
            Ok(posted) => posted,
            Err(problem) => return problem.into_response(),
        };
    let member = posted.member;
    let fields = posted.fields;
    let taken = async {
        let (upload, item_id) = (posted.upload?, item_of(&fields)?);
        verification::upload(&app, &member, item_id.as_ref(), upload).await
    };
    match taken.await {
        Ok(_) => see_other_with_notice(APPROVAL, "Uploaded. We'll review it and email you."),
        Err(problem) => {
            let fields = fields.into_iter().collect();
            again(pages, posted.parts, APPROVAL, DOCUMENTS, fields, problem).await
        }
    }
}

/// Receives a logo or banner from the settings.
async fn picture(app: App, pages: Router, kind: PictureKind, request: Request) -> Response {
    let posted = match posted::<may::Settings>(&app, request, shop_picture::MAX_BYTES, &[]).await {
        Ok(posted) => posted,
        Err(problem) => return problem.into_response(),
    };
    let member = posted.member;
    let taken = async { shop_picture::set(&app, &member, kind, posted.upload?).await };
    match taken.await {
        Ok(_) => see_other_with_notice(SETTINGS, "Saved."),
        Err(problem) => {
            let action = format!("/settings/{}", kind.as_str());
            let fields = posted.fields.into_iter().collect();
            again(pages, posted.parts, SETTINGS, &action, fields, problem).await
        }
    }
}

/// The file of a document, for an admin.
async fn file(app: App, viewer: Viewer, OfSeller(seller_id, document_id): OfSeller) -> Response {
    let found = async {
        let admin = viewer.admin()?;
        verification::open(&app, &admin, &seller_id, &document_id).await
    };
    match found.await {
        Ok((document, bytes)) => handed_out(&document, bytes),
        Err(problem) => problem.into_response(),
    }
}

/// A logo or a banner, for anyone.
pub async fn media(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let (kind, length, body) = shop_picture::open(&app, &name).await?;
    Ok(public_picture(kind, length, body))
}
