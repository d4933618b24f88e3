//! Server functions of the person's and the shop's settings.

use crate::accounts::password_change::{self, PasswordForm};
use crate::accounts::profile::{self, ProfileForm};
use crate::accounts::session as sessions;
use crate::accounts::sign_in::{self, Proof};
use crate::accounts::{approval, closing};
use crate::id::SessionId;
use crate::problem::Problem;
use crate::web::context;
use crate::web::form_reply::is_own_path;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "accounts/profile")]
pub async fn save_profile(#[server(flatten)] form: ProfileForm) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    profile::update(&app, &member, form).await?;
    notice("Saved.");
    redirect("/settings");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/resubmit")]
pub async fn resubmit() -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    approval::resubmit(&app, &member).await?;
    notice("Your shop is waiting for approval again.");
    redirect("/settings");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/password")]
pub async fn change_password(#[server(flatten)] form: PasswordForm) -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::user()?);
    password_change::change(&app, &user, &form).await?;
    notice("Your password has been changed. You are signed out on all other devices.");
    redirect("/settings/security");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/end-session")]
pub async fn end_session(#[server(default)] session_id: String) -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::user()?);
    let session_id = SessionId::parse(&session_id).map_err(|_| Problem::not_found())?;
    sessions::end(&app, &user, &session_id).await?;
    notice("That session has been signed out.");
    redirect("/settings/security");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::person()?);
    sessions::end_all(&app, &user).await?;
    notice("You are signed out everywhere.");
    redirect("/login");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/confirm")]
pub async fn confirm(
    #[server(default)] password: Option<String>,
    #[server(default)] otp: Option<String>,
    #[server(default)] next: String,
) -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::person()?);
    // A form sent twice comes here again, and its code has served: what it asked for is so already.
    if !user.is_fresh {
        sign_in::confirm(&app, &user, &Proof { password, otp }).await?;
    }
    redirect(if is_own_path(&next) { &next } else { "/" });
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/switch")]
pub async fn switch_shop(#[server(default)] seller_id: String) -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::user()?);
    let shop = user.sellers.iter().find(|(id, _)| id.as_str() == seller_id);
    let (seller_id, _) = shop.ok_or_else(Problem::not_found)?;
    sessions::act_for(&app, &user, Some(seller_id)).await?;
    redirect("/dashboard");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/close")]
pub async fn close_shop(#[server(default)] shop_name: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    closing::close_by_name(&app, &member, &shop_name).await?;
    notice("Your shop is closed and your personal data has been removed. Thank you for selling with us.");
    redirect("/login");
    Ok(())
}
