//! Settlement of an unmatched payment by a person, with a reason.

use super::payment::PaymentState;
use super::store::{self, PaymentRow};
use crate::audit::{self, Act};
use crate::form::{self, FieldErrors};
use crate::id::PaymentId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Settlement form of a payment.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = PaymentSettlement)]
pub struct PaymentSettlementForm {
    /// `matched`, `refunded` or `ignored`. It is noted; no money is moved by it.
    pub outcome: String,
    pub reason: String,
}

/// Settles a waiting payment. The second settlement of the same payment is refused.
pub async fn settle(
    app: &App,
    admin: &Admin<duty::Payouts>,
    payment_id: &PaymentId,
    form: PaymentSettlementForm,
) -> Result<PaymentRow, Problem> {
    let mut errors = FieldErrors::new();
    let outcome = match form.outcome.trim() {
        "matched" => Some(PaymentState::Matched),
        "refunded" => Some(PaymentState::Refunded),
        "ignored" => Some(PaymentState::Ignored),
        _ => {
            errors.add("outcome", "Choose matched, refunded or ignored.");
            None
        }
    };
    let reason = errors.take("reason", form::line(&form.reason, "The reason", 500));
    let (outcome, reason) = errors.or(outcome.zip(reason))?;
    app.db
        .retrying(|| settle_once(app, admin, payment_id, outcome, &reason))
        .await
}

async fn settle_once(
    app: &App,
    admin: &Admin<duty::Payouts>,
    payment_id: &PaymentId,
    outcome: PaymentState,
    reason: &str,
) -> Result<PaymentRow, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let settled = store::settle(&mut tx, payment_id, outcome, reason, &admin.user_id, now).await?;
    let Some(payment) = settled else {
        let state = store::state(&mut tx, payment_id)
            .await?
            .ok_or_else(Problem::not_found)?;
        return Err(Problem::conflict(format!(
            "The payment is {}; it is not waiting to be settled.",
            state.as_str()
        )));
    };
    let act = Act {
        action: "payment.settled",
        user_id: Some(&admin.user_id),
        subject: Some(payment_id.as_str()),
        before: Some(json!({ "state": PaymentState::Waiting })),
        after: Some(json!({ "state": outcome, "reason": reason })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    tx.commit().await?;
    Ok(payment)
}
