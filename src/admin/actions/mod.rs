//! Server functions of the admin panel.

mod checklist;
mod people;

pub use checklist::*;
pub use people::*;

use crate::accounts::{self, ApiKeyForm, Approval, ReasonForm};
use crate::form::FieldErrors;
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
    decided(&seller_id, "The shop is approved and can now sell.")
}

#[server(prefix = "/do", endpoint = "admin/reject")]
pub async fn reject(
    #[server(default)] seller_id: String,
    #[server(default)] reason: String,
    #[server(default)] reasons: Vec<String>,
    #[server(default)] items: Vec<String>,
) -> Result<(), Problem> {
    let (app, admin, seller_id) = decision(&seller_id)?;
    let form = ReasonForm {
        reason,
        reasons,
        items,
    };
    accounts::reject(&app, &admin, &seller_id, &form).await?;
    decided(
        &seller_id,
        "Application rejected. The seller can read the reason.",
    )
}

#[server(prefix = "/do", endpoint = "admin/suspend")]
pub async fn suspend(
    #[server(default)] seller_id: String,
    #[server(default)] reason: String,
    #[server(default)] reasons: Vec<String>,
) -> Result<(), Problem> {
    let (app, admin, seller_id) = decision(&seller_id)?;
    let form = ReasonForm {
        reason,
        reasons,
        ..ReasonForm::default()
    };
    accounts::suspend(&app, &admin, &seller_id, &form).await?;
    decided(&seller_id, "Shop suspended. The seller can read the reason.")
}

#[server(prefix = "/do", endpoint = "admin/reinstate")]
pub async fn reinstate(#[server(default)] seller_id: String) -> Result<(), Problem> {
    let (app, admin, seller_id) = decision(&seller_id)?;
    accounts::reinstate(&app, &admin, &seller_id).await?;
    decided(&seller_id, "The shop can sell again.")
}

/// Longest list of failures in the next page's notice, in bytes.
const MOST_TOLD: usize = 900;

#[server(prefix = "/do", endpoint = "admin/approve-many")]
pub async fn approve_many(
    #[server(default)] ids: Vec<String>,
    #[server(default)] back: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    if ids.is_empty() {
        return Err(FieldErrors::of(FieldErrors::FORM, "Choose at least one shop.").into());
    }
    let outcomes = accounts::approve_many(&app, &admin, &ids).await?;
    let approved = outcomes.iter().filter(|outcome| outcome.approved).count();
    let refused: Vec<String> = outcomes.iter().filter_map(failure_line).collect();
    if approved == 0 {
        let mut problem = Problem::conflict("No shop could be approved.");
        for line in refused {
            problem.errors.add(FieldErrors::FORM, line);
        }
        return Err(problem);
    }
    let mut sentence = match approved {
        1 => "1 shop approved.".to_owned(),
        many => format!("{many} shops approved."),
    };
    for (at, line) in refused.iter().enumerate() {
        if sentence.len() + line.len() > MOST_TOLD {
            sentence.push_str(&format!(" And {} more were not approved.", refused.len() - at));
            break;
        }
        sentence.push_str(&format!(" Not approved: {line}"));
    }
    notice(&sentence);
    redirect(if back.starts_with("/admin/sellers") {
        &back
    } else {
        "/admin/sellers?status=pending"
    });
    Ok(())
}

/// Which shop was not approved, and why.
fn failure_line(outcome: &Approval) -> Option<String> {
    let why = outcome.detail.as_ref()?;
    Some(format!(
        "{}: {why}",
        outcome.shop_name.as_deref().unwrap_or("A shop")
    ))
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
pub async fn create_api_key(#[server(flatten)] form: ApiKeyForm) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let new = accounts::create_api_key(&app, &admin, form).await?;
    accounts::secret_handover::hand_over(&app, &admin.user_id, &new.key, "/admin/api-keys")?;
    redirect("/admin/api-keys");
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/revoke-api-key")]
pub async fn revoke_api_key(#[server(default)] api_key_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let api_key_id = ApiKeyId::parse(&api_key_id).map_err(|_| Problem::not_found())?;
    accounts::revoke_api_key(&app, &admin, &api_key_id).await?;
    notice("Key revoked. It no longer works.");
    redirect("/admin/api-keys");
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/policy")]
pub async fn change_policy(#[server(flatten)] form: PolicyPatch) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    policies::change(&app, &admin, form).await?;
    notice("The policy is now in force. Orders already placed keep their own terms.");
    redirect("/admin/policy");
    Ok(())
}
