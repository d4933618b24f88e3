//! List views of the log: a sentence per entry, with changes folded away.

use super::entry::Entry;
use super::filter::AuditForm;
use super::words::AREAS;
use crate::clock::Millis;
use crate::ui::{Anchor, Applied, Card, Choice, Column, Disclosure, Empty, Field, FilterBar, LinkButton};
use crate::ui::{Fact, Facts, Moment, Pager, Select, Table};
use crate::web::form_reply::encode;
use crate::web::keyset::Window;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde_json::Value;

/// Display options of the log.
#[derive(Debug, Clone)]
pub struct EntryListOptions {
    /// The page's own address, without parameters.
    pub path: &'static str,
    pub form: AuditForm,
    /// Whether entries of all shops are shown, with a filter by shop.
    pub of_all: bool,
    pub zone: TimeZone,
    pub now: Millis,
}

impl EntryListOptions {
    fn address(&self, without: &str) -> String {
        let pairs: Vec<_> = self
            .form
            .pairs()
            .into_iter()
            .filter(|(name, _)| name != without)
            .map(|(name, value)| format!("{name}={}", encode(&value)))
            .collect();
        match pairs.is_empty() {
            true => self.path.to_owned(),
            false => format!("{}?{}", self.path, pairs.join("&")),
        }
    }

    fn file(&self) -> String {
        let address = self.address("");
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}format=csv")
    }
}

/// Filters, entries, older and newer.
#[component]
pub fn AuditLog(shown: EntryListOptions, window: Window<Entry>) -> impl IntoView {
    let (newer, older) = window.links(&shown.address(""));
    let applied = shown
        .form
        .pairs()
        .into_iter()
        .map(|(name, value)| {
            let label = format!("{}: {value}", name.replace("_id", "").replace('_', " "));
            Anchor::new(label, shown.address(&name))
        })
        .collect();
    let columns = vec![
        Column::new("What"),
        Column::new("Who"),
        Column::wide("From"),
        Column::new("When"),
    ];
    let list = if window.rows.is_empty() {
        view! {
            <Empty icon=icondata_lu::LuScrollText headline="No matching entries" text="Every sensitive action is recorded here, newest first." />
        }
        .into_any()
    } else {
        let (zone, now, of_all) = (shown.zone.clone(), shown.now, shown.of_all);
        let rows = window
            .rows
            .into_iter()
            .map(|entry| view! { <Line entry=entry zone=zone.clone() now=now of_all=of_all /> })
            .collect_view();
        view! {
            <Card flush=true>
                <Table columns=columns caption="Log entries, newest first">{rows}</Table>
            </Card>
            <Pager newer=newer older=older />
        }
        .into_any()
    };
    let file = shown.file();
    let clear = shown.path;
    view! {
        <Filters shown=shown />
        <Applied filters=applied clear=clear />
        <p><LinkButton href=file small=true>"Download as CSV"</LinkButton></p>
        {list}
    }
}

#[component]
fn Filters(shown: EntryListOptions) -> impl IntoView {
    let form = shown.form;
    let mut areas: Vec<Choice> = AREAS
        .into_iter()
        .map(|(area, name)| Choice::new(area, name))
        .collect();
    // An action typed into the address stays what it is.
    if !form.action.is_empty() && !AREAS.iter().any(|(area, _)| *area == form.action) {
        areas.push(Choice::new(form.action.clone(), form.action.clone()));
    }
    let shop = shown
        .of_all
        .then(|| view! { <Field label="Shop ID" name="seller_id" value=form.seller_id /> });
    view! {
        <FilterBar action=shown.path>
            <Select label="About" name="action" options=areas placeholder="Everything" value=form.action />
            <Field label="Who" name="who" value=form.who />
            <Field label="ID of the subject" name="subject" value=form.subject />
            {shop}
            <Field label="From" name="from" kind="date" value=form.from />
            <Field label="To" name="to" kind="date" value=form.to />
        </FilterBar>
    }
}

#[component]
fn Line(entry: Entry, zone: TimeZone, now: Millis, of_all: bool) -> impl IntoView {
    let who = entry.who();
    let address = entry.address.clone().unwrap_or_default();
    view! {
        <tr>
            <td class="main">{entry.what.clone()} <Details entry=entry.clone() of_all=of_all /></td>
            <td data-label="Who">{who}</td>
            <td class="wide">{address}</td>
            <td data-label="When">
                <Moment at=entry.at zone=zone now=now />
            </td>
        </tr>
    }
}

/// Changed values and ids of an entry.
#[component]
fn Details(entry: Entry, of_all: bool) -> impl IntoView {
    let changes = changes(entry.before.as_ref(), entry.after.as_ref());
    let columns = vec![Column::new("Field"), Column::new("Before"), Column::new("After")];
    let table = (!changes.is_empty()).then(|| {
        let rows = changes
            .into_iter()
            .map(|(field, before, after)| {
                view! {
                    <tr>
                        <td class="main">{field}</td>
                        <td data-label="Before">{before}</td>
                        <td data-label="After">{after}</td>
                    </tr>
                }
            })
            .collect_view();
        view! { <Table columns=columns caption="Before and after" plain=true>{rows}</Table> }
    });
    let removed = entry
        .removed
        .then(|| view! { <p class="muted">"Removed with the account it was about."</p> });
    let fact = |label: &'static str, value: Option<String>| {
        value.map(|value| view! { <Fact label=label><code>{value}</code></Fact> })
    };
    let shop = entry.seller_id.filter(|_| of_all).map(|id| {
        let href = format!("/admin/sellers/{id}");
        view! { <Fact label="Shop"><a href=href>{id.to_string()}</a></Fact> }
    });
    view! {
        <Disclosure summary="Details">
            {table}
            {removed}
            <Facts>
                {fact("Action", Some(entry.action))}
                {fact("ID of the subject", entry.subject)}
                {shop}
                {fact("API key", entry.api_key_id.map(|id| id.to_string()))}
                {fact("From", entry.address)}
                {fact("Request", entry.request_id)}
            </Facts>
        </Disclosure>
    }
}

/// Changed fields with both values.
pub fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<(String, String, String)> {
    let mut fields: Vec<&String> = Vec::new();
    let objects = [before, after].map(|value| value.and_then(Value::as_object));
    for field in objects.into_iter().flatten().flat_map(|object| object.keys()) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let value =
        |of: Option<&serde_json::Map<String, Value>>, field: &str| match of.and_then(|of| of.get(field)) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(many)) => {
                let many: Vec<_> = many
                    .iter()
                    .map(|each| each.as_str().map_or_else(|| each.to_string(), str::to_owned))
                    .collect();
                many.join(", ")
            }
            Some(other) => other.to_string(),
        };
    fields
        .into_iter()
        .map(|field| {
            let (before, after) = (value(objects[0], field), value(objects[1], field));
            (field.replace('_', " "), before, after)
        })
        .collect()
}
