//! View as seller: an admin views a shop as its members see it, read-only, for up to an hour.
//!
//! The edge refuses every write of a session that looks; the shop's owners read in their log that it was looked at.

use super::store;
use crate::audit::{self, Act};
use crate::clock::HOUR_MS;
use crate::form::{self, FieldErrors};
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, User, Viewer, duty};
use axum::http::Method;
use serde_json::json;

/// Duration of viewing before it must be started again.
const FOR_MS: i64 = HOUR_MS;

/// Requests allowed while viewing, because they change nothing of the shop's.
const ALLOWED: [&str; 3] = ["/do/admin/stop-viewing", "/do/accounts/sign-out", "/do/theme"];

/// Whether a request is a write by an admin who is only viewing.
pub fn refuses(viewer: &Viewer, method: &Method, path: &str) -> bool {
    let Viewer::User(user) = viewer else { return false };
    user.is_looking() && !matches!(*method, Method::GET | Method::HEAD) && !ALLOWED.contains(&path)
}

/// Begins to look at a shop in this browser.
pub async fn begin(
    app: &App,
    admin: &Admin<Fresh<duty::Sellers>>,
    seller_id: &SellerId,
    reason: &str,
) -> Result<(), Problem> {
    let reason = form::text(reason, "The reason", 2000).map_err(|wrong| FieldErrors::of("reason", wrong))?;
    let now = app.clock.now();
    let until = now.plus(FOR_MS);
    let mut tx = app.db.begin().await?;
    if !store::look_at(&mut tx, &admin.session_id, seller_id, until).await? {
        return Err(Problem::not_found());
    }
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    let act = Act {
        action: "view_as.began",
        seller_id: Some(seller_id),
        user_id: Some(&admin.user_id),
        subject: Some(seller_id.as_str()),
        after: Some(json!({ "until": until, "reason": reason })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// Stops looking; the shop that was looked at, if one was.
pub async fn end(app: &App, user: &User) -> Result<Option<SellerId>, Problem> {
    let Some(member) = user.member.as_ref().filter(|member| member.grant.is_looking) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let seller_id = &member.seller_id;
    let mut tx = app.db.begin().await?;
    if store::look_away(&mut tx, &user.session_id, seller_id).await? {
        let act = Act {
            action: "view_as.ended",
            seller_id: Some(seller_id),
            user_id: Some(&user.user_id),
            subject: Some(seller_id.as_str()),
            ..Act::default()
        };
        audit::note(&mut tx, now, act).await?;
    }
    tx.commit().await?;
    Ok(Some(seller_id.clone()))
}
