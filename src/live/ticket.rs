//! Tickets: how a program that sends no headers opens a socket. Each serves once, within a minute.

use super::store;
use crate::accounts;
use crate::clock::MINUTE_MS;
use crate::id::SessionId;
use crate::problem::Problem;
use crate::secret::{hash, random_text};
use crate::state::App;
use crate::viewer::{User, Viewer};
use serde::Serialize;

/// How long a ticket serves.
const SERVES_MS: i64 = MINUTE_MS;

/// A ticket, shown once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = WebSocketTicket)]
pub struct Ticket {
    /// For `GET /api/v1/ws?ticket=`.
    pub ticket: String,
    /// Seconds in which it serves.
    pub expires_in: i64,
}

/// Makes a ticket for the person's session.
pub async fn issue(app: &App, user: &User) -> Result<Ticket, Problem> {
    let ticket = format!("wst_{}", random_text(32));
    let until = app.clock.now().plus(SERVES_MS);
    let mut tx = app.db.begin().await?;
    store::insert_ticket(&mut tx, &hash(&ticket), &user.session_id, until).await?;
    tx.commit().await?;
    Ok(Ticket {
        ticket,
        expires_in: SERVES_MS / 1000,
    })
}

/// Whether a ticket would serve now.
pub async fn is_good(app: &App, ticket: &str) -> Result<bool, Problem> {
    Ok(store::has_ticket(&app.db, &hash(ticket), app.clock.now()).await?)
}

/// Uses a ticket up; the viewer of its session, if that is still open.
pub async fn redeem(app: &App, ticket: &str) -> Result<Viewer, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let session_id: Option<SessionId> = store::take_ticket(&mut tx, &hash(ticket), now).await?;
    tx.commit().await?;
    let session_id = session_id.ok_or_else(Problem::unauthorized)?;
    Ok(accounts::viewer_of_session(&app.db, session_id.as_str(), now).await?)
}
