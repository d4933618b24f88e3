//! Retention: what is over goes, ended sessions and tokens thirty days later.

use crate::accounts::store::{REMOVE_CODES, REMOVE_INVITATIONS, REMOVE_REFRESH_TOKENS, REMOVE_SESSIONS};
use crate::accounts::{device, email_proof, lockout};
use crate::clock::DAY_MS;
use crate::events::{JobError, Schedule};
use crate::state::App;
use crate::throttle;
use std::time::Duration;

/// How long sessions, refresh tokens, mailed codes and invitations are kept after they have ended.
const KEPT_MS: i64 = 30 * DAY_MS;

const EVERY: Duration = Duration::from_secs(600);

/// Schedules that remove rows by age.
pub(super) fn schedules() -> Vec<Schedule> {
    vec![
        Schedule::new("accounts.remove_sessions", EVERY, remove_sessions),
        Schedule::new("accounts.remove_lockouts", EVERY, remove_lockouts),
        Schedule::new("accounts.remove_registrations", EVERY, remove_registrations),
    ]
}

/// Sessions and tokens that ended long ago, each session after its tokens.
async fn remove_sessions(app: App) -> Result<(), JobError> {
    let before = app.clock.now().plus(-KEPT_MS);
    let tokens = REMOVE_REFRESH_TOKENS.into_iter().chain(REMOVE_SESSIONS);
    for delete in tokens.chain([REMOVE_CODES, REMOVE_INVITATIONS]) {
        app.db.remove_old(&[delete], before).await?;
    }
    Ok(())
}

async fn remove_lockouts(app: App) -> Result<(), JobError> {
    lockout::remove_old(&app).await?;
    device::remove_old(&app).await?;
    Ok(throttle::remove_full(&app.db, app.clock.now()).await?)
}

async fn remove_registrations(app: App) -> Result<(), JobError> {
    Ok(email_proof::remove_old(&app).await?)
}
