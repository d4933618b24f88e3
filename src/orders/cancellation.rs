//! Cancellation before shipment, whole or by line: stock returns, money is reversed at each line's frozen
//! terms, and the buyer is owed a refund.

use super::order::{LineRow, OrderRow, OrderStatus, Share};
use super::refund;
use super::shipment::{PiecesForm, choose, parse_pieces};
use super::store;
use super::timeline::{Actor, TimelineKind};
use crate::analytics;
use crate::clock::Millis;
use crate::db::Tx;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{CancellationId, LineId, OrderId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{self, Pieces};
use crate::viewer::{Member, may};
use crate::wallet::{self, Account, Kind, Transfer};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Cancellation form; without lines, everything open.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct CancellationForm {
    pub reason: Option<String>,
    pub lines: Option<Vec<PiecesForm>>,
}

/// A cancellation that can be carried out.
#[derive(Debug, Clone)]
pub struct Cancellation {
    pub reason: String,
    pub pieces: Option<Vec<(LineId, i64)>>,
}

impl CancellationForm {
    pub fn parse(self) -> Result<Cancellation, FieldErrors> {
        let mut errors = FieldErrors::new();
        let reason = errors.take(
            "reason",
            form::text(&self.reason.unwrap_or_default(), "The reason", 500).and_then(|text| {
                match text.is_empty() {
                    true => Err("The reason is required.".to_owned()),
                    false => Ok(text),
                }
            }),
        );
        let pieces = parse_pieces(&mut errors, self.lines);
        let cancellation = reason
            .zip(pieces)
            .map(|(reason, pieces)| Cancellation { reason, pieces });
        errors.or(cancellation)
    }
}

/// Cancels an order, or some of its pieces, for its seller.
pub async fn cancel(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    cancellation: &Cancellation,
) -> Result<bool, Problem> {
    app.db
        .retrying(|| cancel_once(app, member, order_id, cancellation))
        .await
}

async fn cancel_once(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    cancellation: &Cancellation,
) -> Result<bool, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let order = store::order_in(&mut tx, &member.seller_id, order_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    cancel_in(
        &mut tx,
        &order,
        cancellation,
        Actor::Seller,
        Some(&member.user_id),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(order.paid_at.is_some())
}

/// Cancels inside a transaction that has read the order.
pub async fn cancel_in(
    tx: &mut Tx,
    order: &OrderRow,
    cancellation: &Cancellation,
    actor: Actor,
    by: Option<&UserId>,
    now: Millis,
) -> Result<(), Problem> {
    if !order.status().is_cancellable() {
        return Err(Problem::conflict(match order.status() {
            OrderStatus::Cancelled => "The order is already cancelled.".to_owned(),
            status => format!(
                "The order is {}, so it cannot be cancelled; shipped items come back as a return.",
                status.words().to_lowercase()
            ),
        }));
    }
    let lines = store::lines_in(tx, &order.seller_id, &order.order_id).await?;
    let chosen = choose(&lines, cancellation.pieces.as_deref())?;
    let pieces: i64 = chosen.iter().map(|(_, quantity)| quantity).sum();
    if pieces == 0 {
        return Err(Problem::conflict("Nothing of the order is left to cancel."));
    }
    let open: i64 = lines.iter().map(LineRow::open_quantity).sum();
    let was_paid = order.paid_at.is_some();
    // The payment that may still come is for the whole of it.
    if !was_paid && pieces < open {
        return Err(Problem::conflict(
            "An unpaid order can only be cancelled as a whole.",
        ));
    }
    let parts: Vec<(&LineRow, i64, Share)> = chosen
        .iter()
        .map(|(line, quantity)| (*line, *quantity, line.share(*quantity, true)))
        .collect();
    for (line, quantity, share) in &parts {
        store::cancel_pieces(tx, line, *quantity, *share, was_paid).await?;
    }
    let cancelled: Vec<Pieces<'_>> = chosen
        .iter()
        .map(|(line, quantity)| line.pieces(*quantity))
        .collect();
    stock::release(tx, &cancelled, now).await?;
    let share = parts
        .iter()
        .fold(Share::default(), |sum, (_, _, share)| sum.plus(*share));
    if was_paid {
        reverse(tx, order, share, now).await?;
        refund::take_back(tx, order, parts.iter().copied()).await?;
    }
    let any_refunded = lines.iter().any(|line| {
        let returned = line.returned().gross_minor();
        line.refunded_quantity > 0 || returned > line.cancelled_minor
    });
    let any_shipped = lines.iter().any(|line| line.shipped_quantity > 0);
    let is_whole_back = order.refunded_minor + share.gross_minor() == order.total_minor;
    let status = match (open == pieces, any_shipped) {
        (true, _) if was_paid && order.refunded_minor > 0 && any_refunded && is_whole_back => {
            OrderStatus::Refunded
        }
        (true, false) => OrderStatus::Cancelled,
        (true, true) => OrderStatus::Shipped,
        (false, _) => order.status(),
    };
    let after = store::set_returned(
        tx,
        order,
        status,
        if was_paid { share } else { Share::default() },
        now,
    )
    .await?;
    analytics::moved(
        tx,
        &order.seller_id,
        &order.day,
        Some(order.contribution()),
        after.contribution(),
    )
    .await?;
    let amount = was_paid.then_some(share.gross_minor());
    store::note(
        tx,
        &after,
        TimelineKind::Cancelled,
        actor,
        by,
        amount,
        Some(&cancellation.reason),
        now,
    )
    .await?;
    let content = json!({ "order_id": order.order_id });
    events::emit(tx, now, "order.cancelled", Some(&order.seller_id), &content).await?;
    if was_paid && share.gross_minor() > 0 {
        refund::of_cancellation(tx, order, share, &cancellation.reason, by, now).await?;
    }
    Ok(())
}

/// The way back: first the commission to the seller, then the buyer's money out of the order's own pending.
pub(crate) fn reversal(order: &OrderRow, share: Share, cancellation_id: &CancellationId) -> [Transfer; 3] {
    let number = order.number;
    [
        (
            Kind::CommissionReturned,
            Account::Commission,
            Account::Pending,
            share.commission_minor,
            format!("Commission on what was cancelled of order #{number}"),
        ),
        (
            Kind::CommissionTaxReturned,
            Account::CommissionTax,
            Account::Pending,
            share.commission_tax_minor,
            format!("Tax on the commission of order #{number}"),
        ),
        (
            Kind::Cancellation,
            Account::Pending,
            Account::Buyers,
            share.gross_minor(),
            format!("Cancelled of order #{number}"),
        ),
    ]
    .map(|posting| Transfer::of_order(&order.order_id, cancellation_id.as_str(), posting))
}

async fn reverse(tx: &mut Tx, order: &OrderRow, share: Share, now: Millis) -> Result<(), Problem> {
    let transfers = reversal(order, share, &CancellationId::new(now));
    wallet::post(tx, &order.seller_id, order.currency, now, &transfers).await?;
    let held = share.commission_minor + share.commission_tax_minor - share.gross_minor();
    store::hold(tx, order, held).await?;
    Ok(())
}
