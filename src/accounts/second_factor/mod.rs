//! Second factor: a code from an authenticator app, and recovery codes in case it is lost. With one, the
//! right password alone opens nothing: neither a session nor anything sensitive.

mod enrolment;
pub mod pending_sign_in;
mod recovery;
pub mod totp;

pub use enrolment::{EnrolmentForm, Offer, end, enrol, offer, renew_codes};

use super::lockout::GuessContext;
use super::{lockout, store};
use crate::audit::{self, Act};
use crate::events;
use crate::id::UserId;
use crate::problem::Problem;
use crate::state::App;
use serde_json::json;
use totp::Key;

/// Sealing purpose of the secrets.
const SEALED_FOR: &str = "totp";

/// Message for a wrong code.
pub const WRONG: &str = "That code is wrong or was already used. Wait for the app to show the next one.";

/// Checks a typed code against the app's current code or the recovery codes. Either is used up by it: the
/// same again is wrong. Wrong ones are counted by themselves; a right password does not clear their count.
pub async fn check(
    app: &App,
    during: GuessContext<'_>,
    user_id: &UserId,
    email: &str,
    typed: &str,
) -> Result<bool, Problem> {
    lockout::attempt(app, lockout::SECOND_FACTOR, during, email).await?;
    let Some(sealed) = store::sealed_factor(&app.db, user_id).await? else {
        return Ok(false);
    };
    let now = app.clock.now();
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let mut tx = app.db.begin().await?;
    let right = if code.len() == 6 {
        let secret = app
            .secrets
            .open(SEALED_FOR, &sealed)
            .map_err(|error| Problem::internal(&error))?;
        match Key::read(&secret, email)?.step_of(&code, now) {
            Some(step) => store::use_step(&mut tx, user_id, step).await?,
            None => false,
        }
    } else {
        let used = store::use_recovery_code(&mut tx, user_id, &recovery::hashed(&code), now).await?;
        if used {
            let act = Act {
                action: "second_factor.recovery_code_used",
                user_id: Some(user_id),
                ..Act::default()
            };
            audit::note(&mut tx, now, act).await?;
            let content = json!({ "user_id": user_id });
            events::emit(&mut tx, now, "second_factor.recovery_code_used", None, &content).await?;
        }
        used
    };
    if right {
        lockout::clear_in(app, &mut tx, lockout::SECOND_FACTOR, during, email).await?;
    }
    // Used up whatever comes of the request; the claim of a doubled click belongs to the act that follows.
    tx.commit_aside().await?;
    Ok(right)
}
