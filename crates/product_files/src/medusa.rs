//! Medusa dialects.
//!
//! Every row is a variant and says all of its product again. There is a price column for each currency and for
//! regions; those of the seller's currency are taken. The first major version writes them in minor units, and its
//! columns without `Product` and `Variant` in front.

use super::cells::Cells;
use super::dialect::{Definition, Headings, Meaning, as_they_are};
use super::{Field, PriceUnit};

pub(super) const DEFINITION: Definition = Definition {
    name: "medusa",
    label: "Medusa",
    is: |headings| is(headings) && !is_v1(headings),
    needs: &[&[Field::Handle], &[Field::Title]],
    columns: &COLUMNS,
    pattern,
    price_unit: PriceUnit::Major,
    unescape: false,
    tidy,
    gather: as_they_are,
};

pub(super) const DEFINITION_V1: Definition = Definition {
    name: "medusa_v1",
    label: "Medusa 1",
    is: |headings| is(headings) && is_v1(headings),
    price_unit: PriceUnit::Minor,
    ..DEFINITION
};

const COLUMNS: [(&str, Field); 25] = [
    ("product handle", Field::Handle),
    ("product title", Field::Title),
    ("product description", Field::Description),
    ("product subtitle", Field::ShortDescription),
    ("product status", Field::Status),
    ("product thumbnail", Field::Thumbnail),
    ("product weight", Field::ProductWeight),
    ("product type", Field::ProductType),
    ("product collection title", Field::ProductType),
    ("product categories", Field::Category),
    ("product tags", Field::Tags),
    ("product is giftcard", Field::GiftCard),
    ("product giftcard", Field::GiftCard),
    ("variant sku", Field::Sku),
    ("variant barcode", Field::Barcode),
    ("variant ean", Field::Barcode),
    ("variant upc", Field::Barcode),
    ("variant weight", Field::WeightGrams),
    ("variant price", Field::Price),
    ("variant inventory quantity", Field::OnHand),
    ("variant allow backorder", Field::Backorder),
    ("variant manage inventory", Field::TrackStock),
    ("variant thumbnail", Field::VariantImage),
    ("variant image", Field::VariantImage),
    ("variant image 1", Field::VariantImage),
];

fn is(headings: &Headings) -> bool {
    headings.has_any(&["product handle", "product id"])
        && headings.any(|heading| heading.starts_with("variant ") || heading == "product title")
        && headings.any(|heading| pattern(heading).is_some() || heading.starts_with("product "))
}

fn is_v1(headings: &Headings) -> bool {
    headings.any(|heading| {
        price(heading).is_some()
            || ["option ", "image "]
                .iter()
                .any(|begin| numbered(heading, begin).is_some())
    })
}

fn pattern(heading: &str) -> Option<Meaning> {
    if let Some(found) = price(heading.strip_prefix("variant ").unwrap_or(heading)) {
        return Some(found);
    }
    let option = numbered(heading.strip_prefix("variant ").unwrap_or(heading), "option ");
    if let Some((number, part)) = option {
        let (name, value) = *Field::OPTIONS.get(number.checked_sub(1)?)?;
        return match part {
            "name" => Some(name.into()),
            "value" => Some(value.into()),
            _ => None,
        };
    }
    let listed = |begin: &str| numbered(heading.strip_prefix("product ").unwrap_or(heading), begin);
    if listed("image ").is_some_and(|(_, part)| matches!(part, "" | "url")) {
        Some(Field::Images.into())
    } else if listed("tag ").is_some() {
        Some(Field::Tags.into())
    } else if listed("category ").is_some_and(|(_, part)| matches!(part, "" | "name")) {
        Some(Field::Category.into())
    } else {
        None
    }
}

/// `price eur`, and `price test region [usd]`.
fn price(heading: &str) -> Option<Meaning> {
    let rest = heading.strip_prefix("price ")?;
    let (field, code) = match rest.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((_, code)) => (Field::RegionPrice, code),
        None => (Field::Price, rest),
    };
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| Meaning {
        field: Some(field),
        unit: Some(code.to_ascii_uppercase()),
    })
}

/// The number in `option 2 name`, and the text after it.
fn numbered<'a>(heading: &'a str, begin: &str) -> Option<(usize, &'a str)> {
    let rest = heading.strip_prefix(begin)?;
    let (number, part) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((number.parse().ok()?, part))
}

fn tidy(cells: &mut Cells) {
    for (_, value) in Field::OPTIONS {
        if cells.filled(value) == Some("Default option value") || cells.filled(value) == Some("Default value")
        {
            cells.set(value, "");
        }
    }
    // Its own numbers of categories and kinds mean nothing to a person.
    for field in [Field::Category, Field::ProductType] {
        if cells
            .filled(field)
            .is_some_and(|name| name.starts_with("pcat_") || name.starts_with("ptyp_"))
        {
            cells.set(field, "");
        }
    }
    if cells.has(Field::ProductType) {
        cells.fall_back(Field::Category, Field::ProductType);
    }
    if cells.has(Field::ShortDescription) {
        cells.fall_back(Field::Description, Field::ShortDescription);
    }
    if let Some(description) = cells
        .filled(Field::Description)
        .filter(|text| text.contains("\\n"))
    {
        let description = description.replace("\\n", "\n");
        cells.set(Field::Description, &description);
    }
    if let Some(first) = cells.take(Field::Thumbnail).filter(|first| !first.is_empty()) {
        let images = format!("{first}\n{}", cells.get(Field::Images).unwrap_or_default());
        cells.set(Field::Images, images.trim_end());
    }
    if cells.has(Field::ProductWeight) {
        cells.fall_back(Field::WeightGrams, Field::ProductWeight);
    }
    cells.drop_zero_weight();
}
