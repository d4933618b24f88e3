//! Server functions of phone verification.

use crate::accounts::phone::{self, PhoneCodeForm, PhoneForm};
use crate::problem::Problem;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "accounts/phone")]
pub async fn set_phone(#[server(flatten)] form: PhoneForm) -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::user()?);
    phone::ask(&app, &user, &form).await?;
    notice("We are texting a code to that number.");
    redirect("/settings/security#phone");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/verify-phone")]
pub async fn verify_phone(#[server(flatten)] form: PhoneCodeForm) -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::user()?);
    phone::verify(&app, &user, &form).await?;
    notice("Your phone number is verified.");
    redirect("/settings/security#phone");
    Ok(())
}
