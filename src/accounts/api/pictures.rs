//! Logo and banner API.

use super::profile::own;
use crate::accounts::shop_picture::{self, PictureKind};
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::upload::Incoming;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_logo, clear_logo))
        .routes(routes!(set_banner, clear_banner))
}

/// Upload form of a document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct PictureForm {
    /// A JPEG, PNG or WebP of at most 10 MB and 8000 pixels a side.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Address of a public picture.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ShopPicture)]
struct ShownPicture {
    #[schema(example = "/media/5f2c….webp")]
    url: String,
}

async fn set(
    app: &App,
    member: &Member<may::Settings>,
    seller_id: &SellerId,
    kind: PictureKind,
    form: Incoming,
) -> Result<Json<ShownPicture>, Problem> {
    own(member, seller_id)?;
    let (_, upload) = form.one(shop_picture::MAX_BYTES, &[]).await;
    let url = shop_picture::set(app, member, kind, upload?).await?;
    Ok(Json(ShownPicture { url }))
}

async fn clear(
    app: &App,
    member: &Member<may::Settings>,
    seller_id: &SellerId,
    kind: PictureKind,
) -> Result<StatusCode, Problem> {
    own(member, seller_id)?;
    shop_picture::clear(app, member, kind).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets the logo; it is resized to fit 256×256 pixels.
#[utoipa::path(put, path = "/seller/{seller_id}/logo", operation_id = "uploadLogo", tag = "profile", security(("token" = ["settings"])),
    request_body(content = PictureForm, content_type = "multipart/form-data"), params(("seller_id" = String, Path)),
    responses((status = 200, body = ShownPicture), (status = 413, description = "larger than 10 MB"),
        (status = 422, description = "unsupported picture type")))]
async fn set_logo(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(seller_id): Id<SellerId>,
    form: Incoming,
) -> Result<Json<ShownPicture>, Problem> {
    set(&app, &member, &seller_id, PictureKind::Logo, form).await
}

/// Shows no logo.
#[utoipa::path(delete, path = "/seller/{seller_id}/logo", operation_id = "deleteLogo", tag = "profile", security(("token" = ["settings"])), params(("seller_id" = String, Path)),
    responses((status = 204)))]
async fn clear_logo(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    clear(&app, &member, &seller_id, PictureKind::Logo).await
}

/// Sets the banner; it is cropped to 1600×400 pixels.
#[utoipa::path(put, path = "/seller/{seller_id}/banner", operation_id = "uploadBanner", tag = "profile", security(("token" = ["settings"])),
    request_body(content = PictureForm, content_type = "multipart/form-data"), params(("seller_id" = String, Path)),
    responses((status = 200, body = ShownPicture), (status = 413, description = "larger than 10 MB"),
        (status = 422, description = "unsupported picture type")))]
async fn set_banner(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(seller_id): Id<SellerId>,
    form: Incoming,
) -> Result<Json<ShownPicture>, Problem> {
    set(&app, &member, &seller_id, PictureKind::Banner, form).await
}

/// Shows no banner.
#[utoipa::path(delete, path = "/seller/{seller_id}/banner", operation_id = "deleteBanner", tag = "profile", security(("token" = ["settings"])), params(("seller_id" = String, Path)),
    responses((status = 204)))]
async fn clear_banner(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    clear(&app, &member, &seller_id, PictureKind::Banner).await
}
