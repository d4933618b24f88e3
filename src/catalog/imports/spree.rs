//! Spree Commerce's product export.
//!
//! A slug's row without option values, where others have them, is the product itself, and its price of 0 is no
//! price. The prices in further currencies stand on rows of their own that repeat the SKU. Rows may be ragged.

use super::Field;
use super::dialect::Definition;
use super::source_row::Cells;

pub(super) const DEFINITION: Definition = Definition {
    name: "spree",
    label: "Spree",
    // A title alone is not asked for: files that only change prices have slug, sku, price and currency.
    signatures: &[&[Field::Handle, Field::Sku, Field::Price, Field::Currency]],
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
    tidy,
};

/// `image1_src`, `image2_src` …
fn image(heading: &str) -> Option<Field> {
    let number = heading.strip_prefix("image")?.strip_suffix("_src")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(Field::Images)
}

fn tidy(cells: &mut Cells) {
    cells.weigh();
    cells.list_images();
    if let Some(category) = cells.get_mut(Field::Category) {
        *category = category
            .split("->")
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" > ");
    }
}
