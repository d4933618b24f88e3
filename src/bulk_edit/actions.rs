//! Server functions of the bulk edit pages.

use super::{BulkEditForm, GridForm, Selection, start, undo};
use crate::id::BulkEditId;
use crate::problem::Problem;
use crate::ui::counted;
use crate::viewer::may;
use crate::web::context;
use crate::web::form_reply::is_own_path;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "products/bulk-edit")]
pub async fn start_bulk_edit(
    #[server(default)] ids: Vec<String>,
    #[server(default)] filter: String,
    #[server(flatten)] form: BulkEditForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member::<may::Products>()?);
    let selection = match filter.as_str() {
        "" => Selection::picked(&ids)?,
        address => Selection::Matching(Selection::stored(address, member.currency)?),
    };
    let id = start(&app, &member, &selection, &form).await?;
    redirect(&format!("/products/bulk/{id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/undo-bulk-edit")]
pub async fn undo_bulk_edit(#[server(default)] bulk_edit_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let id = BulkEditId::parse(&bulk_edit_id).map_err(|_| Problem::not_found())?;
    undo(&app, &member, &id).await?;
    redirect(&format!("/products/bulk/{id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/save-grid")]
pub async fn save_grid(
    #[server(default)] back: String,
    #[server(flatten)] form: GridForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let saved = super::save_grid(&app, &member, &form).await?;
    notice(&match saved.products {
        0 => "Nothing was changed.".to_owned(),
        products => format!(
            "{} saved.",
            counted(products as i64, "product is", "products are")
        ),
    });
    redirect(if is_own_path(&back) && back.starts_with("/products") {
        &back
    } else {
        "/products/grid"
    });
    Ok(())
}
