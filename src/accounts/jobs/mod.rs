//! Jobs of accounts: mails on events, and schedules.

mod application;
mod entry;
mod membership;
mod people;
mod retention;
mod security;

use super::{shop_picture, store, verification};
use crate::events::{Consumer, Event, JobError, Schedule};
use crate::id::SellerId;
use crate::mail::Mail;
use crate::shop_storage::{self, Kind};
use crate::state::App;
use crate::viewer::Permission;
use std::time::Duration;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::short("accounts.mail_code", &["code.issued"], entry::mail_reset),
        Consumer::short("accounts.text_code", &["code.issued"], security::text_code),
        Consumer::short(
            "accounts.mail_registration",
            &["registration.requested"],
            entry::mail_registration,
        ),
        Consumer::short(
            "accounts.mail_another_code",
            &["registration.code_wanted"],
            entry::mail_another,
        ),
        Consumer::short(
            "accounts.issue_reset",
            &["password.forgotten"],
            entry::issue_reset,
        ),
        Consumer::short(
            "accounts.mail_password_change",
            &["user.password_changed", "user.password_reset"],
            security::mail_password_change,
        ),
        Consumer::short("accounts.mail_lock", &["user.locked"], security::mail_lock),
        Consumer::short(
            "accounts.mail_new_device",
            &["user.new_device"],
            security::mail_new_device,
        ),
        Consumer::short(
            "accounts.mail_second_factor",
            &[
                "second_factor.enabled",
                "second_factor.disabled",
                "second_factor.codes_renewed",
                "second_factor.recovery_code_used",
            ],
            security::mail_second_factor,
        ),
        Consumer::short(
            "accounts.mail_decision",
            &[
                "seller.approved",
                "seller.rejected",
                "seller.suspended",
                "seller.reinstated",
            ],
            mail_decision,
        ),
        Consumer::short(
            "accounts.mail_invitation",
            &["member.invited"],
            membership::mail_invitation,
        ),
        Consumer::short(
            "accounts.mail_membership",
            &["member.joined", "member.left", "member.changed", "member.removed"],
            membership::mail_membership,
        ),
        Consumer::short(
            "accounts.mail_api_key",
            &["api_key.created"],
            membership::mail_api_key,
        ),
        Consumer::short(
            "accounts.mail_application",
            &["seller.application_ready", "seller.resubmitted"],
            application::mail_step,
        ),
        Consumer::short(
            "accounts.mail_document",
            &["document.accepted", "document.refused"],
            application::mail_document,
        ),
        Consumer::short(
            "accounts.note_ready",
            &["payout_method.added", "payout_method.removed"],
            application::note_ready,
        ),
        Consumer::short(
            "accounts.mail_account",
            &[
                "user.disabled",
                "user.enabled",
                "user.session_ended",
                "user.sessions_ended",
                "user.role_changed",
                "second_factor.reset",
            ],
            people::mail_account,
        ),
    ]
}

/// Schedules: old files, lockouts, registrations, sessions and tokens are removed; storage is recounted.
pub fn schedules() -> Vec<Schedule> {
    let mut schedules = retention::schedules();
    schedules.extend([
        Schedule::new(
            "accounts.remove_documents",
            Duration::from_secs(60),
            |app| async move { verification::remove_due(&app).await },
        ),
        Schedule::new(
            "accounts.remove_pictures",
            Duration::from_secs(60),
            |app| async move { shop_picture::remove_due(&app).await },
        ),
        Schedule::new(
            "accounts.recount_documents",
            shop_storage::RECOUNTED_EVERY,
            |app| async move {
                Ok(shop_storage::recount(&app.db, Kind::Documents, store::SUM_OF_DOCUMENTS).await?)
            },
        ),
        Schedule::new(
            "accounts.recount_pictures",
            shop_storage::RECOUNTED_EVERY,
            |app| async move {
                Ok(shop_storage::recount(&app.db, Kind::ShopPictures, store::SUM_OF_PICTURES).await?)
            },
        ),
    ]);
    schedules
}

async fn mail_decision(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let Some(seller) = store::seller(&app.db, seller_id).await? else {
        return Ok(());
    };
    let name = &seller.shop_name;
    let told = application::DecisionNotice::of(&app, &event, seller_id).await?;
    let reason = told.reason.as_deref().unwrap_or("No reason was given.");
    let (subject, words) = match event.kind.as_str() {
        "seller.approved" => (
            format!("{name} is approved"),
            format!(
                "Good news: {name} is approved and can now sell.\n\nYour shop: {}\n",
                app.address_of("/dashboard")
            ),
        ),
        "seller.rejected" => (
            format!("{name} was not approved"),
            format!(
                "We could not approve {name} as it is.\n\nReason: {reason}\n\n{}Fix it and apply again: {}\n",
                told.lines(),
                app.address_of("/settings/approval")
            ),
        ),
        "seller.suspended" => (
            format!("{name} is suspended"),
            format!(
                "{name} is suspended: it cannot sell for now, and its payouts are on hold.\n\nReason: \
                    {reason}\n\nContact us: {}\n",
                app.address_of("/support")
            ),
        ),
        _ => (
            format!("{name} can sell again"),
            format!(
                "The suspension of {name} has been lifted.\n\nYour shop: {}\n",
                app.address_of("/dashboard")
            ),
        ),
    };
    mail_owners(&app, &event, seller_id, &subject, &words).await
}

/// One mail about an event to one address; it is one mail however often the event is delivered.
async fn send(
    app: &App,
    event: &Event,
    to: String,
    subject: impl Into<String>,
    text: String,
) -> Result<(), JobError> {
    let mail = Mail {
        id: event.event_id.to_string(),
        to,
        subject: subject.into(),
        text,
    };
    Ok(app.mailer.send(&mail).await?)
}

/// Mails every owner of a shop about an event; each mail is one mail however often the event is delivered.
pub async fn mail_owners(
    app: &App,
    event: &Event,
    seller_id: &SellerId,
    subject: &str,
    text: &str,
) -> Result<(), JobError> {
    let owners = store::owners_of(&app.db, seller_id).await?;
    mail_each(app, event, owners, subject, text).await
}

/// Mails every member of a shop who has that permission.
pub async fn mail_members(
    app: &App,
    event: &Event,
    seller_id: &SellerId,
    permission: Permission,
    subject: &str,
    text: &str,
) -> Result<(), JobError> {
    let members = store::members_with(&app.db, seller_id, permission).await?;
    mail_each(app, event, members, subject, text).await
}

async fn mail_each(
    app: &App,
    event: &Event,
    addresses: Vec<String>,
    subject: &str,
    text: &str,
) -> Result<(), JobError> {
    for (number, to) in addresses.into_iter().enumerate() {
        let id = format!("{}-{number}", event.event_id);
        app.mailer
            .send(&Mail {
                id,
                to,
                subject: subject.to_owned(),
                text: text.to_owned(),
            })
            .await?;
    }
    Ok(())
}
