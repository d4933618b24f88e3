//! The product page's form as a patch: it sends every field it shows, blank if empty.

use super::seen::changed;
use crate::money::{Currency, Decimal};
use crate::patch::{ProductPatch, VariantPatch};
use crate::yes_no::YesNo;
use crate::{Change, ProductForm, VariantForm};

/// Values a page's form carries besides its fields.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The product as shown; without it, every sent field is set.
    pub seen: Option<ProductForm>,
    /// The stock of each variant as the page showed it.
    pub stock_was: Vec<String>,
    /// The variants that go.
    pub remove: Vec<String>,
}

impl ProductPatch {
    /// Changes made by the page's form. What it left as it was shown is kept, and stock changes by the
    /// difference between what was shown and what was typed, whatever was sold meanwhile.
    pub fn of_page(form: ProductForm, shown: Shown, currency: Currency) -> Self {
        let seen = shown.seen.as_ref();
        let texts = |typed: Option<String>, field: &str| {
            changed(
                typed,
                String::clone,
                seen.map(|seen| seen.text(field)),
                field,
                currency,
            )
        };
        let tags = changed(
            form.tags,
            |tags| tags.0.join(", "),
            seen.map(|seen| seen.text("tags")),
            "tags",
            currency,
        );
        let variants = form.variants.unwrap_or_default();
        let variants = variants
            .into_iter()
            .enumerate()
            .map(|(at, variant)| of_variant(variant, &shown, shown.stock_was.get(at), currency))
            .collect();
        Self {
            name: texts(form.name, "name"),
            description: texts(form.description, "description"),
            category: texts(form.category, "category"),
            status: texts(form.status, "status"),
            handle: texts(form.handle.filter(|handle| !handle.trim().is_empty()), "handle"),
            tags,
            seo_title: texts(form.seo_title, "seo_title"),
            seo_description: texts(form.seo_description, "seo_description"),
            variants: Some(variants),
            seen: shown.seen.clone().map(Box::new),
            ..Self::default()
        }
    }
}

fn of_variant(form: VariantForm, shown: &Shown, was: Option<&String>, currency: Currency) -> VariantPatch {
    let mut seen = shown.seen.iter().flat_map(|seen| seen.variants.iter().flatten());
    let seen = seen.find(|seen| form.variant_id.is_some() && seen.variant_id == form.variant_id);
    let text = |field: &str| seen.map(|seen| seen.text(field));
    let texts =
        |typed: Option<String>, field: &str| changed(typed, String::clone, text(field), field, currency);
    let numbers = |typed: Option<Decimal>, field: &str| {
        let plain = |number: &Decimal| number.as_str().to_owned();
        changed(typed, plain, text(field), field, currency)
    };
    let goes = form
        .variant_id
        .as_ref()
        .is_some_and(|id| shown.remove.contains(id));
    let (stock, stock_change) = stock(form.stock.clone(), was);
    VariantPatch {
        sku: texts(form.sku, "sku"),
        price: numbers(form.price, "price"),
        compare_at: numbers(form.compare_at, "compare_at"),
        cost: numbers(form.cost, "cost"),
        barcode: texts(form.barcode, "barcode"),
        weight_grams: numbers(form.weight_grams, "weight_grams"),
        stock,
        stock_change,
        backorder: changed(
            form.backorder,
            |yes| yes.word().to_owned(),
            text("backorder"),
            "backorder",
            currency,
        ),
        remove: goes.then_some(YesNo(true)),
        options: form.options,
        variant_id: form.variant_id,
    }
}

/// Typed stock, or its change from what was shown. A blank field counts as none.
fn stock(typed: Option<Decimal>, was: Option<&String>) -> (Change<Decimal>, Option<i64>) {
    let Some(typed) = typed else {
        return (Change::Keep, None);
    };
    let whole = |text: &str| match text.trim() {
        "" => Some(0),
        text => Decimal::new(text).whole().ok(),
    };
    match (whole(typed.as_str()), was.and_then(|was| whole(was))) {
        (Some(typed), Some(was)) if typed == was => (Change::Keep, None),
        (Some(typed), Some(was)) if (0..=crate::MAX_STOCK).contains(&typed) => {
            (Change::Keep, Some(typed.saturating_sub(was)))
        }
        _ => (Change::Set(typed), None),
    }
}
