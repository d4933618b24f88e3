//! Server functions of product reviews: admins' decisions and sellers' withdrawals.

use super::ReasonForm;
use crate::id::ProductId;
use crate::problem::Problem;
use crate::viewer::duty;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

const QUEUE: &str = "/admin/products";

fn known(id: &str) -> Result<ProductId, Problem> {
    ProductId::parse(id).map_err(|_| Problem::not_found())
}

#[server(prefix = "/do", endpoint = "admin/approve-product")]
pub async fn approve_product(#[server(default)] product_id: String) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    super::approve(&app, &admin, &known(&product_id)?).await?;
    notice("Approved. The seller will be notified.");
    redirect(QUEUE);
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/approve-products")]
pub async fn approve_products(#[server(default)] ids: Vec<String>) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    let sentence = match super::approve_many(&app, &admin, &ids).await? {
        1 => "1 product approved.".to_owned(),
        many => format!("{many} products approved."),
    };
    notice(&sentence);
    redirect(QUEUE);
    Ok(())
}

#[server(prefix = "/do", endpoint = "admin/ask-for-changes")]
pub async fn ask_for_changes(
    #[server(default)] product_id: String,
    #[server(flatten)] form: ReasonForm,
) -> Result<(), Problem> {
    let (app, admin) = (context::app()?, context::admin::<duty::Catalogue>()?);
    super::ask_for_changes(&app, &admin, &known(&product_id)?, &form).await?;
    notice("Changes requested. The seller will be notified.");
    redirect(QUEUE);
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/withdraw-changes")]
pub async fn withdraw_changes(#[server(default)] product_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    super::withdraw(&app, &member, &known(&product_id)?).await?;
    notice("Your changes are withdrawn. What is for sale stays as it is.");
    redirect(&format!("/products/{product_id}"));
    Ok(())
}
