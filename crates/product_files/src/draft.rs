//! Product draft from a file, to be created or merged into an existing product.

use super::problem::{Problem, Report, Severity};
use super::{Field, Mapping};
use crate::form::FieldErrors;
use crate::money::Currency;
use crate::products::{Change, Handle, Listed, OptionForm, Product, ProductPatch, ProductStatus};

/// Values given by a product's rows. It keeps every rule only once it is created or updated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub lookup: Lookup,
    pub patch: ProductPatch,
    /// Status of a new product if the file gives none.
    pub status_if_new: ProductStatus,
    /// Image addresses in display order.
    pub images: Vec<ImageAddress>,
    /// Line with most of the product's values.
    pub line: u64,
    /// The line of each of the patch's variants.
    pub variant_lines: Vec<u64>,
    /// Price column of each variant, if not the usual one.
    pub price_columns: Vec<Option<usize>>,
    /// The file's reference to a parent product that it does not contain.
    pub parent: Option<String>,
}

/// Keys that find the existing product, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookup {
    /// Handle, which takes precedence.
    pub handle: Option<Handle>,
    pub skus: Vec<String>,
    /// Title, which only matches a product that [`Draft::contradicts`] nothing of.
    pub title: Option<String>,
}

/// Image address to fetch in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageAddress {
    pub url: url::Url,
    /// Alt text.
    pub alt: Option<String>,
    pub line: u64,
    /// The variants it is the picture of, by their place in the patch.
    pub variants: Vec<usize>,
}

impl Draft {
    /// The new product, or why it cannot be.
    pub fn create(&self, mapping: &Mapping, currency: Currency) -> Result<Product, Vec<Problem>> {
        self.patch
            .create(self.status_if_new, currency)
            .map_err(|errors| self.refusals(&errors, mapping))
    }

    /// The updated product; equal to `current` if nothing changes.
    ///
    /// Variants and option values that the file does not name stay; the handle stays.
    pub fn update(
        &self,
        current: &Product,
        mapping: &Mapping,
        currency: Currency,
    ) -> Result<Product, Vec<Problem>> {
        let mut patch = self.patch.clone();
        patch.handle = Change::Keep;
        if let Some(options) = self.patch.options.value() {
            match merged(current, options) {
                Some(merged) => patch.options = Change::Set(merged),
                None => return Err(self.other_options(current, options, mapping)),
            }
        }
        patch
            .apply(current, currency)
            .map_err(|errors| self.refusals(&errors, mapping))
    }

    /// Whether a product found by title is a different one, because their SKUs differ.
    pub fn contradicts(&self, current: &Product) -> bool {
        let ours: Vec<_> = current
            .variants
            .iter()
            .filter_map(|variant| variant.sku.as_ref())
            .collect();
        !self.lookup.skus.is_empty()
            && !ours.is_empty()
            && !self.lookup.skus.iter().any(|sku| ours.contains(&sku))
    }

    /// Drops a variant's SKU, because `holder` (such as "line 4" or a product's name) has it.
    pub fn give_up_sku(&mut self, variant: usize, holder: &str, mapping: &Mapping) -> Option<Problem> {
        let change = self.patch.variants.as_mut()?.get_mut(variant)?;
        let sku = change.sku.value()?.clone();
        change.sku = Change::Keep;
        let line = self.variant_lines.get(variant).copied().unwrap_or(self.line);
        let mut report = Report {
            mapping,
            problems: Vec::new(),
        };
        report.warn(line, Field::Sku, sku_taken(&sku, holder));
        report.problems.pop()
    }

    /// The SKUs that the draft's variants ask for, by their place.
    pub fn skus(&self) -> impl Iterator<Item = (usize, &str)> {
        let variants = self.patch.variants.iter().flatten().enumerate();
        variants.filter_map(|(at, variant)| variant.sku.value().map(|sku| (at, sku.as_str())))
    }

    /// Mistakes of the product's fields, at the lines and columns they come from.
    fn refusals(&self, errors: &FieldErrors, mapping: &Mapping) -> Vec<Problem> {
        let mut report = Report {
            mapping,
            problems: Vec::new(),
        };
        for (path, messages) in errors.iter() {
            let place = path
                .strip_prefix("variants.")
                .and_then(|rest| rest.split_once('.'));
            let variant = place.and_then(|(at, name)| Some((at.parse::<usize>().ok()?, name)));
            let (line, name) = match variant {
                Some((at, name)) => (self.variant_lines.get(at).copied().unwrap_or(self.line), name),
                None => (self.line, path.split('.').next().unwrap_or(path)),
            };
            let column = variant
                .filter(|(_, name)| *name == "price")
                .and_then(|(at, _)| *self.price_columns.get(at)?);
            for message in messages {
                let message = self.explained(name, message, mapping);
                report.add_at(line, column, field_of(name), message, Severity::Refusal);
            }
        }
        report.problems
    }

    /// Adds the reason for a missing value, if the file tells it.
    fn explained(&self, name: &str, message: &str, mapping: &Mapping) -> String {
        let others = mapping.other_currencies();
        match (name, &self.parent) {
            ("name", Some(parent)) if self.patch.name.is_keep() => {
                format!(
                    "The product “{parent}”, which this variation belongs to, is neither in the file nor in your shop."
                )
            }
            ("price", _) if !others.is_empty() => {
                format!(
                    "{message} The file has prices in {} only, none in your currency.",
                    others.join(", ")
                )
            }
            _ => message.to_owned(),
        }
    }

    fn other_options(&self, current: &Product, options: &[OptionForm], mapping: &Mapping) -> Vec<Problem> {
        let names = |names: Vec<&str>| {
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        };
        let has = names(
            current
                .options
                .iter()
                .map(|option| option.name.as_str())
                .collect(),
        );
        let file = names(options.iter().map(|option| option.name.as_str()).collect());
        let mut report = Report {
            mapping,
            problems: Vec::new(),
        };
        let message = format!(
            "The product's options are {has}, the file's are {file}. Change them on the product's page first."
        );
        report.refuse(self.line, Field::Option1Name, message);
        report.problems
    }
}

pub(super) fn sku_taken(sku: &str, holder: &str) -> String {
    format!("The SKU “{sku}” is already used by {holder}, so this variant was imported without it.")
}

/// The product's options with additional values; `None` if the options differ.
fn merged(current: &Product, options: &[OptionForm]) -> Option<Vec<OptionForm>> {
    if current.options.len() != options.len() {
        return None;
    }
    let merge = |known: &crate::products::ProductOption| {
        let file = options.iter().find(|option| known.is_named(&option.name))?;
        let further = file.values.0.iter().filter(|value| !known.values.contains(value));
        let values = known.values.iter().chain(further).cloned().collect();
        Some(OptionForm {
            name: known.name.clone(),
            values: Listed(values),
        })
    };
    current.options.iter().map(merge).collect()
}

/// The column that a field of the product is filled from.
fn field_of(name: &str) -> Option<Field> {
    Some(match name {
        "name" => Field::Title,
        "stock" => Field::OnHand,
        "options" | "variants" => Field::Option1Value,
        other => return Field::parse(other),
    })
}
