//! Server functions of support.

use super::opening::{self, TicketForm};
use super::ticket::Side;
use super::{answer, closure};
use crate::id::TicketId;
use crate::problem::Problem;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "support/open")]
pub async fn open_ticket(#[server(flatten)] form: TicketForm) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let ticket_id = opening::open(&app, &member, &form).await?;
    notice("Your ticket is open. We'll reply here and by email.");
    redirect(&format!("/support/{ticket_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "support/answer")]
pub async fn answer_as_seller(
    #[server(default)] ticket_id: String,
    #[server(default)] body: String,
) -> Result<(), Problem> {
    let (app, side) = (context::app()?, Side::Seller(context::member()?));
    let ticket_id = known(&ticket_id)?;
    answer::answer(&app, &side, &ticket_id, &body).await?;
    redirect(&page(&side, &ticket_id));
    Ok(())
}

#[server(prefix = "/do", endpoint = "support/close")]
pub async fn close_as_seller(#[server(default)] ticket_id: String) -> Result<(), Problem> {
    move_to(Side::Seller(context::member()?), &ticket_id, false).await
}

#[server(prefix = "/do", endpoint = "support/reopen")]
pub async fn reopen_as_seller(#[server(default)] ticket_id: String) -> Result<(), Problem> {
    move_to(Side::Seller(context::member()?), &ticket_id, true).await
}

#[server(prefix = "/do", endpoint = "admin/answer-ticket")]
pub async fn answer_as_admin(
    #[server(default)] ticket_id: String,
    #[server(default)] body: String,
) -> Result<(), Problem> {
    let (app, side) = (context::app()?, Side::Admin(context::admin()?));
    let ticket_id = known(&ticket_id)?;
    answer::answer(&app, &side, &ticket_id, &body).await?;
    redirect(&page(&side, &ticket_id));
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/close-ticket")]
pub async fn close_as_admin(#[server(default)] ticket_id: String) -> Result<(), Problem> {
    move_to(Side::Admin(context::admin()?), &ticket_id, false).await
}

#[server(prefix = "/do", endpoint = "admin/reopen-ticket")]
pub async fn reopen_as_admin(#[server(default)] ticket_id: String) -> Result<(), Problem> {
    move_to(Side::Admin(context::admin()?), &ticket_id, true).await
}

async fn move_to(side: Side, ticket_id: &str, open: bool) -> Result<(), Problem> {
    let app = context::app()?;
    let ticket_id = known(ticket_id)?;
    if open {
        closure::reopen(&app, &side, &ticket_id).await?;
        notice("Ticket reopened.");
    } else {
        closure::close(&app, &side, &ticket_id).await?;
        notice("Ticket closed. You can reopen it at any time.");
    }
    redirect(&page(&side, &ticket_id));
    Ok(())
}

fn known(ticket_id: &str) -> Result<TicketId, Problem> {
    TicketId::parse(ticket_id).map_err(|_| Problem::not_found())
}

/// The ticket's page on that side.
fn page(side: &Side, ticket_id: &TicketId) -> String {
    match side {
        Side::Seller(_) => format!("/support/{ticket_id}"),
        Side::Admin(_) => format!("/admin/tickets/{ticket_id}"),
    }
}
