//! Server functions of members, invitations and the shop's own API keys.

use super::begin;
use crate::accounts::api_key::{self, ApiKeyForm};
use crate::accounts::member::invitation::{self, InvitationForm};
use crate::accounts::member::{self, GrantForm, JoiningForm};
use crate::accounts::{secret_handover, session, sign_in, store};
use crate::id::{ApiKeyId, InvitationId, UserId};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Fresh, may};
use crate::web::context;
use crate::web::form_reply::encode;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "members/invite")]
pub async fn invite_member(#[server(flatten)] form: InvitationForm) -> Result<(), Problem> {
    let (app, owner) = (context::app()?, context::member()?);
    let invited = invitation::invite(&app, &owner, form.parse()?).await?;
    notice(&format!(
        "Invitation for {} created. We are emailing it now.",
        invited.email
    ));
    redirect("/settings/members");
    Ok(())
}

#[server(prefix = "/do", endpoint = "members/revoke-invitation")]
pub async fn revoke_invitation(#[server(default)] invitation_id: String) -> Result<(), Problem> {
    let (app, owner) = (context::app()?, context::member()?);
    let invitation_id = InvitationId::parse(&invitation_id).map_err(|_| Problem::not_found())?;
    invitation::revoke(&app, &owner, &invitation_id).await?;
    notice("Invitation withdrawn. Its link no longer works.");
    redirect("/settings/members");
    Ok(())
}

#[server(prefix = "/do", endpoint = "members/change")]
pub async fn change_member(
    #[server(default)] user_id: String,
    #[server(flatten)] form: GrantForm,
    #[server(default)] keep_keys: String,
) -> Result<(), Problem> {
    let (app, owner) = (context::app()?, context::member()?);
    let user_id = UserId::parse(&user_id).map_err(|_| Problem::not_found())?;
    member::change(&app, &owner, &user_id, form.parse()?, !keep_keys.is_empty()).await?;
    notice("Saved. The change applies from their next page on.");
    redirect("/settings/members");
    Ok(())
}

#[server(prefix = "/do", endpoint = "members/remove")]
pub async fn remove_member(
    #[server(default)] user_id: String,
    #[server(default)] keep_keys: String,
) -> Result<(), Problem> {
    let (app, owner) = (context::app()?, context::member()?);
    let user_id = UserId::parse(&user_id).map_err(|_| Problem::not_found())?;
    member::remove(&app, &owner, &user_id, !keep_keys.is_empty()).await?;
    notice("That person is no longer a member of the shop.");
    redirect("/settings/members");
    Ok(())
}

#[server(prefix = "/do", endpoint = "members/leave")]
pub async fn leave_shop() -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member::<Fresh<may::Enter>>()?);
    member::leave(&app, &member).await?;
    let user = context::user()?;
    let next = user.sellers.iter().find(|(id, _)| *id != member.seller_id);
    session::act_for(&app, &user, next.map(|(seller_id, _)| seller_id)).await?;
    notice(&format!("You have left {}.", member.shop_name));
    redirect(if next.is_some() {
        "/dashboard"
    } else {
        "/settings/security"
    });
    Ok(())
}

/// Joins by an invitation link: a signed-in person joins at once, a new one gets an account and is signed in.
#[server(prefix = "/do", endpoint = "members/join")]
pub async fn join_shop(#[server(flatten)] form: JoiningForm) -> Result<(), Problem> {
    let app = context::app()?;
    let user = context::viewer().visitor()?.cloned();
    let joined = match member::accept(&app, user.as_ref(), &form).await {
        Err(problem) if problem.code == Code::Unauthorized => {
            let here = format!("/invitation?token={}", encode(&form.token));
            notice(&problem.detail);
            redirect(&format!("/login?next={}", encode(&here)));
            return Ok(());
        }
        joined => joined?,
    };
    match user {
        Some(user) => session::act_for(&app, &user, Some(&joined.seller_id)).await?,
        None => sign_in_as(&app, &joined).await?,
    }
    notice(&format!("Welcome to {}.", joined.shop_name));
    redirect("/dashboard");
    Ok(())
}

/// Signs in someone who got an account by joining.
async fn sign_in_as(app: &App, joined: &member::Joined) -> Result<(), Problem> {
    let user = store::find_user(&app.db, &joined.email).await?;
    let signed_in = sign_in::SignedIn {
        user: user.ok_or_else(Problem::unauthorized)?,
        seller_id: Some(joined.seller_id.clone()),
    };
    begin(app, &signed_in).await
}

#[server(prefix = "/do", endpoint = "keys/create")]
pub async fn create_own_key(#[server(flatten)] form: ApiKeyForm) -> Result<(), Problem> {
    let (app, owner) = (context::app()?, context::member()?);
    let new = api_key::create_for_seller(&app, &owner, form).await?;
    secret_handover::hand_over(&app, &owner.user_id, &new.key, "/settings/api-keys")?;
    redirect("/settings/api-keys");
    Ok(())
}

#[server(prefix = "/do", endpoint = "keys/revoke")]
pub async fn revoke_own_key(#[server(default)] api_key_id: String) -> Result<(), Problem> {
    let (app, owner) = (context::app()?, context::member::<may::Own>()?);
    let api_key_id = ApiKeyId::parse(&api_key_id).map_err(|_| Problem::not_found())?;
    api_key::revoke_of_seller(&app, &owner, &api_key_id).await?;
    notice("Key revoked. It no longer works.");
    redirect("/settings/api-keys");
    Ok(())
}
