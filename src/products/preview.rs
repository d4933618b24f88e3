//! Preview of an options change and its effect on variants.

use crate::form::FieldErrors;
use crate::money::Currency;
use crate::products::store::StoredProduct;
use crate::products::{Change, OptionForm, ProductPatch, Renamed, parse_options};
use std::collections::BTreeMap;

/// Which variants are made, which go, and which values only change their name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reshaping {
    pub added: Vec<String>,
    /// Removed variants with their reserved pieces.
    pub removed: Vec<(String, i64)>,
    pub renamed: Vec<(String, String)>,
}

impl Reshaping {
    /// Whether nothing is removed or renamed.
    pub fn only_adds(&self) -> bool {
        self.removed.is_empty() && self.renamed.is_empty()
    }
}

/// Renamed values: a new value at the position of a missing one, among equally many. The variants stay, under
/// the new name.
pub fn renamed(current: &StoredProduct, options: &[OptionForm]) -> Renamed {
    let mut errors = FieldErrors::new();
    let options = parse_options(options, &mut errors);
    let mut all = Renamed::new();
    for (place, option) in options.iter().enumerate() {
        let known = &current.product.options;
        let before = known
            .iter()
            .find(|known| known.is_named(&option.name))
            .or_else(|| known.get(place));
        let Some(before) = before.filter(|before| before.values.len() == option.values.len()) else {
            continue;
        };
        let pairs = before.values.iter().zip(&option.values);
        let over = pairs
            .filter(|(old, new)| old != new && !option.values.contains(old) && !before.values.contains(new));
        let over: BTreeMap<String, String> = over.map(|(old, new)| (old.clone(), new.clone())).collect();
        if !over.is_empty() {
            all.insert(option.name.clone(), over);
        }
    }
    all
}

/// The patch that sets these options, ignoring blank rows.
pub fn patch(options: Vec<OptionForm>, renamed: Renamed) -> ProductPatch {
    let typed = |option: &OptionForm| !option.name.trim().is_empty() || !option.values.0.is_empty();
    ProductPatch {
        options: Change::Set(options.into_iter().filter(typed).collect()),
        renamed_values: renamed,
        ..ProductPatch::default()
    }
}

/// Previews the patch.
pub fn preview(
    current: &StoredProduct,
    patch: &ProductPatch,
    currency: Currency,
) -> Result<Reshaping, FieldErrors> {
    let next = patch.apply(&current.product, currency)?;
    let label = |label: String| {
        if label.is_empty() {
            "the only variant".to_owned()
        } else {
            label
        }
    };
    let goes = |at: &usize| {
        let id = &current.product.variants[*at].variant_id;
        !next.variants.iter().any(|variant| variant.variant_id == *id)
    };
    let removed = (0..current.product.variants.len()).filter(goes).map(|at| {
        let held = current.reserved.get(at).copied().unwrap_or(0);
        (label(current.product.variants[at].label()), held)
    });
    let added = next
        .variants
        .iter()
        .filter(|variant| variant.variant_id.is_none());
    let renamed = patch.renamed_values.values().flatten();
    Ok(Reshaping {
        removed: removed.collect(),
        added: added.map(|variant| label(variant.label())).collect(),
        renamed: renamed.map(|(old, new)| (old.clone(), new.clone())).collect(),
    })
}
