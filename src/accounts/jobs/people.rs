//! Mails about admins' actions on someone's account.

use super::send;
use crate::accounts::store;
use crate::events::{Event, JobError};
use crate::id::UserId;
use crate::state::App;
use serde::Deserialize;

#[derive(Deserialize)]
struct PersonEvent {
    user_id: UserId,
    role: Option<String>,
    reason: Option<String>,
}

pub(super) async fn mail_account(app: App, event: Event) -> Result<(), JobError> {
    let concerned: PersonEvent = event.read()?;
    let person = store::person(&app.db, &concerned.user_id).await?;
    let Some(person) = person.filter(|person| !person.is_removed()) else {
        return Ok(());
    };
    let why = concerned
        .reason
        .map_or_else(String::new, |reason| format!("\n\nReason: {reason}"));
    let (subject, text) = match event.kind.as_str() {
        "user.disabled" => (
            "Your account is disabled",
            format!(
                "An admin of Stallholder disabled your account: you have been signed out, and nobody can \
                    sign in to it.{why}\n"
            ),
        ),
        "user.enabled" => (
            "Your account is enabled again",
            format!(
                "An admin of Stallholder enabled your account again. Sign in at {}\n",
                app.address_of("/login")
            ),
        ),
        "second_factor.reset" => (
            "Your second factor has been reset",
            format!(
                "An admin of Stallholder removed the second factor from your account, and you have been \
                    signed out everywhere.{why}\n\nSet up a new one after you sign in: {}\n\nIf you did not \
                    ask for this, tell us at once.\n",
                app.address_of("/settings/second-factor")
            ),
        ),
        "user.role_changed" => (
            "Your role has changed",
            match concerned.role.as_deref() {
                None => format!("You are no longer a member of Stallholder's staff.{why}\n"),
                Some(role) => format!(
                    "You are now a member of Stallholder's staff, as {}.{why}\n\nYour admin panel: {}\n",
                    role.replace('_', " "),
                    app.address_of("/admin")
                ),
            },
        ),
        _ => (
            "You have been signed out",
            format!(
                "An admin of Stallholder signed you out. Sign in again at {}\n\nIf you are unsure why, \
                    choose a new password: {}\n",
                app.address_of("/login"),
                app.address_of("/forgot")
            ),
        ),
    };
    send(&app, &event, person.email, subject, text).await
}
