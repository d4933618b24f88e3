//! Devices: a sign-in from one that the person has not used lately is told to them by mail.

use super::session::device;
use super::sign_in::Origin;
use super::store;
use crate::clock::{DAY_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::id::UserId;
use crate::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How long after a sign-in a device is known.
const KNOWN_FOR_MS: i64 = 90 * DAY_MS;

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
pub async fn note(tx: &mut Tx, user_id: &UserId, origin: &Origin, now: Millis) -> Result<(), Problem> {
    let name = device(origin.device.as_deref().unwrap_or_default());
    let since = now.plus(-KNOWN_FOR_MS);
    if store::see_device(tx, user_id, &name, since, now).await? {
        return Ok(());
    }
    let is_first = !store::knows_devices(tx, user_id).await?;
    let is_new = store::know_device(tx, user_id, &name, since, now).await?;
    if is_new && !is_first {
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
