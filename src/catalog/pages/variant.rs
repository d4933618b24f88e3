//! Variants in the product form: single ones as fields, several as a grid.

use crate::catalog::pages::fee::{self, Fee};
use crate::form::FieldErrors;
use crate::id::{ProductId, SellerId};
use crate::money::Currency;
use crate::pictures;
use crate::problem::Problem;
use crate::products::{ProductForm, StoredProduct, VariantForm, is_same};
use crate::state::App;
use crate::stock::{self, INVENTORY};
use crate::ui::{Card, Choice, Field, Select, field_id};
use crate::web::form_reply::Form;
use leptos::prelude::*;
use std::collections::HashMap;

/// The fields of the variant at one place of the form.
#[derive(Clone)]
pub(super) struct Cells {
    pub at: usize,
    /// Row of the failed form; none if the variant appeared meanwhile.
    typed: Option<usize>,
    form: Form,
    /// As the failed form's page showed it.
    seen: Option<VariantForm>,
    pub stored: VariantForm,
    pub lone: bool,
    pub label: String,
    pub reserved: i64,
    pub fee: Fee,
    /// Values edited elsewhere; empty before it is stored.
    pub beside: LinkedSettings,
}

/// Variant settings edited elsewhere: low-stock threshold and picture.
#[derive(Debug, Clone, Default)]
pub(super) struct LinkedSettings {
    pub low_at: Option<i64>,
    /// The address of its picture, small.
    pub picture: Option<String>,
}

impl LinkedSettings {
    /// Those of each variant of a product.
    pub async fn of(
        app: &App,
        seller_id: &SellerId,
        product_id: &ProductId,
    ) -> Result<HashMap<String, Self>, Problem> {
        let mut reader = app.db.reader().acquire().await?;
        let mut all: HashMap<String, Self> = HashMap::new();
        for (variant_id, low_at) in stock::thresholds(&mut reader, seller_id, product_id).await? {
            all.entry(variant_id.to_string()).or_default().low_at = Some(low_at);
        }
        let shown = pictures::variant_images(&mut reader, seller_id, product_id).await?;
        if shown.is_empty() {
            return Ok(all);
        }
        let images = pictures::images_in(&mut reader, seller_id, std::slice::from_ref(product_id)).await?;
        for (variant_id, image_id) in shown {
            let image = images.iter().find(|image| image.image_id == image_id);
            all.entry(variant_id.to_string()).or_default().picture = image.and_then(pictures::thumb);
        }
        Ok(all)
    }
}

/// Address of a variant's stock page.
pub(super) fn stock_address(variant_id: &str) -> String {
    format!("{INVENTORY}/{variant_id}")
}

/// Grid rows of a stored product, with typed values after a failed form.
pub(super) fn cells_of(
    stored: &StoredProduct,
    form: &Form,
    seen: Option<&ProductForm>,
    fee: &Fee,
    beside: &HashMap<String, LinkedSettings>,
) -> Vec<Cells> {
    let places: HashMap<&str, usize> = typed_places(form, "variant_id").collect();
    let seen: HashMap<&str, &VariantForm> = seen
        .iter()
        .flat_map(|seen| seen.variants.iter().flatten())
        .filter_map(|variant| Some((variant.variant_id.as_deref()?, variant)))
        .collect();
    let variants = stored.product.variants.iter().enumerate();
    variants
        .map(|(at, variant)| {
            let filled = variant.form(&stored.product.options, fee.currency);
            let id = filled.variant_id.clone().unwrap_or_default();
            Cells {
                at,
                typed: places.get(id.as_str()).copied(),
                form: form.clone(),
                seen: seen.get(id.as_str()).map(|seen| (*seen).clone()),
                stored: filled,
                lone: stored.product.options.is_empty(),
                label: variant.label(),
                reserved: stored.reserved.get(at).copied().unwrap_or(0),
                fee: fee.clone(),
                beside: beside.get(&id).cloned().unwrap_or_default(),
            }
        })
        .collect()
}

/// Grid rows of an unsaved product, from the typed form.
pub(super) fn cells_typed(form: &Form, fee: &Fee) -> Vec<Cells> {
    let mut rows: Vec<Cells> = Vec::new();
    for (name, value) in form.fields() {
        let Some((at, option)) = name
            .strip_prefix("variants[")
            .and_then(|rest| rest.split_once("][options]["))
            .and_then(|(at, option)| Some((at.parse::<usize>().ok()?, option.strip_suffix(']')?)))
        else {
            continue;
        };
        if rows.last().is_none_or(|row| row.typed != Some(at)) {
            rows.push(Cells {
                at: rows.len(),
                typed: Some(at),
                form: form.clone(),
                seen: None,
                stored: VariantForm::default(),
                lone: false,
                label: String::new(),
                reserved: 0,
                fee: fee.clone(),
                beside: LinkedSettings::default(),
            });
        }
        if let Some(row) = rows.last_mut() {
            let joint = if row.label.is_empty() { "" } else { " / " };
            row.label = format!("{}{joint}{value}", row.label);
            row.stored.options.insert(option.to_owned(), value.clone());
        }
    }
    rows
}

/// Typed cells of a column, with their row.
fn typed_places<'a>(form: &'a Form, cell: &'a str) -> impl Iterator<Item = (&'a str, usize)> {
    form.fields().iter().filter_map(move |(name, value)| {
        let (at, rest) = name.strip_prefix("variants[")?.split_once("][")?;
        (rest.strip_suffix(']')? == cell).then_some((value.as_str(), at.parse().ok()?))
    })
}

