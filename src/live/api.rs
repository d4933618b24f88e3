//! WebSocket and its tickets.

use super::listener::Listener;
use super::socket::{self, Start};
use super::ticket::{self, Ticket};
use crate::accounts;
use crate::events::{Missed, missed};
use crate::feed::{Full, Most};
use crate::id::EventId;
use crate::overload::Busy;
use crate::problem::{Code, Problem};
use crate::secret::hash;
use crate::state::App;
use crate::viewer::Viewer;
use crate::web::admin_addresses::Elsewhere;
use crate::web::connection::Connection;
use crate::web::extract::Query;
use crate::web::idempotency::HoldsSecret;
use crate::web::session;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Sockets that one person may have open in one process.
const MOST_OF_ONE: usize = 20;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_ticket))
        .routes(routes!(open))
}

/// Makes a ticket that opens one WebSocket, within a minute.
#[utoipa::path(post, path = "/ws-tickets", operation_id = "createWebSocketTicket", tag = "live",
    responses((status = 201, body = Ticket)))]
async fn create_ticket(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let ticket = ticket::issue(&app, viewer.user()?).await?;
    let mut response = (StatusCode::CREATED, Json(ticket)).into_response();
    response.extensions_mut().insert(HoldsSecret);
    Ok(response)
}

/// How a socket is opened.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct Opening {
    /// A ticket that was not used yet, in place of a token or the session cookie.
    ticket: Option<String>,
    /// The last event that was heard: what was missed since is sent first.
    after: Option<String>,
}

/// Opens a WebSocket that tells of events as they are committed:
/// `{"event_id","type","at","data"}`. `{"type":"resync"}` means that something was missed: read again.
#[utoipa::path(get, path = "/ws", operation_id = "openWebSocket", tag = "live", params(Opening),
    responses((status = 101, description = "the socket is open"), (status = 401, description = "not signed in, or the ticket is spent"),
        (status = 429, description = "you have too many sockets open")))]
async fn open(
    State(app): State<App>,
    viewer: Viewer,
    headers: HeaderMap,
    elsewhere: Option<Extension<Elsewhere>>,
    connection: Option<Extension<Arc<Connection>>>,
    Query(opening): Query<Opening>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let viewer = who(&app, viewer, &headers, opening.ticket.as_deref(), upgrade.is_ok()).await?;
    let listener = Listener::of(viewer.user()?, elsewhere.is_some());
    let upgrade = upgrade.map_err(|_| not_a_socket())?;
    if !listener.hears_anything() {
        return Err(Problem::forbidden());
    }
    // First the place among the listeners, then what was missed: between the two nothing is lost.
    let subscription = app
        .feed
        .subscribe(listener.subscriber(), most(&app))
        .map_err(full)?;
    let start = start(&app, &listener, opening.after.as_deref()).await?;
    let connection = connection.map(|Extension(connection)| connection);
    let upgrade = upgrade
        .read_buffer_size(socket::BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(socket::MOST_WRITTEN)
        .max_message_size(socket::BUFFER)
        .max_frame_size(socket::BUFFER);
    Ok(upgrade
        .on_upgrade(move |socket| socket::serve(socket, app, listener, subscription, start, connection)))
}

/// The viewer by token, ticket or session cookie. A ticket is used up only if a socket is opened with it.
async fn who(
    app: &App,
    viewer: Viewer,
    headers: &HeaderMap,
    ticket: Option<&str>,
    is_socket: bool,
) -> Result<Viewer, Problem> {
    if !matches!(viewer, Viewer::Anonymous) {
        return Ok(viewer);
    }
    if let Some(ticket) = ticket {
        return match is_socket {
            true => ticket::redeem(app, ticket).await,
            false if ticket::is_good(app, ticket).await? => Err(not_a_socket()),
            false => Err(Problem::unauthorized()),
        };
    }
    match session::token_in(headers) {
        Some(token) => Ok(accounts::viewer_of_cookie(&app.db, &hash(&token), app.clock.now()).await?),
        None => Ok(Viewer::Anonymous),
    }
}

fn not_a_socket() -> Problem {
    Problem::new(
        Code::Malformed,
        "This address opens a WebSocket: ask for an upgrade.",
    )
}

/// Half of the process's connections may be sockets; without limits one person may have them all.
fn most(app: &App) -> Most {
    let in_all = (app.config.bounds.max_connections / 2).max(1);
    Most {
        in_all,
        of_one: if app.config.rate_limits {
            MOST_OF_ONE
        } else {
            in_all
        },
    }
}

fn full(full: Full) -> Problem {
    match full {
        Full::House => Busy.into(),
        Full::Person => Problem::rate_limited(
            format!("You have {MOST_OF_ONE} sockets open. Close one before you open another."),
            30,
        ),
    }
}

/// What the socket begins with, after the event that was heard last.
async fn start(app: &App, listener: &Listener, after: Option<&str>) -> Result<Start, Problem> {
    let Some(after) = after.filter(|after| !after.is_empty()) else {
        return Ok(Start::Now);
    };
    let Ok(after) = EventId::parse(after) else {
        return Ok(Start::Resync);
    };
    let wants = |event: &_| listener.wants(event);
    Ok(match missed(app, listener.seller_id(), &after, wants).await? {
        Missed::Events(events) => Start::After(events),
        Missed::TooMuch => Start::Resync,
    })
}
