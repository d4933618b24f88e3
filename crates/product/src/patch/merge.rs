//! Matching of variant changes to a product's variants.

use super::VariantPatch;
use crate::VariantForm;
use crate::form::FieldErrors;
use crate::option::same_name;
use std::collections::BTreeMap;

/// Applies the variants' changes; returns, for each variant, its index in the patch.
pub(super) fn merge(
    patches: &[VariantPatch],
    forms: &mut Vec<VariantForm>,
    errors: &mut FieldErrors,
) -> Vec<Option<usize>> {
    let mut places = vec![None; forms.len()];
    let mut removed = vec![false; forms.len()];
    let lone = patches.len() == 1 && forms.len() == 1;
    for (place, patch) in patches.iter().enumerate() {
        let remove = patch.remove.is_some_and(|yes| yes.0);
        match find(forms, patch, lone) {
            Some(at) => {
                patch.apply(&mut forms[at]);
                places[at] = Some(place);
                removed[at] |= remove;
            }
            None if patch.variant_id.as_ref().is_some_and(|id| !id.is_empty()) => {
                errors.add(
                    format!("variants.{place}.variant_id"),
                    "This product does not have that variant.",
                );
            }
            None if patch.options.is_empty() => {
                errors.add(
                    format!("variants.{place}.options"),
                    "Identify the variant by its variant_id or its options.",
                );
            }
            None if remove => {}
            None => {
                let mut form = VariantForm::default();
                patch.apply(&mut form);
                forms.push(form);
                places.push(Some(place));
                removed.push(false);
            }
        }
    }
    let mut keep = removed.iter().map(|removed| !removed);
    forms.retain(|_| keep.next().unwrap_or(true));
    let mut keep = removed.iter().map(|removed| !removed);
    places.retain(|_| keep.next().unwrap_or(true));
    places
}

/// The variant a patch means: by id, by options, by SKU, or because there is only one to mean.
fn find(forms: &[VariantForm], patch: &VariantPatch, lone: bool) -> Option<usize> {
    if let Some(id) = patch.variant_id.as_ref().filter(|id| !id.is_empty()) {
        return forms.iter().position(|form| form.variant_id.as_ref() == Some(id));
    }
    let by_options = || {
        forms
            .iter()
            .position(|form| same_options(&form.options, &patch.options))
    };
    let sku = patch
        .sku
        .value()
        .map(|sku| sku.trim())
        .filter(|sku| !sku.is_empty());
    let by_sku = || {
        forms
            .iter()
            .position(|form| sku.is_some() && form.sku.as_deref() == sku)
    };
    if patch.options.is_empty() {
        by_sku().or_else(|| (lone && forms[0].options.is_empty()).then_some(0))
    } else {
        by_options().or_else(by_sku)
    }
}

fn same_options(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> bool {
    a.len() == b.len()
        && a.iter().all(|(name, value)| {
            b.iter()
                .any(|(other, same)| same_name(name, other) && value.trim() == same.trim())
        })
}
