//! Spree Commerce dialect.
//!
//! A slug's row without option values, where others have them, is the product itself, and its price of 0 is no
//! price. The prices in further currencies stand on rows of their own that repeat the SKU. Rows may be ragged.

use super::cells::Cells;
use super::dialect::{Definition, Headings, Meaning, as_they_are};
use super::{Field, PriceUnit};

pub(super) const DEFINITION: Definition = Definition {
    name: "spree",
    label: "Spree",
    is,
    // A title alone is not asked for: files that only change prices have slug, sku, price and currency.
    needs: &[&[Field::Handle]],
    columns: &[
        ("slug", Field::Handle),
        ("name", Field::Title),
        ("description", Field::Description),
        ("category1", Field::Category),
        ("status", Field::Status),
        ("tags", Field::Tags),
        ("meta_title", Field::SeoTitle),
        ("meta_description", Field::SeoDescription),
        ("option1_name", Field::Option1Name),
        ("option1_value", Field::Option1Value),
        ("option2_name", Field::Option2Name),
        ("option2_value", Field::Option2Value),
        ("option3_name", Field::Option3Name),
        ("option3_value", Field::Option3Value),
        ("sku", Field::Sku),
        ("price", Field::Price),
        ("compare_at_price", Field::CompareAt),
        ("cost_price", Field::Cost),
        ("currency", Field::Currency),
        ("barcode", Field::Barcode),
        ("weight", Field::Weight),
        ("weight_unit", Field::WeightUnit),
        ("inventory_count", Field::OnHand),
        ("inventory_backorderable", Field::Backorder),
        ("track_inventory", Field::TrackStock),
    ],
    pattern: image,
    price_unit: PriceUnit::Major,
    unescape: false,
    tidy,
    gather: as_they_are,
};

fn is(headings: &Headings) -> bool {
    headings.has_all(&["slug", "sku", "price", "currency"])
        || (headings.has_all(&["slug", "sku"])
            && headings.has_any(&["option1_name", "inventory_count", "image1_src", "category1"]))
}

/// `image1_src`, `image2_src` …
fn image(heading: &str) -> Option<Meaning> {
    let number = heading.strip_prefix("image")?.strip_suffix("_src")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(Field::Images.into())
}

fn tidy(cells: &mut Cells) {
    cells.weigh();
    cells.drop_zero_weight();
    let path = cells.filled(Field::Category).map(|category| {
        let parts = category
            .split("->")
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" > ")
    });
    if let Some(path) = path {
        cells.set(Field::Category, &path);
    }
    // A variant's row has the variant's own pictures.
    let is_variant = Field::OPTIONS
        .iter()
        .any(|(_, value)| cells.filled(*value).is_some());
    if let Some(image) = cells.filled(Field::Images).filter(|_| is_variant) {
        let first = image.lines().next().unwrap_or_default().to_owned();
        cells.set(Field::VariantImage, &first);
    }
}
