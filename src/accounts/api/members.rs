//! API of members, invitations and the shop's own API keys.

use super::api_keys::ApiKey;
use crate::accounts::api_key::{self, ApiKeyForm, NewApiKey};
use crate::accounts::member::invitation::{self, InvitationForm, InvitationView};
use crate::accounts::member::{self, GrantForm, JoiningForm, MemberView};
use crate::accounts::store;
use crate::id::{ApiKeyId, InvitationId, SellerId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Fresh, Member, Viewer, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::idempotency::HoldsSecret;
use crate::web::list::Listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(members))
        .routes(routes!(change, remove))
        .routes(routes!(invitations, invite))
        .routes(routes!(revoke))
        .routes(routes!(join))
        .routes(routes!(leave))
        .routes(routes!(keys, create_key))
        .routes(routes!(revoke_key))
}

/// Members of the shop and their permissions. For owners.
#[utoipa::path(get, path = "/seller/members", operation_id = "listMembers", tag = "members", security(("token" = ["owner"])),
    responses((status = 200, body = Listed<MemberView>)))]
async fn members(
    State(app): State<App>,
    owner: Member<may::Own>,
) -> Result<Json<Listed<MemberView>>, Problem> {
    let data = member::list(&app, &owner).await?;
    Ok(Json(Listed { data, next: None }))
}

/// Change of a member's role and permissions, and whether the API keys of a former owner are kept.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct MemberPatch {
    /// `owner` or `staff`; `staff` by default.
    role: String,
    /// For staff: some of `products`, `orders`, `wallet`, `payouts`, `analytics`, `support`, `settings`, `export`.
    permissions: Vec<String>,
    /// Whether their API keys become yours; otherwise they are revoked.
    keep_keys: bool,
}

/// Changes a member's permissions, from their next call on. The API keys of who is no owner any more end, or
/// are kept.
#[utoipa::path(patch, path = "/seller/members/{user_id}", operation_id = "updateMember", tag = "members", request_body = MemberPatch,
    security(("token" = ["owner"])),
    responses((status = 204), (status = 409, description = "the last owner cannot stop being one")))]
async fn change(
    State(app): State<App>,
    owner: Member<Fresh<may::Own>>,
    Id(user_id): Id<UserId>,
    Body(form): Body<MemberPatch>,
) -> Result<StatusCode, Problem> {
    let MemberPatch {
        role,
        permissions,
        keep_keys,
    } = form;
    let granted = GrantForm { role, permissions }.parse()?;
    member::change(&app, &owner, &user_id, granted, keep_keys).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct RemovalQuery {
    #[serde(default)]
    keep_keys: bool,
}

/// Removes a member from the shop. The API keys that they hold end, or are kept.
#[utoipa::path(delete, path = "/seller/members/{user_id}", operation_id = "removeMember", tag = "members", security(("token" = ["owner"])),
    params(("keep_keys" = Option<bool>, Query, description = "true: their keys become yours; otherwise the keys are revoked")),
    responses((status = 204), (status = 409, description = "the last owner cannot leave")))]
async fn remove(
    State(app): State<App>,
    owner: Member<Fresh<may::Own>>,
    Id(user_id): Id<UserId>,
    Query(query): Query<RemovalQuery>,
) -> Result<StatusCode, Problem> {
    member::remove(&app, &owner, &user_id, query.keep_keys).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Open invitations.
#[utoipa::path(get, path = "/seller/invitations", operation_id = "listInvitations", tag = "members", security(("token" = ["owner"])),
    responses((status = 200, body = Listed<InvitationView>)))]
async fn invitations(
    State(app): State<App>,
    owner: Member<may::Own>,
) -> Result<Json<Listed<InvitationView>>, Problem> {
    let data = invitation::list(&app, &owner).await?;
    Ok(Json(Listed { data, next: None }))
}

/// Invites someone by mail; the link is good for a week.
#[utoipa::path(post, path = "/seller/invitations", operation_id = "inviteMember", tag = "members", request_body = InvitationForm,
    security(("token" = ["owner"])),
    responses((status = 201, body = InvitationView), (status = 403, description = "`seller_not_approved`"),
        (status = 422, description = "a field is invalid"),
        (status = 429, description = "`rate_limited`: too many invitations from this shop or to this address")))]
