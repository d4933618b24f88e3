//! Papers as files beside the pages: of one order, and of picked orders together.

use super::api::{invoice, packing_slip};
use super::paper::{self, Papers};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::attachment;
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
