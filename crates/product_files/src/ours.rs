//! Dialect of our own exports and of hand-written spreadsheets.
//!
//! One row per variant; rows of one `handle` are one product. What belongs to the product (title, description,
//! status …) stands on its first row and may be left empty on the others. A column that is left out keeps what
//! the product has; an empty cell blanks it.

use super::cells::Cells;
use super::dialect::{Definition, as_they_are, no_pattern};
use super::{Field, PriceUnit};

pub(super) const DEFINITION: Definition = Definition {
    name: "ours",
    label: "Stallholder, or your own spreadsheet",
    // Told by what its columns mean, after all others.
    is: |_| false,
    needs: &[
        &[Field::Title, Field::Price],
        // Enough to change products that are there.
        &[Field::Handle],
        &[Field::Sku, Field::Price],
        &[Field::Sku, Field::OnHand],
    ],
    columns: &COLUMNS,
    pattern: no_pattern,
    price_unit: PriceUnit::Major,
    unescape: true,
    tidy,
    gather: as_they_are,
};

/// Our own headings, each with the words that people write for it.
const COLUMNS: [(&str, Field); 70] = [
    ("handle", Field::Handle),
    ("title", Field::Title),
    ("name", Field::Title),
    ("product", Field::Title),
    ("product name", Field::Title),
    ("product title", Field::Title),
    ("product_name", Field::Title),
    ("description", Field::Description),
    ("category", Field::Category),
    ("status", Field::Status),
    ("tags", Field::Tags),
    ("seo_title", Field::SeoTitle),
    ("seo title", Field::SeoTitle),
    ("seo_description", Field::SeoDescription),
    ("seo description", Field::SeoDescription),
    ("images", Field::Images),
    ("image", Field::Images),
    ("pictures", Field::Images),
    ("image url", Field::Images),
    ("variant_image", Field::VariantImage),
    ("variant image", Field::VariantImage),
    ("option1_name", Field::Option1Name),
    ("option1_value", Field::Option1Value),
    ("option2_name", Field::Option2Name),
    ("option2_value", Field::Option2Value),
    ("option3_name", Field::Option3Name),
    ("option3_value", Field::Option3Value),
    ("option1 name", Field::Option1Name),
    ("option1 value", Field::Option1Value),
    ("option2 name", Field::Option2Name),
    ("option2 value", Field::Option2Value),
    ("option3 name", Field::Option3Name),
    ("option3 value", Field::Option3Value),
    ("sku", Field::Sku),
    ("price", Field::Price),
    ("compare_at", Field::CompareAt),
    ("compare at", Field::CompareAt),
    ("compare-at", Field::CompareAt),
    ("compare_at_price", Field::CompareAt),
    ("compare-at price", Field::CompareAt),
    ("compare at price", Field::CompareAt),
    ("old price", Field::CompareAt),
    ("cost", Field::Cost),
    ("cost price", Field::Cost),
    ("cost per item", Field::Cost),
    ("currency", Field::Currency),
    ("barcode", Field::Barcode),
    ("ean", Field::Barcode),
    ("gtin", Field::Barcode),
    ("upc", Field::Barcode),
    ("weight_grams", Field::WeightGrams),
    ("weight (g)", Field::WeightGrams),
    ("weight", Field::Weight),
    ("weight_unit", Field::WeightUnit),
    ("weight unit", Field::WeightUnit),
    ("on_hand", Field::OnHand),
    ("on hand", Field::OnHand),
    ("stock", Field::OnHand),
    ("quantity", Field::OnHand),
    ("qty", Field::OnHand),
    ("inventory", Field::OnHand),
    ("inventory quantity", Field::OnHand),
    ("inventory_quantity", Field::OnHand),
    ("in stock", Field::OnHand),
    ("backorder", Field::Backorder),
    ("back-order", Field::Backorder),
    ("backorders", Field::Backorder),
    ("track_stock", Field::TrackStock),
    ("track stock", Field::TrackStock),
    ("slug", Field::Handle),
];

/// The columns of an export, in order.
pub(super) const HEADER: [Field; 25] = [
    Field::Handle,
    Field::Title,
    Field::Description,
    Field::Category,
    Field::Status,
    Field::Tags,
    Field::Option1Name,
    Field::Option1Value,
    Field::Option2Name,
    Field::Option2Value,
    Field::Option3Name,
    Field::Option3Value,
    Field::Sku,
    Field::Price,
    Field::CompareAt,
    Field::Cost,
    Field::Currency,
    Field::Barcode,
    Field::WeightGrams,
    Field::OnHand,
    Field::Backorder,
    Field::SeoTitle,
    Field::SeoDescription,
    Field::Images,
    Field::VariantImage,
];

fn tidy(cells: &mut Cells) {
    cells.weigh();
    // Image addresses stand one a line; a comma that another address follows is a line end too, but not one in a
    // picture's description.
    if let Some(images) = cells.filled(Field::Images).filter(|images| images.contains(',')) {
        let listed: Vec<String> = images.lines().flat_map(addresses).collect();
        cells.set(Field::Images, &listed.join("\n"));
    }
}

fn addresses(line: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in line.split(',') {
        let is_next = part.trim_start().starts_with("http")
            && found
                .last()
                .is_none_or(|before| !before.trim().contains(char::is_whitespace));
        match found.last_mut() {
            Some(before) if !is_next => {
                before.push(',');
                before.push_str(part);
            }
            _ => found.push(part.trim().to_owned()),
        }
    }
    found.retain(|address| !address.is_empty());
    found
}
