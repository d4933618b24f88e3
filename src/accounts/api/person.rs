//! API of the signed-in person: shops, sessions and password.

use super::auth::Person;
use crate::accounts::password_change::{self, PasswordForm};
use crate::accounts::phone::{self, PhoneCodeForm, PhoneForm};
use crate::accounts::session::{self, Session};
use crate::id::{SellerId, SessionId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{User, Viewer};
use crate::web::extract::{Body, Id};
use crate::web::list::Listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(set_phone))
        .routes(routes!(verify_phone))
        .routes(routes!(sessions, end_sessions))
        .routes(routes!(end_session))
}

/// The signed-in person and their sellers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    #[serde(flatten)]
    pub person: Person,
    pub has_second_factor: bool,
    /// Whether the policy requires a second factor that is not set up; until then nothing else answers.
    pub must_set_up_second_factor: bool,
    /// Permissions in the token's shop; an owner has all of them.
    pub is_owner: bool,
    pub permissions: Vec<&'static str>,
    pub sellers: Vec<Shop>,
}

/// A seller that a person belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnSeller)]
pub struct Shop {
    pub seller_id: SellerId,
    pub shop_name: String,
}

/// The signed-in person.
#[utoipa::path(get, path = "/users/me", operation_id = "getMe", tag = "auth", responses((status = 200, body = Me)))]
async fn me(viewer: Viewer) -> Result<Json<Me>, Problem> {
    let user = viewer.person()?;
    let sellers = user.sellers.iter().map(|(seller_id, shop_name)| Shop {
        seller_id: seller_id.clone(),
        shop_name: shop_name.clone(),
    });
    let grant = user.member.as_ref().map(|member| member.grant);
    Ok(Json(Me {
        person: user.into(),
        has_second_factor: user.has_factor,
        must_set_up_second_factor: user.must_enrol,
        is_owner: grant.is_some_and(|grant| grant.is_owner),
        permissions: grant.map_or_else(Vec::new, |grant| grant.permissions.names()),
        sellers: sellers.collect(),
    }))
}

/// Changes the password; every other session ends. Someone with a second factor sends its code as `otp`.
#[utoipa::path(put, path = "/users/me/password", operation_id = "changePassword", tag = "auth", request_body = PasswordForm,
    responses((status = 204), (status = 422, description = "wrong or weak password, or the second-factor code is missing or wrong")))]
async fn change_password(
    State(app): State<App>,
    user: User,
    Body(form): Body<PasswordForm>,
) -> Result<StatusCode, Problem> {
    password_change::change(&app, &user, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Texts a code to a number to be verified.
#[utoipa::path(put, path = "/users/me/phone", operation_id = "changePhone", tag = "auth", request_body = PhoneForm,
    responses((status = 202), (status = 409, description = "text messages are not configured here"), (status = 422)))]
async fn set_phone(
    State(app): State<App>,
    user: User,
    Body(form): Body<PhoneForm>,
) -> Result<StatusCode, Problem> {
    phone::ask(&app, &user, &form).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Verifies the number with the code that was texted.
#[utoipa::path(post, path = "/users/me/phone/verification", operation_id = "verifyPhone", tag = "auth", request_body = PhoneCodeForm,
    responses((status = 204), (status = 422, description = "wrong, used or expired")))]
async fn verify_phone(
    State(app): State<App>,
    user: User,
    Body(form): Body<PhoneCodeForm>,
) -> Result<StatusCode, Problem> {
    phone::verify(&app, &user, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Open sessions of the person, in browsers and of the API.
#[utoipa::path(get, path = "/users/me/sessions", operation_id = "listSessions", tag = "auth", responses((status = 200, body = Listed<Session>)))]
async fn sessions(State(app): State<App>, user: User) -> Result<Json<Listed<Session>>, Problem> {
    let data = session::list(&app, &user).await?;
    Ok(Json(Listed { data, next: None }))
}

/// Signs out everywhere, here too.
#[utoipa::path(delete, path = "/users/me/sessions", operation_id = "endOtherSessions", tag = "auth", responses((status = 204)))]
async fn end_sessions(State(app): State<App>, viewer: Viewer) -> Result<StatusCode, Problem> {
    session::end_all(&app, viewer.person()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs one session out.
#[utoipa::path(delete, path = "/users/me/sessions/{session_id}", operation_id = "endSession", tag = "auth", responses((status = 204)))]
async fn end_session(
    State(app): State<App>,
    user: User,
    Id(session_id): Id<SessionId>,
) -> Result<StatusCode, Problem> {
    session::end(&app, &user, &session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
