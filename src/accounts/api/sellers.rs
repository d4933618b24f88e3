//! Sellers for admins: the queue, one application, the decisions.

use crate::accounts::{OwnerRow, Profile, approval, checklist, store};
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::{SellerId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, SellerStatus, duty};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sellers))
        .routes(routes!(show))
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(suspend, reinstate))
}

#[derive(Debug, Deserialize)]
struct SellersQuery {
    status: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

/// The marketplace's sellers, newest first.
#[utoipa::path(get, path = "/admin/sellers", tag = "admin", security(("token" = ["admin:sellers"])),
    params(("status" = Option<String>, Query, description = "pending, approved, rejected, suspended or closed"), Slice),
    responses((status = 200, body = Listed<Profile>)))]
async fn sellers(
    State(app): State<App>,
    _admin: Admin<duty::Sellers>,
    Query(query): Query<SellersQuery>,
) -> Result<Json<Listed<Profile>>, Problem> {
    let status = match query.status.as_deref().filter(|status| !status.is_empty()) {
        Some(text) => Some(SellerStatus::parse(text).ok_or_else(|| {
            Problem::from(FieldErrors::of(
                "status",
                "status is pending, approved, rejected, suspended or closed.",
            ))
        })?),
        None => None,
    };
    let window = store::sellers(&app.db, status, &Keyset::of(&query.slice)?).await?;
    Ok(Json(window.listed().map(Profile::from)))
}

/// A seller as admins see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Application {
    #[serde(flatten)]
    pub profile: Profile,
    pub owners: Vec<Owner>,
    pub checklist: Vec<checklist::Item>,
}

/// Who owns a seller.
#[derive(Debug, Serialize, ToSchema)]
pub struct Owner {
    pub user_id: UserId,
    pub email: String,
    pub name: Option<String>,
    pub verified_at: Option<Millis>,
    pub disabled_at: Option<Millis>,
}

impl From<OwnerRow> for Owner {
    fn from(row: OwnerRow) -> Self {
        Self {
            user_id: row.user_id,
            email: row.email,
            name: row.name,
            verified_at: row.verified_at,
            disabled_at: row.disabled_at,
        }
    }
}

/// One seller, with its owners and what its approval waits for.
#[utoipa::path(get, path = "/admin/sellers/{seller_id}", tag = "admin", security(("token" = ["admin:sellers"])), responses((status = 200, body = Application)))]
async fn show(
    State(app): State<App>,
    _admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
) -> Result<Json<Application>, Problem> {
    let seller = store::seller(&app.db, &seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let owners = store::owners(&app.db, &seller_id).await?;
    Ok(Json(Application {
        profile: seller.into(),
        owners: owners.into_iter().map(Owner::from).collect(),
        checklist: checklist::of(&app, &seller_id).await?,
    }))
}

/// Approves a seller. 409 while the checklist is not done.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/approval", tag = "admin", security(("token" = ["admin:sellers"])),
    responses((status = 204), (status = 409, description = "not waiting, or the checklist is not done")))]
async fn approve(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    approval::approve(&app, &admin, &seller_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReasonForm {
    pub reason: String,
}

/// Turns an application down; the seller reads the reason.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/rejection", tag = "admin", security(("token" = ["admin:sellers"])), request_body = ReasonForm,
    responses((status = 204), (status = 409, description = "not waiting")))]
async fn reject(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
    Body(form): Body<ReasonForm>,
) -> Result<StatusCode, Problem> {
    approval::reject(&app, &admin, &seller_id, &form.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Suspends a seller: it stops selling at once.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/suspension", tag = "admin", security(("token" = ["admin:sellers"])), request_body = ReasonForm,
    responses((status = 204), (status = 409, description = "not approved")))]
async fn suspend(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
    Body(form): Body<ReasonForm>,
) -> Result<StatusCode, Problem> {
    approval::suspend(&app, &admin, &seller_id, &form.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a suspension.
#[utoipa::path(delete, path = "/admin/sellers/{seller_id}/suspension", tag = "admin", security(("token" = ["admin:sellers"])),
    responses((status = 204), (status = 409, description = "not suspended")))]
async fn reinstate(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    approval::reinstate(&app, &admin, &seller_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
