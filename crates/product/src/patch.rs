//! Partial update of a product: missing fields stay.
//!
//! A patch is carried out on the product's own form and the whole is parsed again, so that a changed product
//! keeps the same rules as a new one.

pub use seen::is_same;
pub use whole::Shown;

use crate::form::FieldErrors;
use crate::money::{Currency, Decimal};
use crate::option::OptionForm;
use crate::variant::VariantForm;
use crate::yes_no::YesNo;
use crate::{Change, Listed, Product, ProductForm, ProductStatus, reshape};
use serde::Deserialize;
use std::collections::BTreeMap;

mod merge;
mod seen;
mod whole;

/// New names of values, by the option's name: `{"Size": {"M": "Medium"}}`.
pub type Renamed = BTreeMap<String, BTreeMap<String, String>>;

/// Changes of a product; `null` clears optional fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
pub struct ProductPatch {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// Price of every variant without one in this patch.
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    pub price: Change<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub description: Change<String>,
    /// SKU, only for a single variant, like `stock`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub sku: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    pub stock: Change<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub category: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub status: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub handle: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub tags: Change<Listed>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub seo_title: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub seo_description: Change<String>,
    /// The complete new options. Variants whose values are gone go too; unless variants are given, each new
    /// combination becomes one, at the first variant's price and with nothing on hand.
    #[serde(default)]
    #[schema(value_type = Option<Vec<OptionForm>>)]
    pub options: Change<Vec<OptionForm>>,
    /// Values of the options that have another name from now on, by the option's name:
    /// `{"Size": {"M": "Medium"}}`. Their variants stay.
    #[serde(default)]
    pub renamed_values: Renamed,
    /// Changed and new variants; others stay.
    pub variants: Option<Vec<VariantPatch>>,
    /// The `version` that the change was made on; 409 when the product has been changed since.
    pub version: Option<i64>,
    /// The product as its page showed it, of a page's form.
    #[serde(skip)]
    pub seen: Option<Box<ProductForm>>,
}

/// Change of a variant identified by `variant_id` or `options`; with new options it is added.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
pub struct VariantPatch {
    pub variant_id: Option<String>,
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub sku: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    pub price: Change<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    pub compare_at: Change<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    pub cost: Change<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub barcode: Change<String>,
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    pub weight_grams: Change<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    pub stock: Change<Decimal>,
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub backorder: Change<YesNo>,
    /// Whether to remove the variant.
    pub remove: Option<YesNo>,
    /// Stock change of a page's form.
    #[serde(skip)]
    pub stock_change: Option<i64>,
}

impl VariantPatch {
    /// Applies the change to the variant's form.
    fn apply(&self, form: &mut VariantForm) {
        if !self.options.is_empty() {
            form.options = self.options.clone();
        }
        self.sku.apply(&mut form.sku);
        self.price.apply(&mut form.price);
        self.compare_at.apply(&mut form.compare_at);
        self.cost.apply(&mut form.cost);
        self.barcode.apply(&mut form.barcode);
        self.weight_grams.apply(&mut form.weight_grams);
        self.stock.apply(&mut form.stock);
        if let Some(change) = self.stock_change {
            let on_hand = form.stock.as_ref().and_then(|stock| stock.whole().ok());
            form.stock = Some(Decimal::from(on_hand.unwrap_or(0).saturating_add(change)));
        }
        self.backorder.apply(&mut form.backorder);
    }
}

