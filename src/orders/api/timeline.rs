//! Timeline and notes of the order API.

use super::json::HappeningView;
use crate::id::{OrderEventId, OrderId};
use crate::orders::note::{self, NoteForm};
use crate::orders::timeline;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(entries))
        .routes(routes!(add_note))
}

/// What happened to an order, and its private notes, newest first.
#[utoipa::path(get, path = "/seller/orders/{order_id}/timeline", operation_id = "listOrderTimeline", tag = "orders",
    security(("token" = ["orders"])), params(Slice), responses((status = 200, body = Listed<HappeningView>)))]
async fn entries(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
    Query(slice): Query<Slice>,
) -> Result<Json<Listed<HappeningView>>, Problem> {
    let after = slice.after::<OrderEventId>()?;
    let (currency, listed) = timeline::entries(&app, &member, &order_id, after, slice.limit()?).await?;
    let view = |happening| HappeningView::of(happening, currency);
    Ok(Json(listed.map(view)))
}

/// Adds a private note to an order's timeline; only the shop's members read it.
#[utoipa::path(post, path = "/seller/orders/{order_id}/notes", operation_id = "createOrderNote", tag = "orders",
    security(("token" = ["orders"])), request_body = NoteForm,
    responses((status = 201, body = HappeningView), (status = 422, description = "a field is invalid")))]
async fn add_note(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
    Body(form): Body<NoteForm>,
) -> Result<(StatusCode, Json<HappeningView>), Problem> {
    let note = form.parse()?;
    let note_id = note::add(&app, &member, &order_id, &note).await?;
    let entry = timeline::entry(&app, &member, &order_id, &note_id).await?;
    Ok((
        StatusCode::CREATED,
        Json(HappeningView::of(entry, member.currency)),
    ))
}
