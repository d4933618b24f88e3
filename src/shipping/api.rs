//! Shipping API.

use super::profile_form::ProfileForm;
use super::revision;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::Body;
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, replace))
}

/// The shop's handling days, shipping zones and rates.
#[utoipa::path(get, path = "/seller/shipping", operation_id = "getShipping", tag = "seller", security(("token" = ["settings"])),
    responses((status = 200, body = ProfileForm)))]
async fn show(State(app): State<App>, member: Member<may::Settings>) -> Result<Json<ProfileForm>, Problem> {
    let profile = revision::current(&app, &member).await?;
    Ok(Json(ProfileForm::of(&profile, member.currency)))
}

/// Replaces the shop's shipping profile. Zones and rates that name their ids keep them; what is left out is removed.
#[utoipa::path(put, path = "/seller/shipping", operation_id = "updateShipping", tag = "seller", security(("token" = ["settings"])), request_body = ProfileForm,
    responses((status = 200, body = ProfileForm), (status = 422, description = "a field is invalid; nothing is changed")))]
async fn replace(
    State(app): State<App>,
    member: Member<may::Settings>,
    Body(form): Body<ProfileForm>,
) -> Result<Json<ProfileForm>, Problem> {
    let profile = revision::replace(&app, &member, &form).await?;
    Ok(Json(ProfileForm::of(&profile, member.currency)))
}
