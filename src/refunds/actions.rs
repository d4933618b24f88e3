//! Server functions of refunds.

use super::confirmation::{self, ConfirmationForm};
use crate::id::RefundId;
use crate::problem::Problem;
use crate::viewer::{Admin, duty};
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "admin/confirm-refund")]
pub async fn confirm_refund(
    #[server(default)] refund_id: String,
    #[server(flatten)] form: ConfirmationForm,
) -> Result<(), Problem> {
    let app = context::app()?;
    let admin: Admin<duty::Payouts> = context::admin()?;
    let id = RefundId::parse(&refund_id).map_err(|_| Problem::not_found())?;
    let refund = confirmation::confirm(&app, &id, &form, Some(&admin.user_id)).await?;
    let amount = refund.currency.show(refund.amount_minor);
    notice(&format!("The refund of {amount} is marked as paid back."));
    redirect("/admin/refunds");
    Ok(())
}
