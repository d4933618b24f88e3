//! Values a page showed before its form was sent. What the form left as it was is kept, whatever happened to
//! it meanwhile; what it changes and someone else changed too is told before one overwrites the other.

use super::{ProductPatch, VariantPatch};
use crate::form::FieldErrors;
use crate::money::{Currency, Decimal};
use crate::{Change, ProductForm, VariantForm};

const OF_PRODUCT: [&str; 8] = [
    "name",
    "description",
    "category",
    "tags",
    "status",
    "handle",
    "seo_title",
    "seo_description",
];
const OF_VARIANT: [&str; 7] = [
    "sku",
    "price",
    "compare_at",
    "cost",
    "barcode",
    "weight_grams",
    "backorder",
];

/// Whether two texts of a field are equivalent: line ends, and `20` is `20.00`.
pub fn is_same(field: &str, a: &str, b: &str, currency: Currency) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let amount = |text: &str| Decimal::new(text).minor(currency).ok();
    let is_amount = matches!(field, "price" | "compare_at" | "cost");
    plain(a) == plain(b) || (is_amount && amount(a).is_some() && amount(a) == amount(b))
}

/// The typed value, unless it equals the shown one.
pub(super) fn changed<T>(
    typed: Option<T>,
    text: impl Fn(&T) -> String,
    shown: Option<String>,
    field: &str,
    currency: Currency,
) -> Change<T> {
    match typed {
        None => Change::Keep,
        Some(typed) if shown.is_some_and(|shown| is_same(field, &text(&typed), &shown, currency)) => {
            Change::Keep
        }
        Some(typed) => Change::Set(typed),
    }
}

/// Fields that the patch would overwrite although someone else changed them.
pub(super) fn conflicts(patch: &ProductPatch, current: &ProductForm, currency: Currency) -> FieldErrors {
    let mut errors = FieldErrors::new();
    let Some(seen) = &patch.seen else {
        return errors;
    };
    let mut check = |place: String, field: &str, typed: Option<String>, shown: String, now: String| {
        let Some(typed) = typed else { return };
        if is_same(field, &shown, &now, currency) || is_same(field, &typed, &now, currency) {
            return;
        }
        let meanwhile = match now.is_empty() {
            true => "Someone else has cleared this in the meantime.".to_owned(),
            false => format!("Someone else has changed this to “{now}” in the meantime."),
        };
        errors.add(place, format!("{meanwhile} Save again to replace it with yours."));
    };
    for field in OF_PRODUCT {
        check(
            field.to_owned(),
            field,
            patch.text(field),
            seen.text(field),
            current.text(field),
        );
    }
    for (at, variant) in patch.variants.iter().flatten().enumerate() {
        let (Some(shown), Some(now)) = (of(seen, variant), of(current, variant)) else {
            continue;
        };
        for field in OF_VARIANT {
            check(
                format!("variants.{at}.{field}"),
                field,
                variant.text(field),
                shown.text(field),
                now.text(field),
            );
        }
    }
    errors
}

/// The variant of a form that a patch means.
fn of<'a>(form: &'a ProductForm, patch: &VariantPatch) -> Option<&'a VariantForm> {
    let id = patch.variant_id.as_ref()?;
    let mut variants = form.variants.iter().flatten();
    variants.find(|variant| variant.variant_id.as_ref() == Some(id))
}

impl ProductPatch {
    /// The patch's value of a field, as a form shows it.
    fn text(&self, field: &str) -> Option<String> {
        match field {
            "name" => self.name.value().cloned(),
            "description" => self.description.value().cloned(),
            "category" => self.category.value().cloned(),
            "tags" => self.tags.value().map(|tags| tags.0.join(", ")),
            "status" => self.status.value().cloned(),
            "handle" => self.handle.value().cloned(),
            "seo_title" => self.seo_title.value().cloned(),
            "seo_description" => self.seo_description.value().cloned(),
            _ => None,
        }
    }
}

impl VariantPatch {
    fn text(&self, field: &str) -> Option<String> {
        let number = |change: &Change<Decimal>| change.value().map(|number| number.as_str().to_owned());
        match field {
            "sku" => self.sku.value().cloned(),
            "price" => number(&self.price),
            "compare_at" => number(&self.compare_at),
            "cost" => number(&self.cost),
            "barcode" => self.barcode.value().cloned(),
            "weight_grams" => number(&self.weight_grams),
            "backorder" => self.backorder.value().map(|yes| yes.word().to_owned()),
            _ => None,
        }
    }
}

impl ProductForm {
    /// A field's value.
    pub fn text(&self, field: &str) -> String {
        let text = match field {
            "name" => self.name.clone(),
            "description" => self.description.clone(),
            "category" => self.category.clone(),
            "tags" => self.tags.as_ref().map(|tags| tags.0.join(", ")),
            "status" => self.status.clone(),
            "handle" => self.handle.clone(),
            "seo_title" => self.seo_title.clone(),
            "seo_description" => self.seo_description.clone(),
            _ => None,
        };
        text.unwrap_or_default()
    }
}

impl VariantForm {
    /// A field's value.
    pub fn text(&self, field: &str) -> String {
        let number = |number: &Option<Decimal>| number.as_ref().map(|number| number.as_str().to_owned());
        let text = match field {
            "variant_id" => self.variant_id.clone(),
            "sku" => self.sku.clone(),
            "price" => number(&self.price),
            "compare_at" => number(&self.compare_at),
            "cost" => number(&self.cost),
            "barcode" => self.barcode.clone(),
            "weight_grams" => number(&self.weight_grams),
            "stock" => number(&self.stock),
            "backorder" => self.backorder.map(|yes| yes.word().to_owned()),
            _ => None,
        };
        text.unwrap_or_default()
    }
}
