//! Server functions of the inventory pages.

use super::{
    LocationForm, StockTableForm, ThresholdForm, TransferForm, add, archive, change, save,
    set_shop_threshold, transfer,
};
use crate::id::LocationId;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::ui::counted;
use crate::web::context;
use crate::web::form_reply::is_own_path;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

const LOCATIONS: &str = "/products/locations";

fn known(location_id: &str) -> Result<LocationId, Problem> {
    LocationId::parse(location_id).map_err(|_| Problem::not_found())
}

#[server(prefix = "/do", endpoint = "products/save-stock")]
pub async fn save_stock(
    #[server(default)] back: String,
    #[server(flatten)] form: StockTableForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let saved = save(&app, &member, &form).await?;
    let rows = match saved.rows {
        0 => "Nothing was changed.".to_owned(),
        rows => format!("{} saved.", counted(rows as i64, "row is", "rows are")),
    };
    let moved = match saved.moved.as_slice() {
        [] => String::new(),
        [now] => format!(
            " One had changed in the meantime; your difference was applied to the current count, which \
                makes {now}."
        ),
        many => format!(
            " {} had changed in the meantime; your differences were applied to the current counts. Please \
                check them again.",
            many.len()
        ),
    };
    notice(&format!("{rows}{moved}"));
    redirect(if is_own_path(&back) && back.starts_with("/products") {
        &back
    } else {
        "/products/inventory"
    });
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/transfer-stock")]
pub async fn transfer_stock(#[server(flatten)] form: TransferForm) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let variant_id = transfer(&app, &member, &form).await?;
    notice("Moved.");
    redirect(&format!("/products/inventory/{variant_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/low-stock")]
pub async fn set_low_stock(#[server(default)] low_stock_at: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let form = ThresholdForm {
        low_stock_at: Some(Decimal::new(low_stock_at)),
    };
    notice(match set_shop_threshold(&app, &member, &form).await? {
        Some(_) => "Saved. The threshold will apply to variants without one of their own in a moment.",
        None => "Saved. Only variants with their own threshold are monitored.",
    });
    redirect(LOCATIONS);
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/add-location")]
pub async fn add_location(#[server(flatten)] form: LocationForm) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let row = add(&app, &member, &form).await?;
    notice(&format!("“{}” added.", row.name));
    redirect(LOCATIONS);
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/change-location")]
pub async fn change_location(
    #[server(default)] location_id: String,
    #[server(flatten)] form: LocationForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    change(&app, &member, &known(&location_id)?, &form).await?;
    notice("Saved.");
    redirect(LOCATIONS);
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/archive-location")]
pub async fn archive_location(#[server(default)] location_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    archive(&app, &member, &known(&location_id)?).await?;
    notice("Location archived.");
    redirect(LOCATIONS);
    Ok(())
}
