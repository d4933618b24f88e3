//! Bulk order API.

use crate::form::FieldErrors;
use crate::orders::bulk::{self, Moved, Outcome};
use crate::orders::order::OrderStatus;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::Body;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(move_orders))
}

/// Orders to be moved.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct BulkMoveForm {
    /// 1 to 200.
    pub order_ids: Vec<String>,
    /// `processing` or `delivered`.
    pub action: String,
}

/// Result of each order, in the given order.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkMoveView {
    pub results: Vec<MovedView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MovedView {
    pub order_id: String,
    /// `done`, `refused`, `not_found`, or `failed`, which may be tried again.
    pub result: &'static str,
    /// Why it was refused or failed.
    pub detail: Option<String>,
}

impl From<Moved> for MovedView {
    fn from(moved: Moved) -> Self {
        let (result, detail) = match moved.outcome {
            Outcome::Done => ("done", None),
            Outcome::Refused(why) => ("refused", Some(why)),
            Outcome::NotFound => ("not_found", None),
            Outcome::Failed => ("failed", Some(bulk::TRY_AGAIN.to_owned())),
        };
        Self {
            order_id: moved.order_id,
            result,
            detail,
        }
    }
}

/// Moves many orders independently: a failure stops no other.
#[utoipa::path(post, path = "/seller/orders/bulk", operation_id = "moveOrders", tag = "orders", security(("token" = ["orders"])), request_body = BulkMoveForm,
    responses((status = 200, body = BulkMoveView), (status = 422, description = "a field is invalid")))]
async fn move_orders(
    State(app): State<App>,
    member: Member<may::Orders>,
    Body(form): Body<BulkMoveForm>,
) -> Result<Json<BulkMoveView>, Problem> {
    let to = match form.action.trim() {
        "processing" => OrderStatus::Processing,
        "delivered" => OrderStatus::Delivered,
        "packing_slips" => {
            return Err(FieldErrors::of(
                "action",
                "Packing slips of many orders are at /orders/papers?kind=packing-slip&order=…",
            )
            .into());
        }
        _ => return Err(FieldErrors::of("action", "The action must be processing or delivered.").into()),
    };
    let moved = bulk::move_all(&app, &member, &form.order_ids, to).await?;
    Ok(Json(BulkMoveView {
        results: moved.into_iter().map(MovedView::from).collect(),
    }))
}
