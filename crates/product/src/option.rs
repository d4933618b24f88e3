//! Product options, such as Size or Colour.

use crate::Listed;
use crate::form::{self, FieldErrors};
use serde::{Deserialize, Serialize};

pub const MAX_OPTIONS: usize = 3;
/// Maximum number of values; more could not all have a variant.
const MAX_VALUES: usize = crate::MAX_VARIANTS;
const MAX_TEXT: usize = 100;

/// An option as it was typed or sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = ProductOptionForm)]
pub struct OptionForm {
    #[schema(example = "Size")]
    pub name: String,
    #[schema(example = json!(["S", "M"]))]
    pub values: Listed,
}

/// An option with at least one value, the values all different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProductOption {
    pub name: String,
    pub values: Vec<String>,
}

impl ProductOption {
    pub fn is_named(&self, name: &str) -> bool {
        same_name(&self.name, name)
    }
}

/// Whether option names are equal, ignoring case.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Parses the options; errors are under `options.0.name`, `options.0.values`. Wholly blank ones, the empty
/// rows of a form, are passed over.
pub fn parse(forms: &[OptionForm], errors: &mut FieldErrors) -> Vec<ProductOption> {
    let mut options: Vec<ProductOption> = Vec::new();
    for (at, form) in forms.iter().enumerate() {
        if options.len() > MAX_OPTIONS {
            break;
        }
        let typed = form.values.0.iter().any(|value| !value.trim().is_empty());
        if form.name.trim().is_empty() && !typed {
            continue;
        }
        let field = format!("options.{at}.name");
        let name = errors.take(&field, form::line(&form.name, "The option's name", MAX_TEXT));
        if name
            .as_ref()
            .is_some_and(|name| options.iter().any(|option| option.is_named(name)))
        {
            errors.add(&field, "Another option already has this name.");
        }
        let values = parse_values(form, &format!("options.{at}.values"), errors);
        options.push(ProductOption {
            name: name.unwrap_or_default(),
            values,
        });
    }
    if options.len() > MAX_OPTIONS {
        errors.add(
            "options",
            format!("A product can have at most {MAX_OPTIONS} options."),
        );
    }
    options
}

fn parse_values(form: &OptionForm, field: &str, errors: &mut FieldErrors) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    if form.values.0.len() > MAX_VALUES {
        errors.add(field, format!("An option can have at most {MAX_VALUES} values."));
        return values;
    }
    for value in form.values.0.iter().filter(|value| !value.trim().is_empty()) {
        match form::line(value, "A value", MAX_TEXT) {
            Ok(value) if values.contains(&value) => errors.add(field, format!("“{value}” is listed twice.")),
            Ok(value) => values.push(value),
            Err(message) => errors.add(field, message),
        }
    }
    if values.is_empty() && errors.first(field).is_none() {
        errors.add(field, "Enter at least one value, such as S, M, L.");
    }
    values
}

/// All combinations of values, the last option changing fastest; `None` above `most`.
pub fn combinations(options: &[ProductOption], most: usize) -> Option<Vec<Vec<String>>> {
    let count = options
        .iter()
        .try_fold(1_usize, |count, option| count.checked_mul(option.values.len()))?;
    if count > most {
        return None;
    }
    let mut all = vec![Vec::new()];
    for option in options {
        all = all
            .iter()
            .flat_map(|begun| {
                option
                    .values
                    .iter()
                    .map(move |value| [begun.as_slice(), std::slice::from_ref(value)].concat())
            })
            .collect();
    }
    Some(all)
}
