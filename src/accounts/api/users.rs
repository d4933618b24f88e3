//! People API for admins: search and actions.

use crate::accounts::people::{self, Person};
use crate::accounts::session::Session;
use crate::accounts::store::{self, PeopleFilter, PersonRow};
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::{SellerId, SessionId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, AdminRole, Fresh, MemberRole, SellerStatus, duty};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(users))
        .routes(routes!(show))
        .routes(routes!(disable, enable))
        .routes(routes!(end_sessions))
        .routes(routes!(end_session))
        .routes(routes!(reset_factor))
        .routes(routes!(set_role))
}

#[derive(Debug, Deserialize)]
struct UsersQuery {
    q: Option<String>,
    role: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

/// A person as admins find them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct PersonSummary {
    pub user_id: UserId,
    pub email: String,
    pub name: Option<String>,
    /// `seller`, `finance`, `admin` or `super_admin`.
    pub role: &'static str,
    pub created_at: Millis,
    pub verified_at: Option<Millis>,
    pub disabled_at: Option<Millis>,
    /// Why an admin disabled the account; null, too, where it was removed.
    pub disabled_reason: Option<String>,
}

impl From<PersonRow> for PersonSummary {
    fn from(row: PersonRow) -> Self {
        Self {
            user_id: row.user_id,
            email: row.email,
            name: row.name,
            role: row.role.map_or("seller", AdminRole::as_str),
            created_at: row.created_at,
            verified_at: row.verified_at,
            disabled_at: row.disabled_at,
            disabled_reason: row.disabled_reason,
        }
    }
}

/// A shop that a person belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserSeller)]
pub struct PersonShop {
    pub seller_id: SellerId,
    pub shop_name: String,
    pub status: SellerStatus,
    pub role: MemberRole,
}

/// One person with shops and open sessions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserInFull)]
pub struct PersonDetail {
    #[serde(flatten)]
    pub found: PersonSummary,
    pub shops: Vec<PersonShop>,
    pub sessions: Vec<Session>,
}

impl From<Person> for PersonDetail {
    fn from(person: Person) -> Self {
        let shops = person
            .places
            .into_iter()
            .map(|place| PersonShop {
                seller_id: place.seller_id,
                shop_name: place.shop_name,
                status: place.status,
                role: place.role,
            })
            .collect();
        Self {
            found: person.row.into(),
            shops,
            sessions: person.sessions,
        }
    }
}

/// People by a part of their address or name, by role, or all, newest first.
#[utoipa::path(get, path = "/admin/users", operation_id = "adminListUsers", tag = "admin", security(("token" = ["admin:people"])),
    params(("q" = Option<String>, Query, description = "part of the email address or name, or an id"),
        ("role" = Option<String>, Query, description = "seller, finance, admin or super_admin"), Slice),
    responses((status = 200, body = Listed<PersonSummary>)))]
async fn users(
    State(app): State<App>,
    _admin: Admin<duty::People>,
    Query(query): Query<UsersQuery>,
) -> Result<Json<Listed<PersonSummary>>, Problem> {
    let filter = PeopleFilter {
        words: query.q.unwrap_or_default().trim().to_owned(),
        role: role_filter(query.role.as_deref().unwrap_or_default())?,
    };
    let window = store::people(&app.db, &filter, &Keyset::of::<UserId>(&query.slice)?).await?;
    Ok(Json(window.listed().map(PersonSummary::from)))
}

/// Which role a list is to show: blank for all, `seller` for those without one.
fn role_filter(text: &str) -> Result<Option<Option<AdminRole>>, Problem> {
    match text.trim() {
        "" => Ok(None),
        "seller" => Ok(Some(None)),
        role => match AdminRole::parse(role) {
            Some(role) => Ok(Some(Some(role))),
            None => {
                Err(FieldErrors::of("role", "role must be seller, finance, admin or super_admin.").into())
            }
        },
    }
}

/// One person with shops and sessions.
#[utoipa::path(get, path = "/admin/users/{person_id}", operation_id = "adminGetUser", tag = "admin", security(("token" = ["admin:people"])), responses((status = 200, body = PersonDetail)))]
async fn show(
    State(app): State<App>,
    admin: Admin<duty::People>,
    Id(user_id): Id<UserId>,
) -> Result<Json<PersonDetail>, Problem> {
    Ok(Json(people::show(&app, &admin, &user_id).await?.into()))
}

