//! Password reset: a code and a link by mail, a new password, and every session ends.

use super::code::{self, Purpose};
use super::{email_proof, lockout, password, store, user};
use crate::audit::{self, Act};
use crate::clock::{HOUR_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::form::FieldErrors;
use crate::id::UserId;
use crate::mail_limit::CodeFor;
use crate::problem::Problem;
use crate::secret::hash;
use crate::state::App;
use crate::throttle::{self, Allowance};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Tries of codes at one account from everywhere: 44 on the first day, 24 on the next ones, of a million. Who has used
/// them up keeps nobody out: the link in the mail needs no count.
pub const TRIES: Allowance = Allowance {
    name: "guess.reset_code",
    burst: 20,
    every_ms: HOUR_MS,
};

/// A new password for the code that was mailed, or for the link.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ResetForm {
    pub email: String,
    pub code: String,
    /// Value of `link=` in the mailed link, instead of address and code.
    pub link: Option<String>,
    pub password: String,
}

/// Requests a code and a link, if the address has an account; that is looked up when the mail is written, so
/// the response and the work are the same for every address.
pub async fn request(app: &App, email: &str) -> Result<(), Problem> {
    let Ok(email) = user::normal_email(email) else {
        return Ok(());
    };
    email_proof::want_code(app, "password.forgotten", CodeFor::Reset, &email, None).await
}

/// Sets the new password. Who can read the mail has shown the address is theirs, so it counts as verified.
pub async fn reset(app: &App, form: &ResetForm) -> Result<(), Problem> {
    if let Some(why) = password::too_weak(&form.password) {
        return Err(FieldErrors::of("password", why).into());
    }
    let password_hash = password::hash(&form.password).await?;
    match form
        .link
        .as_deref()
        .map(str::trim)
        .filter(|link| !link.is_empty())
    {
        Some(link) => by_link(app, link, &password_hash).await,
        None => by_code(app, form, &password_hash).await,
    }
}

async fn by_link(app: &App, link: &str, password_hash: &str) -> Result<(), Problem> {
    let now = app.clock.now();
    let since = now.plus(-code::LINK_GOOD_FOR_MS);
    let mut tx = app.db.begin().await?;
    let purpose = Purpose::ResetPassword.as_str();
    let used = store::use_link(&mut tx, &hash(link), purpose, since, now).await?;
    let user = match used {
        Some(user_id) => store::user_in(&mut tx, &user_id).await?,
        None => None,
    };
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else {
        let wrong = "This link was used or has expired. Request a new one.";
        return Err(FieldErrors::of("link", wrong).into());
    };
    set(app, &mut tx, &user, password_hash, now).await?;
    Ok(tx.commit().await?)
}

/// One try is counted for every address, in one transaction, whether or not it has an account.
async fn by_code(app: &App, form: &ResetForm, password_hash: &str) -> Result<(), Problem> {
    let wrong = || {
        FieldErrors::of(
            "code",
            "That code is wrong or has expired. Request a new one if you need it.",
        )
    };
    let Ok(email) = user::normal_email(&form.email) else {
        return Err(wrong().into());
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if app.config.rate_limits
        && let Err(used_up) = throttle::take(&mut tx, &TRIES, &email, now).await?
    {
        let detail = "Too many wrong codes for this address. Open the link in the email instead.";
        return Err(Problem::rate_limited(detail, used_up.wait_s()));
    }
    let user = store::user_by_email(&mut tx, &email)
        .await?
        .filter(|user| user.disabled_at.is_none());
    let fits = match &user {
        Some(user) => code::redeem(&mut tx, &user.user_id, Purpose::ResetPassword, &form.code, now).await?,
        None => false,
    };
    let Some(user) = user.filter(|_| fits) else {
        // The try counts, and is not yet the act that the form's claim stands for.
        tx.commit_aside().await?;
        return Err(wrong().into());
    };
    set(app, &mut tx, &user, password_hash, now).await?;
    Ok(tx.commit().await?)
}

/// Sets the password for whoever can read the account's mail. Every device is a new one from then on, and
/// what was begun before the address was ever proven ends.
async fn set(
    app: &App,
    tx: &mut Tx,
    user: &store::UserRow,
    password_hash: &str,
    now: Millis,
) -> Result<(), Problem> {
    let user_id: &UserId = &user.user_id;
    if user.verified_at.is_none() {
        store::end_unproven(tx, user_id, now).await?;
        store::verify_user(tx, user_id, now).await?;
    }
    store::forget_devices(tx, user_id).await?;
    store::reset_password(tx, user_id, password_hash, now).await?;
    store::use_up_codes(tx, user_id, Purpose::ResetPassword.as_str(), now).await?;
    store::forget_registrations(tx, &user.email).await?;
    store::end_other_sessions(tx, user_id, None, now).await?;
    lockout::open_everywhere(app, tx, lockout::PASSWORD, &user.email).await?;
    throttle::clear(tx, &TRIES, &user.email).await?;
    let act = Act {
        action: "user.password_reset",
        user_id: Some(user_id),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    let content = json!({ "user_id": user_id });
    events::emit(tx, now, "user.password_reset", None, &content).await?;
    Ok(())
}
