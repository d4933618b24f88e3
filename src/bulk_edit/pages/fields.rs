//! Change fields, and their description in words.

use crate::bulk_edit::BulkEditForm;
use crate::bulk_edit::store::BulkEditRow;
use crate::categories::{CategoryField, Offer};
use crate::form::FieldErrors;
use crate::money::{Currency, Decimal};
use crate::products::{Listed, ProductStatus, status_choices};
use crate::ui::{Button, Choice, Field, Select};
use leptos::prelude::*;

const LEAVE: &str = "Leave unchanged";

fn choices(all: &[(&str, &str)]) -> Vec<Choice> {
    all.iter()
        .map(|(value, label)| Choice::new(*value, *label))
        .collect()
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn number(value: &Option<Decimal>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn tags(value: &Option<Listed>) -> String {
    value
        .as_ref()
        .map(|listed| listed.0.join(", "))
        .unwrap_or_default()
}

/// A field for every possible change.
#[component]
pub(super) fn Fields(
    typed: BulkEditForm,
    errors: FieldErrors,
    currency: Currency,
    offer: Offer,
) -> impl IntoView {
    let error = |field: &str| errors.first(field).map(str::to_owned);
    let prices = choices(&[
        ("set", "Set to"),
        ("add", "Change by an amount"),
        ("percent", "Change by percent"),
    ]);
    let endings = choices(&[("99", "End in .99"), ("00", "End in .00")]);
    let compares = choices(&[
        ("set", "Set to"),
        ("price", "Previous price"),
        ("clear", "Remove"),
    ]);
    let stocks = choices(&[("set", "Set to"), ("add", "Change by")]);
    let categories = choices(&[("set", "Set to"), ("clear", "Remove")]);
    let has_decimals = currency.decimals() > 0;
    view! {
        <div class="halves">
            <Select label="Price" name="price_how" options=prices placeholder=LEAVE value=text(&typed.price_how)
                error=error("price_how") />
            <Field label="Amount or percent" name="price" inputmode="decimal" autocomplete="off" help="-10 lowers it."
                value=number(&typed.price) error=error("price") />
        </div>
        {has_decimals.then(|| view! {
            <Select label="New prices" name="ending" options=endings placeholder="Exact result" short=true
                value=text(&typed.ending) error=error("ending") />
        })}
        <div class="halves">
            <Select label="Compare-at price" name="compare_at_how" options=compares placeholder=LEAVE
                value=text(&typed.compare_at_how) error=error("compare_at_how") />
            <Field label="Amount" name="compare_at" inputmode="decimal" autocomplete="off"
                value=number(&typed.compare_at) error=error("compare_at") />
        </div>
        <div class="halves">
            <Select label="Stock of each variant" name="stock_how" options=stocks placeholder=LEAVE
                value=text(&typed.stock_how) error=error("stock_how") />
            <Field label="Pieces" name="stock" inputmode="numeric" autocomplete="off" help="-2 removes two."
                value=number(&typed.stock) error=error("stock") />
        </div>
        <Select label="Status" name="status" options=status_choices() placeholder=LEAVE short=true
            value=text(&typed.status) error=error("status") />
        <div class="halves">
            <Select label="Category" name="category_how" options=categories placeholder=LEAVE
                value=text(&typed.category_how) error=error("category_how") />
            <CategoryField label="New category" offer=offer value=text(&typed.category) error=error("category") />
        </div>
        <div class="halves">
            <Field label="Add tags" name="add_tags" optional=true help="Separate with commas."
                value=tags(&typed.add_tags) error=error("add_tags") />
            <Field label="Remove tags" name="remove_tags" optional=true
                value=tags(&typed.remove_tags) error=error("remove_tags") />
        </div>
        <div class="row"><Button icon=icondata_lu::LuEye>"Preview changes"</Button></div>
    }
}

/// The form as hidden fields.
pub(super) fn hidden(typed: &BulkEditForm) -> impl IntoView + use<> {
    let all = [
        ("price_how", text(&typed.price_how)),
        ("price", number(&typed.price)),
        ("ending", text(&typed.ending)),
        ("compare_at_how", text(&typed.compare_at_how)),
        ("compare_at", number(&typed.compare_at)),
        ("stock_how", text(&typed.stock_how)),
        ("stock", number(&typed.stock)),
        ("status", text(&typed.status)),
        ("category_how", text(&typed.category_how)),
        ("category", text(&typed.category)),
        ("add_tags", tags(&typed.add_tags)),
        ("remove_tags", tags(&typed.remove_tags)),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
}

/// Description of a bulk edit, one change per line.
pub(super) fn in_words(edit: &BulkEditRow, currency: Currency) -> Vec<String> {
    let form: BulkEditForm = serde_json::from_str(&edit.changes).unwrap_or_default();
    let mut words = Vec::new();
    let how = |how: &Option<String>| text(how).trim().to_owned();
    let signed = |value: &Option<Decimal>| {
        let value = number(value);
        match value.trim().starts_with('-') {
            true => value.replacen('-', "−", 1),
            false => format!("+{}", value.trim_start_matches('+')),
        }
    };
    match how(&form.price_how).as_str() {
        "set" => words.push(format!("Price {} {currency}", number(&form.price))),
        "add" => words.push(format!("Price {} {currency}", signed(&form.price))),
        "percent" => words.push(format!("Price {} %", signed(&form.price))),
        _ => {}
    }
    match how(&form.ending).as_str() {
        "" => {}
        ending => words.push(format!("Prices end in .{ending}")),
    }
    match how(&form.compare_at_how).as_str() {
        "set" => words.push(format!(
            "Compare-at price {} {currency}",
            number(&form.compare_at)
        )),
        "price" => words.push("Compare-at price set to the previous price".to_owned()),
        "clear" => words.push("No compare-at price".to_owned()),
        _ => {}
    }
    match how(&form.stock_how).as_str() {
        "set" => words.push(format!("Stock {}", number(&form.stock))),
        "add" => words.push(format!("Stock {}", signed(&form.stock))),
        _ => {}
    }
    if let Some(status) = ProductStatus::parse(&text(&form.status)) {
        words.push(format!("Status {}", status.label()));
    }
    match how(&form.category_how).as_str() {
        "set" => words.push(format!("Category {}", text(&form.category))),
        "clear" => words.push("No category".to_owned()),
        _ => {}
    }
    for (verb, listed) in [
        ("Tags added", &form.add_tags),
        ("Tags removed", &form.remove_tags),
    ] {
        if listed.as_ref().is_some_and(|listed| !listed.0.is_empty()) {
            words.push(format!("{verb}: {}", tags(listed)));
        }
    }
    words
}
