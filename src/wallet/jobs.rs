//! Jobs of the wallet: mails to the shop's owners.

use super::store;
use crate::accounts;
use crate::events::{Consumer, Event, JobError};
use crate::id::PayoutId;
use crate::state::App;
use serde::Deserialize;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::short(
            "wallet.mail_payout",
            &["payout.requested", "payout.paid", "payout.failed"],
            mail_payout,
        ),
        Consumer::short(
            "wallet.mail_method",
            &["payout_method.added", "payout_method.removed"],
            mail_method,
        ),
        Consumer::short("wallet.forget_methods", &["seller.closed"], forget_methods),
    ]
}

async fn mail_payout(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct About {
        payout_id: PayoutId,
    }
    let about: About = event.read()?;
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let Some(payout) = store::payout(&app.db, seller_id, &about.payout_id).await? else {
        return Ok(());
    };
    let amount = payout.currency.show(payout.amount_minor);
    let link = app.address_of("/wallet/payouts");
    let (subject, text) = match event.kind.as_str() {
        "payout.requested" => (
            format!("Payout of {amount} requested"),
            format!("A payout of {amount} was requested. If that was not you, tell us at once.\n\n{link}\n"),
        ),
        "payout.paid" => (
            format!("Your payout of {amount} has been paid"),
            format!(
                "Your payout of {amount} has been paid: you receive {}. Reference: {}\n\n{link}\n",
                payout.currency.show(payout.amount_minor - payout.fee_minor),
                payout.reference.as_deref().unwrap_or("none")
            ),
        ),
        _ => (
            format!("Your payout of {amount} failed"),
            format!(
                "Your payout of {amount} failed, and the money is back in your balance. Reason: \
                    {}\n\n{link}\n",
                payout.reference.as_deref().unwrap_or("no reason was given")
            ),
        ),
    };
    accounts::jobs::mail_owners(&app, &event, seller_id, &subject, &text).await
}

async fn mail_method(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let what = if event.kind == "payout_method.added" {
        "added to"
    } else {
        "removed from"
    };
    let subject = format!("A payout method was {what} your shop");
    let text = format!(
        "A payout method was {what} your shop. If that was not you, change your password and tell us at once.\n\n{}\n",
        app.address_of("/wallet/payouts")
    );
    accounts::jobs::mail_owners(&app, &event, seller_id, &subject, &text).await
}

/// Deletes payout methods of a closed shop, which receives no more payouts. Payouts keep their mask.
async fn forget_methods(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    store::forget_methods(&mut tx, seller_id).await?;
    Ok(tx.commit().await?)
}
