//! Server functions of admins' actions on people, and of viewing a shop.

use crate::accounts;
use crate::form::FieldErrors;
use crate::id::{SellerId, SessionId, UserId};
use crate::problem::Problem;
use crate::viewer::{AdminRole, duty};
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

fn person(user_id: &str) -> Result<UserId, Problem> {
    UserId::parse(user_id).map_err(|_| Problem::not_found())
}

fn done(user_id: &UserId, sentence: &str) -> Result<(), Problem> {
    notice(sentence);
    redirect(&format!("/admin/users/{user_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/disable-person")]
pub async fn disable_person(
    #[server(default)] user_id: String,
    #[server(default)] reason: String,
    #[server(default)] keep_keys: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let user_id = person(&user_id)?;
    accounts::disable_person(&app, &admin, &user_id, &reason, !keep_keys.is_empty()).await?;
    done(
        &user_id,
        "The account is disabled and its sessions are ended. The person will be notified.",
    )
}

#[server(prefix = "/do", endpoint = "admin/reset-factor")]
pub async fn reset_persons_factor(
    #[server(default)] user_id: String,
    #[server(default)] reason: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let user_id = person(&user_id)?;
    accounts::reset_persons_factor(&app, &admin, &user_id, &reason).await?;
    done(
        &user_id,
        "The second factor is reset and the sessions are ended. The person will be notified.",
    )
}

#[server(prefix = "/do", endpoint = "admin/enable-person")]
pub async fn enable_person(#[server(default)] user_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let user_id = person(&user_id)?;
    accounts::enable_person(&app, &admin, &user_id).await?;
    done(
        &user_id,
        "The account is enabled again. The person will be notified.",
    )
}

#[server(prefix = "/do", endpoint = "admin/end-session")]
pub async fn end_persons_session(
    #[server(default)] user_id: String,
    #[server(default)] session_id: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let user_id = person(&user_id)?;
    let session_id = SessionId::parse(&session_id).map_err(|_| Problem::not_found())?;
    accounts::end_persons_session(&app, &admin, &user_id, &session_id).await?;
    done(&user_id, "Session ended.")
}

#[server(prefix = "/do", endpoint = "admin/end-sessions")]
pub async fn end_persons_sessions(#[server(default)] user_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let user_id = person(&user_id)?;
    accounts::end_persons_sessions(&app, &admin, &user_id).await?;
    done(&user_id, "All sessions of this person have been ended.")
}

#[server(prefix = "/do", endpoint = "admin/set-role")]
pub async fn set_persons_role(
    #[server(default)] user_id: String,
    #[server(default)] role: String,
    #[server(default)] reason: String,
    #[server(default)] keep_keys: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let user_id = person(&user_id)?;
    let role = match role.as_str() {
        "" => None,
        role => {
            let wrong = || FieldErrors::of("role", "Choose a role.");
            Some(AdminRole::parse(role).ok_or_else(wrong)?)
        }
    };
    accounts::set_persons_role(&app, &admin, &user_id, role, &reason, !keep_keys.is_empty()).await?;
    done(
        &user_id,
        "Role changed. It applies from this person's next request.",
    )
}

#[server(prefix = "/do", endpoint = "admin/view-as")]
pub async fn view_as(
    #[server(default)] seller_id: String,
    #[server(default)] reason: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let seller_id = SellerId::parse(&seller_id).map_err(|_| Problem::not_found())?;
    accounts::begin_looking(&app, &admin, &seller_id, &reason).await?;
    redirect("/dashboard");
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/stop-viewing")]
pub async fn stop_viewing() -> Result<(), Problem> {
    let (app, user) = (context::app()?, context::user()?);
    context::admin::<duty::Overview>()?;
    match accounts::end_looking(&app, &user).await? {
        Some(seller_id) => redirect(&format!("/admin/sellers/{seller_id}")),
        None => redirect("/admin"),
    }
    Ok(())
}
