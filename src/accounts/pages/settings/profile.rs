//! Settings page: the shop's profile.

use super::SettingsTabs;
use super::shop::{ShopCards, ShopForms};
use crate::accounts::actions::{Resubmit, SaveProfile};
use crate::accounts::pages::entry::timezones;
use crate::accounts::views::{SellerState, country_name};
use crate::accounts::{SellerRow, store};
use crate::problem::Problem;
use crate::shop_storage::{self, StorageUsed, size};
use crate::state::App;
use crate::ui::{
    Button, Card, Columns, ErrorSummary, Fact, Facts, Field, Moment, SaveBar, Select, TextArea, Variant,
};
use crate::viewer::{Member, SellerStatus, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// Settings page: the shop's profile.
pub async fn profile(member: Member<may::Settings>, State(app): State<App>) -> PageResult {
    let (form, again) = (Form::of::<SaveProfile>(), Form::of::<Resubmit>());
    let (shop_forms, now) = (ShopForms::of_page(), app.clock.now());
    let seller = store::seller(&app.db, &member.seller_id).await?;
    let seller = seller.ok_or_else(Problem::not_found)?;
    let grant = member.grant;
    let used = shop_storage::used(&app.db, &member.seller_id).await?;
    let most = app.config.bounds.shop_bytes;
    let side = view! {
        <StatusCard member=member.clone() seller=seller.clone() form=again />
        <StorageCard used=used most=most />
    };
    Ok(Page::new(
        "Settings",
        view! {
            <SettingsTabs current="/settings" grant=grant />
            <Columns side=side.into_any()>
                <ProfileCard seller=seller.clone() form=form />
                <ShopCards seller=seller forms=shop_forms now=now />
            </Columns>
        },
    ))
}

/// File storage used by the shop.
#[component]
fn StorageCard(used: StorageUsed, most: i64) -> impl IntoView {
    view! {
        <Card title="Storage" about="Storage used by your shop's files. Once it is full, no more can be uploaded.">
            <Facts>
                <Fact label="Used">{format!("{} of {}", size(used.all), size(most))}</Fact>
                <Fact label="Pictures">{size(used.pictures)}</Fact>
                <Fact label="Documents">{size(used.documents)}</Fact>
                <Fact label="Import files">{size(used.import_files)}</Fact>
            </Facts>
        </Card>
    }
}

#[component]
fn ProfileCard(seller: SellerRow, form: Form) -> impl IntoView {
    let kept = form.clone();
    let stored = move |field: &str, stored: Option<String>| kept.or(field, stored.unwrap_or_default());
    view! {
        <Card title="Your shop" about="Buyers see the name, description and policies; the rest stays between us.">
            <ErrorSummary errors=form.summary() />
            <PostForm<SaveProfile> class="form">
                <Field label="Shop name" name="shop_name" required=true maxlength=80
                    value=form.or("shop_name", seller.shop_name) error=form.error("shop_name") />
                <TextArea label="Description" name="description" optional=true maxlength=5000
                    value=stored("description", seller.description) error=form.error("description") />
                <TextArea label="Shipping policy" name="shipping_policy" optional=true maxlength=10000
                    help="How soon you ship, where to, and with which carriers."
                    value=stored("shipping_policy", seller.shipping_policy) error=form.error("shipping_policy") />
                <TextArea label="Returns policy" name="returns_policy" optional=true maxlength=10000
                    help="How long buyers can return an order, and who pays for it."
                    value=stored("returns_policy", seller.returns_policy) error=form.error("returns_policy") />
                <TextArea label="Address" name="address" optional=true rows=3 maxlength=500
                    value=stored("address", seller.address) error=form.error("address") />
                <Field label="Phone" name="phone" kind="tel" autocomplete="tel" optional=true maxlength=40
                    value=stored("phone", seller.phone) error=form.error("phone") />
                <Field label="Tax ID" name="tax_id" optional=true maxlength=40
                    value=stored("tax_id", seller.tax_id) error=form.error("tax_id") />
                <Select label="Timezone" name="timezone" options=timezones()
                    help="Used for days on every page and report. If you change it, your figures are recalculated."
                    value=form.or("timezone", seller.timezone) error=form.error("timezone") />
                <SaveBar>
                    <Button variant=Variant::Primary>"Save"</Button>
                </SaveBar>
            </PostForm<SaveProfile>>
        </Card>
    }
}

/// The shop's status and fixed facts.
#[component]
fn StatusCard(member: Member<may::Settings>, seller: SellerRow, form: Form) -> impl IntoView {
    let zone = member.zone();
    let rejected = member.seller_status == SellerStatus::Rejected;
    view! {
        <Card title="Status">
            <Facts>
                <Fact label="Status">
                    <SellerState status=member.seller_status />
                </Fact>
                {seller.status_reason.map(|reason| view! { <Fact label="Why"><p class="prose">{reason}</p></Fact> })}
                <Fact label="Currency">{seller.currency.name()} " (" {seller.currency.code()} ")"</Fact>
                <Fact label="Country">{country_name(&seller.country)}</Fact>
                <Fact label="Registered">
                    <Moment at=seller.created_at zone=zone />
                </Fact>
                <Fact label="Shop ID">
                    <code>{seller.seller_id.to_string()}</code>
                </Fact>
            </Facts>
            {rejected
                .then(|| {
                    view! {
                        <ErrorSummary errors=form.summary() />
                        <PostForm<Resubmit>>
                            <Button>"Apply for approval again"</Button>
                        </PostForm<Resubmit>>
                    }
                })}
        </Card>
    }
}
