//! Order API.

mod bulk;
mod json;
mod quote;
mod refunds;
mod summary;
mod timeline;

pub use json::{PlacedGroup, PlacedOrder};

use self::json::{OrderListed, OrderView};
use self::summary::SummaryView;
use super::cancellation::{self, CancellationForm};
use super::checkout::CheckoutForm;
use super::list::{self, OrdersForm};
use super::paid::{self, GroupState, PaymentForm};
use super::shipment::{self, ShipmentForm};
use super::{detail, intake, status, store};
use crate::analytics::{Period, PeriodForm};
use crate::id::OrderId;
use crate::problem::Problem;
use crate::secret::hash_bytes;
use crate::state::App;
use crate::viewer::{Member, Viewer, may};
use crate::web::extract::{Body, BodyAndBytes, Id, Query};
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The scope of the keys that send orders in.
const WRITE: &str = "orders:write";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(place))
        .routes(routes!(pay))
        .routes(routes!(orders))
        .routes(routes!(summary))
        .routes(routes!(show))
        .routes(routes!(change_status))
        .routes(routes!(cancel))
        .routes(routes!(ship))
        .merge(bulk::routes())
        .merge(refunds::routes())
        .merge(quote::routes())
        .merge(timeline::routes())
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Places a cart: one order per seller, stock reserved, money split to the cent. The same reference and body again
/// get the first answer.
#[utoipa::path(post, path = "/storefront/orders", operation_id = "storefrontPlaceOrder", tag = "storefront", request_body = CheckoutForm,
    security(("api_key" = ["orders:write"])),
    responses((status = 201, body = PlacedGroup), (status = 200, body = PlacedGroup, description = "already received"),
        (status = 409, description = "the reference was already used with another body"),
        (status = 422, description = "names what cannot be sold; nothing is saved")))]
async fn place(
    State(app): State<App>,
    viewer: Viewer,
    BodyAndBytes(form, bytes): BodyAndBytes<CheckoutForm>,
) -> Result<Response, Problem> {
    viewer.key(WRITE)?;
    let checkout = form.parse(app.clock.now())?;
    let placed = intake::place(&app, &checkout, &hash_bytes(&bytes)).await?;
    Ok(json(
        if placed.again {
            StatusCode::OK
        } else {
            StatusCode::CREATED
        },
        placed.answer,
    ))
}

/// Marks a pending checkout paid.
#[utoipa::path(post, path = "/storefront/orders/{reference}/payment", operation_id = "storefrontConfirmPayment", tag = "storefront", request_body = PaymentForm,
    security(("api_key" = ["orders:write"])), params(("reference" = String, Path)),
    responses((status = 200, body = GroupState, description = "the status of its orders"),
        (status = 409, description = "another group's payment, or one that matches no order and is kept for a person"),
        (status = 422, description = "a field is invalid")))]
async fn pay(
    State(app): State<App>,
    viewer: Viewer,
    Path(reference): Path<String>,
    Body(form): Body<PaymentForm>,
) -> Result<Json<GroupState>, Problem> {
    viewer.key(WRITE)?;
    Ok(Json(paid::pay(&app, &reference, form).await?))
}

#[derive(Debug, Deserialize)]
struct OrdersQuery {
    #[serde(flatten)]
    form: OrdersForm,
    #[serde(flatten)]
    slice: Slice,
}

/// The seller's orders, newest first; what is to ship, soonest due first.
#[utoipa::path(get, path = "/seller/orders", operation_id = "listOrders", tag = "orders", security(("token" = ["orders"])), params(OrdersForm, Slice),
    responses((status = 200, body = Listed<OrderListed>)))]
async fn orders(
    State(app): State<App>,
    member: Member<may::Orders>,
    Query(query): Query<OrdersQuery>,
) -> Result<Json<Listed<OrderListed>>, Problem> {
    let listed = list::orders(
        &app,
        &member,
        &query.form,
        query.slice.after.as_deref().filter(|after| !after.is_empty()),
        query.slice.limit()?,
    )
    .await?;
    let now = app.clock.now();
    Ok(Json(listed.map(|row| OrderListed::of(row, now))))
}

