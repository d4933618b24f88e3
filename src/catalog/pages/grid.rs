//! Variant grid: frequent fields in one table, the rest in another; cards on a phone.

use crate::catalog::pages::fee;
use crate::catalog::pages::variant::{Cells, stock_address};
use crate::ui::{Button, Card, Column, Disclosure, Table, Thumb, counted};
use crate::web::form_reply::Form;
use leptos::prelude::*;

/// The grid. `set_all` is where the button goes that fills a column.
#[component]
pub(super) fn Grid(cells: Vec<Cells>, form: Form, #[prop(into)] set_all: String) -> impl IntoView {
    let Some(first) = cells.first().cloned() else {
        return ().into_any();
    };
    let fee = first.fee.clone();
    let is_stored = first.stored.variant_id.is_some();
    let about = format!(
        "{}. Prices are in {}.",
        counted(cells.len() as i64, "variant", "variants"),
        fee.currency
    );
    let often = cells
        .iter()
        .map(|cells| often(cells, is_stored))
        .collect::<Vec<_>>();
    let seldom = cells
        .iter()
        .map(|cells| seldom(cells, is_stored))
        .collect::<Vec<_>>();
    let mut columns = ["Variant", "Price", "Compare at", "Stock", "SKU"]
        .map(Column::new)
        .to_vec();
    if is_stored {
        columns.push(Column::new("Remove"));
    }
    let all = |field: &'static str, label: &'static str, mode: &'static str| {
        let name = format!("all[{field}]");
        let value = form.value(&name);
        view! {
            <td data-label=label>
                <input class="input" name=name value=value inputmode=mode autocomplete="off" data-all=field
                    aria-label=format!("{label} of all variants") placeholder="All" />
            </td>
        }
        .into_any()
    };
    let (price, compare_at, stock) = (
        all("price", "Price", "decimal"),
        all("compare_at", "Compare at", "decimal"),
        all("stock", "Stock", "numeric"),
    );
    let (cost, weight) = (
        all("cost", "Cost", "decimal"),
        all("weight_grams", "Weight, g", "numeric"),
    );
    let (action, action_below) = (set_all.clone(), set_all);
    let mut seldom_columns = vec![
        "Variant",
        "Cost",
        "Barcode",
        "Weight, g",
        "Sell when out of stock",
    ];
    let mut rest = "Cost, barcode, weight and back-orders";
    if is_stored {
        seldom_columns.extend(["Low stock at", "Picture"]);
        rest = "Cost, barcode, weight, back-orders, low stock and pictures";
    }
    let seldom_columns: Vec<Column> = seldom_columns.into_iter().map(Column::new).collect();
    view! {
        <div class="variant-grid" data-fees=fee.marks() data-grid="">
            <Card title="Variants" about=about flush=true>
                <Table columns=columns caption="Variants with price, stock and SKU">
                    <tr class="set-all">
                        <td class="main">"All variants"</td>
                        {price}
                        {compare_at}
                        {stock}
                        <td data-label="Fill the column">
                            <Button small=true formaction=action novalidate=true mark="set-all">"Set all"</Button>
                        </td>
                        {is_stored.then(|| view! { <td></td> })}
                    </tr>
                    {often}
                </Table>
            </Card>
            <Disclosure summary=rest>
                <Table columns=seldom_columns caption="Variants with cost, barcode and weight">
                    <tr class="set-all">
                        <td class="main">"All variants"</td>
                        {cost}
                        <td></td>
                        {weight}
                        <td data-label="Fill the column">
                            <Button small=true formaction=action_below novalidate=true mark="set-all">"Set all"</Button>
                        </td>
                        {is_stored.then(|| view! { <td></td><td></td> })}
                    </tr>
                    {seldom}
                </Table>
            </Disclosure>
        </div>
    }
    .into_any()
}

fn often(cells: &Cells, is_stored: bool) -> AnyView {
    let held =
        (cells.reserved > 0).then(|| view! { <small>{format!("{} reserved", cells.reserved)}</small> });
    let wrong = cells.error("options").or_else(|| cells.error("variant_id"));
    let wrong_id = cells.id("options");
    let remove = is_stored.then(|| {
        let id = cells.stored.text("variant_id");
        let goes = format!("Remove {}", cells.label);
        view! {
            <td data-label="Remove">
                <input type="checkbox" name="remove[]" value=id checked=cells.goes() aria-label=goes />
            </td>
        }
    });
    let received = fee::received(&cells.value("price"), &cells.fee);
    view! {
        <tr>
            <td class="main">
                <span class="clamp">{cells.label.clone()}</span>
                {cells.hidden()}
                {held}
                {wrong.map(|message| view! { <p class="error" id=wrong_id>{message}</p> })}
            </td>
            <td data-label="Price">
                <div>
                    {cell(cells, "price", "Price", "decimal")}
                    <small class="muted" data-receive="">{received}</small>
                </div>
            </td>
            <td data-label="Compare at">{cell(cells, "compare_at", "Compare-at price", "decimal")}</td>
            <td data-label="Stock">{cell(cells, "stock", "Stock", "numeric")}</td>
            <td data-label="SKU">{cell(cells, "sku", "SKU", "text")}</td>
            {remove}
        </tr>
    }
    .into_any()
}

fn seldom(cells: &Cells, is_stored: bool) -> AnyView {
    let beside = is_stored.then(|| beside(cells));
    view! {
        <tr>
            <td class="main"><span class="clamp">{cells.label.clone()}</span></td>
            <td data-label="Cost">{cell(cells, "cost", "Cost", "decimal")}</td>
            <td data-label="Barcode">{cell(cells, "barcode", "Barcode", "text")}</td>
            <td data-label="Weight, g">{cell(cells, "weight_grams", "Weight in grams", "numeric")}</td>
            <td data-label="Sell when out of stock">{cells.backorder()}</td>
            {beside}
        </tr>
    }
    .into_any()
}

/// Links to fields edited elsewhere.
fn beside(cells: &Cells) -> AnyView {
    let stock = stock_address(&cells.stored.text("variant_id"));
    let low_at = match cells.beside.low_at {
        Some(low_at) => low_at.to_string(),
        None => "Not monitored".to_owned(),
    };
    let picture = match &cells.beside.picture {
        Some(src) => view! { <Thumb src=src.clone() /> }.into_any(),
        None => "Choose".into_any(),
    };
    let (low_label, picture_label) = (
        format!("Low stock of {}: {low_at}", cells.label),
        format!("Picture of {}", cells.label),
    );
    view! {
        <td data-label="Low stock at"><a href=stock aria-label=low_label>{low_at}</a></td>
        <td data-label="Picture"><a href="#pictures" aria-label=picture_label>{picture}</a></td>
    }
    .into_any()
}

/// One input of the grid; screen readers also hear its variant.
fn cell(cells: &Cells, field: &'static str, label: &str, mode: &'static str) -> AnyView {
    let (id, error) = (cells.id(field), cells.error(field));
    let error_id = format!("{id}-error");
    let described = error.is_some().then(|| error_id.clone());
    let input = view! {
        <input class="input" id=id name=cells.name(field) value=cells.value(field) inputmode=mode
            autocomplete="off" aria-label=format!("{label} of {}", cells.label) data-cell=field
            required={field == "price"} aria-invalid=error.is_some().then_some("true") aria-describedby=described />
    };
    match error {
        None => input.into_any(),
        Some(message) => view! {
            <div>
                {input}
                <p class="error" id=error_id>{message}</p>
            </div>
        }
        .into_any(),
    }
}
