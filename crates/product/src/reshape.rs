//! Option changes: which variants stay, go or are new.

use crate::Product;
use crate::form::FieldErrors;
use crate::money::Decimal;
use crate::option::{self, OptionForm, ProductOption};
use crate::patch::Renamed;
use crate::variant::{MAX_VARIANTS, VariantForm};
use crate::yes_no::YesNo;
use std::collections::{BTreeMap, HashSet};

/// The variants of `current` under other options.
///
/// An option is known again by its name, or by its place when it was only renamed. A variant whose value is gone
/// goes, unless it was `renamed`. Under an option that is new, those there are take its first value. With `complete`, each combination
/// with a value that was not there before becomes a variant, at the first one's price with nothing on hand.
pub(super) fn reshaped(
    current: &Product,
    variants: Vec<VariantForm>,
    options: &[OptionForm],
    renamed: &Renamed,
    complete: bool,
    errors: &mut FieldErrors,
) -> Vec<VariantForm> {
    let mut wrong = FieldErrors::new();
    let options = option::parse(options, &mut wrong);
    if !wrong.is_empty() {
        wrong
            .iter()
            .for_each(|(field, messages)| messages.iter().for_each(|message| errors.add(field, message)));
        return variants;
    }
    let sources = sources(&current.options, &options);
    let price = variants.first().and_then(|variant| variant.price.clone());
    let mut taken: HashSet<Vec<String>> = HashSet::new();
    let mut reshaped = Vec::with_capacity(variants.len());
    for (mut form, variant) in variants.into_iter().zip(&current.variants) {
        let values = options.iter().zip(&sources).map(|(option, source)| match source {
            Some(source) => variant
                .values
                .get(*source)
                .map(|value| name_now(renamed, option, value))
                .filter(|value| option.values.contains(value)),
            None => option.values.first().cloned(),
        });
        let Some(values) = values.collect::<Option<Vec<_>>>() else {
            continue;
        };
        if taken.insert(values.clone()) {
            form.options = named(&options, values);
            reshaped.push(form);
        }
    }
    if complete {
        let Some(all) = option::combinations(&options, MAX_VARIANTS) else {
            errors.add(
                "options",
                format!("These options make more than {MAX_VARIANTS} variants. Remove some values."),
            );
            return reshaped;
        };
        let is_new = |values: &Vec<String>| {
            values
                .iter()
                .zip(&sources)
                .enumerate()
                .any(|(at, (value, source))| {
                    let was_there = |source: usize| {
                        let mut before = current.options[source].values.iter();
                        before.any(|before| name_now(renamed, &options[at], before) == *value)
                    };
                    source.is_none_or(|source| !was_there(source))
                })
        };
        for values in all
            .into_iter()
            .filter(|values| !taken.contains(values) && is_new(values))
        {
            reshaped.push(VariantForm {
                options: named(&options, values),
                price: price.clone(),
                stock: Some(Decimal::from(0)),
                backorder: Some(YesNo(false)),
                ..VariantForm::default()
            });
        }
    }
    reshaped
}

/// New name of a value.
fn name_now(renamed: &Renamed, option: &ProductOption, value: &str) -> String {
    let names = renamed.iter().find(|(name, _)| option.is_named(name));
    let now = names.and_then(|(_, names)| names.get(value));
    now.cloned().unwrap_or_else(|| value.to_owned())
}

/// For each new option, the old one it continues.
fn sources(old: &[ProductOption], new: &[ProductOption]) -> Vec<Option<usize>> {
    new.iter()
        .enumerate()
        .map(|(place, option)| {
            let same_name = old.iter().position(|known| known.is_named(&option.name));
            let renamed = || {
                let before = old.get(place)?;
                let gone = !new.iter().any(|other| other.is_named(&before.name));
                (gone && old.len() == new.len()).then_some(place)
            };
            same_name.or_else(renamed)
        })
        .collect()
}

fn named(options: &[ProductOption], values: Vec<String>) -> BTreeMap<String, String> {
    options
        .iter()
        .map(|option| option.name.clone())
        .zip(values)
        .collect()
}
