//! Server functions of orders.

use super::bulk;
use super::cancellation::{self, CancellationForm};
use super::note::{self, NoteForm};
use super::order::OrderStatus;
use super::refund::{self, ByWhom, RefundForm};
use super::shipment::{self, PiecesForm, ShipmentForm};
use super::status;
use super::timeline::Actor;
use crate::form::FieldErrors;
use crate::id::OrderId;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::viewer::{Member, may};
use crate::web::context;
use crate::web::form_reply::is_own_path;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;
use std::collections::BTreeMap;

fn parse(order_id: &str) -> Result<OrderId, Problem> {
    OrderId::parse(order_id).map_err(|_| Problem::not_found())
}

/// The pieces chosen in a form: fields `quantity[line_…]`; blank or 0 is not chosen. A form without such fields
/// means everything that is open, one whose fields are all blank means nothing.
fn chosen(quantities: BTreeMap<String, String>) -> Result<Option<Vec<PiecesForm>>, Problem> {
    let asks = !quantities.is_empty();
    let pieces: Vec<PiecesForm> = quantities
        .into_iter()
        .filter(|(_, quantity)| !matches!(quantity.trim(), "" | "0"))
        .map(|(line_id, quantity)| PiecesForm {
            line_id,
            quantity: Decimal::new(quantity),
        })
        .collect();
    if asks && pieces.is_empty() {
        return Err(FieldErrors::of(FieldErrors::FORM, "Choose at least one piece.").into());
    }
    Ok(asks.then_some(pieces))
}

/// Maps errors of the pieces to their fields: `lines.0.quantity` becomes `quantity[line_…]`.
fn beside_fields(mut problem: Problem, pieces: Option<&[PiecesForm]>, field: &str) -> Problem {
    let mut errors = FieldErrors::new();
    for (name, messages) in problem.errors.iter() {
        let line = name
            .strip_prefix("lines.")
            .and_then(|rest| rest.split('.').next()?.parse::<usize>().ok())
            .and_then(|at| pieces?.get(at));
        let name = line.map_or_else(|| name.to_owned(), |line| format!("{field}[{}]", line.line_id));
        for message in messages {
            errors.add(name.clone(), message.clone());
        }
    }
    problem.errors = errors;
    problem
}

#[server(prefix = "/do", endpoint = "orders/ship")]
pub async fn ship(
    #[server(default)] order_id: String,
    #[server(default)] carrier: Option<String>,
    #[server(default)] tracking_number: Option<String>,
    #[server(default)] tracking_url: Option<String>,
    #[server(default)] location_id: Option<String>,
    #[server(default)] quantity: BTreeMap<String, String>,
) -> Result<(), Problem> {
    let (app, member, id) = (context::app()?, context::member()?, parse(&order_id)?);
    let lines = chosen(quantity)?;
    let form = ShipmentForm {
        carrier,
        tracking_number,
        tracking_url,
        location_id,
        lines: lines.clone(),
    };
    let beside = |problem: Problem| beside_fields(problem, lines.as_deref(), "quantity");
    let shipment = form.parse().map_err(|errors| beside(errors.into()))?;
    shipment::ship(&app, &member, &id, &shipment)
        .await
        .map_err(beside)?;
    notice("Shipped.");
    redirect(&format!("/orders/{id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "orders/cancel")]
pub async fn cancel(
    #[server(default)] order_id: String,
    #[server(default)] reason: Option<String>,
    #[server(default)] pieces: BTreeMap<String, String>,
) -> Result<(), Problem> {
    let (app, member, id) = (context::app()?, context::member()?, parse(&order_id)?);
    let lines = chosen(pieces)?;
    let form = CancellationForm {
        reason,
        lines: lines.clone(),
    };
    let beside = |problem: Problem| beside_fields(problem, lines.as_deref(), "pieces");
    let cancellation = form.parse().map_err(|errors| beside(errors.into()))?;
    let was_paid = cancellation::cancel(&app, &member, &id, &cancellation)
        .await
        .map_err(beside)?;
    notice(match was_paid {
        true => "Cancelled. What the buyer paid for it is owed back to them.",
        false => "Cancelled.",
    });
    redirect(&format!("/orders/{id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "orders/refund")]
pub async fn refund_order(
    #[server(default)] order_id: String,
    #[server(default)] reason: Option<String>,
    #[server(default)] amount: Option<String>,
    #[server(default)] shipping: Option<String>,
    #[server(default)] restock: Option<String>,
    #[server(default)] refunded: BTreeMap<String, String>,
) -> Result<(), Problem> {
    let (app, id) = (context::app()?, parse(&order_id)?);
    let member: Member<may::Orders> = context::member()?;
    let amount = amount.filter(|amount| !amount.trim().is_empty());
    let lines = match amount {
        Some(_) => None,
        None => chosen(refunded)?,
    };
    let form = RefundForm {
        lines: lines.clone(),
        amount: amount.map(Decimal::new),
        shipping: lines.is_some() && shipping.is_some(),
        restock: lines.is_some() && restock.is_some(),
        reason,
    };
    let by = ByWhom {
        actor: Actor::Seller,
        user_id: Some(&member.user_id),
    };
    let made = refund::refund(&app, &member.seller_id, &id, form, by)
        .await
        .map_err(|problem| beside_fields(problem, lines.as_deref(), "refunded"))?;
    let amount = made.currency.show(made.amount_minor);
    notice(&format!("Refunded. {amount} is owed back to the buyer."));
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
    notice(&format!("The order is now {}.", words.to_lowercase()));
    redirect(&format!("/orders/{id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "orders/note")]
pub async fn add_note(
    #[server(default)] order_id: String,
    #[server(default)] text: Option<String>,
) -> Result<(), Problem> {
    let (app, member, id) = (context::app()?, context::member()?, parse(&order_id)?);
    let note = NoteForm { text }.parse()?;
    note::add(&app, &member, &id, &note).await?;
    notice("Note added.");
    redirect(&format!("/orders/{id}#timeline"));
    Ok(())
}

/// Moves every selected order independently, and reports those that cannot move.
#[server(prefix = "/do", endpoint = "orders/bulk-status")]
pub async fn bulk_status(
    #[server(default)] ids: Vec<String>,
    #[server(default)] status: String,
    #[server(default)] next: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let to = OrderStatus::parse(&status)
        .ok_or_else(|| FieldErrors::of("status", "Choose an action for the selected orders."))?;
    let moved = bulk::move_all(&app, &member, &ids, to).await?;
    let told = bulk::in_words(&moved, to);
    if moved.iter().all(|one| one.outcome != bulk::Outcome::Done) {
        return Err(Problem::conflict(told));
    }
    notice(&told);
    redirect(if is_own_path(&next) { &next } else { "/orders" });
    Ok(())
}
