//! Paper API.

use super::paper::{self, PaperKind, Papers};
use crate::id::OrderId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::attachment;
use crate::web::extract::Id;
use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(packing_slip))
        .routes(routes!(invoice))
}

/// The packing slip of an order, without prices, as a PDF.
#[utoipa::path(get, path = "/seller/orders/{order_id}/packing-slip", operation_id = "getPackingSlip", tag = "orders", security(("token" = ["orders"])),
    params(("order_id" = String, Path)), responses((status = 200, content_type = "application/pdf"), (status = 404)))]
pub(super) async fn packing_slip(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
) -> Result<Response, Problem> {
    one(&app, &member, PaperKind::PackingSlip, order_id).await
}

/// The invoice of a paid order as a PDF. Its number has no gaps within the seller and stays the same.
#[utoipa::path(get, path = "/seller/orders/{order_id}/invoice", operation_id = "getInvoice", tag = "orders", security(("token" = ["orders"])),
    params(("order_id" = String, Path)), responses((status = 200, content_type = "application/pdf"), (status = 404),
        (status = 409, description = "the order is not paid")))]
pub(super) async fn invoice(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
) -> Result<Response, Problem> {
    one(&app, &member, PaperKind::Invoice, order_id).await
}

/// The paper of one order as a file.
async fn one(
    app: &App,
    member: &Member<may::Orders>,
    kind: PaperKind,
    order_id: OrderId,
) -> Result<Response, Problem> {
    let name = format!("{}-{order_id}.pdf", kind.as_str());
    let order_ids = vec![order_id];
    let bytes = paper::make(app, member, Papers { kind, order_ids }).await?;
    Ok(attachment(&name, crate::pdf::CONTENT_TYPE, bytes))
}
