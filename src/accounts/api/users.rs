//! Finding people, for admins.

use crate::accounts::store::{self, FoundUser};
use crate::clock::Millis;
use crate::id::UserId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use crate::web::extract::Query;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(users))
}

#[derive(Debug, Deserialize)]
struct UsersQuery {
    q: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

/// A person as admins find them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct Found {
    pub user_id: UserId,
    pub email: String,
    pub name: Option<String>,
    /// `seller`, `admin` or `super_admin`.
    pub role: String,
    pub created_at: Millis,
    pub verified_at: Option<Millis>,
    pub disabled_at: Option<Millis>,
}

impl From<FoundUser> for Found {
    fn from(row: FoundUser) -> Self {
        Self {
            user_id: row.user_id,
            email: row.email,
            name: row.name,
            role: row.role.unwrap_or_else(|| "seller".to_owned()),
            created_at: row.created_at,
            verified_at: row.verified_at,
            disabled_at: row.disabled_at,
        }
    }
}

/// People by a part of their address, or all, newest first.
#[utoipa::path(get, path = "/admin/users", tag = "admin", security(("token" = ["admin:people"])),
    params(("q" = Option<String>, Query, description = "a part of the address, or an id"), Slice),
    responses((status = 200, body = Listed<Found>)))]
async fn users(
    State(app): State<App>,
    _admin: Admin<duty::People>,
    Query(query): Query<UsersQuery>,
) -> Result<Json<Listed<Found>>, Problem> {
    let words = query.q.unwrap_or_default();
    let found = store::find_users(&app.db, words.trim(), query.slice.after(), query.slice.limit()?).await?;
    Ok(Json(found.map(Found::from)))
}
