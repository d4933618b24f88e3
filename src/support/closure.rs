//! Closing and reopening a ticket by either side.

use super::store;
use super::ticket::Side;
use crate::audit::{self, Act};
use crate::events;
use crate::id::TicketId;
use crate::problem::Problem;
use crate::state::App;
use serde_json::json;

/// Closes an open ticket.
pub async fn close(app: &App, side: &Side, ticket_id: &TicketId) -> Result<(), Problem> {
    move_to(app, side, ticket_id, false).await
}

/// Opens a closed ticket again.
pub async fn reopen(app: &App, side: &Side, ticket_id: &TicketId) -> Result<(), Problem> {
    move_to(app, side, ticket_id, true).await
}

async fn move_to(app: &App, side: &Side, ticket_id: &TicketId, open: bool) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let ticket = store::ticket_in(&mut tx, side, ticket_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !store::set_open(&mut tx, ticket_id, open, now).await? {
        return Err(Problem::conflict(if open {
            "This ticket is already open."
        } else {
            "This ticket is already closed."
        }));
    }
    let kind = if open { "ticket.reopened" } else { "ticket.closed" };
    let act = Act {
        action: kind,
        seller_id: Some(&ticket.seller_id),
        user_id: Some(side.user_id()),
        subject: Some(ticket_id.as_str()),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    let content = json!({ "ticket_id": ticket_id, "side": side.name() });
    events::emit(&mut tx, now, kind, Some(&ticket.seller_id), &content).await?;
    Ok(tx.commit().await?)
}
