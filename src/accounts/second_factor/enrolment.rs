//! Second factor set-up, removal and recovery codes. Nothing is stored before the first code was right: until
//! then the secret travels sealed in the form.

use super::totp::Key;
use super::{SEALED_FOR, recovery};
use crate::accounts::store;
use crate::audit::{self, Act};
use crate::clock::{MINUTE_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::form::FieldErrors;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Proven, User};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Lifetime of a set-up offer, in milliseconds.
const OFFER_FOR_MS: i64 = 15 * MINUTE_MS;
/// Sealing purpose of an offer.
const OFFERED: &str = "totp-offer";

/// A secret as it is offered: shown, and sealed to come back with the first code.
pub struct Offer {
    pub text: String,
    /// The address of the QR code's picture.
    pub picture: String,
    pub sealed: String,
}

/// Form that accepts a set-up offer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EnrolmentForm {
    pub offer: String,
    pub code: String,
}

/// Offers a secret; the same one again to who mistyped its first code.
pub fn offer(app: &App, user: &User, again: Option<&str>) -> Result<Offer, Problem> {
    let now = app.clock.now();
    let known = again.and_then(|sealed| Some((open(app, user, sealed, now)?, sealed.to_owned())));
    let (key, sealed) = match known {
        Some((text, sealed)) => (Key::read(&text, &user.email)?, sealed),
        None => {
            let key = Key::new(&user.email)?;
            let until = now.plus(OFFER_FOR_MS).0;
            let content = format!("{} {until} {}", user.user_id, key.text());
            (key, seal(app, OFFERED, &content)?)
        }
    };
    Ok(Offer {
        text: key.text(),
        picture: key.picture()?,
        sealed,
    })
}

fn seal(app: &App, purpose: &str, text: &str) -> Result<String, Problem> {
    app.secrets
        .seal(purpose, text)
        .map_err(|error| Problem::internal(&error))
}

/// The secret of an offer that was made to this person a short while ago.
fn open(app: &App, user: &User, sealed: &str, now: Millis) -> Option<String> {
    let content = app.secrets.open(OFFERED, sealed).ok()?;
    let mut parts = content.split(' ');
    let (user_id, until, text) = (parts.next()?, parts.next()?, parts.next()?);
    let in_time = until.parse::<i64>().ok()? > now.0;
    (user_id == user.user_id.as_str() && in_time).then(|| text.to_owned())
}

/// Completes the set-up with a first code and returns the recovery codes, once.
pub async fn enrol(app: &App, user: &Proven, form: &EnrolmentForm) -> Result<Vec<String>, Problem> {
    let now = app.clock.now();
    let Some(text) = open(app, user, &form.offer, now) else {
        let late = "This page has expired. Here is a new code to scan; remove the old entry from your app.";
        return Err(FieldErrors::of(FieldErrors::FORM, late).into());
    };
    let code: String = form.code.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(step) = Key::read(&text, &user.email)?.step_of(&code, now) else {
        let wrong = "That code is wrong. Check the clock of the device that shows it.";
        return Err(FieldErrors::of("code", wrong).into());
    };
    let mut tx = app.db.begin().await?;
    let sealed = seal(app, SEALED_FOR, &text)?;
    if !store::insert_factor(&mut tx, &user.user_id, &sealed, step, now).await? {
        return Err(Problem::conflict("You already have a second factor."));
    }
    let codes = new_codes(&mut tx, user, now).await?;
    noted(&mut tx, user, "second_factor.enabled", now).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Creates new recovery codes; the old ones stop working.
pub async fn renew_codes(app: &App, user: &Proven) -> Result<Vec<String>, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let codes = new_codes(&mut tx, user, now).await?;
    noted(&mut tx, user, "second_factor.codes_renewed", now).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Turns the factor off.
pub async fn end(app: &App, user: &Proven) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::delete_factor(&mut tx, &user.user_id).await? {
        return Err(none());
    }
    noted(&mut tx, user, "second_factor.disabled", now).await?;
    Ok(tx.commit().await?)
}

fn none() -> Problem {
    Problem::conflict("You have no second factor.")
}

async fn new_codes(tx: &mut Tx, user: &User, now: Millis) -> Result<Vec<String>, Problem> {
    let codes = recovery::new_set();
    let hashes: Vec<String> = codes.iter().map(|code| recovery::hashed(code)).collect();
    if !store::replace_recovery_codes(tx, &user.user_id, &hashes, now).await? {
        return Err(none());
    }
    Ok(codes)
}

/// Records the action and notifies the person.
async fn noted(tx: &mut Tx, user: &User, action: &str, now: Millis) -> Result<(), Problem> {
    let act = Act {
        action,
        user_id: Some(&user.user_id),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    let content = json!({ "user_id": user.user_id });
    events::emit(tx, now, action, None, &content).await?;
    Ok(())
}