/// Counts and revenue by status for days of the seller's calendar, from roll-ups.
#[utoipa::path(get, path = "/seller/orders/summary", operation_id = "getOrderSummary", tag = "orders", security(("token" = ["orders"])),
    params(("from" = Option<String>, Query, description = "first day"), ("to" = Option<String>, Query, description = "last day")),
    responses((status = 200, body = SummaryView)))]
async fn summary(
    State(app): State<App>,
    member: Member<may::Orders>,
    Query(form): Query<PeriodForm>,
) -> Result<Json<SummaryView>, Problem> {
    let period = Period::parse(&form, app.clock.now(), member.zone())?;
    let (from, to) = period.day_texts();
    let rows = store::summary(&app.db, &member.seller_id, &from, &to).await?;
    Ok(Json(SummaryView::of(rows, from, to, &member)))
}

async fn whole(app: &App, member: &Member<may::Orders>, order_id: &OrderId) -> Result<OrderView, Problem> {
    Ok(detail::detail(app, member, order_id).await?.into())
}

/// One order with lines, buyer, shipments, money and timeline.
#[utoipa::path(get, path = "/seller/orders/{order_id}", operation_id = "getOrder", tag = "orders", security(("token" = ["orders"])), responses((status = 200, body = OrderView)))]
async fn show(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
) -> Result<Json<OrderView>, Problem> {
    Ok(Json(whole(&app, &member, &order_id).await?))
}

/// Requested status.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct StatusForm {
    pub status: String,
}

/// Moves an order one allowed step. 409 lists the allowed statuses.
#[utoipa::path(patch, path = "/seller/orders/{order_id}/status", operation_id = "updateOrderStatus", tag = "orders", security(("token" = ["orders"])), request_body = StatusForm,
    responses((status = 200, body = OrderView), (status = 403, description = "`paid` comes from a payment"),
        (status = 409, description = "not allowed from this status")))]
async fn change_status(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
    Body(form): Body<StatusForm>,
) -> Result<Json<OrderView>, Problem> {
    status::change(&app, &member, &order_id, &form.status).await?;
    Ok(Json(whole(&app, &member, &order_id).await?))
}

/// Cancels an order, or some pieces of it, before shipment.
#[utoipa::path(patch, path = "/seller/orders/{order_id}/cancel", operation_id = "cancelOrder", tag = "orders", security(("token" = ["orders"])), request_body = CancellationForm,
    responses((status = 200, body = OrderView), (status = 409, description = "no longer possible"),
        (status = 422, description = "a field is invalid")))]
async fn cancel(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
    Body(form): Body<CancellationForm>,
) -> Result<Json<OrderView>, Problem> {
    let cancellation = form.parse()?;
    cancellation::cancel(&app, &member, &order_id, &cancellation).await?;
    Ok(Json(whole(&app, &member, &order_id).await?))
}

/// Ships pieces of an order; everything open when no lines are named.
#[utoipa::path(post, path = "/seller/orders/{order_id}/shipments", operation_id = "createShipment", tag = "orders", security(("token" = ["orders"])), request_body = ShipmentForm,
    responses((status = 201, body = json::Shipped), (status = 409, description = "nothing to ship, or not enough on hand"),
        (status = 422, description = "a field is invalid")))]
async fn ship(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
    Body(form): Body<ShipmentForm>,
) -> Result<Response, Problem> {
    let shipment = form.parse()?;
    let shipment_id = shipment::ship(&app, &member, &order_id, &shipment).await?;
    let order = whole(&app, &member, &order_id).await?;
    let shipped = json::Shipped { shipment_id, order };
    Ok((StatusCode::CREATED, Json(shipped)).into_response())
}
