//! Known devices: a sign-in from an unknown one is reported to the person by mail. A browser in which someone
//! signed in carries a long-lived cookie, by which it is known at the next sign-in: strangers' wrong
//! passwords do not count there.

use super::origin::Origin;
use super::session::device;
use super::store::{self, UserRow};
use crate::clock::{DAY_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::id::UserId;
use crate::mail_limit::{self, Sending};
use crate::problem::Problem;
use crate::secret::{hash, random_text};
use crate::state::App;
use crate::web::cookies;
use crate::web::source::{DEVICE_COOKIE, Source};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Time a device stays known after a sign-in.
const KNOWN_FOR_MS: i64 = 90 * DAY_MS;

/// Time a browser's device cookie stays trusted after a sign-in.
const TRUSTED_FOR_MS: i64 = 180 * DAY_MS;

/// The content of a `user.new_device` event.
#[derive(Debug, Serialize, Deserialize)]
pub struct NewDevice {
    pub user_id: UserId,
    /// Such as `Firefox on Linux`.
    pub device: String,
    pub address: Option<String>,
    pub at: Millis,
}

/// Notes the device of a sign-in. The first of all is no news.
pub async fn note(
    app: &App,
    tx: &mut Tx,
    user_id: &UserId,
    origin: &Origin,
    now: Millis,
) -> Result<(), Problem> {
    let name = device(origin.device.as_deref().unwrap_or_default());
    let since = now.plus(-KNOWN_FOR_MS);
    if store::see_device(tx, user_id, &name, since, now).await? {
        return Ok(());
    }
    let is_first = !store::knows_devices(tx, user_id).await?;
    let is_new = store::know_device(tx, user_id, &name, since, now).await?;
    let told = Sending::Notice {
        of: user_id,
        kind: "new device",
    };
    if is_new && !is_first && mail_limit::allow(app, tx, told, now).await?.is_ok() {
        let new = NewDevice {
            user_id: user_id.clone(),
            device: name,
            address: origin.address.clone(),
            at: now,
        };
        events::emit(tx, now, "user.new_device", None, &json!(new)).await?;
    }
    Ok(())
}

/// The hash of the request's device cookie, when the account signed in with it lately.
pub async fn trusted(app: &App, source: &Source, account_hash: &str) -> sqlx::Result<Option<String>> {
    let Some(token) = source.device() else {
        return Ok(None);
    };
    let (device_hash, since) = (hash(&token), app.clock.now().plus(-TRUSTED_FOR_MS));
    let is_trusted = store::is_trusted(&app.db, account_hash, &device_hash, since).await?;
    Ok(is_trusted.then_some(device_hash))
}

/// Replaces the browser's device cookie after a sign-in, for every account that signed in there, so that a
/// cookie someone brought along becomes worthless.
pub async fn trust(tx: &mut Tx, user: &UserRow, now: Millis) -> Result<(), Problem> {
    let token = random_text(32);
    let device_hash = hash(&token);
    if let Some(before) = Source::current().device() {
        store::rename_device(tx, &hash(&before), &device_hash).await?;
    }
    store::trust_device(tx, &hash(&user.email), &device_hash, &user.user_id, now).await?;
    cookies::put(&cookies::lasting(DEVICE_COOKIE, token, TRUSTED_FOR_MS / 1000));
    Ok(())
}

/// Removes device cookies that are no longer trusted.
pub async fn remove_old(app: &App) -> Result<(), Problem> {
    let before = app.clock.now().plus(-TRUSTED_FOR_MS);
    app.db.remove_old(&[store::REMOVE_DEVICES], before).await?;
    Ok(())
}
