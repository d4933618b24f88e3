//! Server functions of the second factor: set-up, removal, recovery codes.

use crate::accounts::second_factor::{self, EnrolmentForm};
use crate::accounts::secret_handover;
use crate::accounts::sign_in::{self, Proof};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Proven, User};
use crate::web::context;
use crate::web::pages::{ENROLMENT, notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "second-factor/enrol")]
pub async fn enrol_second_factor(#[server(flatten)] form: EnrolmentForm) -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::proven()?);
    let codes = second_factor::enrol(&app, &user, &form).await?;
    show_codes(&app, &user, &codes)
}

#[server(prefix = "/do", endpoint = "second-factor/renew-codes")]
pub async fn renew_recovery_codes(
    #[server(default)] password: Option<String>,
    #[server(default)] otp: Option<String>,
) -> Result<(), Problem> {
    let (app, user) = proven(Proof { password, otp }).await?;
    let codes = second_factor::renew_codes(&app, &user).await?;
    show_codes(&app, &user, &codes)
}

#[server(prefix = "/do", endpoint = "second-factor/end")]
pub async fn end_second_factor(
    #[server(default)] password: Option<String>,
    #[server(default)] otp: Option<String>,
) -> Result<(), Problem> {
    let (app, user) = proven(Proof { password, otp }).await?;
    second_factor::end(&app, &user).await?;
    notice("Two-step sign-in is off. Your password alone signs you in.");
    redirect("/settings/security");
    Ok(())
}

/// The person, after password and code, however fresh the sign-in is.
async fn proven(proof: Proof) -> Result<(App, Proven), Problem> {
    let (app, user) = (context::app()?, context::person()?);
    let user = sign_in::confirm(&app, &user, &proof).await?;
    Ok((app, user))
}

fn show_codes(app: &App, user: &User, codes: &[String]) -> Result<(), Problem> {
    secret_handover::hand_over(app, &user.user_id, &codes.join(" "), ENROLMENT)?;
    redirect(ENROLMENT);
    Ok(())
}
