//! Product review API.

use crate::id::ProductId;
use crate::problem::Problem;
use crate::product_review::{self, ReasonForm, Review, store};
use crate::state::App;
use crate::viewer::{Admin, Member, duty, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(queue))
        .routes(routes!(show))
        .routes(routes!(approve))
        .routes(routes!(approve_many))
        .routes(routes!(ask))
        .routes(routes!(own, withdraw))
}

/// Filter of the queue.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct QueueQuery {
    /// `all`: includes products returned to their sellers.
    pub show: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    pub slice: Slice,
}

/// The products that wait for an admin, oldest first.
#[utoipa::path(get, path = "/admin/products", operation_id = "adminListProductReviews", tag = "admin", security(("token" = ["admin:catalogue"])), params(QueueQuery, Slice),
    responses((status = 200, body = Listed<Review>)))]
async fn queue(
    State(app): State<App>,
    _admin: Admin<duty::Catalogue>,
    Query(query): Query<QueueQuery>,
) -> Result<Json<Listed<Review>>, Problem> {
    let all = crate::product_review::shows_all(query.show.as_deref())?;
    let keyset = Keyset::of::<store::ReviewPlace>(&query.slice)?.oldest_first();
    let window = store::reviews(&app.db, all, &keyset).await?;
    Ok(Json(window.listed().map(|row| Review::of(&row))))
}

/// One of them.
#[utoipa::path(get, path = "/admin/products/{product_id}", operation_id = "adminGetProductReview", tag = "admin", security(("token" = ["admin:catalogue"])),
    params(("product_id" = String, Path)), responses((status = 200, body = Review), (status = 404, description = "it is not waiting for review")))]
async fn show(
    State(app): State<App>,
    _admin: Admin<duty::Catalogue>,
    Id(product_id): Id<ProductId>,
) -> Result<Json<Review>, Problem> {
    let mut reader = app.db.reader().acquire().await?;
    let row = store::review(&mut reader, &product_id).await?;
    Ok(Json(
        Review::whole(&mut reader, &row.ok_or_else(Problem::not_found)?).await?,
    ))
}

/// Approves a product or its changes.
#[utoipa::path(post, path = "/admin/products/{product_id}/approval", operation_id = "adminApproveProduct", tag = "admin", security(("token" = ["admin:catalogue"])),
    params(("product_id" = String, Path)), responses((status = 204), (status = 404, description = "it is not waiting for review")))]
async fn approve(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Id(product_id): Id<ProductId>,
) -> Result<StatusCode, Problem> {
    product_review::approve(&app, &admin, &product_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which products are approved.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = ProductApprovalsForm)]
pub struct ApprovalsForm {
    pub product_ids: Vec<String>,
}

/// Number approved.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ProductApprovals)]
pub struct Approvals {
    pub approved: usize,
}

/// Approves several products, skipping those no longer waiting.
#[utoipa::path(post, path = "/admin/products/approvals", operation_id = "adminApproveProducts", tag = "admin", security(("token" = ["admin:catalogue"])), request_body = ApprovalsForm,
    responses((status = 200, body = Approvals), (status = 422)))]
async fn approve_many(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Body(form): Body<ApprovalsForm>,
) -> Result<Json<Approvals>, Problem> {
    let approved = product_review::approve_many(&app, &admin, &form.product_ids).await?;
    Ok(Json(Approvals { approved }))
}

/// Returns a product to its seller with requested changes.
#[utoipa::path(post, path = "/admin/products/{product_id}/changes", operation_id = "adminRequestProductChanges", tag = "admin", security(("token" = ["admin:catalogue"])), request_body = ReasonForm,
    params(("product_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "it is already waiting for its seller"), (status = 422)))]
async fn ask(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Id(product_id): Id<ProductId>,
    Body(form): Body<ReasonForm>,
) -> Result<StatusCode, Problem> {
    product_review::ask_for_changes(&app, &admin, &product_id, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The seller's product under review, and requested changes.
#[utoipa::path(get, path = "/seller/products/{product_id}/review", operation_id = "getProductReview", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)), responses((status = 200, body = Review), (status = 404, description = "nothing of it is waiting")))]
async fn own(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
) -> Result<Json<Review>, Problem> {
    let row = store::review_of(&app.db, &member.seller_id, &product_id).await?;
    let mut reader = app.db.reader().acquire().await?;
    Ok(Json(
        Review::whole(&mut reader, &row.ok_or_else(Problem::not_found)?).await?,
    ))
}

/// Withdraws the changes; the live version stays.
#[utoipa::path(delete, path = "/seller/products/{product_id}/review", operation_id = "withdrawProductReview", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "a new product is reviewed as a whole")))]
async fn withdraw(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
) -> Result<StatusCode, Problem> {
    product_review::withdraw(&app, &member, &product_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
