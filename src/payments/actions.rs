//! Server functions of payments.

use super::settlement::{self, PaymentSettlementForm};
use crate::id::PaymentId;
use crate::problem::Problem;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "admin/settle-payment")]
pub async fn settle_payment(
    #[server(default)] payment_id: String,
    #[server(flatten)] form: PaymentSettlementForm,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let id = PaymentId::parse(&payment_id).map_err(|_| Problem::not_found())?;
    let payment = settlement::settle(&app, &admin, &id, form).await?;
    notice(&format!(
        "The payment {} is marked as {}.",
        payment.name(),
        payment.state.words().to_lowercase()
    ));
    redirect("/admin/payments");
    Ok(())
}
