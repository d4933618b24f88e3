//! Ticket API for admins.

use super::{MessageCreated, MessageForm, Ticket, TicketThread, TicketsQuery, listed, talk};
use crate::id::TicketId;
use crate::problem::Problem;
use crate::state::App;
use crate::support::ticket::Side;
use crate::support::{answer, closure};
use crate::viewer::{Admin, duty};
use crate::web::extract::{Body, Id, Query};
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(all_tickets))
        .routes(routes!(any_ticket))
        .routes(routes!(write_as_admin))
        .routes(routes!(close_as_admin, reopen_as_admin))
}

/// All sellers' tickets, newest first.
#[utoipa::path(get, path = "/admin/tickets", operation_id = "adminListTickets", tag = "support", security(("token" = ["admin:tickets"])),
    params(("status" = Option<String>, Query, description = "open, closed, unread or all"), Slice),
    responses((status = 200, body = Listed<Ticket>)))]
async fn all_tickets(
    State(app): State<App>,
    admin: Admin<duty::Tickets>,
    Query(query): Query<TicketsQuery>,
) -> Result<Json<Listed<Ticket>>, Problem> {
    Ok(Json(listed(&app, &Side::Admin(admin), query).await?))
}

/// One ticket with its messages, which count as read from now on.
#[utoipa::path(get, path = "/admin/tickets/{ticket_id}", operation_id = "adminGetTicket", tag = "support", security(("token" = ["admin:tickets"])),
    responses((status = 200, body = TicketThread), (status = 404, description = "not found")))]
async fn any_ticket(
    State(app): State<App>,
    admin: Admin<duty::Tickets>,
    Id(ticket_id): Id<TicketId>,
) -> Result<Json<TicketThread>, Problem> {
    Ok(Json(talk(&app, &Side::Admin(admin), &ticket_id).await?))
}

/// Writes into an open ticket.
#[utoipa::path(post, path = "/admin/tickets/{ticket_id}/messages", operation_id = "adminAnswerTicket", tag = "support", security(("token" = ["admin:tickets"])), request_body = MessageForm,
    responses((status = 201, body = MessageCreated), (status = 409, description = "the ticket is closed")))]
async fn write_as_admin(
    State(app): State<App>,
    admin: Admin<duty::Tickets>,
    Id(ticket_id): Id<TicketId>,
    Body(form): Body<MessageForm>,
) -> Result<(StatusCode, Json<MessageCreated>), Problem> {
    let message_id = answer::answer(&app, &Side::Admin(admin), &ticket_id, &form.body).await?;
    Ok((
        StatusCode::CREATED,
        Json(MessageCreated {
            message_id,
            ticket_id,
        }),
    ))
}

/// Closes a ticket.
#[utoipa::path(post, path = "/admin/tickets/{ticket_id}/closure", operation_id = "adminCloseTicket", tag = "support", security(("token" = ["admin:tickets"])),
    responses((status = 204), (status = 409, description = "already closed")))]
async fn close_as_admin(
    State(app): State<App>,
    admin: Admin<duty::Tickets>,
    Id(ticket_id): Id<TicketId>,
) -> Result<StatusCode, Problem> {
    closure::close(&app, &Side::Admin(admin), &ticket_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reopens a ticket.
#[utoipa::path(delete, path = "/admin/tickets/{ticket_id}/closure", operation_id = "adminReopenTicket", tag = "support", security(("token" = ["admin:tickets"])),
    responses((status = 204), (status = 409, description = "already open")))]
async fn reopen_as_admin(
    State(app): State<App>,
    admin: Admin<duty::Tickets>,
    Id(ticket_id): Id<TicketId>,
) -> Result<StatusCode, Problem> {
    closure::reopen(&app, &Side::Admin(admin), &ticket_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
