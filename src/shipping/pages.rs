//! Shipping page of the settings.

use super::actions::{RemoveRate, RemoveZone, SaveHandling};
use super::revision;
use super::views::{AddZone, Preview, PreviewForm, ZoneCard};
use crate::accounts::SettingsTabs;
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{Button, Card, Columns, ErrorSummary, Field};
use crate::viewer::{Member, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use leptos::prelude::*;

/// The shop's zones and rates, with what a buyer would pay.
pub async fn shipping(
    member: Member<may::Settings>,
    State(app): State<App>,
    Query(preview): Query<PreviewForm>,
) -> PageResult {
    let profile = revision::current(&app, &member).await?;
    let country = own_country(&app, &member).await?;
    let (grant, currency) = (member.grant, member.currency);
    let side = view! { <Preview form=preview profile=profile.clone() currency=currency country=country /> };
    let zones = profile
        .zones
        .iter()
        .map(|zone| view! { <ZoneCard zone=zone.clone() currency=currency /> }.into_any())
        .collect::<Vec<_>>();
    let (zone_removal, rate_removal) = (Form::of::<RemoveZone>(), Form::of::<RemoveRate>());
    let body = view! {
        <SettingsTabs current="/settings/shipping" grant=grant />
        <ErrorSummary errors=zone_removal.summary() title="The zone was not removed." />
        <ErrorSummary errors=rate_removal.summary() title="The rate was not removed." />
        <Columns side=side.into_any()>
            {zones}
            <AddZone is_first=profile.zones.is_empty() />
            <Handling days=profile.handling_days />
        </Columns>
    };
    Ok(Page::new("Settings", body))
}

async fn own_country(app: &App, member: &Member<may::Settings>) -> Result<String, Problem> {
    let seller = crate::accounts::seller(&app.db, &member.seller_id).await?;
    Ok(seller.ok_or_else(Problem::not_found)?.country)
}

#[component]
fn Handling(days: i64) -> impl IntoView {
    let form = Form::of::<SaveHandling>();
    view! {
        <Card title="Handling time" about="Days from an order until you hand it to the carrier, for your programs to read.">
            <ErrorSummary errors=form.summary() />
            <PostForm<SaveHandling> class="form">
                <Field label="Days" name="handling_days" inputmode="numeric" short=true required=true autocomplete="off" suffix="days"
                    value=form.or("handling_days", days.to_string()) error=form.error("handling_days") />
                <div class="row"><Button>"Save"</Button></div>
            </PostForm<SaveHandling>>
        </Card>
    }
}
