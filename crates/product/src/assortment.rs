//! Options and variants of a product together, without duplicates.

use crate::figure::Figure;
use crate::form::{self, FieldErrors};
use crate::money::Currency;
use crate::option::{self, OptionForm, ProductOption};
use crate::variant::{self, Inherited, MAX_SKU, MAX_VARIANTS, Variant, VariantForm};
use crate::{Listed, ProductForm};
use std::collections::{BTreeMap, HashSet};

/// Parses options and variants; errors are under `options…`, `variants…`, `price`, `sku` and `stock`.
pub(super) fn parse(
    form: &ProductForm,
    currency: Currency,
    errors: &mut FieldErrors,
) -> (Vec<ProductOption>, Vec<Variant>) {
    let given = form.variants.as_deref().unwrap_or_default();
    if given.len() > MAX_VARIANTS {
        let message = format!(
            "A product can have at most {MAX_VARIANTS} variants; this has {}.",
            given.len()
        );
        errors.add("variants", message);
        return (Vec::new(), Vec::new());
    }
    let named = form.options.clone().unwrap_or_default();
    let named = if named.is_empty() {
        options_of(given)
    } else {
        named
    };
    let options = option::parse(&named, errors);
    let price_minor = Figure::Price.read(form.price.as_ref(), currency, "price", errors);
    let sku = form::optional_line(form.sku.as_deref(), "The SKU", MAX_SKU);
    let mut inherited = Inherited {
        price_minor,
        price_noted: errors.first("price").is_some(),
        sku: errors.take("sku", sku).flatten(),
        on_hand: Figure::Stock
            .read(form.stock.as_ref(), currency, "stock", errors)
            .unwrap_or(0),
    };
    if !errors.is_empty() && errors.iter().any(|(field, _)| field.starts_with("options")) {
        // Without sound options every variant would be wrong for a reason already told.
        return (options, Vec::new());
    }
    if given.is_empty() {
        let Some(combinations) = option::combinations(&options, MAX_VARIANTS) else {
            let message =
                format!("These options make more than {MAX_VARIANTS} variants. Remove some values.");
            errors.add("options", message);
            return (options, Vec::new());
        };
        if price_minor.is_none() && !inherited.price_noted {
            errors.add("price", "The price is required.");
            inherited.price_noted = true;
        }
        // Values that are one in an SKU ("a b", "A-B") leave the later variant without.
        let mut skus = HashSet::new();
        let variants = combinations.iter().map(|values| {
            let names = options.iter().map(|option| option.name.clone());
            let form = VariantForm {
                options: names.zip(values.iter().cloned()).collect(),
                ..VariantForm::default()
            };
            let mut variant = variant::parse(&form, None, &options, &inherited, currency, errors);
            variant.sku = variant.sku.filter(|sku| skus.insert(sku.clone()));
            variant
        });
        let variants = variants.collect::<Vec<_>>();
        return (options, variants);
    }
    if options.is_empty() && given.len() > 1 {
        errors.add(
            "variants",
            "Several variants need an option that differs, such as Size.",
        );
        return (options, Vec::new());
    }
    let parse = |(at, form)| variant::parse(form, Some(at), &options, &inherited, currency, errors);
    let variants: Vec<Variant> = given.iter().enumerate().map(parse).collect();
    refuse_alike(&variants, options.len(), errors);
    (options, variants)
}

/// Options derived from variants if the product names none, values in order of appearance.
fn options_of(variants: &[VariantForm]) -> Vec<OptionForm> {
    let mut values: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in variants.iter().flat_map(|variant| &variant.options) {
        let known = values.entry(name).or_default();
        if !known.contains(value) {
            known.push(value.clone());
        }
    }
    values
        .into_iter()
        .map(|(name, values)| OptionForm {
            name: name.to_owned(),
            values: Listed(values),
        })
        .collect()
}

/// Rejects variants with equal values or SKUs.
fn refuse_alike(variants: &[Variant], options: usize, errors: &mut FieldErrors) {
    let (mut values, mut skus) = (HashSet::new(), HashSet::new());
    for (at, variant) in variants.iter().enumerate() {
        if variant.values.len() == options && !values.insert(&variant.values) {
            let message = format!("Another variant {} already exists.", variant.label());
            errors.add(variant::field(Some(at), "options"), message);
        }
        if let Some(sku) = &variant.sku
            && !skus.insert(sku)
        {
            let message = format!("Another variant of this product already has the SKU “{sku}”.");
            errors.add(variant::field(Some(at), "sku"), message);
        }
    }
}
