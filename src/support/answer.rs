//! Replies of either side to an open ticket.

use super::store::{self, NewMessage};
use super::ticket::{self, Side};
use crate::events;
use crate::form::FieldErrors;
use crate::id::{MessageId, TicketId};
use crate::problem::Problem;
use crate::state::App;
use serde_json::json;

/// Writes a message; the other side is mailed.
pub async fn answer(app: &App, side: &Side, ticket_id: &TicketId, body: &str) -> Result<MessageId, Problem> {
    let body = ticket::body(body).map_err(|message| FieldErrors::of("body", message))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let ticket = store::ticket_in(&mut tx, side, ticket_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !ticket.is_open() {
        return Err(Problem::conflict(
            "This ticket is closed. Reopen it to write again.",
        ));
    }
    let message_id = MessageId::new(now);
    let message = NewMessage {
        message_id: &message_id,
        ticket_id,
        seller_id: &ticket.seller_id,
        side,
        body: &body,
    };
    store::insert_message(&mut tx, &message, now).await?;
    store::note_answer(&mut tx, side, ticket_id, now).await?;
    let mail = match side {
        Side::Seller(member) => ticket::is_mailed(app, &mut tx, member, now).await?,
        Side::Admin(_) => true,
    };
    let content =
        json!({ "ticket_id": ticket_id, "message_id": message_id, "side": side.name(), "mail": mail });
    events::emit(&mut tx, now, "ticket.answered", Some(&ticket.seller_id), &content).await?;
    tx.commit().await?;
    Ok(message_id)
}
