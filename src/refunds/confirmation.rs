//! Confirmation that a buyer has the money of a refund, by whoever sent it.

use super::refund::{RefundRow, RefundStatus};
use super::store;
use crate::audit::{self, Act};
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{RefundId, UserId};
use crate::problem::Problem;
use crate::state::App;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Confirmation form of a refund.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = RefundConfirmation)]
pub struct ConfirmationForm {
    /// Name of the payment that brought the money to the buyer.
    pub reference: String,
}

/// Marks a refund as paid back. The same reference again changes nothing; another one is refused.
pub async fn confirm(
    app: &App,
    refund_id: &RefundId,
    form: &ConfirmationForm,
    by: Option<&UserId>,
) -> Result<RefundRow, Problem> {
    let reference = form::line(&form.reference, "The reference", 200)
        .map_err(|message| FieldErrors::of("reference", message))?;
    app.db
        .retrying(|| confirm_once(app, refund_id, &reference, by))
        .await
}

async fn confirm_once(
    app: &App,
    refund_id: &RefundId,
    reference: &str,
    by: Option<&UserId>,
) -> Result<RefundRow, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let refund = store::locked(&mut tx, refund_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    match refund.status {
        RefundStatus::External | RefundStatus::Failed => {}
        RefundStatus::Paid if refund.reference.as_deref() == Some(reference) => return Ok(refund),
        status => {
            return Err(Problem::conflict(format!(
                "The refund is {}, so it cannot be confirmed with this reference.",
                status.as_str()
            )));
        }
    }
    let paid = store::set_paid(&mut tx, refund_id, reference, now).await?;
    let content = json!({ "refund_id": paid.refund_id, "order_id": paid.order_id });
    events::emit(&mut tx, now, "refund.paid", Some(&paid.seller_id), &content).await?;
    let act = Act {
        action: "refund.confirmed",
        seller_id: Some(&paid.seller_id),
        user_id: by,
        subject: Some(refund_id.as_str()),
        before: Some(json!({ "status": refund.status })),
        after: Some(json!({ "status": paid.status, "reference": reference })),
    };
    audit::note(&mut tx, now, act).await?;
    tx.commit().await?;
    Ok(paid)
}