async fn invite(
    State(app): State<App>,
    owner: Member<Fresh<may::Own>>,
    Body(form): Body<InvitationForm>,
) -> Result<(StatusCode, Json<InvitationView>), Problem> {
    let invited = invitation::invite(&app, &owner, form.parse()?).await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// Withdraws an invitation.
#[utoipa::path(delete, path = "/seller/invitations/{invitation_id}", operation_id = "revokeInvitation", tag = "members",
    security(("token" = ["owner"])), responses((status = 204)))]
async fn revoke(
    State(app): State<App>,
    owner: Member<may::Own>,
    Id(invitation_id): Id<InvitationId>,
) -> Result<StatusCode, Problem> {
    invitation::revoke(&app, &owner, &invitation_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The shop that someone joined.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JoinedMember)]
pub struct JoinedView {
    pub user_id: UserId,
    pub seller_id: SellerId,
    pub shop_name: String,
}

/// Joins a shop by the token of an invitation's link: signed in, or with a name and a password for a new account.
#[utoipa::path(post, path = "/auth/invitation", operation_id = "acceptInvitation", tag = "auth", request_body = JoiningForm, security((), ("token" = [])),
    responses((status = 200, body = JoinedView), (status = 401, description = "the address has an account: sign in"),
        (status = 404, description = "used, withdrawn or expired")))]
async fn join(
    State(app): State<App>,
    viewer: Viewer,
    Body(form): Body<JoiningForm>,
) -> Result<Json<JoinedView>, Problem> {
    let joined = member::accept(&app, viewer.visitor()?, &form).await?;
    Ok(Json(JoinedView {
        user_id: joined.user_id,
        seller_id: joined.seller_id,
        shop_name: joined.shop_name,
    }))
}

/// Leaves the shop that the token acts for.
#[utoipa::path(delete, path = "/users/me/membership", operation_id = "leaveSeller", tag = "members",
    responses((status = 204), (status = 409, description = "the last owner cannot leave")))]
async fn leave(State(app): State<App>, viewer: Viewer) -> Result<StatusCode, Problem> {
    // A program leaves nothing.
    viewer.user()?;
    member::leave(&app, &viewer.member()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The shop's own API keys, newest first, the revoked ones too.
#[utoipa::path(get, path = "/seller/api-keys", operation_id = "listApiKeys", tag = "members", security(("token" = ["owner"])),
    responses((status = 200, body = Listed<ApiKey>)))]
async fn keys(State(app): State<App>, owner: Member<may::Own>) -> Result<Json<Listed<ApiKey>>, Problem> {
    let rows = store::api_keys_of(&app.db, &owner.seller_id).await?;
    let data = rows.into_iter().map(ApiKey::from).collect();
    Ok(Json(Listed { data, next: None }))
}

/// Creates an API key for the shop's own programs; it is shown only once.
#[utoipa::path(post, path = "/seller/api-keys", operation_id = "createApiKey", tag = "members", request_body = ApiKeyForm,
    security(("token" = ["owner"])),
    responses((status = 201, body = NewApiKey), (status = 403, description = "`sign_in_again`"),
        (status = 422, description = "a field is invalid")))]
async fn create_key(
    State(app): State<App>,
    owner: Member<Fresh<may::Own>>,
    Body(form): Body<ApiKeyForm>,
) -> Result<Response, Problem> {
    let key = api_key::create_for_seller(&app, &owner, form).await?;
    let mut response = (StatusCode::CREATED, Json(key)).into_response();
    response.extensions_mut().insert(HoldsSecret);
    Ok(response)
}

/// Revokes one of the shop's API keys at once.
#[utoipa::path(delete, path = "/seller/api-keys/{api_key_id}", operation_id = "revokeApiKey", tag = "members", security(("token" = ["owner"])),
    responses((status = 204)))]
async fn revoke_key(
    State(app): State<App>,
    owner: Member<may::Own>,
    Id(api_key_id): Id<ApiKeyId>,
) -> Result<StatusCode, Problem> {
    api_key::revoke_of_seller(&app, &owner, &api_key_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
