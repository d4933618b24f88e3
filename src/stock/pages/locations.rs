//! Locations page, with the shop's low-stock threshold.

use super::INVENTORY;
use crate::state::App;
use crate::stock;
use crate::stock::actions::{AddLocation, ArchiveLocation, ChangeLocation, SetLowStock};
use crate::stock::store::LocationRow;
use crate::ui::{Button, Card, ErrorSummary, Field, Variant};
use crate::viewer::{Member, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// The shop's locations, and its low-stock threshold.
pub async fn locations(member: Member<may::Products>, State(app): State<App>) -> PageResult {
    let places = stock::known(&app, &member).await?;
    let threshold = stock::shop_threshold(&app, &member).await?;
    let (add, low) = (Form::of::<AddLocation>(), Form::of::<SetLowStock>());
    let archived = Form::of::<ArchiveLocation>();
    let cards = places
        .all()
        .enumerate()
        .map(|(at, row)| view! { <Location row=row.clone() main={at == 0} /> }.into_any())
        .collect::<Vec<_>>();
    let stored = threshold
        .map(|threshold| threshold.to_string())
        .unwrap_or_default();
    let body = view! {
        <ErrorSummary errors=add.summary() />
        <ErrorSummary errors=low.summary() />
        <ErrorSummary errors=archived.summary() title="The location was not archived." />
        <Card title="Low-stock alerts"
            about="We email you once when a variant's available stock falls to its threshold, and mark it in the list.">
            <PostForm<SetLowStock> class="form">
                <Field label="Low at" name="low_stock_at" inputmode="numeric" short=true optional=true autocomplete="off"
                    suffix="available" help="For every variant without a threshold of its own. Leave blank to turn alerts off for those."
                    value=low.or("low_stock_at", stored) error=low.error("low_stock_at") />
                <div class="row"><Button>"Save"</Button></div>
            </PostForm<SetLowStock>>
        </Card>
        {cards}
        <Card title="Add a location" about="Another shelf, shop or warehouse: count there and move stock between them.">
            <PostForm<AddLocation> class="form">
                <Field label="Name" name="name" id="field-new-name" required=true maxlength=80 placeholder="Warehouse in Cork"
                    value=add.value("name") error=add.error("name") />
                <Field label="Address" name="address" id="field-new-address" optional=true maxlength=300 value=add.value("address")
                    error=add.error("address") />
                <div class="row"><Button icon=icondata_lu::LuPlus>"Add location"</Button></div>
            </PostForm<AddLocation>>
        </Card>
    };
    Ok(Page::new("Locations and thresholds", body).with_back("Inventory", INVENTORY))
}

#[component]
fn Location(row: LocationRow, main: bool) -> impl IntoView {
    let id = row.location_id.to_string();
    let form = Form::of::<ChangeLocation>().with("location_id", &id);
    let about =
        main.then_some("Holds all stock that is not at another location. Orders ship from here first.");
    let (name_id, address_id) = (format!("field-name-{id}"), format!("field-address-{id}"));
    let for_archive = id.clone();
    view! {
        <Card title=row.name.clone() about=about>
            <ErrorSummary errors=form.summary() />
            <PostForm<ChangeLocation> class="form product-form">
                <input type="hidden" name="location_id" value=id />
                <div class="halves">
                    <Field label="Name" name="name" id=name_id required=true maxlength=80
                        value=form.or("name", row.name.clone()) error=form.error("name") />
                    <Field label="Address" name="address" id=address_id optional=true maxlength=300
                        value=form.or("address", row.address.clone().unwrap_or_default()) error=form.error("address") />
                </div>
                <div class="row"><Button>"Save"</Button></div>
            </PostForm<ChangeLocation>>
            {(!main).then(|| view! {
                <PostForm<ArchiveLocation>>
                    <input type="hidden" name="location_id" value=for_archive />
                    <Button variant=Variant::Quiet small=true icon=icondata_lu::LuArchive>"Archive location"</Button>
                </PostForm<ArchiveLocation>>
            })}
        </Card>
    }
}
