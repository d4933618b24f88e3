//! The variants in a product's form: the only one as fields, several as a grid.

use crate::catalog::store::StoredProduct;
use crate::catalog::views::received_minor;
use crate::catalog::{Variant, VariantForm};
use crate::money::Currency;
use crate::policies::Policy;
use crate::ui::{Card, Choice, Column, Disclosure, Field, Select, Table, field_id};
use crate::web::form_reply::Form;
use leptos::prelude::*;

/// The fields of the variant at one place of the form.
#[derive(Clone)]
struct Cells {
    at: usize,
    form: Form,
    stored: VariantForm,
    lone: bool,
    label: String,
}

impl Cells {
    fn of(stored: &StoredProduct, at: usize, form: &Form, currency: Currency) -> Self {
        let variant = &stored.product.variants[at];
        Self {
            at,
            form: form.clone(),
            stored: variant.form(&stored.product.options, currency),
            lone: stored.product.options.is_empty(),
            label: variant.label(),
        }
    }

    fn name(&self, field: &str) -> String {
        format!("variants[{}][{field}]", self.at)
    }

    fn id(&self, field: &str) -> String {
        field_id(&format!("variants.{}.{field}", self.at))
    }

    fn value(&self, field: &str) -> String {
        let stored = match field {
            "sku" => self.stored.sku.clone(),
            "barcode" => self.stored.barcode.clone(),
            "price" => self.stored.price.as_ref().map(ToString::to_string),
            "compare_at" => self.stored.compare_at.as_ref().map(ToString::to_string),
            "cost" => self.stored.cost.as_ref().map(ToString::to_string),
            "weight_grams" => self.stored.weight_grams.as_ref().map(ToString::to_string),
            "stock" => self.stored.stock.as_ref().map(ToString::to_string),
            "backorder" => self
                .stored
                .backorder
                .map(|yes| if yes.0 { "yes" } else { "no" }.to_owned()),
            _ => None,
        };
        self.form.or(&self.name(field), stored.unwrap_or_default())
    }

    fn error(&self, field: &str) -> Option<String> {
        self.form.error(&format!("variants.{}.{field}", self.at))
    }

    /// The variant's id, and its stock as the page shows it.
    fn hidden(&self) -> impl IntoView + use<> {
        let id = self.stored.variant_id.clone().unwrap_or_default();
        let was = self
            .stored
            .stock
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        view! {
            <input type="hidden" name=self.name("variant_id") value=id />
            <input type="hidden" name=format!("stock_was[{}]", self.at)
                value=self.form.or(&format!("stock_was[{}]", self.at), was) />
        }
    }

    /// One input, its label seen only where the variant stands alone.
    fn input(
        &self,
        field: &'static str,
        label: &str,
        mode: Option<&'static str>,
        more: More,
    ) -> impl IntoView + use<> {
        let label = if self.lone {
            label.to_owned()
        } else {
            format!("{label} of {}", self.label)
        };
        view! {
            <Field label=label name=self.name(field) id=self.id(field) value=self.value(field)
                error=self.error(field) inputmode=mode hide_label=!self.lone short=true
                required={field == "price"} optional=more.optional && self.lone
                suffix=more.suffix help=more.help autocomplete="off" />
        }
        .into_any()
    }

    fn backorder(&self) -> impl IntoView + use<> {
        let choices = vec![Choice::new("no", "No"), Choice::new("yes", "Yes")];
        let label = "Sell when out of stock".to_owned();
        let label = if self.lone {
            label
        } else {
            format!("{label}: {}", self.label)
        };
        view! {
            <Select label=label name=self.name("backorder") id=self.id("backorder") options=choices
                value=self.value("backorder") hide_label=!self.lone short=true />
        }
        .into_any()
    }
}

#[derive(Default)]
struct More {
    optional: bool,
    suffix: Option<String>,
    help: Option<String>,
}

fn unit(suffix: &str) -> More {
    More {
        optional: true,
        suffix: Some(suffix.to_owned()),
        help: None,
    }
}

