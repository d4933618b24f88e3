//! Password change by someone who knows the current one, and the second-factor code if there is one; all
//! other sessions end.

use super::lockout::GuessContext;
use super::{lockout, password, sign_in, store};
use crate::audit::{self, Act};
use crate::events;
use crate::form::FieldErrors;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::User;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The current and the new password.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PasswordForm {
    pub current_password: String,
    pub password: String,
    /// The code of the second factor, or a recovery code, for someone who has one.
    pub otp: Option<String>,
}

/// Changes the password and ends every session but this one.
pub async fn change(app: &App, user: &User, form: &PasswordForm) -> Result<(), Problem> {
    let mut errors = FieldErrors::new();
    let during = GuessContext::Session(&user.session_id);
    lockout::attempt(app, lockout::PASSWORD, during, &user.email).await?;
    let known = store::find_user(&app.db, &user.email).await?;
    let hash = known.as_ref().map(|user| user.password_hash.as_str());
    if lockout::password_fits(app, user, &form.current_password, hash).await? {
        lockout::clear(app, lockout::PASSWORD, during, &user.email).await?;
    } else {
        errors.add("current_password", "That is not your current password.");
    }
    if let Some(why) = password::too_weak(&form.password) {
        errors.add("password", why);
    }
    errors.or(Some(()))?;
    // Last: a code serves once, so it is not asked of a form that fails anyway.
    sign_in::give_code(app, user, form.otp.as_deref()).await?;
    let hash = password::hash(&form.password).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // Another change may have come first, and what was given is the password no more.
    store::lock_user(&mut tx, &user.user_id).await?;
    let now_known = store::user_by_email(&mut tx, &user.email).await?;
    if now_known.map(|user| user.password_hash) != known.map(|user| user.password_hash) {
        return Err(FieldErrors::of("current_password", "That is not your current password.").into());
    }
    store::set_password(&mut tx, &user.user_id, &hash).await?;
    store::end_other_sessions(&mut tx, &user.user_id, Some(&user.session_id), now).await?;
    let act = Act {
        action: "user.password_changed",
        user_id: Some(&user.user_id),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    let content = json!({ "user_id": user.user_id });
    events::emit(&mut tx, now, "user.password_changed", None, &content).await?;
    Ok(tx.commit().await?)
}
