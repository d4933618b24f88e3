//! Payout methods: a bank account, UPI or crypto address; validated, sealed, shown masked.
//!
//! The first one ever is usable at once, a later one cools off for a day, so that a thief who got in cannot
//! change it and withdraw before the owner reads the mail. For a week after a member of the shop reset their password,
//! and for the first week of a member who joined it, every method that is added cools off, the first one too.

mod destination;
#[cfg(test)]
mod tests;

pub use destination::{BankAccount, Destination, MethodKind, PayoutMethodForm};

use super::store::{self, MethodRow};
use crate::accounts;
use crate::audit::{self, Act};
use crate::clock::{DAY_MS, Millis};
use crate::events;
use crate::id::{PayoutId, PayoutMethodId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, Member, duty, may};
use serde::Serialize;
use serde_json::json;

/// Waiting time of additional methods, in milliseconds.
pub const COOLING_MS: i64 = DAY_MS;
/// Waiting time of all methods after a member's password reset or joining, in milliseconds.
const WARY_MS: i64 = 7 * DAY_MS;
/// Sealing purpose of account details.
pub const SEALED_FOR: &str = "payout-method";

/// A payout method in the words of the API: masked.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PayoutMethod)]
pub struct PayoutMethodView {
    pub payout_method_id: PayoutMethodId,
    pub kind: MethodKind,
    pub masked: String,
    /// Time from which it can be used.
    pub usable_at: Millis,
    pub created_at: Millis,
}

impl From<MethodRow> for PayoutMethodView {
    fn from(row: MethodRow) -> Self {
        let MethodRow {
            payout_method_id,
            kind,
            masked,
            usable_at,
            created_at,
        } = row;
        Self {
            payout_method_id,
            kind,
            masked,
            usable_at,
            created_at,
        }
    }
}

/// Adds a method. It is audited, and mailed to the owners.
pub async fn add(
    app: &App,
    member: &Member<Fresh<may::Payouts>>,
    destination: Destination,
) -> Result<PayoutMethodView, Problem> {
    let now = app.clock.now();
    let in_full = serde_json::to_string(&destination).map_err(|error| Problem::internal(&error))?;
    let sealed = app
        .secrets
        .seal(SEALED_FOR, &in_full)
        .map_err(|error| Problem::internal(&error))?;
    let mut tx = app.db.begin().await?;
    // Whoever adds a method waits here for the one before: of several at once, one is the first.
    if !accounts::hold_shop(&mut tx, &member.seller_id).await? {
        return Err(Problem::conflict("The shop is closed."));
    }
    let is_first = store::methods_ever(&mut tx, &member.seller_id).await? == 0;
    let wary_since = accounts::wary_since(&mut tx, &member.seller_id, &member.user_id).await?;
    let is_wary = wary_since.is_some_and(|at| now.0 - at.0 < WARY_MS);
    let method = MethodRow {
        payout_method_id: PayoutMethodId::new(now),
        kind: destination.kind(),
        masked: destination.masked(),
        usable_at: if is_first && !is_wary {
            now
        } else {
            now.plus(COOLING_MS)
        },
        created_at: now,
    };
    store::insert_method(&mut tx, &member.seller_id, &method, &sealed).await?;
    note(
        &mut tx,
        member,
        "payout_method.added",
        &method.payout_method_id,
        &method.masked,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(method.into())
}

/// Removes a method. Payouts already asked for keep theirs.
pub async fn remove(
    app: &App,
    member: &Member<Fresh<may::Payouts>>,
    payout_method_id: &PayoutMethodId,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let masked = store::remove_method(&mut tx, &member.seller_id, payout_method_id, now)
        .await?
        .ok_or_else(Problem::not_found)?;
    note(
        &mut tx,
        member,
        "payout_method.removed",
        payout_method_id,
        &masked,
        now,
    )
    .await?;
    Ok(tx.commit().await?)
}

async fn note(
    tx: &mut crate::db::Tx,
    member: &Member<Fresh<may::Payouts>>,
    action: &str,
    payout_method_id: &PayoutMethodId,
    masked: &str,
    now: Millis,
) -> Result<(), Problem> {
    let shown = Some(json!({ "masked": masked }));
    let (before, after) = match action {
        "payout_method.removed" => (shown, None),
        _ => (None, shown),
    };
    let act = Act {
        action,
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(payout_method_id.as_str()),
        before,
        after,
    };
    audit::note(tx, now, act).await?;
    events::emit(
        tx,
        now,
        action,
        Some(&member.seller_id),
        &json!({ "payout_method_id": payout_method_id }),
    )
    .await?;
    Ok(())
}

/// The account of a payout in full, for an admin who settles it by hand and signed in lately; that it was shown is
/// audited.
pub async fn show_in_full(
    app: &App,
    admin: &Admin<duty::Payouts>,
    payout_id: &PayoutId,
) -> Result<Option<String>, Problem> {
    let admin = admin.fresh()?;
    let Some(sealed) = store::sealed_method_of(&app.db, payout_id).await? else {
        return Ok(None);
    };
    let opened = app
        .secrets
        .open(SEALED_FOR, &sealed)
        .map_err(|error| Problem::internal(&error))?;
    let destination: Destination =
        serde_json::from_str(&opened).map_err(|error| Problem::internal(&error))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let act = Act {
        action: "payout.method_seen",
        user_id: Some(&admin.user_id),
        subject: Some(payout_id.as_str()),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    tx.commit().await?;
    Ok(Some(destination.in_full()))
}

/// The seller's methods, newest first, masked.
pub async fn list(app: &App, member: &Member<may::Payouts>) -> Result<Vec<PayoutMethodView>, Problem> {
    Ok(store::methods(&app.db, &member.seller_id)
        .await?
        .into_iter()
        .map(PayoutMethodView::from)
        .collect())
}
