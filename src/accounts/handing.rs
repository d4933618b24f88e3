//! Handing a secret that is shown once to the page that shows it: sealed in a cookie for that one page, taken away
//! as it is read. Nothing of it is stored.

use crate::id::UserId;
use crate::problem::Problem;
use crate::state::App;
use crate::web::pages::{cookie, set_cookie};

const NAME: &str = "shown_once";

/// Gives a secret to the page at `path`, for the person who made it.
pub fn hand_over(app: &App, user_id: &UserId, secret: &str, path: &str) -> Result<(), Problem> {
    let sealed = app
        .secrets
        .seal(NAME, &format!("{user_id} {secret}"))
        .map_err(|error| Problem::internal(&error))?;
    let secure = if app.config.is_https() { "; Secure" } else { "" };
    set_cookie(&format!(
        "{NAME}={sealed}; Path={path}; HttpOnly; SameSite=Strict; Max-Age=120{secure}"
    ));
    Ok(())
}

/// The secret that this person was just given on the page at `path`.
pub fn take(app: &App, user_id: &UserId, path: &str) -> Option<String> {
    let sealed = cookie(NAME)?;
    set_cookie(&format!(
        "{NAME}=; Path={path}; HttpOnly; SameSite=Strict; Max-Age=0"
    ));
    let opened = app.secrets.open(NAME, &sealed).ok()?;
    let (made_by, secret) = opened.split_once(' ')?;
    (made_by == user_id.as_str()).then(|| secret.to_owned())
}
