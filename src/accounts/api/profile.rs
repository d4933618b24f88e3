//! API of the seller's profile.

use crate::accounts::profile::{self, ProfileForm};
use crate::accounts::{Profile, approval, closing, store};
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Fresh, Member, may};
use crate::web::extract::{Body, Id};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, patch, close))
        .routes(routes!(apply_again))
}

/// A token acts for one seller; any other is not there.
pub(super) fn own<R>(member: &Member<R>, seller_id: &SellerId) -> Result<(), Problem> {
    if member.seller_id == *seller_id {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}

/// The seller's profile.
#[utoipa::path(get, path = "/seller/{seller_id}", operation_id = "getProfile", tag = "profile",
    responses((status = 200, body = Profile), (status = 404, description = "not there, or another seller's")))]
async fn show(
    State(app): State<App>,
    member: Member<may::Enter>,
    Id(seller_id): Id<SellerId>,
) -> Result<Json<Profile>, Problem> {
    own(&member, &seller_id)?;
    let seller = store::seller(&app.db, &seller_id).await?;
    Ok(Json(seller.ok_or_else(Problem::not_found)?.into()))
}

/// Changes the profile. Status, currency and ids are not the seller's to change: given, they are passed over.
#[utoipa::path(patch, path = "/seller/{seller_id}", operation_id = "updateProfile", tag = "profile", security(("token" = ["settings"])), request_body = ProfileForm,
    responses((status = 200, body = Profile), (status = 422, description = "a field is invalid")))]
async fn patch(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(seller_id): Id<SellerId>,
    Body(form): Body<ProfileForm>,
) -> Result<Json<Profile>, Problem> {
    own(&member, &seller_id)?;
    Ok(Json(profile::update(&app, &member, form).await?))
}

/// Closes the shop for good and removes personal data; the ledger stays.
#[utoipa::path(delete, path = "/seller/{seller_id}", operation_id = "closeSeller", tag = "profile", security(("token" = ["owner"])),
    responses((status = 204), (status = 409, description = "money or orders remain; the reasons are listed")))]
async fn close(
    State(app): State<App>,
    member: Member<Fresh<may::Own>>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    own(&member, &seller_id)?;
    closing::close(&app, &member).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Applies for approval again after a rejection.
#[utoipa::path(post, path = "/seller/{seller_id}/application", operation_id = "submitApplication", tag = "profile", security(("token" = ["settings"])),
    responses((status = 204), (status = 409, description = "not rejected")))]
async fn apply_again(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    own(&member, &seller_id)?;
    approval::resubmit(&app, &member).await?;
    Ok(StatusCode::NO_CONTENT)
}
