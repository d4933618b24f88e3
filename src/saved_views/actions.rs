//! Server functions of saved views.

use super::list::Lists;
use super::operations;
use super::view::{ViewForm, ViewPatch};
use crate::id::ViewId;
use crate::problem::Problem;
use crate::viewer::may;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use crate::web::undo::notice_with_undo;
use leptos::prelude::*;

fn known(view_id: &str) -> Result<ViewId, Problem> {
    ViewId::parse(view_id).map_err(|_| Problem::not_found())
}

/// The lists, as `app.rs` puts them into the context.
fn lists() -> Result<Lists, Problem> {
    use_context().ok_or_else(|| Problem::internal(&std::io::Error::other("no Lists in the context")))
}

#[server(prefix = "/do", endpoint = "views/save")]
pub async fn save_view(
    #[server(default)] list: String,
    #[server(default)] name: String,
    #[server(default)] query: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member::<may::Enter>()?);
    let keeper = lists()?.parse(&list)?.keeper(&member)?;
    let view = operations::save(&app, &keeper, &ViewForm { name, query }).await?;
    notice(&format!("View “{}” saved.", view.name));
    redirect(&view.address());
    Ok(())
}

#[server(prefix = "/do", endpoint = "views/rename")]
pub async fn rename_view(
    #[server(default)] view_id: String,
    #[server(default)] name: String,
) -> Result<(), Problem> {
    let patch = ViewPatch {
        name: Some(name),
        ..ViewPatch::default()
    };
    let (app, member) = (context::app()?, context::member()?);
    let view = operations::change(&app, lists()?, &member, &known(&view_id)?, &patch).await?;
    notice(&format!("View renamed to “{}”.", view.name));
    redirect(&view.address());
    Ok(())
}

#[server(prefix = "/do", endpoint = "views/update")]
pub async fn update_view(
    #[server(default)] view_id: String,
    #[server(default)] query: String,
) -> Result<(), Problem> {
    let patch = ViewPatch {
        query: Some(query),
        ..ViewPatch::default()
    };
    let (app, member) = (context::app()?, context::member()?);
    let view = operations::change(&app, lists()?, &member, &known(&view_id)?, &patch).await?;
    notice(&format!("View “{}” updated.", view.name));
    redirect(&view.address());
    Ok(())
}

#[server(prefix = "/do", endpoint = "views/remove")]
pub async fn remove_view(#[server(default)] view_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let view = operations::remove(&app, lists()?, &member, &known(&view_id)?).await?;
    let undo = format!("/do/views/restore?view_id={view_id}");
    notice_with_undo(&format!("View “{}” deleted.", view.name), &undo);
    redirect(&format!("{}?{}", view.list.path, view.query));
    Ok(())
}

#[server(prefix = "/do", endpoint = "views/restore")]
pub async fn restore_view(#[server(default)] view_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let view = operations::restore(&app, lists()?, &member, &known(&view_id)?).await?;
    notice(&format!("View “{}” restored.", view.name));
    redirect(&view.address());
    Ok(())
}
