//! Views of zones and rates, and the preview of what a buyer pays.

use super::actions::{RemoveRate, RemoveZone, SaveRate, SaveZone};
use super::profile::{Basket, EVERYWHERE, Profile, Rate, RateKind, Zone};
use super::profile_form::RateForm;
use crate::accounts::country_name;
use crate::form::FieldErrors;
use crate::money::{Currency, Decimal};
use crate::ui::{Button, Card, Choice, Disclosure, ErrorSummary, Fact, Facts, Field, Select, Variant};
use crate::web::form_reply::{Form, PostForm};
use leptos::prelude::*;
use serde::Deserialize;

/// What the preview is for: a country, and a basket.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PreviewForm {
    country: Option<String>,
    goods: Option<String>,
    weight: Option<String>,
}

impl PreviewForm {
    fn basket(&self, currency: Currency) -> Result<Basket, FieldErrors> {
        let mut errors = FieldErrors::new();
        let read = |text: &Option<String>| Decimal::new(text.clone().unwrap_or_else(|| "0".to_owned()));
        let goods = read(&self.goods).minor(currency).ok().filter(|minor| *minor >= 0);
        let goods = errors.take("goods", goods.ok_or("Enter an amount of 0 or more."));
        let weight = read(&self.weight).whole().ok().filter(|grams| *grams >= 0);
        let weight = errors.take("weight", weight.ok_or("Enter whole grams, 0 or more."));
        let basket = goods.zip(weight).map(|(goods_minor, weight_grams)| Basket {
            goods_minor,
            weight_grams,
        });
        errors.or(basket)
    }
}

/// What a buyer in a country would pay for shipping.
#[component]
pub fn Preview(form: PreviewForm, profile: Profile, currency: Currency, country: String) -> impl IntoView {
    let countries: Vec<Choice> = all_countries();
    let chosen = form.country.clone().unwrap_or(country);
    let (errors, outcome) = match form.basket(currency) {
        Ok(basket) => (
            FieldErrors::new(),
            Some(outcome(&profile, &chosen, basket, currency)),
        ),
        Err(errors) => (errors, None),
    };
    let error = move |field: &str| errors.first(field).map(str::to_owned);
    view! {
        <Card title="What a buyer pays" about="Try a country and a basket; nothing is saved.">
            <form class="form" method="get" action="/settings/shipping">
                <Select label="Country" name="country" options=countries value=chosen.clone() />
                <Field label="Goods" name="goods" inputmode="decimal" autocomplete="off" suffix=currency.code()
                    value=form.goods.clone().unwrap_or_else(|| "0".to_owned()) error=error("goods") />
                <Field label="Weight" name="weight" inputmode="numeric" autocomplete="off" suffix="g"
                    value=form.weight.clone().unwrap_or_else(|| "0".to_owned()) error=error("weight") />
                <div class="row"><Button>"Show"</Button></div>
            </form>
            {outcome}
        </Card>
    }
}

fn outcome(profile: &Profile, country: &str, basket: Basket, currency: Currency) -> AnyView {
    let name = country_name(country);
    let Some(zone) = profile.zone_for(country) else {
        return view! { <p>"You do not ship to " {name} ": no zone has it."</p> }.into_any();
    };
    let offers = zone.offers(basket);
    if offers.is_empty() {
        let text = format!(
            "{name} is in your zone “{}”, but none of its rates takes this basket.",
            zone.name
        );
        return view! { <p>{text}</p> }.into_any();
    }
    let rates = offers
        .into_iter()
        .map(|(rate, price)| {
            let label = match days(rate) {
                Some(days) => format!("{}, {days}", rate.name),
                None => rate.name.clone(),
            };
            view! { <Fact label=label>{price_words(price, currency)}</Fact> }
        })
        .collect::<Vec<_>>();
    let zone = format!("{name} is in your zone “{}”.", zone.name);
    view! {
        <p class="muted">{zone}</p>
        <Facts>{rates}</Facts>
    }
    .into_any()
}

fn price_words(minor: i64, currency: Currency) -> String {
    match minor {
        0 => "Free".to_owned(),
        minor => currency.show(minor),
    }
}

fn all_countries() -> Vec<Choice> {
    let mut countries: Vec<Choice> = rust_iso3166::ALL
        .iter()
        .map(|country| Choice::new(country.alpha2, country.name))
        .collect();
    countries.sort_by(|a, b| a.label.cmp(&b.label));
    countries
}

