//! Server functions of the catalogue pages.

use crate::form::FieldErrors;
use crate::id::ProductId;
use crate::money::Decimal;
use crate::pictures::{self, ArrangementForm, TypedPlace};
use crate::problem::Problem;
use crate::product_review;
use crate::products::{
    self, OptionForm, ProductForm, ProductPatch, ProductStatus, Removed, Renamed, Shown, duplicate,
};
use crate::viewer::may;
use crate::web::context;
use crate::web::form_reply::is_own_path;
use crate::web::pages::{notice, redirect};
use crate::web::undo::notice_with_undo;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Addition to notices about pictures under review.
pub(super) const PICTURES_WAIT: &str =
    " The change needs review: until then, buyers see the previous pictures.";

fn known(product_id: &str) -> Result<ProductId, Problem> {
    ProductId::parse(product_id).map_err(|_| Problem::not_found())
}

#[server(prefix = "/do", endpoint = "products/create")]
pub async fn create_product(
    #[server(default)] all: BTreeMap<String, String>,
    #[server(flatten)] form: ProductForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let product = products::parse(&member, &filled(form, &all))?;
    let created = products::create(&app, &member, &product).await?;
    let waits = match created.is_held() {
        true => " It needs review: it goes on sale once we approve it.",
        false => "",
    };
    notice(&format!("“{}” added.{waits}", created.product.name));
    redirect(&format!("/products/{}", created.product_id));
    Ok(())
}

/// Applies values typed for all variants, also if the form was sent without the fill step.
fn filled(mut form: ProductForm, all: &BTreeMap<String, String>) -> ProductForm {
    let of_all = |column: &str| {
        let typed = all
            .get(column)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty());
        typed.map(Decimal::new)
    };
    for variant in form.variants.iter_mut().flatten() {
        for (column, cell) in [
            ("price", &mut variant.price),
            ("compare_at", &mut variant.compare_at),
            ("stock", &mut variant.stock),
            ("cost", &mut variant.cost),
            ("weight_grams", &mut variant.weight_grams),
        ] {
            if let Some(value) = of_all(column) {
                *cell = Some(value);
            }
        }
    }
    form
}

#[server(prefix = "/do", endpoint = "products/revise")]
pub async fn revise_product(
    #[server(default)] product_id: String,
    #[server(default)] seen: String,
    #[server(default)] stock_was: Vec<String>,
    #[server(default)] remove: Vec<String>,
    #[server(default)] all: BTreeMap<String, String>,
    #[server(flatten)] form: ProductForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let shown = Shown {
        seen: serde_json::from_str(&seen).ok(),
        stock_was,
        remove,
    };
    let patch = ProductPatch::of_page(filled(form, &all), shown, member.currency);
    let id = known(&product_id)?;
    let before = product_review::SavedState::of(&app.db, &member.seller_id, &id).await?;
    let saved = products::revise(&app, &member, &id, &patch).await?;
    notice(&before.message(&app.db, &member.seller_id, &saved).await?);
    redirect(&format!("/products/{product_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/set-options")]
pub async fn set_options(
    #[server(default)] product_id: String,
    #[server(default)] version: String,
    #[server(default)] fresh: String,
    #[server(default)] options: Vec<OptionForm>,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member::<may::Products>()?);
    let id = known(&product_id)?;
    let stored = products::find(&app.db, &member.seller_id, &id).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    let renamed = match fresh.is_empty() {
        true => products::renamed(&stored, &options),
        false => Renamed::default(),
    };
    let mut patch = products::patch(options, renamed);
    patch.version = version.parse().ok();
    products::revise(&app, &member, &id, &patch).await?;
    notice("Options changed. Check the price and stock of the new variants.");
    redirect(&format!("/products/{product_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/archive")]
pub async fn archive_product(#[server(default)] product_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member::<may::Products>()?);
    let id = known(&product_id)?;
    let stored = products::find(&app.db, &member.seller_id, &id).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    products::set_status(&app, &member, &[id], ProductStatus::Archived).await?;
    let back = format!(
        "/do/products/restore?product_id={product_id}&status={}",
        stored.product.status
    );
    notice_with_undo("The product is archived. Buyers no longer see it.", &back);
    redirect(&format!("/products/{product_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/restore")]
pub async fn restore_product(
    #[server(default)] product_id: String,
    #[server(default)] status: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member::<may::Products>()?);
    let id = known(&product_id)?;
    let stored = products::find(&app.db, &member.seller_id, &id).await?;
    stored.ok_or_else(Problem::not_found)?;
    let status = ProductStatus::parse(&status).ok_or_else(|| {
        FieldErrors::of(
            "status",
            "The status must be draft, active, inactive or archived.",
        )
    })?;
    products::set_status(&app, &member, &[id], status).await?;
    notice(&format!(
        "The product is {} again.",
        status.label().to_lowercase()
    ));
    redirect(&format!("/products/{product_id}"));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/duplicate")]
pub async fn duplicate_product(#[server(default)] product_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let copy = duplicate(&app, &member, &known(&product_id)?).await?;
    notice("This is the copy, saved as a draft. SKU, barcode and stock were not copied.");
    redirect(&format!("/products/{}", copy.product_id));
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/remove")]
pub async fn remove_product(
    #[server(default)] product_id: String,
    #[server(default)] confirmation: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let id = known(&product_id)?;
    match products::remove_named(&app, &member, &id, &confirmation).await? {
        Removed::Deleted => notice("Product deleted."),
        Removed::Archived => {
            notice("The product has orders, so it was archived instead: its orders still refer to it.")
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
        .ok_or_else(|| FieldErrors::of("status", "Choose an action for the selected products."))?;
    if ids.is_empty() {
        return Err(FieldErrors::of(FieldErrors::FORM, "Choose at least one product.").into());
    }
    let ids = ids.iter().map(|id| known(id)).collect::<Result<Vec<_>, _>>()?;
    let changed = products::set_status(&app, &member, &ids, status).await?;
    let products = if changed == 1 {
        "product is"
    } else {
        "products are"
    };
    let waiting = match changed {
        0 => 0,
        _ => product_review::some_waiting(&app.db, &member.seller_id, &ids).await?,
    };
    let waits = product_review::waiting_sentence(waiting).unwrap_or_default();
    let text = format!(
        "{changed} {products} {} now. {waits}",
        status.label().to_lowercase()
    );
    notice(text.trim_end());
    redirect(if is_own_path(&back) && back.starts_with("/products") {
        &back
    } else {
        "/products"
    });
    Ok(())
}

#[server(prefix = "/do", endpoint = "products/arrange-images")]
pub async fn arrange_images(
    #[server(default)] product_id: String,
    #[server(default)] images: Vec<TypedPlace>,
    #[server(default)] act: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let (product_id, act) = (known(&product_id)?, pictures::Act::parse(&act));
    let images = images.into_iter().map(TypedPlace::form).collect();
    let form = ArrangementForm { images };
    pictures::arrange(&app, &member, &product_id, &form, act.as_ref()).await?;
    let done = match act {
        Some(pictures::Act::Remove(_)) => "Picture removed.",
        Some(pictures::Act::Retry(_)) => "We are trying the picture again.",
        _ => "Pictures saved.",
    };
    let waits = match product_review::pictures_wait(&app.db, &member.seller_id, &product_id).await? {
        true => PICTURES_WAIT,
        false => "",
    };
    notice(&format!("{done}{waits}"));
    redirect(&format!("/products/{product_id}#pictures"));
    Ok(())
}
