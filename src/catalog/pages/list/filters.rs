//! Filters of the products page: tabs, fields and chips.

use crate::form::FieldErrors;
use crate::money::Currency;
use crate::products::{ProductFilter, ProductQuery, ProductStatus, StatusCounts, StockState};
use crate::ui::{Anchor, Choice, Disclosure, Field, FilterBar, Select, Tab};
use leptos::prelude::*;

/// Everything, and each status.
pub fn tabs(filter: &ProductFilter, counts: &StatusCounts, currency: Currency) -> Vec<Tab> {
    let to = |status: Option<ProductStatus>| {
        let filter = ProductFilter {
            status,
            ..filter.clone()
        };
        filter.address(currency)
    };
    let all = Tab::new("All", to(None)).current(filter.status.is_none());
    let each = ProductStatus::ALL.into_iter().map(|status| {
        let tab = Tab::new(status.label(), to(Some(status))).current(filter.status == Some(status));
        match counts.of(status) {
            0 => tab,
            count => tab.count(count),
        }
    });
    std::iter::once(all).chain(each).collect()
}

/// Active filters except status, each with the address that removes it.
pub fn applied(filter: &ProductFilter, currency: Currency) -> Vec<Anchor> {
    let mut chips = Vec::new();
    let mut chip = |label: Option<String>, without: fn(&mut ProductFilter)| {
        if let Some(label) = label {
            let mut rest = filter.clone();
            without(&mut rest);
            chips.push(Anchor::new(label, rest.address(currency)));
        }
    };
    chip(filter.q.as_ref().map(|q| format!("“{q}”")), |filter| {
        filter.q = None
    });
    chip(filter.category.clone(), |filter| filter.category = None);
    chip(filter.stock.map(|state| state.label().to_owned()), |filter| {
        filter.stock = None
    });
    let price =
        |words: &str, minor: Option<i64>| minor.map(|minor| format!("{words} {}", currency.show(minor)));
    chip(price("From", filter.price_min_minor), |filter| {
        filter.price_min_minor = None
    });
    chip(price("Up to", filter.price_max_minor), |filter| {
        filter.price_max_minor = None
    });
    chip(
        filter.waiting.then(|| "Waiting for review".to_owned()),
        |filter| filter.waiting = false,
    );
    chip(filter.without_sku.then(|| "Without SKU".to_owned()), |filter| {
        filter.without_sku = false
    });
    let pictures = |some: bool| if some { "With pictures" } else { "Without pictures" };
    chip(filter.pictured.map(|some| pictures(some).to_owned()), |filter| {
        filter.pictured = None
    });
    chips
}

/// The fields. What was typed and cannot be understood stands there again with what is wrong with it.
#[component]
pub fn Filters(
    asked: ProductQuery,
    filter: ProductFilter,
    errors: FieldErrors,
    categories: Vec<String>,
    /// Other address parameters kept by the form.
    kept: Option<(String, String)>,
) -> impl IntoView {
    let fields = filter
        .status
        .map(|status| ("status".to_owned(), status.to_string()))
        .into_iter()
        .chain(kept)
        .collect::<Vec<_>>();
    let has_categories = !categories.is_empty();
    let categories: Vec<Choice> = categories
        .into_iter()
        .map(|category| Choice::new(category.clone(), category))
        .collect();
    let pictures = vec![
        Choice::new("some", "With pictures"),
        Choice::new("none", "Without pictures"),
    ];
    let stock = StockState::ALL.map(|state| Choice::new(state.as_str(), state.label()));
    let is_open = filter.price_min_minor.is_some()
        || filter.price_max_minor.is_some()
        || filter.waiting
        || filter.without_sku
        || filter.pictured.is_some()
        || !errors.is_empty();
    let [least, most] = ["price_min", "price_max"].map(|name| errors.first(name).map(str::to_owned));
    view! {
        <FilterBar action="/products" fields=fields>
            <Field label="Search" name="q" kind="search" placeholder="Name, SKU, barcode, category or tag"
                maxlength=200 value=asked.q.unwrap_or_default() />
            <Select label="Stock" name="stock" options=stock.to_vec() placeholder="Any"
                value=filter.stock.map(|state| state.to_string()).unwrap_or_default() />
            {has_categories.then(|| view! {
                <Select label="Category" name="category" options=categories placeholder="Any"
                    value=filter.category.unwrap_or_default() />
            })}
            <Disclosure summary="More filters" open=is_open>
                <div class="filters">
                    <Field label="Price from" name="price_min" inputmode="decimal" error=least
                        value=asked.price_min.unwrap_or_default() />
                    <Field label="Price up to" name="price_max" inputmode="decimal" error=most
                        value=asked.price_max.unwrap_or_default() />
                    <Select label="Pictures" name="pictures" placeholder="Any" options=pictures
                        value=asked.pictures.unwrap_or_default() />
                    <Select label="Review" name="review" placeholder="Any"
                        options=vec![Choice::new("waiting", "Waiting for review")]
                        value=if filter.waiting { "waiting" } else { "" } />
                    <Select label="SKU" name="sku" placeholder="Any" options=vec![Choice::new("none", "Without SKU")]
                        value=if filter.without_sku { "none" } else { "" } />
                </div>
            </Disclosure>
        </FilterBar>
    }
}
