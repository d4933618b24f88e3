//! Shopify dialect, all generations since 2017.
//!
//! Title, description and the names of the options stand on a product's first row only. A row with an image but
//! without option values and price is one more image. A lone variant is `Title` / `Default Title`. Weights are in
//! grams, whatever unit they are shown in. Prices for markets (`Price / Europe`) are theirs, not the shop's.

use super::cells::Cells;
use super::dialect::{Definition, Headings, as_they_are, no_pattern};
use super::{Field, PriceUnit};

pub(super) const DEFINITION: Definition = Definition {
    name: "shopify",
    label: "Shopify",
    is,
    needs: &[&[Field::Handle], &[Field::Title]],
    columns: &COLUMNS,
    pattern: no_pattern,
    price_unit: PriceUnit::Major,
    unescape: false,
    tidy,
    gather: as_they_are,
};

const COLUMNS: [(&str, Field); 66] = [
    ("handle", Field::Handle),
    ("url handle", Field::Handle),
    ("title", Field::Title),
    ("body (html)", Field::Description),
    ("body html", Field::Description),
    ("description", Field::Description),
    ("product category", Field::Category),
    ("standard product type", Field::Category),
    ("standardized product type", Field::Category),
    ("type", Field::ProductType),
    ("custom product type", Field::ProductType),
    ("tags", Field::Tags),
    ("published", Field::Published),
    ("published on online store", Field::Published),
    ("status", Field::Status),
    ("seo title", Field::SeoTitle),
    ("seo description", Field::SeoDescription),
    ("option1 name", Field::Option1Name),
    ("option1 value", Field::Option1Value),
    ("option2 name", Field::Option2Name),
    ("option2 value", Field::Option2Value),
    ("option3 name", Field::Option3Name),
    ("option3 value", Field::Option3Value),
    ("variant sku", Field::Sku),
    ("sku", Field::Sku),
    ("variant barcode", Field::Barcode),
    ("barcode", Field::Barcode),
    ("variant price", Field::Price),
    ("price", Field::Price),
    ("variant compare at price", Field::CompareAt),
    ("variant compare-at price", Field::CompareAt),
    ("compare-at price", Field::CompareAt),
    ("compare at price", Field::CompareAt),
    ("cost per item", Field::Cost),
    ("variant cost", Field::Cost),
    ("variant grams", Field::WeightGrams),
    ("weight value (grams)", Field::WeightGrams),
    ("weight (grams)", Field::WeightGrams),
    ("variant weight", Field::Weight),
    ("variant weight unit", Field::WeightUnit),
    ("variant inventory tracker", Field::TrackStock),
    ("inventory tracker", Field::TrackStock),
    ("variant inventory qty", Field::OnHand),
    ("variant inventory quantity", Field::OnHand),
    ("inventory quantity", Field::OnHand),
    ("variant inventory policy", Field::Backorder),
    ("continue selling when out of stock", Field::Backorder),
    ("image src", Field::Images),
    ("product image url", Field::Images),
    ("image url", Field::Images),
    ("image position", Field::ImagePosition),
    ("image alt text", Field::ImageAlt),
    ("variant image", Field::VariantImage),
    ("variant image url", Field::VariantImage),
    ("gift card", Field::GiftCard),
    // As other languages' shops and older helpers write them.
    ("body", Field::Description),
    ("product type", Field::ProductType),
    ("variant inventory policy (deny/continue)", Field::Backorder),
    ("image alt", Field::ImageAlt),
    ("variant compare price", Field::CompareAt),
    ("option 1 name", Field::Option1Name),
    ("option 1 value", Field::Option1Value),
    ("option 2 name", Field::Option2Name),
    ("option 2 value", Field::Option2Value),
    ("option 3 name", Field::Option3Name),
    ("option 3 value", Field::Option3Value),
];

fn is(headings: &Headings) -> bool {
    const OLD: [&str; 12] = [
        "body (html)",
        "variant price",
        "variant sku",
        "variant grams",
        "variant inventory qty",
        "variant inventory policy",
        "variant inventory tracker",
        "variant compare at price",
        "variant barcode",
        "variant image",
        "image src",
        "cost per item",
    ];
    const NEW: [&str; 8] = [
        "published on online store",
        "continue selling when out of stock",
        "weight value (grams)",
        "weight unit for display",
        "product image url",
        "variant image url",
        "inventory tracker",
        "option1 linked to",
    ];
    // An export in the new words without the handle, or a part of one with nothing but it.
    let new = headings.has("url handle") || (headings.has("title") && headings.has_any(&NEW));
    let old = headings.has("handle") && headings.has_any(&OLD);
    let linked = headings.has("handle")
        && headings.has("title")
        && headings.any(|heading| heading.starts_with("product.metafields."));
    old || new || linked
}

fn tidy(cells: &mut Cells) {
    drop_default_title(cells);
    if cells.filled(Field::Category).is_some_and(is_no_category) {
        cells.set(Field::Category, "");
    }
    if cells.has(Field::ProductType) {
        cells.fall_back(Field::Category, Field::ProductType);
    }
    cells.weigh();
    cells.drop_zero_weight();
    track(cells);
    if let Some(barcode) = cells.filled(Field::Barcode) {
        let digits = spreadsheet_text(barcode).to_owned();
        cells.set(Field::Barcode, &digits);
    }
    if let Some(sku) = cells.filled(Field::Sku) {
        let sku = spreadsheet_text(sku).to_owned();
        cells.set(Field::Sku, &sku);
    }
}

/// A variant of a product without options.
fn drop_default_title(cells: &mut Cells) {
    let is_default = cells
        .filled(Field::Option1Value)
        .is_some_and(|value| value.eq_ignore_ascii_case("default title"));
    if is_default {
        cells.set(Field::Option1Name, "");
        cells.set(Field::Option1Value, "");
    }
}

/// Whether a category is meaningless: `Uncategorized` or a taxonomy number.
fn is_no_category(category: &str) -> bool {
    category.eq_ignore_ascii_case("uncategorized")
        || category.starts_with("gid://")
        || category.bytes().all(|byte| byte.is_ascii_digit())
}

/// Clears the quantity of products without an inventory tracker.
fn track(cells: &mut Cells) {
    let Some(tracker) = cells.take(Field::TrackStock) else {
        return;
    };
    let is_variant = [Field::Price, Field::Sku, Field::Option1Value]
        .iter()
        .any(|field| cells.filled(*field).is_some());
    let is_counted = |cell: &str| {
        cell.trim_start_matches('0')
            .starts_with(|digit: char| digit.is_ascii_digit())
    };
    let uncounted = tracker.is_empty() && is_variant && !cells.filled(Field::OnHand).is_some_and(is_counted);
    if uncounted && cells.has(Field::Backorder) {
        cells.set(Field::TrackStock, "no");
        cells.set(Field::OnHand, "");
    }
}

/// The text in `="0123"` or `'0123`, spreadsheet escapes for text.
pub(super) fn spreadsheet_text(cell: &str) -> &str {
    let quoted = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    quoted
        .unwrap_or_else(|| cell.strip_prefix('\'').unwrap_or(cell))
        .trim()
}
