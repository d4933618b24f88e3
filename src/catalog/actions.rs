//! The catalogue's server functions: what the pages' forms post to.

use super::images::{self, ArrangementForm, PlaceForm};
use super::option::OptionForm;
use super::removal::Removed;
use super::{Change, ProductForm, ProductPatch, ProductStatus, creation, importing, removal, revision};
use crate::form::FieldErrors;
use crate::id::{ImportId, ProductId};
use crate::problem::Problem;
use crate::web::context;
use crate::web::form_reply::is_own_path;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

fn known(product_id: &str) -> Result<ProductId, Problem> {
    ProductId::parse(product_id).map_err(|_| Problem::not_found())
}

#[server(prefix = "/do", endpoint = "products/create")]
pub async fn create_product(#[server(flatten)] form: ProductForm) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let product = creation::parse(&member, &form)?;
    let created = creation::create(&app, &member, &product).await?;
    notice(&format!("“{}” is added.", created.product.name));
    redirect(&format!("/products/{}", created.product_id));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/revise")]
pub async fn revise_product(
    #[server(default)] product_id: String,
    #[server(default)] stock_was: Vec<String>,
    #[server(default)] remove: Vec<String>,
    #[server(flatten)] form: ProductForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let patch = ProductPatch::of_page(form, &stock_was, &remove);
    revision::revise(&app, &member, &known(&product_id)?, &patch).await?;
    notice("Saved.");
    redirect(&format!("/products/{product_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/set-options")]
pub async fn set_options(
    #[server(default)] product_id: String,
    #[server(default)] options: Vec<OptionForm>,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let options = options
        .into_iter()
        .filter(|option| !option.name.trim().is_empty() || !option.values.0.is_empty())
        .collect();
    let patch = ProductPatch {
        options: Change::Set(options),
        ..ProductPatch::default()
    };
    revision::revise(&app, &member, &known(&product_id)?, &patch).await?;
    notice("The options are changed. Check price and stock of the new variants.");
    redirect(&format!("/products/{product_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/remove")]
pub async fn remove_product(#[server(default)] product_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    match removal::remove(&app, &member, &known(&product_id)?).await? {
        Removed::Deleted => notice("The product is removed."),
        Removed::Archived => {
            notice("The product has been ordered, so it is archived: its orders still name it.")
        }
    }
    redirect("/products");
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/set-status")]
pub async fn set_product_status(
    #[server(default)] ids: Vec<String>,
    #[server(default)] status: String,
    #[server(default)] back: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let status = ProductStatus::parse(&status)
        .ok_or_else(|| FieldErrors::of("status", "Choose what the picked products shall be."))?;
    if ids.is_empty() {
        return Err(FieldErrors::of(FieldErrors::FORM, "Pick at least one product.").into());
    }
    let ids = ids.iter().map(|id| known(id)).collect::<Result<Vec<_>, _>>()?;
    let changed = revision::set_status(&app, &member, &ids, status).await?;
    let products = if changed == 1 {
        "product is"
    } else {
        "products are"
    };
    notice(&format!(
        "{changed} {products} {} now.",
        status.label().to_lowercase()
    ));
    redirect(if is_own_path(&back) && back.starts_with("/products") {
        &back
    } else {
        "/products"
    });
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/undo-import")]
pub async fn undo_import(#[server(default)] import_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let import_id = ImportId::parse(&import_id).map_err(|_| Problem::not_found())?;
    importing::undo(&app, &member, &import_id).await?;
    redirect(&format!("/products/imports/{import_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/arrange-images")]
pub async fn arrange_images(
    #[server(default)] product_id: String,
    #[server(default)] images: Vec<PlaceForm>,
    #[server(default)] act: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let (product_id, act) = (known(&product_id)?, images::Act::parse(&act));
    let form = ArrangementForm { images };
    images::arrange(&app, &member, &product_id, &form, act.as_ref()).await?;
    notice(match act {
        Some(images::Act::Remove(_)) => "The picture is removed.",
        Some(images::Act::Retry(_)) => "The picture is fetched again.",
        _ => "The pictures are saved.",
    });
    redirect(&format!("/products/{product_id}#pictures"));
    Ok(())
}
