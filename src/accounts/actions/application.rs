//! Server functions of a shop's application, pictures and vacation.

use crate::accounts::answer::{self, AnswerForm};
use crate::accounts::profile::{self, ProfileForm};
use crate::accounts::shop_picture::{self, PictureKind};
use crate::accounts::verification;
use crate::id::{DocumentId, ItemId};
use crate::problem::Problem;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "accounts/answer")]
pub async fn answer_item(
    #[server(default)] item_id: String,
    #[server(flatten)] form: AnswerForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let item_id = ItemId::parse(&item_id).map_err(|_| Problem::not_found())?;
    answer::give(&app, &member, &item_id, form).await?;
    notice("Saved.");
    redirect("/settings/approval");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/withdraw-document")]
pub async fn withdraw_document(#[server(default)] document_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let document_id = DocumentId::parse(&document_id).map_err(|_| Problem::not_found())?;
    verification::withdraw(&app, &member, &document_id).await?;
    notice("Document withdrawn and its file removed.");
    redirect("/settings/approval");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/clear-picture")]
pub async fn clear_picture(#[server(default)] kind: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let kind = PictureKind::parse(&kind).ok_or_else(Problem::not_found)?;
    shop_picture::clear(&app, &member, kind).await?;
    notice("Removed.");
    redirect("/settings");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/vacation")]
pub async fn save_vacation(
    #[server(default)] vacation_from: String,
    #[server(default)] vacation_to: String,
    #[server(default)] vacation_message: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let form = ProfileForm {
        vacation_from: Some(Some(vacation_from)),
        vacation_to: Some(Some(vacation_to)),
        vacation_message: Some(Some(vacation_message)),
        ..ProfileForm::default()
    };
    profile::update(&app, &member, form).await?;
    notice("Saved.");
    redirect("/settings");
    Ok(())
}
