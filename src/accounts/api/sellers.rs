//! Seller API for admins: queue, applications, decisions.

use crate::accounts::decision_reason::ReasonForm;
use crate::accounts::queue::{self, Approval, QueueFilter};
use crate::accounts::verification::{self, Document};
use crate::accounts::{OwnerRow, Profile, approval, checklist, store};
use crate::clock::Millis;
use crate::id::{SellerId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
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
        .routes(routes!(approve_many))
        .routes(routes!(show))
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(suspend, reinstate))
}

#[derive(Debug, Deserialize)]
struct SellersQuery {
    status: Option<String>,
    q: Option<String>,
    checklist: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

/// A seller in the list, with how far its checklist is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SellerListed)]
pub struct ListedSeller {
    #[serde(flatten)]
    pub profile: Profile,
    /// Completed required checklist items.
    pub checklist_done: i64,
    pub checklist_total: i64,
    /// Documents not reviewed yet.
    pub documents_waiting: i64,
}

/// The marketplace's sellers, newest first.
#[utoipa::path(get, path = "/admin/sellers", operation_id = "adminListSellers", tag = "admin", security(("token" = ["admin:sellers"])),
    params(("status" = Option<String>, Query, description = "pending, approved, rejected, suspended or closed"),
        ("q" = Option<String>, Query, description = "part of the shop's name, its handle or a member's email address"),
        ("checklist" = Option<String>, Query,
            description = "done: ready to approve; review: a document needs review; open: waiting for the seller"), Slice),
    responses((status = 200, body = Listed<ListedSeller>)))]
async fn sellers(
    State(app): State<App>,
    _admin: Admin<duty::Sellers>,
    Query(query): Query<SellersQuery>,
) -> Result<Json<Listed<ListedSeller>>, Problem> {
    let filter = QueueFilter::parse(
        query.status.as_deref(),
        query.q.as_deref(),
        query.checklist.as_deref(),
    )?;
    let window = queue::find(&app.db, &filter, &Keyset::of::<SellerId>(&query.slice)?).await?;
    Ok(Json(window.listed().map(|row| ListedSeller {
        profile: row.seller.into(),
        checklist_done: row.done,
        checklist_total: row.total,
        documents_waiting: row.waiting,
    })))
}

/// Ids of sellers to approve.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = SellerApprovalsForm)]
struct ApprovalsForm {
    /// At most 200.
    seller_ids: Vec<String>,
}

/// Approves many sellers independently, with a result for each.
#[utoipa::path(post, path = "/admin/sellers/approvals", operation_id = "adminApproveSellers", tag = "admin", security(("token" = ["admin:sellers"])), request_body = ApprovalsForm,
    responses((status = 200, body = Listed<Approval>), (status = 422)))]
async fn approve_many(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Body(form): Body<ApprovalsForm>,
) -> Result<Json<Listed<Approval>>, Problem> {
    let outcomes = queue::approve_many(&app, &admin, &form.seller_ids).await?;
    Ok(Json(Listed {
        data: outcomes,
        next: None,
    }))
}

/// A seller as admins see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SellerApplication)]
pub struct Application {
    #[serde(flatten)]
    pub profile: Profile,
    pub owners: Vec<Owner>,
    pub checklist: Vec<checklist::Item>,
    pub documents: Vec<Document>,
}

/// An owner of a seller.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SellerOwner)]
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

/// One seller with its owners and checklist.
#[utoipa::path(get, path = "/admin/sellers/{seller_id}", operation_id = "adminGetSeller", tag = "admin", security(("token" = ["admin:sellers"])), responses((status = 200, body = Application)))]
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
        checklist: checklist::of(&app, &seller_id).await?.items,
        documents: verification::list(&app, &seller_id).await?,
    }))
}

/// Approves a seller. 409 while the checklist is not done.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/approval", operation_id = "adminApproveSeller", tag = "admin", security(("token" = ["admin:sellers"])),
    responses((status = 204), (status = 409, description = "not waiting for approval, or the checklist is incomplete")))]
async fn approve(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    approval::approve(&app, &admin, &seller_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Turns an application down; the seller reads the reason.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/rejection", operation_id = "adminRejectSeller", tag = "admin", security(("token" = ["admin:sellers"])), request_body = ReasonForm,
    responses((status = 204), (status = 409, description = "not waiting for approval")))]
async fn reject(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
    Body(form): Body<ReasonForm>,
) -> Result<StatusCode, Problem> {
    approval::reject(&app, &admin, &seller_id, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Suspends a seller: it stops selling at once.
#[utoipa::path(post, path = "/admin/sellers/{seller_id}/suspension", operation_id = "adminSuspendSeller", tag = "admin", security(("token" = ["admin:sellers"])), request_body = ReasonForm,
    responses((status = 204), (status = 409, description = "not approved")))]
async fn suspend(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
    Body(form): Body<ReasonForm>,
) -> Result<StatusCode, Problem> {
    approval::suspend(&app, &admin, &seller_id, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a suspension.
#[utoipa::path(delete, path = "/admin/sellers/{seller_id}/suspension", operation_id = "adminReinstateSeller", tag = "admin", security(("token" = ["admin:sellers"])),
    responses((status = 204), (status = 409, description = "not suspended")))]
async fn reinstate(
    State(app): State<App>,
    admin: Admin<duty::Sellers>,
    Id(seller_id): Id<SellerId>,
) -> Result<StatusCode, Problem> {
    approval::reinstate(&app, &admin, &seller_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
