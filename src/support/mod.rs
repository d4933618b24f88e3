//! Support: tickets between a seller and the marketplace's admins. Either side writes, closes and reopens; each
//! sees what it has not read yet, and is mailed what the other side wrote.

pub mod actions;
mod answer;
pub mod api;
mod closure;
pub mod jobs;
mod opening;
pub mod pages;
mod store;
#[cfg(test)]
mod tests;
mod ticket;
mod views;

pub use store::{unread_for_admins, unread_for_seller};

use crate::id::TicketId;
use crate::problem::Problem;
use crate::state::App;
use ticket::{MessageRow, Side, TicketRow};

/// A ticket with its messages, marked as read for this side.
async fn read(app: &App, side: &Side, ticket_id: &TicketId) -> Result<(TicketRow, Vec<MessageRow>), Problem> {
    let ticket = store::ticket(&app.db, side, ticket_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let messages = store::messages(&app.db, ticket_id).await?;
    // Who only looks has not read it for the shop.
    if ticket.unread(side) > 0 && !side.is_looking() {
        store::mark_read(&app.db, side, ticket_id).await?;
    }
    Ok((ticket, messages))
}
