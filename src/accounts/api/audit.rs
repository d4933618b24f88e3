//! Audit log API: a shop's log for its owners, the whole log for marketplace staff.

use crate::audit::{self, AuditForm, Entry};
use crate::id::AuditId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Member, duty, may};
use crate::web::extract::Query;
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_shop))
        .routes(routes!(of_all))
}

#[derive(Debug, Deserialize)]
struct AuditQuery {
    #[serde(flatten)]
    form: AuditForm,
    #[serde(flatten)]
    slice: Slice,
}

/// Log entries of the shop, newest first; for its owners.
#[utoipa::path(get, path = "/seller/audit", operation_id = "listAuditEntries", tag = "seller", security(("token" = ["owner"])), params(AuditForm, Slice),
    responses((status = 200, body = Listed<Entry>)))]
async fn of_shop(
    State(app): State<App>,
    owner: Member<may::Own>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Listed<Entry>>, Problem> {
    let filter = query.form.of_shop(&owner.seller_id, &owner.zone())?;
    let keyset = Keyset::of::<AuditId>(&query.slice)?;
    let window = audit::find(&app.db, &app.secrets, &filter, &keyset).await?;
    Ok(Json(window.listed()))
}

/// Log entries of the whole marketplace, newest first.
#[utoipa::path(get, path = "/admin/audit", operation_id = "adminListAuditEntries", tag = "admin", security(("token" = ["admin:audit"])), params(AuditForm, Slice),
    responses((status = 200, body = Listed<Entry>)))]
async fn of_all(
    State(app): State<App>,
    _admin: Admin<duty::Audit>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Listed<Entry>>, Problem> {
    let filter = query.form.of_all(&TimeZone::UTC)?;
    let keyset = Keyset::of::<AuditId>(&query.slice)?;
    let window = audit::find(&app.db, &app.secrets, &filter, &keyset).await?;
    Ok(Json(window.listed()))
}
