//! A product's pictures by the API.

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

/// What is uploaded.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct ImagesForm {
    /// JPEG, PNG or WebP, at most 20 MB, 10,000 pixels on a side and 54 million in all; any number of parts of this
    /// name.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

/// What became of the files.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ProductImages)]
pub struct ImagesAnswer {
    /// The product's pictures, those that were added among them in state `waiting`.
    pub images: Vec<ShownImage>,
    /// Files that were not taken, and why.
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

/// Adds pictures to a product, one or many at once. Good files are taken, others are named with what is wrong; when
/// none is good, nothing is.
#[utoipa::path(post, path = "/seller/products/{product_id}/images", operation_id = "addProductImages", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)), request_body(content = ImagesForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ImagesAnswer), (status = 404), (status = 422, description = "no file is a picture that is taken")))]
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

/// Orders a product's pictures, and says what they show and for which variants. What is left out stays.
#[utoipa::path(patch, path = "/seller/products/{product_id}/images", operation_id = "arrangeProductImages", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path)), request_body = ArrangementForm,
    responses((status = 200, body = Listed<ShownImage>), (status = 404), (status = 422, description = "a field is wrong")))]
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

/// The product and the picture that a path names; what is neither is not there.
fn both(ids: (String, String)) -> Result<(ProductId, ImageId), Problem> {
    match (ProductId::parse(&ids.0), ImageId::parse(&ids.1)) {
        (Ok(product_id), Ok(image_id)) => Ok((product_id, image_id)),
        _ => Err(Problem::not_found()),
    }
}

/// Takes a picture off a product.
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

/// Tries a picture again that could not be had: fetches it from its address, or prepares what was sent.
#[utoipa::path(post, path = "/seller/products/{product_id}/images/{image_id}/retry", operation_id = "retryProductImage", tag = "products", security(("token" = ["products"])),
    params(("product_id" = String, Path), ("image_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "what was sent is not there any more")))]
async fn retry(
    State(app): State<App>,
    member: Member<may::Products>,
    Path(ids): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (product_id, image_id) = both(ids)?;
    pictures::retry(&app, &member, &product_id, &image_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