/// The only variant.
#[component]
pub(super) fn Alone(stored: StoredProduct, form: Form, currency: Currency, policy: Policy) -> impl IntoView {
    let cells = Cells::of(&stored, 0, &form, currency);
    let variant: &Variant = &stored.product.variants[0];
    let received = format!(
        "You'll receive {} per sale.",
        currency.show(received_minor(variant.price_minor, &policy))
    );
    let reserved = stored.reserved.first().copied().unwrap_or(0);
    let held = (reserved > 0).then(|| format!("On hand. {reserved} of them are held by orders."));
    let money = move || unit(currency.code());
    view! {
        <Card title="Price and stock">
            {cells.hidden()}
            {cells.input("price", "Price", Some("decimal"), More { optional: false, help: Some(received), ..money() })}
            {cells.input("compare_at", "Compare-at price", Some("decimal"),
                More { help: Some("The price before, shown struck through.".to_owned()), ..money() })}
            {cells.input("stock", "Stock", Some("numeric"), More { help: held, ..More::default() })}
            {cells.backorder()}
            {cells.input("sku", "SKU", None, More { optional: true, ..More::default() })}
            {cells.input("cost", "Cost", Some("decimal"),
                More { help: Some("Only you see it.".to_owned()), ..money() })}
            {cells.input("barcode", "Barcode", None, More { optional: true, ..More::default() })}
            {cells.input("weight_grams", "Weight", Some("numeric"), unit("g"))}
        </Card>
    }
}

/// Several variants: what changes often in one grid, the rest in another.
#[component]
pub(super) fn Grid(stored: StoredProduct, form: Form, currency: Currency, policy: Policy) -> impl IntoView {
    let all: Vec<Cells> = (0..stored.product.variants.len())
        .map(|at| Cells::of(&stored, at, &form, currency))
        .collect();
    let (low, high) = stored.product.price_range_minor();
    let (low, high) = (received_minor(low, &policy), received_minor(high, &policy));
    let received = if low == high {
        format!(
            "You'll receive {} per sale. Prices are in {currency}.",
            currency.show(low)
        )
    } else {
        format!(
            "You'll receive {} to {} per sale. Prices are in {currency}.",
            currency.show(low),
            currency.show(high)
        )
    };
    let often = all
        .iter()
        .map(|cells| {
            let reserved = stored.reserved.get(cells.at).copied().unwrap_or(0);
            let id = cells.stored.variant_id.clone().unwrap_or_default();
            let goes = format!("Remove {}", cells.label);
            let marked = cells.form.chosen("remove[]", &id, false);
            view! {
                <tr>
                    <td class="main">
                        <span class="clamp">{cells.label.clone()}</span>
                        {cells.hidden()}
                        {(reserved > 0).then(|| view! { <small>{format!("{reserved} reserved")}</small> })}
                    </td>
                    <td data-label="SKU">{cells.input("sku", "SKU", None, More::default())}</td>
                    <td data-label="Price">{cells.input("price", "Price", Some("decimal"), More::default())}</td>
                    <td data-label="Compare at">
                        {cells.input("compare_at", "Compare-at price", Some("decimal"), More::default())}
                    </td>
                    <td data-label="Stock">{cells.input("stock", "Stock", Some("numeric"), More::default())}</td>
                    <td data-label="Remove">
                        <input type="checkbox" name="remove[]" value=id checked=marked aria-label=goes />
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let seldom = all
        .iter()
        .map(|cells| {
            view! {
                <tr>
                    <td class="main"><span class="clamp">{cells.label.clone()}</span></td>
                    <td data-label="Cost">{cells.input("cost", "Cost", Some("decimal"), More::default())}</td>
                    <td data-label="Barcode">{cells.input("barcode", "Barcode", None, More::default())}</td>
                    <td data-label="Weight, g">
                        {cells.input("weight_grams", "Weight in grams", Some("numeric"), More::default())}
                    </td>
                    <td data-label="Sell when out of stock">{cells.backorder()}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let often_columns = ["Variant", "SKU", "Price", "Compare at", "Stock", "Remove"]
        .map(Column::new)
        .to_vec();
    let seldom_columns = [
        "Variant",
        "Cost",
        "Barcode",
        "Weight, g",
        "Sell when out of stock",
    ]
    .map(Column::new)
    .to_vec();
    view! {
        <div class="variant-grid">
            <Card title="Variants" about=received flush=true>
                <Table columns=often_columns caption="Variants with SKU, price and stock">{often}</Table>
            </Card>
        </div>
        <Disclosure summary="Cost, barcode, weight and back-orders">
            <div class="variant-grid">
                <Table columns=seldom_columns caption="Variants with cost, barcode and weight">{seldom}</Table>
            </div>
        </Disclosure>
    }
}
