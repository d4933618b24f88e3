//! Mails to an address typed at sign-in or registration: codes, and the mails sent instead of one. Whether
//! the address has an account is looked up here, so that no request shows it by its time.

use super::send;
use crate::accounts::code::{self, Issued, Purpose};
use crate::accounts::email_proof::{self, CodeWanted, SEALED_FOR};
use crate::accounts::store::{self, RegistrationRow};
use crate::db::Tx;
use crate::events::{Event, JobError};
use crate::id::SellerId;
use crate::state::App;
use crate::web::form_reply::encode;
use serde::Deserialize;

/// Mails the code of a new registration.
pub(super) async fn mail_registration(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct Requested {
        seller_id: SellerId,
    }
    let requested: Requested = event.read()?;
    let mut tx = app.db.begin().await?;
    let Some(row) = store::registration_of(&mut tx, &requested.seller_id).await? else {
        return Ok(());
    };
    let known = store::user_by_email(&mut tx, &row.email).await?;
    if known.is_some_and(|user| user.verified_at.is_some()) {
        drop(tx);
        // The registration stays until it is too old, as one of an address without an account does: a sign-in with its
        // password is answered alike.
        return mail_repeated(&app, &event, &row.email).await;
    }
    mail_code(&app, tx, &event, &row).await
}

/// Mails another code for the named registration, or the address's only one. Of several, a code of one might
/// be typed in by whoever made another: they are asked to sign in, which tells theirs.
pub(super) async fn mail_another(app: App, event: Event) -> Result<(), JobError> {
    let wanted: CodeWanted = event.read()?;
    let Ok(email) = app.secrets.open(SEALED_FOR, &wanted.to) else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    let known = store::user_by_email(&mut tx, &email).await?;
    if known.as_ref().is_some_and(|user| user.verified_at.is_some()) {
        return Ok(());
    }
    let rows = store::registrations_of(&mut tx, &email, wanted.seller_id.as_deref()).await?;
    match (rows.as_slice(), known) {
        ([row], _) => mail_code(&app, tx, &event, row).await,
        // An account of the time before registrations waited: a new password proves its address.
        ([], Some(user)) => {
            let (purpose, code_id) = (Purpose::ResetPassword, code::id_of(&event.event_id));
            code::issue(&mut tx, &app.secrets, &user.user_id, purpose, code_id, event.at).await?;
            Ok(tx.commit().await?)
        }
        ([], None) => Ok(()),
        _ => {
            drop(tx);
            mail_several(&app, &event, email).await
        }
    }
}

/// Sets and mails a registration's code, unless it has a newer one.
async fn mail_code(app: &App, mut tx: Tx, event: &Event, row: &RegistrationRow) -> Result<(), JobError> {
    let code_id = code::id_of(&event.event_id);
    let code = app.secrets.six_digits(&code_id);
    let hash = code::hashed(&code_id, &code);
    let is_newest = store::set_registration_code(&mut tx, &row.seller_id, &code_id, &hash, event.at).await?;
    tx.commit().await?;
    if !is_newest {
        return Ok(());
    }
    let (shop_name, at) = (&row.shop.shop_name, row.created_at.timestamp());
    let page = email_proof::page(&row.email, Some(row.seller_id.as_str()));
    let text = format!(
        "Welcome to Stallholder.\n\nYour code is {code}\n\nEnter it within ten minutes here: {}\n\nIt is \
            for the registration of {shop_name} by {}. If that was not you, do not enter it: without the \
            code, the registration is not completed.\n",
        app.address_of(&page),
        at.strftime("%-d %B %Y, %H:%M UTC")
    );
    let subject = format!("{code} is your Stallholder code");
    send(app, event, row.email.clone(), subject, text).await
}

async fn mail_several(app: &App, event: &Event, email: String) -> Result<(), JobError> {
    let text = format!(
        "Someone, probably you, requested another code. Several registrations with this address are waiting \
            for one, and each has its own.\n\nSign in with your password to continue yours: {}\n\nIf you \
            forgot the password, register again: {}\n\nIf it was not you, you can ignore this email: \
            without a code, no registration is completed.\n",
        app.address_of(&format!("/login?email={}", encode(&email))),
        app.address_of("/register")
    );
    send(app, event, email, "Sign in to continue your registration", text).await
}

async fn mail_repeated(app: &App, event: &Event, email: &str) -> Result<(), JobError> {
    let text = format!(
        "Someone, probably you, tried to register a shop with this address, which already has an \
            account.\n\nSign in at {}\nIf you forgot the password, choose a new one at {}\n",
        app.address_of("/login"),
        app.address_of("/forgot")
    );
    let subject = "You already have a Stallholder account";
    send(app, event, email.to_owned(), subject, text).await
}

/// A code and a link for a new password, if the address has an account.
pub(super) async fn issue_reset(app: App, event: Event) -> Result<(), JobError> {
    let wanted: CodeWanted = event.read()?;
    let Ok(email) = app.secrets.open(SEALED_FOR, &wanted.to) else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    match store::user_by_email(&mut tx, &email).await? {
        Some(user) if user.disabled_at.is_none() => {
            let code_id = code::id_of(&event.event_id);
            let purpose = Purpose::ResetPassword;
            code::issue(&mut tx, &app.secrets, &user.user_id, purpose, code_id, event.at).await?;
            Ok(tx.commit().await?)
        }
        Some(_) => Ok(()),
        None => {
            let waiting = store::registrations_of(&mut tx, &email, None).await?;
            drop(tx);
            match waiting.is_empty() {
                true => Ok(()),
                false => mail_unfinished(&app, &event, email).await,
            }
        }
    }
}

async fn mail_unfinished(app: &App, event: &Event, email: String) -> Result<(), JobError> {
    let text = format!(
        "Someone, probably you, asked for a new password, but this address has no account yet: its \
            registration is waiting for the code we emailed.\n\nRequest another code at {}\nor register \
            again, with another password, at {}\n",
        app.address_of(&email_proof::page(&email, None)),
        app.address_of("/register")
    );
    send(app, event, email, "Your registration is not finished", text).await
}

/// The code for a new password, and the link that does the same.
pub(super) async fn mail_reset(app: App, event: Event) -> Result<(), JobError> {
    let issued: Issued = event.read()?;
    // The other one is texted.
    if issued.purpose != Purpose::ResetPassword {
        return Ok(());
    }
    let Some(user) = store::user_by_id(&app.db, &issued.user_id).await? else {
        return Ok(());
    };
    let code = app.secrets.six_digits(&issued.code_id);
    let link = code::link(&app.secrets, &issued.code_id);
    let text = format!(
        "Someone, probably you, asked to reset your password.\n\nChoose a new one here, within an hour: \
            {}\n\nOr enter the code {code} at {} within ten minutes.\n\nIf it was not you, you can ignore \
            this email: nothing has changed.\n",
        app.address_of(&format!("/reset?link={link}")),
        app.address_of("/reset")
    );
    let subject = format!("{code} is your password reset code");
    send(&app, &event, user.email, subject, text).await
}
