//! Papers as files beside the pages: of one order, and of picked orders together.

use super::paper::{self, PaperKind, Papers};
use crate::id::OrderId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::attachment;
use crate::web::extract::Id;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;

/// Routes of the papers, which the order's page and the list link to.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/orders/papers", get(picked))
        .route("/orders/{order_id}/packing-slip", get(packing_slip))
        .route("/orders/{order_id}/invoice", get(invoice))
        .with_state(app.clone())
}

async fn picked(
    State(app): State<App>,
    member: Member<may::Orders>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let papers = Papers::parse(&query.unwrap_or_default())?;
    let name = format!(
        "{}s-{}.pdf",
        papers.kind.as_str(),
        app.clock.now().day(&member.zone())
    );
    let bytes = paper::make(&app, &member, papers).await?;
    Ok(attachment(&name, crate::pdf::CONTENT_TYPE, bytes))
}

async fn packing_slip(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
) -> Result<Response, Problem> {
    one(&app, &member, PaperKind::PackingSlip, order_id).await
}

async fn invoice(
    State(app): State<App>,
    member: Member<may::Orders>,
    Id(order_id): Id<OrderId>,
) -> Result<Response, Problem> {
    one(&app, &member, PaperKind::Invoice, order_id).await
}

/// The paper of one order as a file.
pub(super) async fn one(
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
