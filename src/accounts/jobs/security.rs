//! Mails about sign-in security: locks, new devices, the second factor.

use super::send;
use crate::accounts::code::{self, Issued, Purpose};
use crate::accounts::device::NewDevice;
use crate::accounts::lockout::Locked;
use crate::accounts::store;
use crate::events::{Event, JobError};
use crate::id::UserId;
use crate::sms::SmsError;
use crate::state::App;
use crate::web_address;
use serde::Deserialize;

pub(super) async fn mail_lock(app: App, event: Event) -> Result<(), JobError> {
    let locked: Locked = event.read()?;
    let Some(user_id) = locked.user_id else {
        return Ok(());
    };
    let forgot = app.address_of("/forgot");
    let (subject, text) = if locked.at_code {
        (
            "Too many wrong codes for your account",
            format!(
                "Someone entered your correct password, and then too many wrong second-factor codes. \
                    Sign-ins from there are blocked for a while; sessions that are already open are not \
                    affected.\n\nIf it was you, wait and try again.\n\nIf it was not you, your second \
                    factor kept them out, but someone knows your password: choose a new one at {forgot}\n"
            ),
        )
    } else {
        (
            "Too many wrong passwords for your account",
            format!(
                "Someone entered a wrong password for your account too often. Sign-ins from there are \
                    blocked for a while; open sessions, and browsers in which you signed in before, are not \
                    affected.\n\nIf it was you, wait, or choose a new password, which unlocks your account \
                    at once: {forgot}\n\nIf it was not you, your password kept them out; you need not do \
                    anything.\n"
            ),
        )
    };
    mail(&app, &event, &user_id, subject, text).await
}

pub(super) async fn mail_password_change(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct Changed {
        user_id: UserId,
    }
    let Changed { user_id } = event.read()?;
    let what = match event.kind.as_str() {
        "user.password_reset" => {
            "Your password was changed a moment ago with an emailed code or link, and every session"
        }
        _ => "Your password was changed a moment ago, and every other session",
    };
    let text = format!(
        "{what} was signed out.\n\nIf it was not you, choose a new one at {}\n",
        app.address_of("/forgot")
    );
    mail(&app, &event, &user_id, "Your password was changed", text).await
}

pub(super) async fn mail_new_device(app: App, event: Event) -> Result<(), JobError> {
    let new: NewDevice = event.read()?;
    let at = new.at.timestamp().strftime("%-d %B %Y, %H:%M UTC");
    let address = new.address.as_deref().unwrap_or("unknown");
    let device = web_address::left_out(&new.device);
    let text = format!(
        "Someone, probably you, signed in from a device that you have not used recently.\n\nDevice: \
            {}\nAddress: {address}\nTime: {at}\n\nIf it was not you, end that session at {} and choose a \
            new password at {}\n",
        device,
        app.address_of("/settings/security"),
        app.address_of("/forgot")
    );
    let subject = format!("New sign-in: {device}");
    mail(&app, &event, &new.user_id, &subject, text).await
}

pub(super) async fn mail_second_factor(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct SecurityEvent {
        user_id: UserId,
    }
    let SecurityEvent { user_id } = event.read()?;
    let (subject, words) = match event.kind.as_str() {
        "second_factor.enabled" => (
            "Two-step sign-in is on",
            "From now on, signing in needs a code from your authenticator app as well as your password. \
                Keep your recovery codes safe."
                .to_owned(),
        ),
        "second_factor.disabled" => (
            "Two-step sign-in is off",
            "From now on, your password alone signs you in.".to_owned(),
        ),
        "second_factor.codes_renewed" => (
            "You have new recovery codes",
            "New recovery codes were created for your second factor; the old ones no longer work.".to_owned(),
        ),
        _ => {
            let left = store::recovery_codes_left(&app.db, &user_id).await?;
            (
                "A recovery code was used",
                format!(
                    "A recovery code was used in place of a code from your authenticator app. Codes \
                    left: {left}."
                ),
            )
        }
    };
    let text = format!(
        "{words}\n\nIf it was not you, choose a new password at {} and check {}\n",
        app.address_of("/forgot"),
        app.address_of("/settings/security")
    );
    mail(&app, &event, &user_id, subject, text).await
}

/// Mails a person, if their account still exists.
async fn mail(
    app: &App,
    event: &Event,
    user_id: &UserId,
    subject: &str,
    text: String,
) -> Result<(), JobError> {
    let user = store::user_by_id(&app.db, user_id).await?;
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else {
        return Ok(());
    };
    send(app, event, user.email, subject, text).await
}

/// Texts the code that verifies a phone. A number that cannot be texted is given up: its owner sees no message and
/// corrects it.
pub(super) async fn text_code(app: App, event: Event) -> Result<(), JobError> {
    let issued: Issued = event.read()?;
    // Too late to be of use, or for a mail.
    if issued.purpose != Purpose::VerifyPhone || app.clock.now().0 - event.at.0 > code::GOOD_FOR_MS {
        return Ok(());
    }
    let (Some(phone), None) = store::phone_of(&app.db, &issued.user_id).await? else {
        return Ok(());
    };
    let code = app.secrets.six_digits(&issued.code_id);
    let text = format!("{code} is your Stallholder code. It expires in ten minutes.");
    match app.texter.send(&phone, &text).await {
        Err(error @ (SmsError::Refused(_) | SmsError::Off)) => {
            tracing::warn!(event_id = %event.event_id, "a text message with a code was not sent: {error}");
            Ok(())
        }
        sent => Ok(sent?),
    }
}
