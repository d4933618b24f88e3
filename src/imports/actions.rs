//! Server functions of the import pages.

use crate::id::ImportId;
use crate::imports;
use crate::problem::Problem;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;
use std::collections::BTreeMap;

#[server(prefix = "/do", endpoint = "products/undo-import")]
pub async fn undo_import(#[server(default)] import_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
    imports::undo(&app, &member, &import_id).await?;
    redirect(&format!("/products/imports/{import_id}"));
    Ok(())
}

/// Applies the mapping step between a file and its import.
#[server(prefix = "/do", endpoint = "products/map-import")]
pub async fn map_import(
    #[server(default)] import_id: String,
    #[server(default)] dialect: String,
    #[server(default)] fields: BTreeMap<String, String>,
    #[server(default)] numbers: BTreeMap<String, String>,
    #[server(default)] price_unit: String,
    #[server(default)] go: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
    let form = imports::MappingForm {
        dialect,
        fields,
        numbers,
        price_unit,
        go,
    };
    if imports::choose(&app, &member, &import_id, &form).await? == imports::MappingOutcome::LookAgain {
        notice("The format was changed, so we read the columns again. Check them, then import.");
    }
    redirect(&format!("/products/imports/{import_id}"));
    Ok(())
}

/// Starts an import after its dry run.
#[server(prefix = "/do", endpoint = "products/start-import")]
pub async fn start_import(#[server(default)] import_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
    let begun = imports::start(&app, &member, &import_id).await?;
    redirect(&format!("/products/imports/{begun}"));
    Ok(())
}
