//! Bulk edit API.

use super::store::EditStatus;
use crate::bulk_edit::{self, BulkEditForm, Selection, ShownBulkEdit};
use crate::form::FieldErrors;
use crate::id::BulkEditId;
use crate::problem::Problem;
use crate::products::ProductQuery;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(show))
        .routes(routes!(undo))
}

/// Products and changes of a bulk edit.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = BulkEditRequest)]
struct BulkEditCall {
    /// Up to 1,000 products; alternatively a filter.
    product_ids: Option<Vec<String>>,
    /// As `GET /seller/products` takes it: `{"status":"draft"}`; `{}` means all.
    #[schema(value_type = Option<Object>)]
    filter: Option<ProductQuery>,
    #[serde(default)]
    changes: BulkEditForm,
}

/// A queued bulk edit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct QueuedBulkEdit {
    pub bulk_edit_id: BulkEditId,
    pub status: EditStatus,
}

/// Changes many products, in the background.
#[utoipa::path(post, path = "/seller/products/bulk-edits", operation_id = "createBulkEdit", tag = "products", security(("token" = ["products"])),
    request_body = BulkEditCall,
    responses((status = 202, body = QueuedBulkEdit, headers(("Location" = String))), (status = 404, description = "a product does not exist"),
        (status = 422, description = "a field is invalid")))]
async fn create(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(call): Body<BulkEditCall>,
) -> Result<Response, Problem> {
    let selection = match (&call.product_ids, &call.filter) {
        (Some(ids), None) => Selection::picked(ids)?,
        (None, Some(query)) => Selection::Matching(query.filter(member.currency)?),
        _ => {
            let message = "Give either product_ids or a filter.";
            return Err(FieldErrors::of("product_ids", message).into());
        }
    };
    let bulk_edit_id = bulk_edit::start(&app, &member, &selection, &call.changes).await?;
    let location = format!("/api/v1/seller/products/bulk-edits/{bulk_edit_id}");
    let answer = QueuedBulkEdit {
        bulk_edit_id,
        status: EditStatus::Queued,
    };
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(answer)).into_response())
}

/// The seller's bulk edits, newest first, without failures and review counts.
#[utoipa::path(get, path = "/seller/products/bulk-edits", operation_id = "listBulkEdits", tag = "products", security(("token" = ["products"])), params(Slice),
    responses((status = 200, body = Listed<ShownBulkEdit>)))]
async fn list(
    State(app): State<App>,
    member: Member<may::Products>,
    Query(slice): Query<Slice>,
) -> Result<Json<Listed<ShownBulkEdit>>, Problem> {
    let window = bulk_edit::list(&app.db, &member, &Keyset::of::<BulkEditId>(&slice)?).await?;
    let shown = |edit| bulk_edit::shown(edit, Vec::new(), 0);
    Ok(Json(window.listed().map(shown)))
}

/// Progress and result of a bulk edit.
#[utoipa::path(get, path = "/seller/products/bulk-edits/{bulk_edit_id}", operation_id = "getBulkEdit", tag = "products", security(("token" = ["products"])),
    params(("bulk_edit_id" = String, Path)), responses((status = 200, body = ShownBulkEdit), (status = 404)))]
async fn show(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(bulk_edit_id): Id<BulkEditId>,
) -> Result<Json<ShownBulkEdit>, Problem> {
    Ok(Json(shown(&app, &member, &bulk_edit_id).await?))
}

async fn shown(
    app: &App,
    member: &Member<may::Products>,
    bulk_edit_id: &BulkEditId,
) -> Result<ShownBulkEdit, Problem> {
    let edit = bulk_edit::find(&app.db, member, bulk_edit_id).await?;
    let refused = bulk_edit::refused(&app.db, &edit).await?;
    let waiting = bulk_edit::waiting(&app.db, &edit).await?;
    Ok(bulk_edit::shown(edit, refused, waiting))
}

/// Undoes a bulk edit in the background, except for products changed since.
#[utoipa::path(post, path = "/seller/products/bulk-edits/{bulk_edit_id}/undo", operation_id = "undoBulkEdit", tag = "products", security(("token" = ["products"])),
    params(("bulk_edit_id" = String, Path)),
    responses((status = 202, body = ShownBulkEdit), (status = 404), (status = 409, description = "not finished yet")))]
async fn undo(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(bulk_edit_id): Id<BulkEditId>,
) -> Result<Response, Problem> {
    bulk_edit::undo(&app, &member, &bulk_edit_id).await?;
    let shown = shown(&app, &member, &bulk_edit_id).await?;
    Ok((StatusCode::ACCEPTED, Json(shown)).into_response())
}