impl ProductPatch {
    /// The product after the change, or every mistake, under the names of the patch's own fields.
    ///
    /// A patch that changes nothing gives back an equal product.
    pub fn apply(&self, current: &Product, currency: Currency) -> Result<Product, FieldErrors> {
        let mut errors = self.refuse_clearing();
        let mut form = current.form(currency);
        for (field, messages) in seen::conflicts(self, &form, currency).iter() {
            messages.iter().for_each(|message| errors.add(field, message));
        }
        let mut variants = form.variants.take().unwrap_or_default();
        // A variant that is added without a price costs what the first one costs.
        form.price = variants.first().and_then(|first| first.price.clone());
        self.apply_texts(&mut form);
        if !self.options.is_keep() {
            let options = self.options.value().map(Vec::as_slice).unwrap_or_default();
            variants = reshape::reshaped(
                current,
                variants,
                options,
                &self.renamed_values,
                self.variants.is_none(),
                &mut errors,
            );
            form.options = Some(options.to_vec());
        }
        let changes = self.variants.as_deref().unwrap_or_default();
        let places = merge::merge(changes, &mut variants, &mut errors);
        self.apply_to_variants(&mut variants, &places, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        if variants.is_empty() {
            return Err(FieldErrors::of(
                "variants",
                "A product needs at least one variant. Archive it instead.",
            ));
        }
        form.variants = Some(variants);
        Product::built(&form, currency).map_err(|errors| self.renamed(errors, &places))
    }

    /// The patch as a new product with default `status`.
    pub fn create(&self, status: ProductStatus, currency: Currency) -> Result<Product, FieldErrors> {
        let mut form = ProductForm {
            status: Some(status.to_string()),
            price: self.price.value().cloned(),
            sku: self.sku.value().cloned(),
            stock: self.stock.value().cloned(),
            options: self.options.value().cloned(),
            ..ProductForm::default()
        };
        self.apply_texts(&mut form);
        form.variants = self.variants.as_ref().map(|patches| {
            let filled = |patch: &VariantPatch| {
                let mut form = VariantForm::default();
                patch.apply(&mut form);
                form
            };
            patches.iter().map(filled).collect()
        });
        Product::parse(&form, currency)
    }

    /// Rejects clearing required fields.
    fn refuse_clearing(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        let mut refuse = |cleared: bool, field: String, what: &str| {
            if cleared {
                errors.add(field, format!("{what} is required."));
            }
        };
        refuse(self.name == Change::Clear, "name".into(), "The name");
        refuse(self.price == Change::Clear, "price".into(), "The price");
        refuse(self.status == Change::Clear, "status".into(), "The status");
        for (at, variant) in self.variants.iter().flatten().enumerate() {
            refuse(
                variant.price == Change::Clear,
                format!("variants.{at}.price"),
                "The price",
            );
        }
        errors
    }

    fn apply_texts(&self, form: &mut ProductForm) {
        self.name.apply(&mut form.name);
        self.description.apply(&mut form.description);
        self.category.apply(&mut form.category);
        self.status.apply(&mut form.status);
        self.handle.apply(&mut form.handle);
        self.tags.apply(&mut form.tags);
        self.seo_title.apply(&mut form.seo_title);
        self.seo_description.apply(&mut form.seo_description);
    }

    /// Applies product-level fields that are stored on variants.
    fn apply_to_variants(
        &self,
        forms: &mut [VariantForm],
        places: &[Option<usize>],
        errors: &mut FieldErrors,
    ) {
        let patches = self.variants.as_deref().unwrap_or_default();
        if let Change::Set(price) = &self.price {
            for (at, form) in forms.iter_mut().enumerate() {
                let own = places
                    .get(at)
                    .copied()
                    .flatten()
                    .is_some_and(|place| !patches[place].price.is_keep());
                if !own {
                    form.price = Some(price.clone());
                }
            }
        }
        if let [only] = forms {
            self.sku.apply(&mut only.sku);
            self.stock.apply(&mut only.stock);
            return;
        }
        if !self.sku.is_keep() {
            errors.add("sku", "This product has several variants: set the SKU of each.");
        }
        if !self.stock.is_keep() {
            errors.add(
                "stock",
                "This product has several variants: set the stock of each.",
            );
        }
    }

    /// Mistakes found in the whole product, under the fields of this patch that made them.
    fn renamed(&self, errors: FieldErrors, places: &[Option<usize>]) -> FieldErrors {
        let mut renamed = FieldErrors::new();
        for (field, messages) in errors.iter() {
            let variant = field
                .strip_prefix("variants.")
                .and_then(|rest| rest.split_once('.'));
            let variant = variant.and_then(|(at, name)| Some((at.parse::<usize>().ok()?, name)));
            let field = match variant {
                None => field.to_owned(),
                Some((at, name)) => match (places.get(at).copied().flatten(), name) {
                    (_, "price") if !self.price.is_keep() => "price".to_owned(),
                    (_, "sku") if !self.sku.is_keep() => "sku".to_owned(),
                    (_, "stock") if !self.stock.is_keep() => "stock".to_owned(),
                    (Some(place), name) => format!("variants.{place}.{name}"),
                    (None, _) => "variants".to_owned(),
                },
            };
            for message in messages {
                let told = renamed
                    .iter()
                    .any(|(known, told)| known == field && told.contains(message));
                if !told {
                    renamed.add(&field, message);
                }
            }
        }
        renamed
    }
}

#[cfg(test)]
mod tests;
