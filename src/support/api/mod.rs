//! Ticket API for sellers and admins.

mod admin;
mod seller;

use super::store::{self, TicketFilter};
use super::ticket::{MessageRow, Side, TicketRow};
use super::ticket::{SideName, TicketStatus};
use crate::clock::Millis;
use crate::id::{MessageId, SellerId, TicketId};
use crate::problem::Problem;
use crate::state::App;
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(seller::routes())
        .merge(admin::routes())
}

/// A ticket without its messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ticket {
    pub ticket_id: TicketId,
    pub seller_id: SellerId,
    pub shop_name: String,
    pub subject: String,
    pub category: String,
    pub status: TicketStatus,
    /// Messages unread by this side.
    pub unread: i64,
    /// The side that wrote last.
    pub last_side: SideName,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub closed_at: Option<Millis>,
}

impl Ticket {
    fn of(row: TicketRow, side: &Side) -> Self {
        Self {
            unread: row.unread(side),
            ticket_id: row.ticket_id,
            seller_id: row.seller_id,
            shop_name: row.shop_name,
            subject: row.subject,
            category: row.category,
            status: row.status,
            last_side: row.last_side,
            created_at: row.created_at,
            updated_at: row.updated_at,
            closed_at: row.closed_at,
        }
    }
}

/// A message as its reader may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TicketMessage)]
pub struct Message {
    pub message_id: MessageId,
    pub side: SideName,
    pub author: String,
    pub body: String,
    pub at: Millis,
}

impl Message {
    fn of(row: MessageRow, side: &Side, shop_name: &str) -> Self {
        Self {
            author: row.author_for(side, shop_name),
            message_id: row.message_id,
            side: row.side,
            body: row.body,
            at: row.at,
        }
    }
}

/// A ticket with its messages, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TicketWithMessages)]
pub struct TicketThread {
    #[serde(flatten)]
    pub ticket: Ticket,
    pub messages: Vec<Message>,
}

/// A message as it is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = TicketMessageForm)]
pub struct MessageForm {
    pub body: String,
}

/// The message that was written.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TicketMessageCreated)]
pub struct MessageCreated {
    pub message_id: MessageId,
    pub ticket_id: TicketId,
}

#[derive(Debug, Deserialize)]
struct TicketsQuery {
    status: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

async fn listed(app: &App, side: &Side, query: TicketsQuery) -> Result<Listed<Ticket>, Problem> {
    let which =
        TicketFilter::parse(query.status.as_deref().unwrap_or_default()).ok_or_else(TicketFilter::unknown)?;
    let window = store::tickets(&app.db, side, which, &Keyset::of::<TicketId>(&query.slice)?).await?;
    Ok(window.listed().map(|row| Ticket::of(row, side)))
}

/// The ticket with its messages, which are marked read; the response still has the unread count.
async fn talk(app: &App, side: &Side, ticket_id: &TicketId) -> Result<TicketThread, Problem> {
    let (ticket, messages) = super::read(app, side, ticket_id).await?;
    let shop_name = ticket.shop_name.clone();
    Ok(TicketThread {
        messages: messages
            .into_iter()
            .map(|row| Message::of(row, side, &shop_name))
            .collect(),
        ticket: Ticket::of(ticket, side),
    })
}
