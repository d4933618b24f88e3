//! API of an order's refunds.

use crate::id::OrderId;
use crate::orders::refund::{self, ByWhom, RefundForm};
use crate::orders::store;
use crate::orders::timeline::Actor;
use crate::problem::Problem;
use crate::refunds::{self, RefundJson};
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id};
use crate::web::list::Listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(of_order, create))
}

/// An order's refunds, oldest first.
#[utoipa::path(get, path = "/seller/orders/{order_id}/refunds", operation_id = "listOrderRefunds", tag = "orders", security(("token" = ["orders"])),
    responses((status = 200, body = Listed<RefundJson>)))]
async fn of_order(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
) -> Result<Json<Listed<RefundJson>>, Problem> {
    let order = store::order(&app.db, &member.seller_id, &order_id).await?;
    let order = order.ok_or_else(Problem::not_found)?;
    let rows = refunds::of_order(&app.db, &member.seller_id, &order.order_id).await?;
    let data = rows.into_iter().map(RefundJson::from).collect();
    Ok(Json(Listed { data, next: None }))
}

/// Refunds shipped pieces or an amount.
#[utoipa::path(post, path = "/seller/orders/{order_id}/refunds", operation_id = "createRefund", tag = "orders", security(("token" = ["orders"])), request_body = RefundForm,
    responses((status = 201, body = RefundJson),
        (status = 409, description = "not paid, not shipped, or `refund_exceeds_order`: more than is left"),
        (status = 422, description = "a field is invalid")))]
async fn create(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
    Body(form): Body<RefundForm>,
) -> Result<Response, Problem> {
    let by = ByWhom {
        actor: Actor::Seller,
        user_id: Some(&member.user_id),
    };
    let made = refund::refund(&app, &member.seller_id, &order_id, form, by).await?;
    Ok((StatusCode::CREATED, Json(RefundJson::from(made))).into_response())
}
