//! Policy API.

use super::policy::PolicyView;
use super::{PolicyPatch, change, current};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, duty};
use crate::web::extract::Body;
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, patch))
}

/// The policy in force.
#[utoipa::path(get, path = "/admin/policy", operation_id = "adminGetPolicy", tag = "admin", security(("token" = ["admin:policy"])), responses((status = 200, body = PolicyView)))]
async fn show(State(app): State<App>, _admin: Admin<duty::Policy>) -> Result<Json<PolicyView>, Problem> {
    Ok(Json(current(&app.db).await?.shown()))
}

/// Changes the policy from now on; orders already placed keep their terms.
#[utoipa::path(patch, path = "/admin/policy", operation_id = "adminUpdatePolicy", tag = "admin", security(("token" = ["admin:policy"])), request_body = PolicyPatch,
    responses((status = 200, body = PolicyView), (status = 422, description = "a value is out of range")))]
async fn patch(
    State(app): State<App>,
    admin: Admin<Fresh<duty::Policy>>,
    Body(patch): Body<PolicyPatch>,
) -> Result<Json<PolicyView>, Problem> {
    Ok(Json(change(&app, &admin, patch).await?.shown()))
}
