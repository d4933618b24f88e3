//! Release: after the hold an order's pending money becomes available, debt first.

use super::order::OrderRow;
use super::timeline::{Actor, TimelineKind};
use super::{due, store};
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{OrderId, SellerId};
use crate::problem::Problem;
use crate::state::App;
use crate::wallet::{self, Account, Kind, Transfer};

/// Orders released in one step of the schedule.
const AT_ONCE: i64 = 200;

/// Releases due orders, one transaction each.
pub async fn release_due(app: &App) -> Result<(), Problem> {
    let now = app.clock.now();
    for (seller_id, order_id) in store::due_for_release(&app.db, now, AT_ONCE).await? {
        let done = app.db.retrying(|| release(app, &seller_id, &order_id, now)).await;
        due::or_aside(app, "release", &order_id, done, now).await?;
    }
    Ok(())
}

async fn release(app: &App, seller_id: &SellerId, order_id: &OrderId, now: Millis) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    if let Some(order) = store::order_in(&mut tx, seller_id, order_id).await? {
        release_in(&mut tx, &order, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Transfers of a release: the order's pending money, less existing debt.
pub(crate) fn transfers(order: &OrderRow, amount_minor: i64, debt_minor: i64) -> [Transfer; 2] {
    [
        (
            Kind::Release,
            Account::Pending,
            Account::Available,
            amount_minor,
            format!("Order #{} became available", order.number),
        ),
        (
            Kind::DebtSettled,
            Account::Available,
            Account::Debt,
            debt_minor,
            "Debt settled".to_owned(),
        ),
    ]
    .map(|posting| Transfer::of_order(&order.order_id, order.order_id.as_str(), posting))
}

/// Releases one order, once.
pub async fn release_in(tx: &mut Tx, order: &OrderRow, now: Millis) -> Result<(), Problem> {
    if order.release_at.is_none_or(|at| at > now) || !store::set_released(tx, order, now).await? {
        return Ok(());
    }
    let amount_minor = order.held_minor;
    let debt_minor = wallet::balances_in(tx, &order.seller_id)
        .await?
        .debt_minor
        .min(amount_minor);
    let transfers = transfers(order, amount_minor, debt_minor);
    wallet::post(tx, &order.seller_id, order.currency, now, &transfers).await?;
    store::hold(tx, order, -amount_minor).await?;
    store::note(
        tx,
        order,
        TimelineKind::Released,
        Actor::System,
        None,
        Some(amount_minor),
        None,
        now,
    )
    .await?;
    Ok(())
}
