//! WooCommerce attributes: names and values in numbered columns.

use crate::problem::Report;
use crate::{Field, SourceRow};

fn lines(row: &SourceRow, field: Field) -> impl Iterator<Item = &str> {
    row.cells.get(field).unwrap_or_default().split('\n')
}

/// The row's attributes and their value cells.
pub(super) fn attributes(row: &SourceRow) -> impl Iterator<Item = (&str, &str)> {
    lines(row, Field::AttributeNames)
        .zip(lines(row, Field::AttributeValues).chain(std::iter::repeat("")))
        .map(|(name, values)| (name.trim(), values.trim()))
        .filter(|(name, _)| !name.is_empty())
}

/// The attributes that variations differ in, in the order they come. One that has no value anywhere is none; where
/// there are too many, one that is the same for all variations is not needed to tell them apart.
pub(super) fn names(
    variations: &[SourceRow],
    parent: Option<&SourceRow>,
    report: &mut Report,
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in variations.iter().flat_map(attributes) {
        let is_known = names
            .iter()
            .any(|known| known.to_lowercase() == name.to_lowercase());
        if !is_known
            && variations
                .iter()
                .chain(parent)
                .any(|row| !value_of(row, name).is_empty())
        {
            names.push(name.to_owned());
        }
    }
    if names.len() <= Field::OPTIONS.len() {
        return names;
    }
    let first = |name: &str| value_of(&variations[0], name).to_lowercase();
    let is_same = |name: &String| {
        let first = first(name);
        !first.is_empty()
            && variations
                .iter()
                .all(|row| value_of(row, name).to_lowercase() == first)
    };
    let (same, different): (Vec<_>, Vec<_>) = names.into_iter().partition(is_same);
    if !same.is_empty() {
        let message = format!(
            "A product can have at most {} options, so “{}”, the same for all variations, was left out.",
            Field::OPTIONS.len(),
            same.join("”, “")
        );
        report.warn(variations[0].line, Field::AttributeNames, message);
    }
    different
}

/// The row's value of an attribute; blank if absent.
fn value_of<'a>(row: &'a SourceRow, name: &str) -> &'a str {
    let named = attributes(row).find(|(known, _)| known.to_lowercase() == name.to_lowercase());
    named.map(|(_, value)| value).unwrap_or_default()
}

/// A value whose attribute has no name belongs to the product's attribute of that number.
pub(super) fn name_attributes(variation: &mut SourceRow, parent: &SourceRow, report: &mut Report) {
    let names = lines(variation, Field::AttributeNames);
    let of_parent = lines(parent, Field::AttributeNames).chain(std::iter::repeat(""));
    let mut named: Vec<String> = Vec::new();
    let mut told = None;
    for ((name, value), of_parent) in names.zip(lines(variation, Field::AttributeValues)).zip(of_parent) {
        let is_nameless = name.trim().is_empty() && !value.trim().is_empty();
        let name = if is_nameless { of_parent.trim() } else { name };
        if is_nameless && !name.is_empty() {
            told = told.or(Some(name.to_owned()));
        }
        named.push(name.to_owned());
    }
    if let Some(name) = told {
        let message = format!("The attribute has no name, so it was named after its product, “{name}”.");
        report.warn(variation.line, Field::AttributeNames, message);
        variation.cells.set(Field::AttributeNames, &named.join("\n"));
    }
}

/// A variation's single value, which may contain commas.
pub(super) fn unescaped(value: &str) -> String {
    value.replace("\\,", ",").trim().to_owned()
}