/// Days on the way, in words.
fn days(rate: &Rate) -> Option<String> {
    match (rate.days_min, rate.days_max) {
        (Some(min), Some(max)) if min == max => Some(counted_days(min)),
        (Some(min), Some(max)) => Some(format!("{min}–{}", counted_days(max))),
        (Some(min), None) => Some(format!("from {}", counted_days(min))),
        (None, Some(max)) => Some(format!("up to {}", counted_days(max))),
        (None, None) => None,
    }
}

fn counted_days(days: i64) -> String {
    crate::ui::counted(days, "day", "days")
}

/// A rate in one line: name, price, and for which baskets.
fn in_words(rate: &Rate, currency: Currency) -> String {
    let measure = |number: i64| match rate.kind {
        RateKind::Price => currency.show(number),
        RateKind::Flat | RateKind::Weight => format!("{number} g"),
    };
    let range = match (rate.from, rate.to) {
        (Some(from), Some(to)) => Some(format!("{} to below {}", measure(from), measure(to))),
        (Some(from), None) => Some(format!("from {}", measure(from))),
        (None, Some(to)) => Some(format!("below {}", measure(to))),
        (None, None) => None,
    };
    let free = rate
        .free_over_minor
        .map(|over| format!("free from {}", currency.show(over)));
    let price = price_words(rate.price_minor, currency);
    let parts = [Some(price), range, free, days(rate)];
    format!(
        "{}: {}",
        rate.name,
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    )
}

/// Countries of a zone, in words.
fn countries_in_words(zone: &Zone) -> String {
    if zone.is_everywhere() {
        return "Every country that no other zone names".to_owned();
    }
    let names: Vec<String> = zone.countries.iter().map(|code| country_name(code)).collect();
    match names.len() {
        0..=8 => names.join(", "),
        many => format!("{} and {} more", names[..6].join(", "), many - 6),
    }
}

/// One zone with its rates.
#[component]
pub fn ZoneCard(zone: Zone, currency: Currency) -> impl IntoView {
    let about = countries_in_words(&zone);
    let zone_id = zone.zone_id.to_string();
    let rates = zone
        .rates
        .iter()
        .map(|rate| {
            view! { <RateEditor zone_id=zone_id.clone() rate=rate.clone() currency=currency /> }.into_any()
        })
        .collect::<Vec<_>>();
    let none = zone.rates.is_empty().then(|| {
        view! { <p class="muted">"Buyers in these countries cannot order with shipping until the zone has a rate."</p> }
    });
    view! {
        <Card title=zone.name.clone() about=about>
            <div class="stack">
                {none}
                {rates}
                <AddRate zone_id=zone_id.clone() currency=currency />
                <ZoneEditor zone=zone />
            </div>
        </Card>
    }
}

#[component]
fn RateEditor(zone_id: String, rate: Rate, currency: Currency) -> impl IntoView {
    let rate_id = rate.rate_id.to_string();
    let form = Form::of::<SaveRate>().with("rate_id", &rate_id);
    let summary = in_words(&rate, currency);
    let stored = RateForm::of(&rate, currency);
    view! {
        <Disclosure summary=summary open=form.failed()>
            <div class="stack">
                <RateFields zone_id=zone_id stored=stored currency=currency form=form button="Save rate" />
                <PostForm<RemoveRate>>
                    <input type="hidden" name="rate_id" value=rate_id />
                    <Button variant=Variant::Quiet small=true icon=icondata_lu::LuTrash2>"Remove rate"</Button>
                </PostForm<RemoveRate>>
            </div>
        </Disclosure>
    }
}

#[component]
fn AddRate(zone_id: String, currency: Currency) -> impl IntoView {
    let form = Form::of::<SaveRate>()
        .with("zone_id", &zone_id)
        .with("rate_id", "");
    let stored = RateForm {
        kind: RateKind::Flat.as_str().to_owned(),
        ..RateForm::default()
    };
    view! {
        <Disclosure summary="Add a rate" open=form.failed()>
            <RateFields zone_id=zone_id stored=stored currency=currency form=form button="Add rate" />
        </Disclosure>
    }
}

