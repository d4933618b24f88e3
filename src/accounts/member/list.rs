//! Members of a shop as its owners see them.

use crate::accounts::store;
use crate::clock::Millis;
use crate::id::UserId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, MemberRole, may};
use serde::Serialize;

/// One member.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Member)]
pub struct MemberView {
    pub user_id: UserId,
    pub email: String,
    pub name: Option<String>,
    /// `owner` or `staff`.
    pub role: MemberRole,
    /// An owner may do everything, so theirs are not listed.
    pub permissions: Vec<&'static str>,
    pub joined_at: Millis,
    /// Last activity of their sessions, accurate to five minutes.
    pub last_seen_at: Option<Millis>,
}

/// Everyone who belongs to the shop, the first who joined first.
pub async fn list(app: &App, owner: &Member<may::Own>) -> Result<Vec<MemberView>, Problem> {
    let rows = store::members_of(&app.db, &owner.seller_id).await?;
    Ok(rows
        .into_iter()
        .map(|row| MemberView {
            permissions: row.permissions.names(),
            user_id: row.user_id,
            email: row.email,
            name: row.name,
            role: row.role,
            joined_at: row.created_at,
            last_seen_at: row.last_seen_at,
        })
        .collect())
}
