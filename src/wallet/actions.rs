//! Server functions of the wallet.

use super::payout::{self, PayoutForm};
use super::payout_method::{self, PayoutMethodForm};
use super::settlement::{self, SettlementForm};
use crate::id::{PayoutId, PayoutMethodId};
use crate::problem::Problem;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "wallet/withdraw")]
pub async fn withdraw(#[server(flatten)] form: PayoutForm) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let payout = payout::request(&app, &member, &form).await?;
    notice(&format!(
        "Payout of {} requested.",
        payout.currency.show(payout.amount_minor)
    ));
    redirect("/wallet/payouts");
    Ok(())
}

#[server(prefix = "/do", endpoint = "wallet/add-method")]
pub async fn add_method(#[server(flatten)] form: PayoutMethodForm) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    payout_method::add(&app, &member, form.parse()?).await?;
    notice("Payout method added.");
    redirect("/wallet/payouts");
    Ok(())
}

#[server(prefix = "/do", endpoint = "wallet/remove-method")]
pub async fn remove_method(#[server(default)] payout_method_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let id = PayoutMethodId::parse(&payout_method_id).map_err(|_| Problem::not_found())?;
    payout_method::remove(&app, &member, &id).await?;
    notice("Payout method removed.");
    redirect("/wallet/payouts");
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/settle-payout")]
pub async fn settle_payout(
    #[server(default)] payout_id: String,
    #[server(flatten)] form: SettlementForm,
) -> Result<(), Problem> {
    let app = context::app()?;
    let admin = context::admin()?;
    let id = PayoutId::parse(&payout_id).map_err(|_| Problem::not_found())?;
    let payout = settlement::settle(&app, &admin, &id, form).await?;
    notice(&format!(
        "The payout of {} is settled.",
        payout.currency.show(payout.amount_minor)
    ));
    redirect("/admin/payouts");
    Ok(())
}
