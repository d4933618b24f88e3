//! One-time codes: six digits, ten minutes, five tries. The code itself is nowhere stored: it is made again
//! from its id and the server's secret when it is mailed, and its hash is compared.
//!
//! A code for a new password comes with a link that does the same: it is too long to be guessed, so it needs no
//! count, and whoever spoils the code by guessing does not keep the owner out.

use super::store;
use crate::clock::{HOUR_MS, MINUTE_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::id::{EventId, UserId};
use crate::secret::{Secrets, hash};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Lifetime of a code, in milliseconds.
pub const GOOD_FOR_MS: i64 = 10 * MINUTE_MS;
/// Lifetime of the link mailed with a code, in milliseconds.
pub const LINK_GOOD_FOR_MS: i64 = HOUR_MS;
/// Tries of one code.
pub const MOST_TRIES: i64 = 5;

/// Purpose of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    ResetPassword,
    VerifyPhone,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::VerifyPhone => "verify_phone",
        }
    }
}

/// The content of a `code.issued` event: which code, for whom; never the digits.
#[derive(Debug, Serialize, Deserialize)]
pub struct Issued {
    pub code_id: String,
    pub user_id: UserId,
    pub purpose: Purpose,
}

/// The id of the code that an event causes: the same however often the event is delivered.
pub fn id_of(event_id: &EventId) -> String {
    format!("code_{event_id}")
}

/// The hash that a code is compared by.
pub fn hashed(code_id: &str, digits: &str) -> String {
    hash(&format!("{code_id}{digits}"))
}

/// The digits as typed, without blanks and hyphens.
pub fn typed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// Token of the link mailed with a code, derived from the code's id with the server's secret.
pub fn link(secrets: &Secrets, code_id: &str) -> String {
    secrets.tag("code-link", code_id)
}

/// Issues a code in the transaction that needs it; its mail or text follows. A code that was issued is not again.
pub async fn issue(
    tx: &mut Tx,
    secrets: &Secrets,
    user_id: &UserId,
    purpose: Purpose,
    code_id: String,
    now: Millis,
) -> sqlx::Result<()> {
    let code_hash = hashed(&code_id, &secrets.six_digits(&code_id));
    let link_hash = (purpose == Purpose::ResetPassword).then(|| hash(&link(secrets, &code_id)));
    let code = store::NewCode {
        code_id: &code_id,
        user_id,
        purpose: purpose.as_str(),
        code_hash: &code_hash,
        link_hash: link_hash.as_deref(),
    };
    if !store::insert_code(tx, &code, now, now.plus(GOOD_FOR_MS)).await? {
        return Ok(());
    }
    let issued = Issued {
        code_id,
        user_id: user_id.clone(),
        purpose,
    };
    events::emit(tx, now, "code.issued", None, &json!(issued))
        .await
        .map(drop)
}

/// Uses a code up. Every wrong try counts against the newest code, and is written even though it failed.
pub async fn redeem(
    tx: &mut Tx,
    user_id: &UserId,
    purpose: Purpose,
    text: &str,
    now: Millis,
) -> sqlx::Result<bool> {
    let Some(code) = store::newest_code(tx, user_id, purpose.as_str()).await? else {
        return Ok(false);
    };
    if !store::try_code(tx, &code.code_id, MOST_TRIES, now).await? {
        return Ok(false);
    }
    let fits = hashed(&code.code_id, &typed(text)) == code.code_hash;
    Ok(fits && store::use_code(tx, &code.code_id, now).await?)
}