/// Errors at the current position of their fields, or on the form if the row is gone.
pub(super) fn summary(form: &Form, cells: &[Cells]) -> FieldErrors {
    let mut placed = FieldErrors::new();
    for (field, messages) in form.summary().iter() {
        let of_row = field
            .strip_prefix("variants.")
            .and_then(|rest| rest.split_once('.'));
        let field = match of_row.and_then(|(at, cell)| Some((at.parse::<usize>().ok()?, cell))) {
            None => field.to_owned(),
            Some((at, cell)) => match cells.iter().find(|cells| cells.typed == Some(at)) {
                Some(cells) => format!("variants.{}.{cell}", cells.at),
                None => FieldErrors::FORM.to_owned(),
            },
        };
        messages
            .iter()
            .for_each(|message| placed.add(field.clone(), message));
    }
    placed
}

impl Cells {
    pub fn name(&self, field: &str) -> String {
        format!("variants[{}][{field}]", self.at)
    }

    pub fn id(&self, field: &str) -> String {
        field_id(&format!("variants.{}.{field}", self.at))
    }

    /// The typed value; if it equals what the page showed, the stored one.
    pub fn value(&self, field: &str) -> String {
        let stored = self.stored.text(field);
        let Some(at) = self.typed else { return stored };
        let typed = self.form.value(&format!("variants[{at}][{field}]"));
        match &self.seen {
            Some(seen)
                if field != "stock" && is_same(field, &typed, &seen.text(field), self.fee.currency) =>
            {
                stored
            }
            _ => typed,
        }
    }

    pub fn error(&self, field: &str) -> Option<String> {
        self.form.error(&format!("variants.{}.{field}", self.typed?))
    }

    /// Whether it was marked for removal.
    pub fn goes(&self) -> bool {
        let id = self.stored.text("variant_id");
        self.form
            .fields()
            .iter()
            .any(|(name, value)| name.starts_with("remove[") && *value == id)
    }

    /// Which variant it is, and its stock as the page shows it.
    pub fn hidden(&self) -> AnyView {
        let options = self.stored.options.iter().map(|(option, value)| {
            view! { <input type="hidden" name=self.name(&format!("options][{option}")) value=value.clone() /> }
        });
        let Some(id) = self.stored.variant_id.clone() else {
            return options.collect::<Vec<_>>().into_any();
        };
        let was = self.typed.map(|at| self.form.value(&format!("stock_was[{at}]")));
        let was = was
            .filter(|was| !was.is_empty())
            .unwrap_or_else(|| self.stored.text("stock"));
        view! {
            <input type="hidden" name=self.name("variant_id") value=id />
            <input type="hidden" name=format!("stock_was[{}]", self.at) value=was />
        }
        .into_any()
    }

    pub fn backorder(&self) -> AnyView {
        let choices = vec![Choice::new("no", "No"), Choice::new("yes", "Yes")];
        let label = match self.lone {
            true => "Sell when out of stock".to_owned(),
            false => format!("Sell when out of stock: {}", self.label),
        };
        view! {
            <Select label=label name=self.name("backorder") id=self.id("backorder") options=choices
                value=self.value("backorder") hide_label=!self.lone short=true error=self.error("backorder") />
        }
        .into_any()
    }

    /// One field of the only variant.
    fn field(
        &self,
        field: &'static str,
        label: &'static str,
        mode: Option<&'static str>,
        more: More,
    ) -> AnyView {
        view! {
            <Field label=label name=self.name(field) id=self.id(field) value=self.value(field)
                error=self.error(field) inputmode=mode short=true required={field == "price"}
                optional={field != "price" && field != "stock"} suffix=more.suffix help=more.help autocomplete="off" />
        }
        .into_any()
    }
}

#[derive(Default)]
struct More {
    suffix: Option<&'static str>,
    help: Option<String>,
}

/// The only variant.
#[component]
pub(super) fn Alone(cells: Cells) -> impl IntoView {
    let currency: Currency = cells.fee.currency;
    let held = match cells.reserved {
        0 => None,
        pieces => Some(format!("On hand. {pieces} of them are reserved by orders.")),
    };
    let money = move |help: Option<&str>| More {
        suffix: Some(currency.code()),
        help: help.map(str::to_owned),
    };
    let received = fee::received(&cells.value("price"), &cells.fee);
    let (on_price, marks) = (received, cells.fee.marks());
    let stock = stock_address(&cells.stored.text("variant_id"));
    let low = match cells.beside.low_at {
        Some(low_at) => format!("You are alerted when {low_at} or fewer are available."),
        None => "Low-stock alerts are off.".to_owned(),
    };
    view! {
        <Card title="Price and stock">
            {cells.hidden()}
            <div data-fees=marks>
                {cells.field("price", "Price", Some("decimal"), money(None))}
                <p class="help" data-receive="">{on_price}</p>
            </div>
            {cells.field("compare_at", "Compare-at price", Some("decimal"),
                money(Some("The previous price, shown crossed out.")))}
            {cells.field("stock", "Stock", Some("numeric"), More { help: held, ..More::default() })}
            <p class="help">{low} " " <a href=stock>"Locations and low stock"</a></p>
            {cells.backorder()}
            {cells.field("sku", "SKU", None, More::default())}
            {cells.field("cost", "Cost", Some("decimal"), money(Some("Only you can see it.")))}
            {cells.field("barcode", "Barcode", None, More::default())}
            {cells.field("weight_grams", "Weight", Some("numeric"), More { suffix: Some("g"), help: None })}
        </Card>
    }
}
