//! Server functions of the checklist, its reasons, and shops' documents.

use super::decided;
use crate::accounts::{self, ItemForm, NewReasonForm};
use crate::id::{DocumentId, ItemId, ReasonId, SellerId};
use crate::problem::Problem;
use crate::viewer::{Fresh, duty};
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

const PAGE: &str = "/admin/checklist";

fn done(sentence: &str) -> Result<(), Problem> {
    notice(sentence);
    redirect(PAGE);
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/add-item")]
pub async fn add_item(#[server(flatten)] form: ItemForm) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<Fresh<duty::Policy>>()?);
    accounts::add_item(&app, &admin, form).await?;
    done("Every shop now has to provide it.")
}

#[server(prefix = "/do", endpoint = "admin/change-item")]
pub async fn change_item(
    #[server(default)] item_id: String,
    #[server(flatten)] form: ItemForm,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<Fresh<duty::Policy>>()?);
    let item_id = ItemId::parse(&item_id).map_err(|_| Problem::not_found())?;
    accounts::change_item(&app, &admin, &item_id, form).await?;
    done("Saved.")
}

#[server(prefix = "/do", endpoint = "admin/archive-item")]
pub async fn archive_item(#[server(default)] item_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<Fresh<duty::Policy>>()?);
    let item_id = ItemId::parse(&item_id).map_err(|_| Problem::not_found())?;
    accounts::archive_item(&app, &admin, &item_id).await?;
    done("Shops no longer have to provide it.")
}

#[server(prefix = "/do", endpoint = "admin/add-reason")]
pub async fn add_reason(#[server(flatten)] form: NewReasonForm) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Policy>()?);
    accounts::add_reason(&app, &admin, form).await?;
    done("Saved.")
}

#[server(prefix = "/do", endpoint = "admin/remove-reason")]
pub async fn remove_reason(#[server(default)] reason_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Policy>()?);
    let reason_id = ReasonId::parse(&reason_id).map_err(|_| Problem::not_found())?;
    accounts::remove_reason(&app, &admin, &reason_id).await?;
    done("Removed.")
}

fn document(seller_id: &str, document_id: &str) -> Result<(SellerId, DocumentId), Problem> {
    match (SellerId::parse(seller_id), DocumentId::parse(document_id)) {
        (Ok(seller_id), Ok(document_id)) => Ok((seller_id, document_id)),
        _ => Err(Problem::not_found()),
    }
}

#[server(prefix = "/do", endpoint = "admin/accept-document")]
pub async fn accept_document(
    #[server(default)] seller_id: String,
    #[server(default)] document_id: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let (seller_id, document_id) = document(&seller_id, &document_id)?;
    accounts::accept_document(&app, &admin, &seller_id, &document_id).await?;
    decided(&seller_id, "Document accepted.")
}

#[server(prefix = "/do", endpoint = "admin/refuse-document")]
pub async fn refuse_document(
    #[server(default)] seller_id: String,
    #[server(default)] document_id: String,
    #[server(default)] reason: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin()?);
    let (seller_id, document_id) = document(&seller_id, &document_id)?;
    accounts::refuse_document(&app, &admin, &seller_id, &document_id, &reason).await?;
    decided(&seller_id, "Document rejected. The seller can read the reason.")
}
