//! Manual status changes, one allowed step at a time.

use super::cancellation::{self, Cancellation};
use super::order::{OrderRow, OrderStatus};
use super::release;
use super::shipment::{self, Shipment};
use super::store;
use super::timeline::{Actor, TimelineKind};
use crate::analytics;
use crate::clock::{DAY_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::form::FieldErrors;
use crate::id::{OrderId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use serde_json::json;

/// Sets the status a seller chooses, if allowed.
pub async fn change(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    asked: &str,
) -> Result<(), Problem> {
    let Some(to) = OrderStatus::parse(asked.trim()) else {
        let all: Vec<_> = OrderStatus::ALL.iter().map(|status| status.as_str()).collect();
        return Err(
            FieldErrors::of("status", format!("The status must be one of {}.", all.join(", "))).into(),
        );
    };
    app.db.retrying(|| change_once(app, member, order_id, to)).await
}

async fn change_once(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    to: OrderStatus,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let order = store::order_in(&mut tx, &member.seller_id, order_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if to == OrderStatus::Paid {
        return Err(Problem::new(
            crate::problem::Code::Forbidden,
            "Only a payment can mark an order as paid.",
        ));
    }
    let from = order.status();
    if !from.next().contains(&to) {
        return Err(Problem::conflict(refusal(from, to)));
    }
    let by = Some(&member.user_id);
    match to {
        OrderStatus::Cancelled => {
            let whole = Cancellation {
                reason: "Cancelled by the seller".to_owned(),
                pieces: None,
            };
            cancellation::cancel_in(&mut tx, &order, &whole, Actor::Seller, by, now).await?;
        }
        OrderStatus::Shipped => {
            let all = Shipment {
                carrier: "Own delivery".to_owned(),
                tracking_number: None,
                tracking_url: None,
                location_id: None,
                pieces: None,
            };
            shipment::ship_in(&mut tx, &order, &all, by, now).await?;
        }
        OrderStatus::Delivered => deliver_in(&mut tx, &order, by, now).await?,
        _ => step(&mut tx, &order, to, by, now).await?,
    }
    Ok(tx.commit().await?)
}

/// Error listing the allowed statuses.
fn refusal(from: OrderStatus, to: OrderStatus) -> String {
    let next: Vec<_> = from.next().iter().map(|status| status.as_str()).collect();
    let allowed = if next.is_empty() {
        "nothing".to_owned()
    } else {
        next.join(", ")
    };
    format!(
        "An order that is {} cannot become {}; allowed from here: {allowed}.",
        from.as_str(),
        to.as_str()
    )
}

async fn step(
    tx: &mut Tx,
    order: &OrderRow,
    to: OrderStatus,
    by: Option<&UserId>,
    now: Millis,
) -> Result<(), Problem> {
    let after = store::set_status(tx, order, to, now).await?;
    analytics::moved(
        tx,
        &order.seller_id,
        &order.day,
        Some(order.contribution()),
        after.contribution(),
    )
    .await?;
    store::note(tx, &after, to.into(), Actor::Seller, by, None, None, now).await?;
    let content = json!({ "order_id": order.order_id, "status": to });
    events::emit(tx, now, "order.changed", Some(&order.seller_id), &content).await?;
    Ok(())
}

/// Marks delivered on the seller's word, which proves nothing, so the longer hold begins. A hold of no days
/// is over at once.
async fn deliver_in(tx: &mut Tx, order: &OrderRow, by: Option<&UserId>, now: Millis) -> Result<(), Problem> {
    let hold_days = order.unproven_hold_days;
    let release_at = now.plus(hold_days * DAY_MS);
    let after = store::set_delivered(tx, order, release_at, now).await?;
    analytics::moved(
        tx,
        &order.seller_id,
        &order.day,
        Some(order.contribution()),
        after.contribution(),
    )
    .await?;
    let detail = match hold_days {
        0 => None,
        1 => Some("The money is held for 1 day.".to_owned()),
        days => Some(format!("The money is held for {days} days.")),
    };
    store::note(
        tx,
        &after,
        TimelineKind::Delivered,
        Actor::Seller,
        by,
        None,
        detail.as_deref(),
        now,
    )
    .await?;
    events::emit(
        tx,
        now,
        "order.delivered",
        Some(&order.seller_id),
        &json!({ "order_id": order.order_id }),
    )
    .await?;
    if release_at <= now {
        release::release_in(tx, &after, now).await?;
    }
    Ok(())
}
