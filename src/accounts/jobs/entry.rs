//! Mail to an address that someone typed to come in: codes, and what is said instead of one. Whether the address has an
//! account is looked up here, so that no request shows it by its time.

use super::send;
use crate::accounts::code::{self, Issued, Purpose};
use crate::accounts::email_proof::{CodeWanted, SEALED_FOR};
use crate::accounts::store::{self, RegistrationRow};
use crate::events::{Event, JobError};
use crate::id::SellerId;
use crate::state::App;
use serde::Deserialize;

/// The code of a registration, asked for by registering.
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
        mail_repeated(&app, &event, &row.email).await?;
        let mut tx = app.db.begin().await?;
        store::forget_registrations(&mut tx, &row.email).await?;
        return Ok(tx.commit().await?);
    }
    let code_id = code::id_of(&event.event_id);
    let hash = code::hashed(&code_id, &app.secrets.six_digits(&code_id));
    store::set_registration_code(&mut tx, &row.seller_id, &code_id, &hash, event.at).await?;
    tx.commit().await?;
    mail_code_of(&app, &event, &row, &code_id).await
}

/// Another code, for the registration that was named or the newest of the address.
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
    let code_id = code::id_of(&event.event_id);
    let Some(row) = store::registration_in(&mut tx, &email, wanted.seller_id.as_deref()).await? else {
        // An account of the time before registrations waited: a new password proves its address.
        if let Some(user) = known {
            code::issue(
                &mut tx,
                &app.secrets,
                &user.user_id,
                Purpose::ResetPassword,
                code_id,
                event.at,
            )
            .await?;
            tx.commit().await?;
        }
        return Ok(());
    };
    let hash = code::hashed(&code_id, &app.secrets.six_digits(&code_id));
    store::set_registration_code(&mut tx, &row.seller_id, &code_id, &hash, event.at).await?;
    tx.commit().await?;
    mail_code_of(&app, &event, &row, &code_id).await
}

async fn mail_code_of(
    app: &App,
    event: &Event,
    row: &RegistrationRow,
    code_id: &str,
) -> Result<(), JobError> {
    let code = app.secrets.six_digits(code_id);
    let (shop_name, at) = (&row.shop.shop_name, row.created_at.timestamp());
    let text = format!(
        "Welcome to Stallholder.\n\nYour code is {code}\n\nType it in at {} within ten minutes.\n\nIt belongs to the \
         registration of {shop_name} of {}. If that was not you, do not type it in: without the code, nothing comes \
         of it.\n",
        app.address_of("/verify"),
        at.strftime("%-d %B %Y, %H:%M UTC")
    );
    let subject = format!("{code} is your Stallholder code");
    send(app, event, row.email.clone(), subject, text).await
}

async fn mail_repeated(app: &App, event: &Event, email: &str) -> Result<(), JobError> {
    let text = format!(
        "Someone, probably you, tried to register a shop with this address, which has an account already.\n\n\
         Sign in at {}\nIf you forgot the password, choose a new one at {}\n",
        app.address_of("/login"),
        app.address_of("/forgot")
    );
    let subject = "You have a Stallholder account already";
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
            let waits = store::registration_in(&mut tx, &email, None).await?;
            drop(tx);
            match waits {
                Some(_) => mail_unfinished(&app, &event, email).await,
                None => Ok(()),
            }
        }
    }
}

async fn mail_unfinished(app: &App, event: &Event, email: String) -> Result<(), JobError> {
    let text = format!(
        "Someone, probably you, asked for a new password, but this address has no account yet: its registration waits \
         for the code that we mailed.\n\nHave another code mailed at {}\nor register again, with another password, at \
         {}\n",
        app.address_of("/verify"),
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
        "Someone, probably you, asked for a new password.\n\nChoose it here, within an hour: {}\n\nOr type the code \
         {code} in at {} within ten minutes.\n\nIf it was not you, you can forget this mail: nothing has changed.\n",
        app.address_of(&format!("/reset?link={link}")),
        app.address_of("/reset")
    );
    let subject = format!("{code} is your code for a new password");
    send(&app, &event, user.email, subject, text).await
}
