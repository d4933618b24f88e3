//! A product and its rules.

use crate::form::{self, FieldErrors};
use crate::money::{Currency, Decimal};
use crate::{
    Handle, Listed, OptionForm, ProductOption, ProductStatus, Variant, VariantForm, assortment, description,
};
use serde::{Deserialize, Serialize};
use std::ops::Deref;

pub const MAX_NAME: usize = 200;
pub const MAX_CATEGORY: usize = 200;
const MAX_HANDLE: usize = 255;
pub const MAX_TAGS: usize = 100;
pub const MAX_TAG: usize = 100;
pub const MAX_SEO_TITLE: usize = 200;
pub const MAX_SEO_DESCRIPTION: usize = 1_000;

/// A new product as it was typed or sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ProductForm {
    #[schema(example = "Blue mug")]
    pub name: Option<String>,
    /// Default price of variants, in the seller's currency.
    pub price: Option<Decimal>,
    /// Text of several lines; HTML is read for its text.
    pub description: Option<String>,
    /// SKU; with several variants the stem of theirs.
    pub sku: Option<String>,
    /// Default stock of each variant.
    pub stock: Option<Decimal>,
    #[schema(example = "Kitchen > Mugs")]
    pub category: Option<String>,
    /// `draft`, `active`, `inactive` or `archived`; left out it is `active`.
    pub status: Option<String>,
    /// The name in an address; left out it is made from the name.
    pub handle: Option<String>,
    pub tags: Option<Listed>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub options: Option<Vec<OptionForm>>,
    /// Left out, every combination of the options becomes a variant.
    pub variants: Option<Vec<VariantForm>>,
}

/// A product that keeps every rule. Its facts can be read, not written: it is built by [`Product::parse`] or
/// [`super::ProductPatch::apply`], or read back from the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Product(ProductFacts);

/// Product values except money and stock, which variants have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductFacts {
    pub name: String,
    /// Requested handle; the store numbers it if taken.
    pub handle: Handle,
    /// Text, never HTML; may be empty.
    pub description: String,
    pub category: Option<String>,
    pub status: ProductStatus,
    pub tags: Vec<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub options: Vec<ProductOption>,
    /// Variants, at least one.
    pub variants: Vec<Variant>,
}

impl Deref for Product {
    type Target = ProductFacts;

    fn deref(&self) -> &ProductFacts {
        &self.0
    }
}

impl Product {
    /// A new product, or every mistake in the form.
    pub fn parse(form: &ProductForm, currency: Currency) -> Result<Self, FieldErrors> {
        let mut product = Self::built(form, currency)?;
        for variant in &mut product.0.variants {
            variant.variant_id = None;
        }
        Ok(product)
    }

    /// A product that the database gave; it was checked when it went in.
    pub fn stored(facts: ProductFacts) -> Self {
        Self(facts)
    }

    pub fn into_facts(self) -> ProductFacts {
        self.0
    }

    /// Copies the product with another status.
    pub fn with_status(&self, status: ProductStatus) -> Self {
        Self(ProductFacts {
            status,
            ..self.0.clone()
        })
    }

    /// Total stock of all variants.
    pub fn on_hand(&self) -> i64 {
        self.variants.iter().map(|variant| variant.on_hand).sum()
    }

    /// The lowest and the highest price, in minor units.
    pub fn price_range_minor(&self) -> (i64, i64) {
        let prices = || self.variants.iter().map(|variant| variant.price_minor);
        (
            prices().min().unwrap_or_default(),
            prices().max().unwrap_or_default(),
        )
    }

    /// The product as a filled-in form with every variant.
    pub fn form(&self, currency: Currency) -> ProductForm {
        ProductForm {
            name: Some(self.name.clone()),
            price: None,
            description: Some(self.description.clone()),
            sku: None,
            stock: None,
            category: self.category.clone(),
            status: Some(self.status.to_string()),
            handle: Some(self.handle.to_string()),
            tags: Some(Listed(self.tags.clone())),
            seo_title: self.seo_title.clone(),
            seo_description: self.seo_description.clone(),
            options: Some(
                self.options
                    .iter()
                    .map(|option| OptionForm {
                        name: option.name.clone(),
                        values: Listed(option.values.clone()),
                    })
                    .collect(),
            ),
            variants: Some(
                self.variants
                    .iter()
                    .map(|variant| variant.form(&self.options, currency))
                    .collect(),
            ),
        }
    }

    /// Like [`Product::parse`], keeping the ids of the variants that have one.
    pub(super) fn built(form: &ProductForm, currency: Currency) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = errors.take(
            "name",
            form::line(form.name.as_deref().unwrap_or_default(), "The name", MAX_NAME),
        );
        let text = description::parse(form.description.as_deref().unwrap_or_default(), "The description");
        let description = errors.take("description", text).unwrap_or_default();
        let mut line = |field: &str, text: &Option<String>, what: &str, max: usize| {
            errors
                .take(field, form::optional_line(text.as_deref(), what, max))
                .flatten()
        };
        let category = line("category", &form.category, "The category", MAX_CATEGORY);
        let handle = line("handle", &form.handle, "The handle", MAX_HANDLE);
        let seo_title = line(
            "seo_title",
            &form.seo_title,
            "The title for search engines",
            MAX_SEO_TITLE,
        );
        // Typed into a field of several lines, and shown in one.
        let seo_description = form.seo_description.as_deref();
        let seo_description =
            seo_description.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let seo_description = line(
            "seo_description",
            &seo_description,
            "The description for search engines",
            MAX_SEO_DESCRIPTION,
        );
        let status = parse_status(form.status.as_deref(), &mut errors);
        let tags = parse_tags(form.tags.as_ref(), &mut errors);
        let (options, variants) = assortment::parse(form, currency, &mut errors);
        let facts = name.map(|name| ProductFacts {
            handle: Handle::of(handle.as_deref().unwrap_or(&name)),
            name,
            description,
            category,
            status,
            tags,
            seo_title,
            seo_description,
            options,
            variants,
        });
        errors.or(facts).map(Self)
    }
}

fn parse_status(word: Option<&str>, errors: &mut FieldErrors) -> ProductStatus {
    match word.map(str::trim).filter(|word| !word.is_empty()) {
        None => ProductStatus::default(),
        Some(word) => ProductStatus::parse(word).unwrap_or_else(|| {
            errors.add(
                "status",
                "The status must be draft, active, inactive or archived.",
            );
            ProductStatus::default()
        }),
    }
}

/// Tags are a set to the person who types them: the same one twice is once.
fn parse_tags(listed: Option<&Listed>, errors: &mut FieldErrors) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    // A comma parts two tags wherever they come from, so that a file, which has them in one cell, says the same.
    for tag in listed
        .iter()
        .flat_map(|listed| &listed.0)
        .flat_map(|tag| tag.split(','))
    {
        match form::optional_line(Some(tag), "A tag", MAX_TAG) {
            Ok(Some(tag)) if !tags.contains(&tag) => tags.push(tag),
            Ok(_) => {}
            Err(message) => errors.add("tags", message),
        }
    }
    if tags.len() > MAX_TAGS {
        errors.add("tags", format!("A product can have at most {MAX_TAGS} tags."));
    }
    tags
}

#[cfg(test)]
mod tests;

/// The most pictures of one product.
pub const MAX_IMAGES: usize = 30;