#[component]
fn RateFields(
    zone_id: String,
    stored: RateForm,
    currency: Currency,
    form: Form,
    button: &'static str,
) -> impl IntoView {
    let rate_id = stored.rate_id.clone().unwrap_or_default();
    let key = if rate_id.is_empty() {
        zone_id.clone()
    } else {
        rate_id.clone()
    };
    let kinds = vec![
        Choice::new("flat", "One price"),
        Choice::new("weight", "By weight (grams)"),
        Choice::new("price", format!("By value of the goods ({currency})")),
    ];
    let id = move |field: &str| format!("field-{key}-{field}");
    let text = |value: Option<Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    let code = currency.code();
    view! {
        <PostForm<SaveRate> class="form">
            <ErrorSummary errors=form.summary() />
            <input type="hidden" name="zone_id" value=zone_id />
            <input type="hidden" name="rate_id" value=rate_id />
            <div class="tiles">
                <Field label="Name" name="name" id=id("name") required=true maxlength=80 placeholder="Standard"
                    value=form.or("name", stored.name) error=form.error("name") />
                <Field label="Price" name="price" id=id("price") required=true inputmode="decimal" autocomplete="off" suffix=code
                    value=form.or("price", text(stored.price)) error=form.error("price") />
            </div>
            <Select label="Offered" name="kind" id=id("kind") options=kinds value=form.or("kind", stored.kind) error=form.error("kind") />
            <div class="tiles">
                <Field label="From" name="from" id=id("from") optional=true inputmode="decimal" autocomplete="off"
                    help="Grams or value; itself included." value=form.or("from", text(stored.from)) error=form.error("from") />
                <Field label="To below" name="to" id=id("to") optional=true inputmode="decimal" autocomplete="off"
                    help="Grams or value; no longer offered from there." value=form.or("to", text(stored.to)) error=form.error("to") />
            </div>
            <div class="tiles">
                <Field label="Free from" name="free_over" id=id("free_over") optional=true inputmode="decimal" autocomplete="off" suffix=code
                    help="Goods before discount." value=form.or("free_over", text(stored.free_over)) error=form.error("free_over") />
                <Field label="Earliest day" name="days_min" id=id("days_min") optional=true inputmode="numeric" autocomplete="off"
                    value=form.or("days_min", text(stored.days_min)) error=form.error("days_min") />
                <Field label="Latest day" name="days_max" id=id("days_max") optional=true inputmode="numeric" autocomplete="off"
                    value=form.or("days_max", text(stored.days_max)) error=form.error("days_max") />
            </div>
            <div class="row"><Button>{button}</Button></div>
        </PostForm<SaveRate>>
    }
}

#[component]
fn ZoneEditor(zone: Zone) -> impl IntoView {
    let zone_id = zone.zone_id.to_string();
    let form = Form::of::<SaveZone>().with("zone_id", &zone_id);
    let (name, countries) = (zone.name.clone(), zone.countries.join(", "));
    let for_removal = zone_id.clone();
    view! {
        <Disclosure summary="Name and countries" open=form.failed()>
            <div class="stack">
                <ZoneFields zone_id=zone_id name=name countries=countries form=form button="Save zone" />
                <PostForm<RemoveZone>>
                    <input type="hidden" name="zone_id" value=for_removal />
                    <Button variant=Variant::Quiet small=true icon=icondata_lu::LuTrash2>"Remove zone with its rates"</Button>
                </PostForm<RemoveZone>>
            </div>
        </Disclosure>
    }
}

/// Adds a zone.
#[component]
pub fn AddZone(is_first: bool) -> impl IntoView {
    let form = Form::of::<SaveZone>().with("zone_id", "");
    let about = if is_first {
        "Countries that share the same rates. Until you add one, buyers cannot choose a shipping rate with you."
    } else {
        "Countries that share the same rates. A country in several zones gets the zone with the fewest."
    };
    view! {
        <Card title="Add a zone" about=about>
            <ZoneFields zone_id=String::new() name=String::new() countries=String::new() form=form button="Add zone" />
        </Card>
    }
}

#[component]
fn ZoneFields(
    zone_id: String,
    name: String,
    countries: String,
    form: Form,
    button: &'static str,
) -> impl IntoView {
    let key = if zone_id.is_empty() {
        "new".to_owned()
    } else {
        zone_id.clone()
    };
    let every = format!(
        "Codes or English names, with commas between them; {EVERYWHERE} alone is every other country."
    );
    view! {
        <PostForm<SaveZone> class="form">
            <ErrorSummary errors=form.summary() />
            <input type="hidden" name="zone_id" value=zone_id />
            <Field label="Name" name="name" id=format!("field-{key}-name") required=true maxlength=80
                placeholder="Ireland and Britain" value=form.or("name", name) error=form.error("name") />
            <Field label="Countries" name="countries" id=format!("field-{key}-countries") required=true
                placeholder="IE, GB" help=every value=form.or("countries", countries) error=form.error("countries") />
            <div class="row"><Button>{button}</Button></div>
        </PostForm<SaveZone>>
    }
}
