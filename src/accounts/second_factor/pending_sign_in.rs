//! Sign-in between password and code: a sealed cookie, valid five minutes, that only opens the page asking
//! for the code.

use crate::accounts::sign_in::PendingSignIn;
use crate::accounts::store;
use crate::clock::{MINUTE_MS, Millis};
use crate::id::{SellerId, UserId};
use crate::problem::Problem;
use crate::secret::hash;
use crate::state::App;
use crate::web::cookies;
use serde::{Deserialize, Serialize};

/// Cookie name and sealing purpose.
const NAME: &str = "half_signed_in";
const GOOD_FOR_MS: i64 = 5 * MINUTE_MS;

#[derive(Serialize, Deserialize)]
struct Note {
    user_id: UserId,
    seller_id: Option<SellerId>,
    /// Path the person wanted.
    next: String,
    until: Millis,
    /// Fingerprint of the stored password; a new password invalidates the cookie.
    password: String,
}

/// Sets the cookie.
pub fn hand_over(app: &App, half: &PendingSignIn, next: &str) -> Result<(), Problem> {
    let note = Note {
        user_id: half.user.user_id.clone(),
        seller_id: half.seller_id.clone(),
        next: next.to_owned(),
        until: app.clock.now().plus(GOOD_FOR_MS),
        password: hash(&half.user.password_hash),
    };
    let note = serde_json::to_string(&note).map_err(|error| Problem::internal(&error))?;
    let sealed = app
        .secrets
        .seal(NAME, &note)
        .map_err(|error| Problem::internal(&error))?;
    cookies::put(&cookies::lasting(NAME, sealed, GOOD_FOR_MS / 1000));
    Ok(())
}

/// Whom the browser's note is of, when it is still good, and where they want to go.
pub async fn read(app: &App) -> Result<Option<(PendingSignIn, String)>, Problem> {
    let opened = cookies::asked(NAME).and_then(|sealed| app.secrets.open(NAME, &sealed).ok());
    let note: Option<Note> = opened.and_then(|note| serde_json::from_str(&note).ok());
    let Some(note) = note.filter(|note| note.until > app.clock.now()) else {
        return Ok(None);
    };
    let user = store::user_by_id(&app.db, &note.user_id).await?;
    let user = user.filter(|user| user.disabled_at.is_none() && hash(&user.password_hash) == note.password);
    Ok(user.map(|user| {
        let seller_id = note.seller_id;
        (PendingSignIn { user, seller_id }, note.next)
    }))
}

/// Removes the cookie.
pub fn drop_note() {
    cookies::put(&cookies::gone(NAME, "/"));
}