/// Disables an account at once; the person reads the reason.
#[utoipa::path(post, path = "/admin/users/{person_id}/disabling", operation_id = "adminDisableUser", tag = "admin", security(("token" = ["admin:people"])), request_body = DisablingForm,
    responses((status = 204), (status = 403, description = "the person is a super admin"), (status = 409, description = "already disabled, or your own account")))]
async fn disable(
    State(app): State<App>,
    admin: Admin<Fresh<duty::People>>,
    Id(user_id): Id<UserId>,
    Body(form): Body<DisablingForm>,
) -> Result<StatusCode, Problem> {
    people::disable(&app, &admin, &user_id, &form.reason, form.keep_keys).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes someone's second factor and recovery codes, and ends their sessions.
#[utoipa::path(delete, path = "/admin/users/{person_id}/second-factor", operation_id = "adminResetSecondFactor", tag = "admin", security(("token" = ["admin:people"])),
    responses((status = 204), (status = 403, description = "the person is a super admin, or `sign_in_again`"),
        (status = 409, description = "the person has no second factor")))]
async fn reset_factor(
    State(app): State<App>,
    admin: Admin<Fresh<duty::People>>,
    Id(user_id): Id<UserId>,
) -> Result<StatusCode, Problem> {
    people::reset_factor(&app, &admin, &user_id, "").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reason for disabling, and whether their marketplace API keys are kept.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct DisablingForm {
    reason: String,
    /// Whether their marketplace keys become yours; otherwise they are revoked, as shop keys always are.
    keep_keys: bool,
}

/// Enables an account again.
#[utoipa::path(delete, path = "/admin/users/{person_id}/disabling", operation_id = "adminEnableUser", tag = "admin", security(("token" = ["admin:people"])),
    responses((status = 204), (status = 409, description = "not disabled, or removed permanently")))]
async fn enable(
    State(app): State<App>,
    admin: Admin<Fresh<duty::People>>,
    Id(user_id): Id<UserId>,
) -> Result<StatusCode, Problem> {
    people::enable(&app, &admin, &user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every session of a person.
#[utoipa::path(delete, path = "/admin/users/{person_id}/sessions", operation_id = "adminEndUserSessions", tag = "admin", security(("token" = ["admin:people"])), responses((status = 204)))]
async fn end_sessions(
    State(app): State<App>,
    admin: Admin<duty::People>,
    Id(user_id): Id<UserId>,
) -> Result<StatusCode, Problem> {
    people::end_sessions(&app, &admin, &user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one session of a person.
#[utoipa::path(delete, path = "/admin/users/{person_id}/sessions/{person_session_id}", operation_id = "adminEndUserSession", tag = "admin", security(("token" = ["admin:people"])),
    responses((status = 204), (status = 404, description = "already ended, or another person's")))]
async fn end_session(
    State(app): State<App>,
    admin: Admin<duty::People>,
    Path((user_id, session_id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let user_id = UserId::parse(&user_id).map_err(|_| Problem::not_found())?;
    let session_id = SessionId::parse(&session_id).map_err(|_| Problem::not_found())?;
    people::end_session(&app, &admin, &user_id, &session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Admin role to set; null removes it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RoleForm {
    // Named in the body even to take it away: an empty one does nothing by accident.
    #[serde(deserialize_with = "Option::deserialize")]
    pub role: Option<String>,
    #[serde(default)]
    pub reason: String,
    /// Whether marketplace API keys of someone who may no longer manage them become yours; otherwise they are
    /// revoked.
    #[serde(default)]
    pub keep_keys: bool,
}

/// Sets or removes someone's marketplace role; needs a recent sign-in.
#[utoipa::path(put, path = "/admin/users/{person_id}/role", operation_id = "adminSetUserRole", tag = "admin", security(("token" = ["admin:policy"])), request_body = RoleForm,
    responses((status = 204), (status = 409, description = "your own role")))]
async fn set_role(
    State(app): State<App>,
    admin: Admin<Fresh<duty::Policy>>,
    Id(user_id): Id<UserId>,
    Body(form): Body<RoleForm>,
) -> Result<StatusCode, Problem> {
    let role =
        match form.role.as_deref() {
            None => None,
            Some(role) => Some(AdminRole::parse(role).ok_or_else(|| {
                FieldErrors::of("role", "role must be finance, admin, super_admin or null.")
            })?),
        };
    people::set_role(&app, &admin, &user_id, role, &form.reason, form.keep_keys).await?;
    Ok(StatusCode::NO_CONTENT)
}
