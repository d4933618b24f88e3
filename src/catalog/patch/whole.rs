//! The product page's form as a patch: the page sends every field that it shows, blank where it is empty.

use crate::catalog::{Change, ProductForm, ProductPatch, VariantForm, VariantPatch, YesNo};
use crate::money::Decimal;

fn set<T>(value: Option<T>) -> Change<T> {
    value.map_or(Change::Keep, Change::Set)
}

impl ProductPatch {
    /// What the page's form changes. `stock_was` is the stock of each variant as the page showed it: one that was
    /// left alone is kept, whatever was sold meanwhile. `remove` names the variants that go.
    pub fn of_page(form: ProductForm, stock_was: &[String], remove: &[String]) -> Self {
        let patch = |(at, variant): (usize, VariantForm)| {
            let alone = |stock: &Decimal| stock_was.get(at).is_some_and(|was| was == stock.as_str().trim());
            let goes = variant.variant_id.as_ref().is_some_and(|id| remove.contains(id));
            VariantPatch {
                options: variant.options,
                sku: set(variant.sku),
                price: set(variant.price),
                compare_at: set(variant.compare_at),
                cost: set(variant.cost),
                barcode: set(variant.barcode),
                weight_grams: set(variant.weight_grams),
                stock: set(variant.stock.filter(|stock| !alone(stock))),
                backorder: set(variant.backorder),
                remove: goes.then_some(YesNo(true)),
                variant_id: variant.variant_id,
            }
        };
        let variants = form.variants.unwrap_or_default();
        Self {
            name: set(form.name),
            description: set(form.description),
            category: set(form.category),
            status: set(form.status),
            handle: set(form.handle.filter(|handle| !handle.trim().is_empty())),
            tags: set(form.tags),
            seo_title: set(form.seo_title),
            seo_description: set(form.seo_description),
            variants: Some(variants.into_iter().enumerate().map(patch).collect()),
            ..Self::default()
        }
    }
}
