//! Ticket API for sellers.

use super::{MessageCreated, MessageForm, Ticket, TicketThread, TicketsQuery, listed, talk};
use crate::id::TicketId;
use crate::problem::Problem;
use crate::state::App;
use crate::support::opening::{self, TicketForm};
use crate::support::ticket::Side;
use crate::support::{answer, closure};
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tickets, open))
        .routes(routes!(ticket))
        .routes(routes!(write))
        .routes(routes!(close, reopen))
}

/// The seller's tickets, newest first.
#[utoipa::path(get, path = "/seller/tickets", operation_id = "listTickets", tag = "support", security(("token" = ["support"])),
    params(("status" = Option<String>, Query, description = "open, closed, unread or all"), Slice),
    responses((status = 200, body = Listed<Ticket>)))]
async fn tickets(
    State(app): State<App>,
    member: Member<may::Support>,
    Query(query): Query<TicketsQuery>,
) -> Result<Json<Listed<Ticket>>, Problem> {
    Ok(Json(listed(&app, &Side::Seller(member), query).await?))
}

/// Opens a ticket with its first message.
#[utoipa::path(post, path = "/seller/tickets", operation_id = "createTicket", tag = "support", security(("token" = ["support"])), request_body = TicketForm,
    responses((status = 201, body = TicketThread), (status = 422, description = "a field is invalid")))]
async fn open(
    State(app): State<App>,
    member: Member<may::Support>,
    Body(form): Body<TicketForm>,
) -> Result<Response, Problem> {
    let ticket_id = opening::open(&app, &member, &form).await?;
    let location = format!("/api/v1/seller/tickets/{ticket_id}");
    let talk = talk(&app, &Side::Seller(member), &ticket_id).await?;
    Ok((StatusCode::CREATED, [("location", location)], Json(talk)).into_response())
}

/// One ticket with its messages, which count as read from now on.
#[utoipa::path(get, path = "/seller/tickets/{ticket_id}", operation_id = "getTicket", tag = "support", security(("token" = ["support"])),
    responses((status = 200, body = TicketThread), (status = 404, description = "not there, or another seller's")))]
async fn ticket(
    State(app): State<App>,
    member: Member<may::Support>,
    Id(ticket_id): Id<TicketId>,
) -> Result<Json<TicketThread>, Problem> {
    Ok(Json(talk(&app, &Side::Seller(member), &ticket_id).await?))
}

/// Writes into an open ticket.
#[utoipa::path(post, path = "/seller/tickets/{ticket_id}/messages", operation_id = "replyToTicket", tag = "support", security(("token" = ["support"])), request_body = MessageForm,
    responses((status = 201, body = MessageCreated), (status = 409, description = "the ticket is closed")))]
async fn write(
    State(app): State<App>,
    member: Member<may::Support>,
    Id(ticket_id): Id<TicketId>,
    Body(form): Body<MessageForm>,
) -> Result<(StatusCode, Json<MessageCreated>), Problem> {
    let message_id = answer::answer(&app, &Side::Seller(member), &ticket_id, &form.body).await?;
    Ok((
        StatusCode::CREATED,
        Json(MessageCreated {
            message_id,
            ticket_id,
        }),
    ))
}

/// Closes a ticket.
#[utoipa::path(post, path = "/seller/tickets/{ticket_id}/closure", operation_id = "closeTicket", tag = "support", security(("token" = ["support"])),
    responses((status = 204), (status = 409, description = "already closed")))]
async fn close(
    State(app): State<App>,
    member: Member<may::Support>,
    Id(ticket_id): Id<TicketId>,
) -> Result<StatusCode, Problem> {
    closure::close(&app, &Side::Seller(member), &ticket_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reopens a ticket.
#[utoipa::path(delete, path = "/seller/tickets/{ticket_id}/closure", operation_id = "reopenTicket", tag = "support", security(("token" = ["support"])),
    responses((status = 204), (status = 409, description = "already open")))]
async fn reopen(
    State(app): State<App>,
    member: Member<may::Support>,
    Id(ticket_id): Id<TicketId>,
) -> Result<StatusCode, Problem> {
    closure::reopen(&app, &Side::Seller(member), &ticket_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
