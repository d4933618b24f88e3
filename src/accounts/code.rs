//! One-time codes: six digits, ten minutes, five tries. The code itself is nowhere stored: it is made again
//! from its id and the server's secret when it is mailed, and its hash is compared.

use super::store;
use crate::clock::{MINUTE_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::id::{CodeId, UserId};
use crate::secret::{Secrets, hash};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How long a code is good, in milliseconds.
pub const GOOD_FOR_MS: i64 = 10 * MINUTE_MS;
const MOST_TRIES: i64 = 5;
/// Codes to one person for one purpose, within an hour.
const MOST_PER_HOUR: i64 = 6;

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    VerifyEmail,
    ResetPassword,
    VerifyPhone,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
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

/// Issues a code in the transaction that needs it; its mail follows. Too many in an hour, and none goes out: then it
/// says no.
pub async fn issue(
    tx: &mut Tx,
    secrets: &Secrets,
    user_id: &UserId,
    purpose: Purpose,
    now: Millis,
) -> sqlx::Result<bool> {
    store::lock_user(tx, user_id).await?;
    let recent = store::codes_since(tx, user_id, purpose.as_str(), now.plus(-60 * MINUTE_MS)).await?;
    if recent >= MOST_PER_HOUR {
        return Ok(false);
    }
    let code_id = CodeId::new(now).to_string();
    let code_hash = hash(&format!("{code_id}{}", secrets.six_digits(&code_id)));
    store::insert_code(
        tx,
        &code_id,
        user_id,
        purpose.as_str(),
        &code_hash,
        now,
        now.plus(GOOD_FOR_MS),
    )
    .await?;
    let issued = Issued {
        code_id,
        user_id: user_id.clone(),
        purpose,
    };
    events::emit(tx, now, "code.issued", None, &json!(issued))
        .await
        .map(|_| true)
}

/// Uses a code up. Every wrong try counts against the newest code, and is written even though it failed.
pub async fn redeem(
    tx: &mut Tx,
    user_id: &UserId,
    purpose: Purpose,
    typed: &str,
    now: Millis,
) -> sqlx::Result<bool> {
    let typed: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let Some(code) = store::newest_code(tx, user_id, purpose.as_str()).await? else {
        return Ok(false);
    };
    if !store::try_code(tx, &code.code_id, MOST_TRIES, now).await? {
        return Ok(false);
    }
    let fits = hash(&format!("{}{typed}", code.code_id)) == code.code_hash;
    Ok(fits && store::use_code(tx, &code.code_id, now).await?)
}
