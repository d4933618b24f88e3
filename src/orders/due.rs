//! Orders whose scheduled step failed, set aside for a while so that others continue.

use super::store;
use crate::clock::{MINUTE_MS, Millis};
use crate::id::OrderId;
use crate::problem::{Code, Problem};
use crate::state::App;

/// Pause before a failed order is retried.
const PAUSE_MS: i64 = 10 * MINUTE_MS;

/// Passes over a step that was done. One that failed is logged and comes again later; only when the database
/// itself has no time is the error everyone's.
pub async fn or_aside(
    app: &App,
    step: &'static str,
    order_id: &OrderId,
    done: Result<(), Problem>,
    now: Millis,
) -> Result<(), Problem> {
    let Err(problem) = done else {
        return Ok(());
    };
    if matches!(problem.code, Code::Overloaded | Code::Unavailable) {
        return Err(problem);
    }
    tracing::error!(step, %order_id, "an order is set aside: {problem}");
    let mut tx = app.db.begin().await?;
    store::set_aside(&mut tx, order_id, now.plus(PAUSE_MS)).await?;
    Ok(tx.commit().await?)
}
