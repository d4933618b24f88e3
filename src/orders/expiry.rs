//! Expiry: orders not paid in time release their stock.

use super::cancellation::{self, Cancellation};
use super::order::OrderStatus;
use super::timeline::Actor;
use super::{due, store};
use crate::clock::Millis;
use crate::id::{OrderId, SellerId};
use crate::problem::Problem;
use crate::state::App;

/// Orders let go in one step of the schedule.
const AT_ONCE: i64 = 200;

/// Cancels overdue unpaid orders, one transaction each.
pub async fn expire_due(app: &App) -> Result<(), Problem> {
    let now = app.clock.now();
    for (seller_id, order_id) in store::due_for_expiry(&app.db, now, AT_ONCE).await? {
        let done = app.db.retrying(|| expire(app, &seller_id, &order_id, now)).await;
        due::or_aside(app, "expire", &order_id, done, now).await?;
    }
    Ok(())
}

async fn expire(app: &App, seller_id: &SellerId, order_id: &OrderId, now: Millis) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    if let Some(order) = store::order_in(&mut tx, seller_id, order_id).await?
        && order.status() == OrderStatus::Pending
    {
        let whole = Cancellation {
            reason: "Not paid in time".to_owned(),
            pieces: None,
        };
        cancellation::cancel_in(&mut tx, &order, &whole, Actor::System, None, now).await?;
    }
    Ok(tx.commit().await?)
}
