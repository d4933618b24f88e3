//! Jobs of support: mails about messages, and deletion of closed shops' tickets.

use super::store;
use super::ticket::SideName;
use super::ticket::{MessageRow, TicketRow};
use crate::accounts;
use crate::events::{Consumer, Event, JobError};
use crate::id::{MessageId, TicketId};
use crate::mail::Mail;
use crate::state::App;
use crate::viewer::permission::Duty;
use crate::web_address;
use serde::Deserialize;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::short(
            "support.mail_message",
            &["ticket.opened", "ticket.answered"],
            mail_message,
        ),
        Consumer::short("support.forget_seller", &["seller.closed"], forget_seller),
    ]
}

#[derive(Deserialize)]
struct Written {
    ticket_id: TicketId,
    message_id: MessageId,
    side: SideName,
    /// Too many went out lately when this is no.
    mail: Option<bool>,
}

async fn mail_message(app: App, event: Event) -> Result<(), JobError> {
    let written: Written = event.read()?;
    if written.mail == Some(false) {
        return Ok(());
    }
    let Some((ticket, message)) = store::message(&app.db, &written.ticket_id, &written.message_id).await?
    else {
        return Ok(());
    };
    if written.side == SideName::Admin {
        let (subject, text) = to_seller(&app, &ticket, &message);
        return accounts::jobs::mail_owners(&app, &event, &ticket.seller_id, &subject, &text).await;
    }
    let (subject, text) = to_admins(&app, &ticket, &message);
    let admins = accounts::admin_addresses(&app.db, Duty::Tickets).await?;
    for (number, to) in admins.into_iter().enumerate() {
        let id = format!("{}-{number}", event.event_id);
        let (subject, text) = (subject.clone(), text.clone());
        app.mailer
            .send(&Mail {
                id,
                to,
                subject,
                text,
            })
            .await?;
    }
    Ok(())
}

fn to_admins(app: &App, ticket: &TicketRow, message: &MessageRow) -> (String, String) {
    let address = app.address_of(&format!("/admin/tickets/{}", ticket.ticket_id));
    let shop_name = web_address::left_out(&ticket.shop_name);
    (
        format!("{shop_name}: {}", web_address::left_out(&ticket.subject)),
        format!(
            "{shop_name} wrote:\n\n{}\n\nReply at {address}\n",
            web_address::left_out(&message.body)
        ),
    )
}

fn to_seller(app: &App, ticket: &TicketRow, message: &MessageRow) -> (String, String) {
    let address = app.address_of(&format!("/support/{}", ticket.ticket_id));
    (
        format!("Re: {}", web_address::left_out(&ticket.subject)),
        format!(
            "We replied to your ticket:\n\n{}\n\nReply at {address}\n",
            message.body
        ),
    )
}

async fn forget_seller(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    store::forget_seller(&mut tx, seller_id).await?;
    Ok(tx.commit().await?)
}
