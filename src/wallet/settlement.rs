//! Manual settlement of a payout: paid with the bank's reference, or failed. A failed one comes back to the
//! balance, debt first.

use super::ledger::{Account, Kind, Transfer, post};
use super::payout::{PayoutStatus, fee};
use super::store::{self, PayoutRow};
use crate::accounts;
use crate::audit::{self, Act};
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::PayoutId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, SellerStatus, duty};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Settlement form.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct SettlementForm {
    /// `paid` or `failed`.
    pub outcome: String,
    /// The bank's reference, or why it failed.
    pub reference: Option<String>,
}

/// Why a payout does not leave.
const SUSPENDED: &str = "The shop is suspended, so its payouts are on hold: this one waits until the shop \
    is reinstated, or fails.";

/// Settles a waiting payout. The second settlement of the same payout is refused.
pub async fn settle(
    app: &App,
    admin: &Admin<Fresh<duty::Payouts>>,
    payout_id: &PayoutId,
    form: SettlementForm,
) -> Result<PayoutRow, Problem> {
    let mut errors = FieldErrors::new();
    let outcome = match form.outcome.trim() {
        "paid" => Some(PayoutStatus::Paid),
        "failed" => Some(PayoutStatus::Failed),
        _ => {
            errors.add("outcome", "Choose paid or failed.");
            None
        }
    };
    let reference = errors.take(
        "reference",
        form::optional_line(form.reference.as_deref(), "The reference", 200),
    );
    if outcome == Some(PayoutStatus::Paid) && reference == Some(None) {
        errors.add("reference", "The payment reference is required.");
    }
    let (outcome, reference) = errors.or(outcome.zip(reference))?;
    app.db
        .retrying(|| settle_once(app, admin, payout_id, outcome, reference.as_deref()))
        .await
}

/// Transfers of a settled payout: to the bank, or back to the balance with its fee, debt first. `fee_minor`
/// is what of the fee was not posted with the request, as it is of payouts asked for before fees were posted
/// there.
pub(crate) fn transfers(
    payout: &PayoutRow,
    outcome: PayoutStatus,
    fee_minor: i64,
    debt_minor: i64,
) -> [Transfer; 3] {
    let payout_id = &payout.payout_id;
    let transfer = |kind, debit, credit, amount_minor, description: &str| Transfer {
        kind,
        debit,
        credit,
        amount_minor,
        order_id: None,
        line_id: None,
        payout_id: Some(payout_id.clone()),
        description: description.to_owned(),
        idempotency_id: format!("{}:{payout_id}", kind.as_str()),
    };
    let net_minor = payout.amount_minor - payout.fee_minor;
    if outcome == PayoutStatus::Paid {
        [
            fee(payout, fee_minor),
            transfer(
                Kind::PayoutPaid,
                Account::InPayout,
                Account::Bank,
                net_minor,
                "Payout paid",
            ),
            transfer(Kind::DebtSettled, Account::Available, Account::Debt, 0, ""),
        ]
    } else {
        [
            transfer(
                Kind::PayoutReturned,
                Account::InPayout,
                Account::Available,
                net_minor + fee_minor,
                "Payout failed",
            ),
            transfer(
                Kind::PayoutFeeReturned,
                Account::Fees,
                Account::Available,
                payout.fee_minor - fee_minor,
                "Fee of the failed payout",
            ),
            transfer(
                Kind::DebtSettled,
                Account::Available,
                Account::Debt,
                debt_minor.min(payout.amount_minor),
                "Debt settled",
            ),
        ]
    }
}

async fn settle_once(
    app: &App,
    admin: &Admin<Fresh<duty::Payouts>>,
    payout_id: &PayoutId,
    outcome: PayoutStatus,
    reference: Option<&str>,
) -> Result<PayoutRow, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let settled = store::settle_payout(
        &mut tx,
        payout_id,
        outcome.as_str(),
        reference,
        &admin.user_id,
        now,
    )
    .await?;
    let Some(payout) = settled else {
        let status = store::payout_status(&mut tx, payout_id)
            .await?
            .ok_or_else(Problem::not_found)?;
        return Err(Problem::conflict(format!(
            "The payout is {status}; it is not waiting to be settled."
        )));
    };
    let standing = accounts::lock_status(&mut tx, &payout.seller_id).await?;
    if outcome == PayoutStatus::Paid && standing == Some(SellerStatus::Suspended) {
        return Err(Problem::conflict(SUSPENDED));
    }
    let debt_minor = store::balances_in(&mut tx, &payout.seller_id).await?.debt_minor;
    let fee_minor = match store::fee_is_posted(&mut tx, payout_id).await? {
        true => 0,
        false => payout.fee_minor,
    };
    let transfers = transfers(&payout, outcome, fee_minor, debt_minor);
    post(&mut tx, &payout.seller_id, payout.currency, now, &transfers).await?;
    let action = if outcome == PayoutStatus::Paid {
        "payout.paid"
    } else {
        "payout.failed"
    };
    let act = Act {
        action,
        seller_id: Some(&payout.seller_id),
        user_id: Some(&admin.user_id),
        subject: Some(payout_id.as_str()),
        before: Some(json!({ "status": PayoutStatus::Requested.as_str() })),
        after: Some(json!({ "status": outcome.as_str(), "reference": reference })),
    };
    audit::note(&mut tx, now, act).await?;
    events::emit(
        &mut tx,
        now,
        action,
        Some(&payout.seller_id),
        &json!({ "payout_id": payout_id }),
    )
    .await?;
    tx.commit().await?;
    Ok(payout)
}
