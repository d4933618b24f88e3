//! The admin panel's server functions.

mod people;

pub use people::*;

use crate::accounts::{self, ApiKeyForm};
use crate::id::{ApiKeyId, SellerId};
use crate::policies::{self, PolicyPatch};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "admin/approve")]
pub async fn approve(#[server(default)] seller_id: String) -> Result<(), Problem> {
    let (app, admin, seller_id) = decision(&seller_id)?;
    accounts::approve(&app, &admin, &seller_id).await?;
    decided(&seller_id, "The shop is approved and can sell from now on.")
}

#[server(prefix = "/do", endpoint = "admin/reject")]
pub async fn reject(
    #[server(default)] seller_id: String,
    #[server(default)] reason: String,
) -> Result<(), Problem> {
    let (app, admin, seller_id) = decision(&seller_id)?;
    accounts::reject(&app, &admin, &seller_id, &reason).await?;
    decided(
        &seller_id,
        "The application is turned down; the seller reads why.",
    )
}

#[server(prefix = "/do", endpoint = "admin/suspend")]
pub async fn suspend(
    #[server(default)] seller_id: String,
    #[server(default)] reason: String,
) -> Result<(), Problem> {
    let (app, admin, seller_id) = decision(&seller_id)?;
    accounts::suspend(&app, &admin, &seller_id, &reason).await?;
    decided(&seller_id, "The shop is suspended; the seller reads why.")
}

#[server(prefix = "/do", endpoint = "admin/reinstate")]
pub async fn reinstate(#[server(default)] seller_id: String) -> Result<(), Problem> {
    let (app, admin, seller_id) = decision(&seller_id)?;
    accounts::reinstate(&app, &admin, &seller_id).await?;
    decided(&seller_id, "The shop can sell again.")
}

fn decision(seller_id: &str) -> Result<(App, Admin<duty::Sellers>, SellerId), Problem> {
    let seller_id = SellerId::parse(seller_id).map_err(|_| Problem::not_found())?;
    Ok((context::app()?, context::admin()?, seller_id))
}

fn decided(seller_id: &SellerId, sentence: &str) -> Result<(), Problem> {
    notice(sentence);
    redirect(&format!("/admin/sellers/{seller_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/create-api-key")]
pub async fn create_api_key(
    #[server(flatten)] form: ApiKeyForm,
    #[server(default)] password: Option<String>,
) -> Result<(), Problem> {
    let app = context::app()?;
    let admin = accounts::confirmed_admin::<duty::Keys>(password).await?;
    let new = accounts::create_api_key(&app, &admin, form).await?;
    accounts::handing::hand_over(&app, &admin.user_id, &new.key, "/admin/api-keys")?;
    redirect("/admin/api-keys");
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/revoke-api-key")]
pub async fn revoke_api_key(#[server(default)] api_key_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let api_key_id = ApiKeyId::parse(&api_key_id).map_err(|_| Problem::not_found())?;
    accounts::revoke_api_key(&app, &admin, &api_key_id).await?;
    notice("The key is revoked: it opens nothing any more.");
    redirect("/admin/api-keys");
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/policy")]
pub async fn change_policy(#[server(flatten)] form: PolicyPatch) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    policies::change(&app, &admin, form).await?;
    notice("The policy is in force from now on. What is already sold keeps its own terms.");
    redirect("/admin/policy");
    Ok(())
}
