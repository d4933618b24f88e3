//! Schedule that removes expired idempotency keys.

use super::KEPT_MS;
use crate::events::Schedule;
use std::time::Duration;

const REMOVE_OLD: &str = "delete from idempotency_keys where created_at < $1
    and (caller, route, idempotency_key) in (
        select caller, route, idempotency_key from idempotency_keys where created_at < $1
        order by created_at limit $2)";

/// Schedules of imports.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::new(
        "idempotency.remove_old",
        Duration::from_secs(600),
        |app| async move {
            let before = app.clock.now().plus(-KEPT_MS);
            app.db.remove_old(&[REMOVE_OLD], before).await?;
            Ok(())
        },
    )]
}
