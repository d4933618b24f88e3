//! Opening a ticket with a first message.

use super::store::{self, NewMessage};
use super::ticket::{self, Side};
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{MessageId, TicketId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A ticket, as entered.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct TicketForm {
    pub subject: String,
    /// `orders`, `payouts`, `products`, `account`, `technical` or `other` (default).
    pub category: String,
    /// The first message.
    pub body: String,
}

/// Opens a ticket; the admins are mailed.
pub async fn open(app: &App, member: &Member<may::Support>, asked: &TicketForm) -> Result<TicketId, Problem> {
    let mut errors = FieldErrors::new();
    let subject = errors.take("subject", form::line(&asked.subject, "The subject", 200));
    let category = errors.take("category", ticket::category(&asked.category));
    let body = errors.take("body", ticket::body(&asked.body));
    let (subject, category, body) = errors.or((|| Some((subject?, category?, body?)))())?;
    let now = app.clock.now();
    let (ticket_id, message_id) = (TicketId::new(now), MessageId::new(now));
    let mut tx = app.db.begin().await?;
    store::insert_ticket(&mut tx, &ticket_id, member, &subject, category, now).await?;
    let message = NewMessage {
        message_id: &message_id,
        ticket_id: &ticket_id,
        seller_id: &member.seller_id,
        side: &Side::Seller(member.clone()),
        body: &body,
    };
    store::insert_message(&mut tx, &message, now).await?;
    let mail = ticket::is_mailed(app, &mut tx, member, now).await?;
    let content = json!({ "ticket_id": ticket_id, "message_id": message_id, "side": "seller", "mail": mail });
    events::emit(&mut tx, now, "ticket.opened", Some(&member.seller_id), &content).await?;
    tx.commit().await?;
    Ok(ticket_id)
}
