//! The orders' server functions.

use super::cancellation::{self, CancellationForm};
use super::detail::{self, Detail};
use super::list::{self, OrdersForm};
use super::order::OrderStatus;
use super::shipment::{self, PiecesForm, ShipmentForm};
use super::status;
use super::store::{self, ListRow};
use crate::id::OrderId;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::web::context;
use crate::web::list::Listed;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What the list shows: a page of orders and how many stand in each status.
pub struct OrdersShown {
    pub listed: Listed<ListRow>,
    pub counts: Vec<(OrderStatus, i64)>,
}

/// The seller's orders, for the page.
pub async fn orders(form: &OrdersForm, after: Option<String>) -> Result<OrdersShown, Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let counts = store::status_counts(&app.db, &member.seller_id).await?;
    let listed = list::orders(&app, &member, form, after.as_deref(), 50).await?;
    Ok(OrdersShown { listed, counts })
}

/// One of the seller's orders, for the page.
pub async fn order(order_id: &str) -> Result<Detail, Problem> {
    let (app, member) = (context::app()?, context::member()?);
    detail::detail(&app, &member, &parse(order_id)?).await
}

fn parse(order_id: &str) -> Result<OrderId, Problem> {
    OrderId::parse(order_id).map_err(|_| Problem::not_found())
}

/// The pieces chosen in a form: fields `quantity[line_…]`; blank or 0 is not chosen.
fn chosen(quantities: BTreeMap<String, String>) -> Option<Vec<PiecesForm>> {
    let pieces: Vec<PiecesForm> = quantities
        .into_iter()
        .filter(|(_, quantity)| !matches!(quantity.trim(), "" | "0"))
        .map(|(line_id, quantity)| PiecesForm {
            line_id,
            quantity: Decimal::new(quantity),
        })
        .collect();
    (!pieces.is_empty()).then_some(pieces)
}

#[server(prefix = "/do", endpoint = "orders/ship")]
pub async fn ship(
    #[server(default)] order_id: String,
    #[server(default)] carrier: Option<String>,
    #[server(default)] tracking_number: Option<String>,
    #[server(default)] quantity: BTreeMap<String, String>,
) -> Result<(), Problem> {
    let (app, member, id) = (context::app()?, context::member()?, parse(&order_id)?);
    let form = ShipmentForm {
        carrier,
        tracking_number,
        lines: chosen(quantity),
    };
    shipment::ship(&app, &member, &id, &form.parse()?).await?;
    notice("Shipped.");
    redirect(&format!("/orders/{id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "orders/cancel")]
pub async fn cancel(
    #[server(default)] order_id: String,
    #[server(default)] reason: Option<String>,
    #[server(default)] quantity: BTreeMap<String, String>,
) -> Result<(), Problem> {
    let (app, member, id) = (context::app()?, context::member()?, parse(&order_id)?);
    let form = CancellationForm {
        reason,
        lines: chosen(quantity),
    };
    cancellation::cancel(&app, &member, &id, &form.parse()?).await?;
    notice("Cancelled. The buyer's money goes back.");
    redirect(&format!("/orders/{id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "orders/status")]
pub async fn change_status(
    #[server(default)] order_id: String,
    #[server(default)] status: String,
) -> Result<(), Problem> {
    let (app, member, id) = (context::app()?, context::member()?, parse(&order_id)?);
    status::change(&app, &member, &id, &status).await?;
    let words = OrderStatus::parse(&status).map_or("changed", OrderStatus::words);
    notice(&format!("The order is {} now.", words.to_lowercase()));
    redirect(&format!("/orders/{id}"));
    Ok(())
}
