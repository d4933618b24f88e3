//! Product API.

use crate::accounts;
use crate::form::FieldErrors;
use crate::id::{ProductId, RequestId};
use crate::problem::Problem;
use crate::products::json::ShownProduct;
use crate::products::product_query::ProductQuery;
use crate::products::request::{self, Request};
use crate::products::{ProductForm, ProductPatch, creation, removal, revision, store};
use crate::state::App;
use crate::viewer::{Member, Viewer, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(show, revise, remove))
        .routes(routes!(show_request))
}

/// A queued creation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct QueuedRequest {
    pub request_id: RequestId,
    pub status: &'static str,
}

/// Creates a product with its variants and stock. Without a status it is active.
#[utoipa::path(post, path = "/seller/products", operation_id = "createProduct", tag = "products", security(("token" = ["products"])), request_body = ProductForm,
    responses((status = 201, body = ShownProduct, headers(("Location" = String))),
        (status = 202, body = QueuedRequest, description = "with `Prefer: respond-async`", headers(("Location" = String))),
        (status = 403, description = "`seller_not_approved`: active, but the shop is not approved"),
        (status = 422, description = "a field is invalid")))]
async fn create(
    State(app): State<App>,
    viewer: Viewer,
    member: Member<may::Products>,
    headers: HeaderMap,
    Body(form): Body<ProductForm>,
) -> Result<Response, Problem> {
    let product = creation::parse(&member, &form)?;
    if prefers_async(&headers) {
        let request_id = request::ask(&app, &viewer, &member, &form).await?;
        let location = format!("/api/v1/requests/{request_id}");
        let answer = QueuedRequest {
            request_id,
            status: "pending",
        };
        let headers = [
            (header::LOCATION, location),
            (PREFERENCE_APPLIED, "respond-async".to_owned()),
        ];
        return Ok((StatusCode::ACCEPTED, headers, Json(answer)).into_response());
    }
    let created = creation::create(&app, &member, &product).await?;
    let location = format!("/api/v1/seller/products/{}", created.product_id);
    let shown = ShownProduct::of(created, member.currency);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(shown)).into_response())
}

const PREFERENCE_APPLIED: header::HeaderName = header::HeaderName::from_static("preference-applied");

fn prefers_async(headers: &HeaderMap) -> bool {
    headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|preference| preference.trim().eq_ignore_ascii_case("respond-async"))
}

/// Whether the shop is on vacation.
async fn is_closed(app: &App, member: &Member<may::Products>) -> Result<bool, Problem> {
    let vacation = accounts::vacation_now(&app.db, &member.seller_id, app.clock.now()).await?;
    Ok(vacation.is_some())
}

/// The seller's products, newest first.
#[utoipa::path(get, path = "/seller/products", operation_id = "listProducts", tag = "products", security(("token" = ["products"])), params(ProductQuery, Slice),
    responses((status = 200, body = Listed<ShownProduct>)))]
async fn list(
    State(app): State<App>,
    member: Member<may::Products>,
    Query(query): Query<ProductQuery>,
) -> Result<Json<Listed<ShownProduct>>, Problem> {
    let (filter, keyset) = (
        query.filter(member.currency)?,
        Keyset::of::<ProductId>(&query.slice)?,
    );
    let window = store::list(&app.db, &member.seller_id, &filter, &keyset).await?;
    let closed = is_closed(&app, &member).await?;
    let shown = |stored| ShownProduct::of(stored, member.currency).while_closed(closed);
    Ok(Json(window.listed().map(shown)))
}

/// One product.
#[utoipa::path(get, path = "/seller/products/{product_id}", operation_id = "getProduct", tag = "products", security(("token" = ["products"])), params(("product_id" = String, Path)),
    responses((status = 200, body = ShownProduct), (status = 404, description = "not there, or another seller's")))]
async fn show(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
) -> Result<Json<ShownProduct>, Problem> {
    let found = store::find(&app.db, &member.seller_id, &product_id).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let closed = is_closed(&app, &member).await?;
    Ok(Json(
        ShownProduct::of(found, member.currency).while_closed(closed),
    ))
}

/// The version that `If-Match` names: `"3"`; `*` is any.
fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let tag = tag.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(None);
    }
    let version = tag.trim_start_matches("W/").trim_matches('"').parse();
    let wrong = || {
        FieldErrors::of(
            "if-match",
            "If-Match must name the product's version, such as \"3\".",
        )
    };
    Ok(Some(version.map_err(|_| wrong())?))
}

/// Changes a product: missing fields stay, `null` clears optional ones.
#[utoipa::path(patch, path = "/seller/products/{product_id}", operation_id = "updateProduct", tag = "products", security(("token" = ["products"])), request_body = ProductPatch,
    params(("product_id" = String, Path)),
    responses((status = 200, body = ShownProduct),
        (status = 409, description = "`version` or `If-Match` names an older version than the current one"),
        (status = 422, description = "a field is invalid")))]
async fn revise(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
    headers: HeaderMap,
    Body(mut patch): Body<ProductPatch>,
) -> Result<Json<ShownProduct>, Problem> {
    patch.version = patch.version.or(if_match(&headers)?);
    let revised = revision::revise(&app, &member, &product_id, &patch).await?;
    Ok(Json(ShownProduct::of(revised, member.currency)))
}

/// Deletes a product; one with orders is archived instead.
#[utoipa::path(delete, path = "/seller/products/{product_id}", operation_id = "deleteProduct", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)), responses((status = 204)))]
async fn remove(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
) -> Result<StatusCode, Problem> {
    removal::remove(&app, &member, &product_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Result of a call with `Prefer: respond-async`, for its caller only.
#[utoipa::path(get, path = "/requests/{request_id}", operation_id = "getRequest", tag = "products", params(("request_id" = String, Path)),
    responses((status = 200, body = Request), (status = 404)))]
async fn show_request(
    State(app): State<App>,
    viewer: Viewer,
    Id(request_id): Id<RequestId>,
) -> Result<Json<Request>, Problem> {
    viewer.user()?;
    Ok(Json(request::find(&app, &viewer, request_id).await?))
}
