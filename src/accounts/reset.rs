//! A forgotten password: a code by mail, a new password, and every other session ends.

use super::code::{self, Purpose};
use super::{lockout, password, store, user};
use crate::audit::{self, Act};
use crate::form::FieldErrors;
use crate::problem::Problem;
use crate::state::App;
use serde::{Deserialize, Serialize};

/// A new password for the code that was mailed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ResetForm {
    pub email: String,
    pub code: String,
    pub password: String,
}

/// Mails a code, if the address has an account; the answer never says which.
pub async fn request(app: &App, email: &str) -> Result<(), Problem> {
    let Ok(email) = user::normal_email(email) else {
        return Ok(());
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if let Some(user) = store::user_by_email(&mut tx, &email)
        .await?
        .filter(|user| user.disabled_at.is_none())
    {
        code::issue(&mut tx, &app.secrets, &user.user_id, Purpose::ResetPassword, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Sets the new password. Who can read the mail has shown the address is theirs, so it counts as verified.
pub async fn reset(app: &App, form: ResetForm) -> Result<(), Problem> {
    if let Some(why) = password::too_weak(&form.password) {
        return Err(FieldErrors::of("password", why).into());
    }
    let hash = password::hash(&form.password).await?;
    let wrong = || {
        FieldErrors::of(
            "code",
            "That code is wrong or no longer good. Ask for a new one if need be.",
        )
    };
    let Ok(email) = user::normal_email(&form.email) else {
        return Err(wrong().into());
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(user) = store::user_by_email(&mut tx, &email).await? else {
        return Err(wrong().into());
    };
    let fits = code::redeem(&mut tx, &user.user_id, Purpose::ResetPassword, &form.code, now).await?;
    if fits {
        store::set_password(&mut tx, &user.user_id, &hash).await?;
        store::verify_user(&mut tx, &user.user_id, now).await?;
        lockout::clear_in(app, &mut tx, lockout::PASSWORD, &email).await?;
        store::end_other_sessions(&mut tx, &user.user_id, None, now).await?;
        let act = Act {
            action: "user.password_reset",
            user_id: Some(&user.user_id),
            ..Act::default()
        };
        audit::note(&mut tx, now, act).await?;
    }
    tx.commit().await?;
    if fits { Ok(()) } else { Err(wrong().into()) }
}
