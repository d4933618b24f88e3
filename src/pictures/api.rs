//! Product picture API.

use crate::id::{ImageId, ProductId};
use crate::pictures::{self, ArrangementForm, Refused, ShownImage};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id};
use crate::web::list::Listed;
use crate::web::upload::{Incoming, only_fields};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add, arrange))
        .routes(routes!(remove))
        .routes(routes!(retry))
}

/// Upload form of a document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct ImagesForm {
    /// JPEG, PNG or WebP, at most 20 MB, 10,000 pixels on a side and 54 million in all; any number of parts of this
    /// name.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

/// Result of an upload.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ProductImages)]
pub struct ImagesAnswer {
    /// The product's pictures, including new ones in state `waiting`.
    pub images: Vec<ShownImage>,
    /// Rejected files with reasons.
    pub refused: Vec<Refused>,
}

/// A product's pictures in their order; the first is the main one.
#[utoipa::path(get, path = "/seller/products/{product_id}/images", operation_id = "listProductImages", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)), responses((status = 200, body = Listed<ShownImage>), (status = 404)))]
async fn list(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
) -> Result<Json<Listed<ShownImage>>, Problem> {
    pictures::has(&app, &member, &product_id).await?;
    Ok(Json(Listed {
        data: pictures::list(&app, &member.seller_id, &product_id).await?,
        next: None,
    }))
}

/// Adds one or more pictures to a product. Good files are taken, others are named with what is wrong; when
/// none is good, nothing is.
#[utoipa::path(post, path = "/seller/products/{product_id}/images", operation_id = "addProductImages", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)), request_body(content = ImagesForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ImagesAnswer), (status = 404), (status = 422, description = "no file is a supported picture")))]
async fn add(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
    mut incoming: Incoming,
) -> Result<(StatusCode, Json<ImagesAnswer>), Problem> {
    pictures::has(&app, &member, &product_id).await?;
    let taken = pictures::take(&app, &member, &mut incoming).await?;
    only_fields(&incoming.fields, &[])?;
    let added = pictures::add(&app, &member, &product_id, taken).await?;
    let answer = ImagesAnswer {
        images: pictures::list(&app, &member.seller_id, &product_id).await?,
        refused: added.refused,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Orders a product's pictures, and sets alt texts and variants. What is left out stays.
#[utoipa::path(patch, path = "/seller/products/{product_id}/images", operation_id = "arrangeProductImages", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)), request_body = ArrangementForm,
    responses((status = 200, body = Listed<ShownImage>), (status = 404), (status = 422, description = "a field is invalid")))]
async fn arrange(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(product_id): Id<ProductId>,
    Body(form): Body<ArrangementForm>,
) -> Result<Json<Listed<ShownImage>>, Problem> {
    pictures::arrange(&app, &member, &product_id, &form, None).await?;
    Ok(Json(Listed {
        data: pictures::list(&app, &member.seller_id, &product_id).await?,
        next: None,
    }))
}

/// Path ids of product and picture; malformed ones are 404.
fn both(ids: (String, String)) -> Result<(ProductId, ImageId), Problem> {
    match (ProductId::parse(&ids.0), ImageId::parse(&ids.1)) {
        (Ok(product_id), Ok(image_id)) => Ok((product_id, image_id)),
        _ => Err(Problem::not_found()),
    }
}

/// Removes a picture from a product.
#[utoipa::path(delete, path = "/seller/products/{product_id}/images/{image_id}", operation_id = "deleteProductImage", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path), ("image_id" = String, Path)), responses((status = 204), (status = 404)))]
async fn remove(
    State(app): State<App>,
    member: Member<may::Products>,
    Path(ids): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (product_id, image_id) = both(ids)?;
    pictures::remove(&app, &member, &product_id, &image_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Retries a failed picture: fetches it again, or processes the upload.
#[utoipa::path(post, path = "/seller/products/{product_id}/images/{image_id}/retry", operation_id = "retryProductImage", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path), ("image_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "the uploaded file is no longer there")))]
async fn retry(
    State(app): State<App>,
    member: Member<may::Products>,
    Path(ids): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (product_id, image_id) = both(ids)?;
    pictures::retry(&app, &member, &product_id, &image_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
