//! Variants: the priced, counted and shipped unit.

use crate::figure::Figure;
use crate::form::{self, FieldErrors};
use crate::id::VariantId;
use crate::money::{Currency, Decimal};
use crate::option::{ProductOption, same_name};
use crate::yes_no::YesNo;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const MAX_VARIANTS: usize = 100;
pub const MAX_SKU: usize = 100;
pub const MAX_BARCODE: usize = 100;
/// Ten tonnes.
pub const MAX_WEIGHT_GRAMS: i64 = 10_000_000;
/// Most pieces on hand of one variant.
pub const MAX_STOCK: i64 = 1_000_000_000;

/// A variant as it was typed or sent. What it leaves out it takes from the product's price, SKU and stock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct VariantForm {
    /// Names an existing variant; a new one gets its id from us.
    #[schema(ignore)]
    pub variant_id: Option<String>,
    /// A value for each of the product's options, by the option's name.
    #[schema(example = json!({"Size": "S"}))]
    pub options: BTreeMap<String, String>,
    pub sku: Option<String>,
    pub price: Option<Decimal>,
    /// The price before, shown struck through.
    pub compare_at: Option<Decimal>,
    /// Cost to the seller; never shown to buyers.
    pub cost: Option<Decimal>,
    pub barcode: Option<String>,
    pub weight_grams: Option<Decimal>,
    /// Stock on hand.
    pub stock: Option<Decimal>,
    /// Buyers may order more than is on hand.
    pub backorder: Option<YesNo>,
}

/// A variant of a parsed product. Money is minor units of the seller's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Id; `None` until stored.
    pub variant_id: Option<VariantId>,
    /// A value per product option, in order; empty if none.
    pub values: Vec<String>,
    pub sku: Option<String>,
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub cost_minor: Option<i64>,
    pub barcode: Option<String>,
    pub weight_grams: Option<i64>,
    pub on_hand: i64,
    /// Buyers may order more than is on hand.
    pub backorder: bool,
}

impl Variant {
    /// Distinguishing label: `S / Blue`; empty for a single variant.
    pub fn label(&self) -> String {
        self.values.join(" / ")
    }

    /// The variant as its form, for editing and changing.
    pub fn form(&self, options: &[ProductOption], currency: Currency) -> VariantForm {
        VariantForm {
            variant_id: self.variant_id.as_ref().map(|id| id.to_string()),
            options: options
                .iter()
                .map(|option| option.name.clone())
                .zip(self.values.iter().cloned())
                .collect(),
            sku: self.sku.clone(),
            price: Some(currency.decimal(self.price_minor)),
            compare_at: self.compare_at_minor.map(|minor| currency.decimal(minor)),
            cost: self.cost_minor.map(|minor| currency.decimal(minor)),
            barcode: self.barcode.clone(),
            weight_grams: self.weight_grams.map(Decimal::from),
            stock: Some(Decimal::from(self.on_hand)),
            backorder: Some(YesNo(self.backorder)),
        }
    }
}

/// Values a variant inherits from the product.
pub(super) struct Inherited {
    pub price_minor: Option<i64>,
    /// Whether a price error has already been recorded.
    pub price_noted: bool,
    /// SKU stem; several variants add their values: `TEE` makes `TEE-S`.
    pub sku: Option<String>,
    pub on_hand: i64,
}

/// Error field of a variant: `price` for a single one, `variants.3.price` among several.
pub(super) fn field(prefix: Option<usize>, name: &str) -> String {
    prefix.map_or_else(|| name.to_owned(), |at| format!("variants.{at}.{name}"))
}

/// Parses one variant; `place` is its index in the form's list, if listed.
pub(super) fn parse(
    form: &VariantForm,
    place: Option<usize>,
    options: &[ProductOption],
    inherited: &Inherited,
    currency: Currency,
    errors: &mut FieldErrors,
) -> Variant {
    let mut figure = |figure: Figure, text: &Option<Decimal>, name: &str| {
        figure.read(text.as_ref(), currency, &field(place, name), errors)
    };
    let price = figure(Figure::Price, &form.price, "price");
    let compare_at_minor = figure(Figure::CompareAt, &form.compare_at, "compare_at");
    let cost_minor = figure(Figure::Cost, &form.cost, "cost");
    let weight_grams = figure(Figure::WeightGrams, &form.weight_grams, "weight_grams");
    let on_hand = figure(Figure::Stock, &form.stock, "stock").unwrap_or(inherited.on_hand);
    let price_field = field(place, "price");
    let price = price.or(inherited.price_minor);
    if price.is_none() && !inherited.price_noted && errors.first(&price_field).is_none() {
        errors.add(&price_field, "The price is required.");
    }
    let values = parse_values(form, place, options, errors);
    let sku = form::optional_line(form.sku.as_deref(), "The SKU", MAX_SKU);
    let sku = errors
        .take(&field(place, "sku"), sku)
        .flatten()
        .or_else(|| inherited_sku(inherited, &values));
    let barcode = form::optional_line(form.barcode.as_deref(), "The barcode", MAX_BARCODE);
    let barcode = errors.take(&field(place, "barcode"), barcode).flatten();
    let variant_id = form.variant_id.as_deref().filter(|id| !id.is_empty());
    let variant_id = variant_id.and_then(|id| errors.take(&field(place, "variant_id"), VariantId::parse(id)));
    let backorder = form.backorder.is_some_and(|yes| yes.0);
    Variant {
        variant_id,
        values,
        sku,
        price_minor: price.unwrap_or_default(),
        compare_at_minor,
        cost_minor,
        barcode,
        weight_grams,
        on_hand,
        backorder,
    }
}

fn inherited_sku(inherited: &Inherited, values: &[String]) -> Option<String> {
    let stem = inherited.sku.as_ref()?;
    let sku = values.iter().fold(stem.clone(), |sku, value| {
        let value: String = value.split_whitespace().collect::<Vec<_>>().join("-");
        format!("{sku}-{}", value.to_uppercase())
    });
    Some(sku).filter(|sku| sku.chars().count() <= MAX_SKU)
}

fn parse_values(
    form: &VariantForm,
    place: Option<usize>,
    options: &[ProductOption],
    errors: &mut FieldErrors,
) -> Vec<String> {
    let field = field(place, "options");
    let mut values = Vec::with_capacity(options.len());
    for option in options {
        let given = form
            .options
            .iter()
            .find(|(name, _)| option.is_named(name))
            .map(|(_, value)| value.trim());
        match given {
            None | Some("") => errors.add(&field, format!("The variant has no {}.", option.name)),
            Some(value) if option.values.iter().any(|known| known == value) => values.push(value.to_owned()),
            Some(value) => errors.add(
                &field,
                format!("“{value}” is not among the values of {}.", option.name),
            ),
        }
    }
    for name in form.options.keys() {
        if !options.iter().any(|option| same_name(&option.name, name)) {
            errors.add(&field, format!("The product has no option “{}”.", name.trim()));
        }
    }
    values
}
