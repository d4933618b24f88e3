//! One-time display of a secret: sealed in a cookie for a single page and deleted when read. Nothing of it is
//! stored.

use crate::id::UserId;
use crate::problem::Problem;
use crate::state::App;
use crate::web::cookies;
use cookie::SameSite;

const NAME: &str = "shown_once";

/// Hands a secret to the page at `path`, for the person who created it.
pub fn hand_over(app: &App, user_id: &UserId, secret: &str, path: &'static str) -> Result<(), Problem> {
    let sealed = app
        .secrets
        .seal(NAME, &format!("{user_id} {secret}"))
        .map_err(|error| Problem::internal(&error))?;
    let mut handed = cookies::lasting(NAME, sealed, 120);
    handed.set_path(path);
    handed.set_same_site(SameSite::Strict);
    cookies::put(&handed);
    Ok(())
}

/// Takes the secret handed to this person on the page at `path`.
pub fn take(app: &App, user_id: &UserId, path: &'static str) -> Option<String> {
    let sealed = cookies::asked(NAME)?;
    cookies::put(&cookies::gone(NAME, path));
    let opened = app.secrets.open(NAME, &sealed).ok()?;
    let (made_by, secret) = opened.split_once(' ')?;
    (made_by == user_id.as_str()).then(|| secret.to_owned())
}
