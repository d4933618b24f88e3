//! Server functions of the categories page.

use super::{CategoryForm, MappingForm};
use crate::id::CategoryId;
use crate::problem::Problem;
use crate::viewer::duty;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

const PAGE: &str = "/admin/categories";

fn done(sentence: &str) -> Result<(), Problem> {
    notice(sentence);
    redirect(PAGE);
    Ok(())
}

fn known(id: &str) -> Result<CategoryId, Problem> {
    CategoryId::parse(id).map_err(|_| Problem::not_found())
}

#[server(prefix = "/do", endpoint = "admin/add-category")]
pub async fn add_category(#[server(flatten)] form: CategoryForm) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    let added = super::add(&app, &admin, &form).await?;
    done(&format!("“{}” added.", added.path))
}

#[server(prefix = "/do", endpoint = "admin/change-category")]
pub async fn change_category(
    #[server(default)] category_id: String,
    #[server(flatten)] form: CategoryForm,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    super::change(&app, &admin, &known(&category_id)?, &form).await?;
    done("Saved. Its products are being updated.")
}

#[server(prefix = "/do", endpoint = "admin/merge-category")]
pub async fn merge_category(
    #[server(default)] category_id: String,
    #[server(default)] into: String,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    let into = super::merge(&app, &admin, &known(&category_id)?, &into).await?;
    done(&format!(
        "Merged into “{}”. Its products are being updated.",
        into.path
    ))
}

#[server(prefix = "/do", endpoint = "admin/remove-category")]
pub async fn remove_category(#[server(default)] category_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    super::remove(&app, &admin, &known(&category_id)?).await?;
    done("Removed.")
}

#[server(prefix = "/do", endpoint = "admin/map-category")]
pub async fn map_category(#[server(flatten)] form: MappingForm) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    let into = super::map(&app, &admin, &form).await?;
    done(&format!("“{}” is now mapped to “{}”.", form.text, into.path))
}
