//! What follows from accounts' events: mail; and what is due by the clock.

mod application;
mod entry;
mod membership;
mod people;
mod security;

use super::{email_proof, lockout, shop_picture, store, verification};
use crate::events::{Consumer, Event, JobError, Schedule};
use crate::id::SellerId;
use crate::mail::Mail;
use crate::state::App;
use crate::viewer::Permission;
use std::time::Duration;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::new("accounts.mail_code", &["code.issued"], entry::mail_reset),
        Consumer::new("accounts.text_code", &["code.issued"], security::text_code),
        Consumer::new(
            "accounts.mail_registration",
            &["registration.requested"],
            entry::mail_registration,
        ),
        Consumer::new(
            "accounts.mail_another_code",
            &["registration.code_wanted"],
            entry::mail_another,
        ),
        Consumer::new(
            "accounts.issue_reset",
            &["password.forgotten"],
            entry::issue_reset,
        ),
        Consumer::new(
            "accounts.mail_password_change",
            &["user.password_changed", "user.password_reset"],
            security::mail_password_change,
        ),
        Consumer::new("accounts.mail_lock", &["user.locked"], security::mail_lock),
        Consumer::new(
            "accounts.mail_new_device",
            &["user.new_device"],
            security::mail_new_device,
        ),
        Consumer::new(
            "accounts.mail_second_factor",
            &[
                "second_factor.enabled",
                "second_factor.disabled",
                "second_factor.codes_renewed",
                "second_factor.recovery_code_used",
            ],
            security::mail_second_factor,
        ),
        Consumer::new(
            "accounts.mail_decision",
            &[
                "seller.approved",
                "seller.rejected",
                "seller.suspended",
                "seller.reinstated",
            ],
            mail_decision,
        ),
        Consumer::new(
            "accounts.mail_invitation",
            &["member.invited"],
            membership::mail_invitation,
        ),
        Consumer::new(
            "accounts.mail_membership",
            &["member.joined", "member.left", "member.changed", "member.removed"],
            membership::mail_membership,
        ),
        Consumer::new(
            "accounts.mail_api_key",
            &["api_key.created"],
            membership::mail_api_key,
        ),
        Consumer::new(
            "accounts.mail_application",
            &["seller.application_ready", "seller.resubmitted"],
            application::mail_step,
        ),
        Consumer::new(
            "accounts.mail_document",
            &["document.accepted", "document.refused"],
            application::mail_document,
        ),
        Consumer::new(
            "accounts.note_ready",
            &["payout_method.added", "payout_method.removed"],
            application::note_ready,
        ),
        Consumer::new(
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

/// Files whose time has come; counts that are over; registrations that nobody verified.
pub fn schedules() -> Vec<Schedule> {
    vec![
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
            "accounts.forget_lockouts",
            Duration::from_secs(600),
            |app| async move { Ok(lockout::forget_old(&app).await?) },
        ),
        Schedule::new(
            "accounts.forget_registrations",
            Duration::from_secs(600),
            |app| async move { Ok(email_proof::forget_old(&app).await?) },
        ),
    ]
}

async fn mail_decision(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let Some(seller) = store::seller(&app.db, seller_id).await? else {
        return Ok(());
    };
    let name = &seller.shop_name;
    let told = application::Told::of(&app, &event, seller_id).await?;
    let reason = told.reason.as_deref().unwrap_or("No reason was given.");
    let (subject, words) = match event.kind.as_str() {
        "seller.approved" => (
            format!("{name} is approved"),
            format!(
                "Good news: {name} is approved and can sell from now on.\n\nYour shop: {}\n",
                app.address_of("/dashboard")
            ),
        ),
        "seller.rejected" => (
            format!("{name} was not approved"),
            format!(
                "We could not approve {name} as it is.\n\nWhy: {reason}\n\n{}Mend it and ask for approval again: {}\n",
                told.lines(),
                app.address_of("/settings/approval")
            ),
        ),
        "seller.suspended" => (
            format!("{name} is suspended"),
            format!(
                "{name} is suspended: it sells nothing for now and its payouts wait.\n\nWhy: {reason}\n\nTalk to us: {}\n",
                app.address_of("/support")
            ),
        ),
        _ => (
            format!("{name} can sell again"),
            format!(
                "The suspension of {name} is over.\n\nYour shop: {}\n",
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
