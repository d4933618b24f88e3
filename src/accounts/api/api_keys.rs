//! The marketplace's API keys, for admins.

use crate::accounts::ApiKeyRow;
use crate::accounts::api_key::{self, ApiKeyForm, NewApiKey};
use crate::accounts::store;
use crate::clock::Millis;
use crate::id::ApiKeyId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, duty};
use crate::web::extract::{Body, Id};
use crate::web::idempotency::HoldsSecret;
use crate::web::list::Listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(api_keys, create_api_key))
        .routes(routes!(revoke_api_key))
}

/// A key as it is listed; the key itself is not known any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    pub api_key_id: ApiKeyId,
    pub name: String,
    /// Its last four characters.
    pub hint: String,
    pub scopes: Vec<String>,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
}

impl From<ApiKeyRow> for ApiKey {
    fn from(row: ApiKeyRow) -> Self {
        Self {
            scopes: row.scopes.0,
            api_key_id: row.api_key_id,
            name: row.name,
            hint: row.hint,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// The marketplace's keys, newest first, the revoked ones too.
#[utoipa::path(get, path = "/admin/api-keys", operation_id = "adminListApiKeys", tag = "admin", security(("token" = ["admin:keys"])), responses((status = 200, body = Listed<ApiKey>)))]
async fn api_keys(
    State(app): State<App>,
    _admin: Admin<duty::Keys>,
) -> Result<Json<Listed<ApiKey>>, Problem> {
    let data = store::api_keys(&app.db)
        .await?
        .into_iter()
        .map(ApiKey::from)
        .collect();
    Ok(Json(Listed { data, next: None }))
}

/// Creates an API key for a storefront; it is shown only once.
#[utoipa::path(post, path = "/admin/api-keys", operation_id = "adminCreateApiKey", tag = "admin", security(("token" = ["admin:keys"])), request_body = ApiKeyForm,
    responses((status = 201, body = NewApiKey), (status = 422, description = "a field is invalid")))]
async fn create_api_key(
    State(app): State<App>,
    admin: Admin<Fresh<duty::Keys>>,
    Body(form): Body<ApiKeyForm>,
) -> Result<Response, Problem> {
    let key = api_key::create(&app, &admin, form).await?;
    let mut response = (StatusCode::CREATED, Json(key)).into_response();
    response.extensions_mut().insert(HoldsSecret);
    Ok(response)
}

/// Revokes an API key at once.
#[utoipa::path(delete, path = "/admin/api-keys/{api_key_id}", operation_id = "adminRevokeApiKey", tag = "admin", security(("token" = ["admin:keys"])), responses((status = 204)))]
async fn revoke_api_key(
    State(app): State<App>,
    admin: Admin<duty::Keys>,
    Id(api_key_id): Id<ApiKeyId>,
) -> Result<StatusCode, Problem> {
    api_key::revoke(&app, &admin, &api_key_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
