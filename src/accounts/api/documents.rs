//! Verification document API. A file is given out to admins only.

use crate::accounts::verification::{self, Document};
use crate::accounts::{document_type, store};
use crate::form::FieldErrors;
use crate::id::{DocumentId, ItemId, SellerId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Member, duty, may};
use crate::web::download::attachment;
use crate::web::extract::{Body, Id};
use crate::web::list::Listed;
use crate::web::upload::{Fields, Incoming};
use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, upload))
        .routes(routes!(withdraw))
        .routes(routes!(of_seller))
        .routes(routes!(file))
        .routes(routes!(accept))
        .routes(routes!(refuse))
}

/// Upload form of a document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct DocumentForm {
    /// A PDF, JPEG, PNG or WebP of at most 10 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Checklist item it is for.
    item_id: Option<String>,
}

/// The fields of a form with a document, beside its file.
pub(in crate::accounts) const DOCUMENT_FIELDS: [&str; 1] = ["item_id"];

/// The item named by a form; none for any other document.
pub(in crate::accounts) fn item_of(fields: &Fields) -> Result<Option<ItemId>, Problem> {
    match fields
        .get("item_id")
        .map(|id| id.trim())
        .filter(|id| !id.is_empty())
    {
        None => Ok(None),
        Some(id) => ItemId::parse(id)
            .map(Some)
            .map_err(|_| FieldErrors::of("item_id", "The checklist does not ask for that document.").into()),
    }
}

/// The seller's documents with their statuses, newest first. Files are not given back.
#[utoipa::path(get, path = "/seller/documents", operation_id = "listDocuments", tag = "approval", security(("token" = ["settings"])), responses((status = 200, body = Listed<Document>)))]
async fn list(
    State(app): State<App>,
    member: Member<may::Settings>,
) -> Result<Json<Listed<Document>>, Problem> {
    let documents = verification::list(&app, &member.seller_id).await?;
    Ok(Json(Listed {
        data: documents,
        next: None,
    }))
}

/// Sends a document for verification.
#[utoipa::path(post, path = "/seller/documents", operation_id = "uploadDocument", tag = "approval", security(("token" = ["settings"])),
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Document), (status = 409, description = "too many documents are waiting"),
        (status = 413, description = "larger than 10 MB"), (status = 422, description = "unsupported file type")))]
async fn upload(
    State(app): State<App>,
    member: Member<may::Settings>,
    form: Incoming,
) -> Result<(StatusCode, Json<Document>), Problem> {
    let (fields, upload) = form.one(document_type::MAX_BYTES, &DOCUMENT_FIELDS).await;
    let (upload, item_id) = (upload?, item_of(&fields)?);
    let document = verification::upload(&app, &member, item_id.as_ref(), upload).await?;
    Ok((StatusCode::CREATED, Json(document)))
}

/// Withdraws a document that is not decided yet.
#[utoipa::path(delete, path = "/seller/documents/{document_id}", operation_id = "deleteDocument", tag = "approval", security(("token" = ["settings"])),
    params(("document_id" = String, Path)), responses((status = 204), (status = 404), (status = 409, description = "decided")))]
async fn withdraw(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(document_id): Id<DocumentId>,
) -> Result<StatusCode, Problem> {
    verification::withdraw(&app, &member, &document_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Path ids of a seller and its document; malformed ones are 404.
pub(in crate::accounts) struct OfSeller(pub SellerId, pub DocumentId);

impl<S: Send + Sync> FromRequestParts<S> for OfSeller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((seller, document)) = path.map_err(|_| Problem::not_found())?;
        match (SellerId::parse(&seller), DocumentId::parse(&document)) {
            (Ok(seller), Ok(document)) => Ok(Self(seller, document)),
            _ => Err(Problem::not_found()),
        }
    }
}

/// A seller's documents, for an admin.
#[utoipa::path(get, path = "/admin/sellers/{seller_id}/documents", operation_id = "adminListSellerDocuments", tag = "admin", security(("token" = ["admin:sellers"])),
    params(("seller_id" = String, Path)), responses((status = 200, body = Listed<Document>), (status = 404)))]
async fn of_seller(
    State(app): State<App>,
    _admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
) -> Result<Json<Listed<Document>>, Problem> {
    store::seller(&app.db, &seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let documents = verification::list(&app, &seller_id).await?;
    Ok(Json(Listed {
        data: documents,
        next: None,
    }))
}

/// The file itself, to be saved and never to be shown within our pages.
pub(in crate::accounts) fn handed_out(document: &Document, bytes: Vec<u8>) -> Response {
    let stem = document
        .file_name
        .rsplit_once('.')
        .map_or(document.file_name.as_str(), |(stem, _)| stem);
    let name = format!("{stem}.{}", document_type::ending(&document.content_type));
    let mut response = attachment(&name, "application/octet-stream", bytes);
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&document.content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    let sandbox = HeaderValue::from_static("sandbox; default-src 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, sandbox);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// The file of a document. That it was looked at is noted.
#[utoipa::path(get, path = "/admin/sellers/{seller_id}/documents/{document_id}", operation_id = "adminDownloadSellerDocument", tag = "admin", security(("token" = ["admin:sellers"])),
    params(("seller_id" = String, Path), ("document_id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404)))]
async fn file(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    OfSeller(seller_id, document_id): OfSeller,
) -> Result<Response, Problem> {
    let (document, bytes) = verification::open(&app, &admin, &seller_id, &document_id).await?;
    Ok(handed_out(&document, bytes))
}

/// Accepts a document.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/documents/{document_id}/acceptance", operation_id = "adminAcceptSellerDocument", tag = "admin", security(("token" = ["admin:sellers"])),
    params(("seller_id" = String, Path), ("document_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "already decided")))]
async fn accept(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    OfSeller(seller_id, document_id): OfSeller,
) -> Result<StatusCode, Problem> {
    verification::accept(&app, &admin, &seller_id, &document_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why a document is refused.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
struct RefusalForm {
    reason: String,
}

/// Refuses a document; the seller reads why and sends another.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/documents/{document_id}/refusal", operation_id = "adminRefuseSellerDocument", tag = "admin", security(("token" = ["admin:sellers"])),
    request_body = RefusalForm, params(("seller_id" = String, Path), ("document_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "already decided"), (status = 422)))]
async fn refuse(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    OfSeller(seller_id, document_id): OfSeller,
    Body(form): Body<RefusalForm>,
) -> Result<StatusCode, Problem> {
    verification::refuse(&app, &admin, &seller_id, &document_id, &form.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
