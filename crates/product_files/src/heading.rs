//! Heading patterns shared by all dialects: a currency or unit (`Price (USD)`, `weight_lbs`), and numbers
//! (`Image 2`, `tag1`, `Option 3 Value`).

use super::Field;
use crate::{currency_word, measure};

/// The heading without the currency or unit it names, and that.
pub(super) fn without_unit(heading: &str) -> Vec<(String, String)> {
    const APART: [char; 14] = [
        ' ', '_', '-', '–', '/', ',', ':', '(', ')', '[', ']', '{', '}', '.',
    ];
    let heading = heading.trim();
    let mut found = Vec::new();
    let inside = heading.trim_end_matches([')', ']', '}']);
    if let Some(at) = inside
        .rfind(['(', '[', '{'])
        .filter(|_| inside.len() < heading.len())
    {
        push(&mut found, &heading[..at], &inside[at + 1..]);
    }
    if let Some(at) = heading.rfind(APART).filter(|_| inside.len() == heading.len()) {
        let mark = heading[at..].chars().next().map_or(1, char::len_utf8);
        push(&mut found, &heading[..at], &heading[at + mark..]);
    }
    if let Some(at) = heading.find(APART) {
        let mark = heading[at..].chars().next().map_or(1, char::len_utf8);
        push(&mut found, &heading[at + mark..], &heading[..at]);
    }
    // `price€`
    if let Some((at, sign)) = heading
        .char_indices()
        .next_back()
        .filter(|(_, sign)| !sign.is_alphanumeric())
    {
        push(&mut found, &heading[..at], sign.encode_utf8(&mut [0; 4]));
    }
    found
}

fn push(found: &mut Vec<(String, String)>, base: &str, unit: &str) {
    let base = base
        .trim()
        .trim_end_matches(['_', '-', '–', '/', ',', ':', '(', '[', '{', ' '])
        .trim();
    let base = base
        .strip_suffix(" in")
        .or_else(|| base.strip_suffix("_in"))
        .unwrap_or(base)
        .trim();
    let unit = unit.trim().strip_prefix("in ").unwrap_or(unit.trim());
    if !base.is_empty() && !unit.is_empty() {
        found.push((base.to_owned(), unit.to_owned()));
    }
}

/// The field of a heading with a unit, where the unit suits it.
pub(super) fn suits(field: Field, unit: &str) -> bool {
    if field.is_money() {
        // A letter alone, such as `Price A`, is no currency.
        let is_sign = unit.chars().count() > 1 || !unit.chars().all(char::is_alphanumeric);
        is_sign && currency_word::meant(unit).is_some()
    } else {
        field.is_weight() && measure::is_unit(unit)
    }
}

/// A heading whose words and number say that it is one of several: `IMAGE1`, `Image URL 2`, `tag_3`, `Option 1 Name`.
pub(super) fn numbered(heading: &str) -> Option<Field> {
    const PICTURE: [&str; 22] = [
        "image",
        "images",
        "picture",
        "pictures",
        "photo",
        "photos",
        "img",
        "pic",
        "bild",
        "bilder",
        "imagen",
        "imagenes",
        "imágenes",
        "foto",
        "fotos",
        "immagine",
        "immagini",
        "afbeelding",
        "afbeeldingen",
        "zdjęcie",
        "zdjęcia",
        "imagem",
    ];
    const BESIDE: [&str; 14] = [
        "url",
        "urls",
        "src",
        "link",
        "links",
        "address",
        "product",
        "additional",
        "main",
        "gallery",
        "extra",
        "no",
        "path",
        "file",
    ];
    let words = words(heading);
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let numbers: Vec<usize> = words
        .iter()
        .filter(|word| is_number(word))
        .filter_map(|word| word.parse().ok())
        .collect();
    let words: Vec<&str> = words
        .iter()
        .filter(|word| !is_number(word))
        .map(String::as_str)
        .collect();
    let all = |known: &[&str], other: &[&str]| {
        words
            .iter()
            .all(|word| known.contains(word) || other.contains(word))
            && words.iter().any(|word| known.contains(word))
    };
    match (numbers.as_slice(), words.as_slice()) {
        (_, words) if words.is_empty() || words.len() > 5 => None,
        ([] | [_], _) if all(&PICTURE, &BESIDE) => Some(Field::Images),
        ([_], ["tag" | "tags"] | ["product", "tag" | "tags"]) => Some(Field::Tags),
        ([_], ["category" | "categories"] | ["product", "category"]) => Some(Field::Category),
        ([number], ["option", part] | ["variant", "option", part]) => {
            let (name, value) = *Field::OPTIONS.get(number.checked_sub(1)?)?;
            match *part {
                "name" => Some(name),
                "value" => Some(value),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a heading marks a column of currency codes.
pub(super) fn is_currency(heading: &str) -> bool {
    const BESIDE: [&str; 9] = [
        "code", "price", "variant", "product", "iso", "shop", "store", "symbol", "sales",
    ];
    let words = words(heading);
    words.iter().any(|word| word == "currency")
        && words
            .iter()
            .all(|word| word == "currency" || BESIDE.contains(&word.as_str()))
}

/// The words and numbers of a heading, in lower case: `Image2_URL` is `image`, `2`, `url`.
fn words(heading: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for letter in heading.chars() {
        if !letter.is_alphanumeric() {
            before = None;
            continue;
        }
        let is_digit = letter.is_ascii_digit();
        match words.last_mut().filter(|_| before == Some(is_digit)) {
            Some(word) => word.extend(letter.to_lowercase()),
            None => words.push(letter.to_lowercase().collect()),
        }
        before = Some(is_digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect;

    #[test]
    fn a_heading_may_carry_a_currency_or_a_unit() {
        for (heading, field, unit) in [
            ("Price (USD)", Field::Price, "usd"),
            ("price_usd", Field::Price, "usd"),
            ("USD Price", Field::Price, "usd"),
            ("Price in EUR", Field::Price, "eur"),
            ("Price [£]", Field::Price, "£"),
            ("Price €", Field::Price, "€"),
            ("price€", Field::Price, "€"),
            ("Compare-at price (US$)", Field::CompareAt, "us$"),
            ("Cost (kr)", Field::Cost, "kr"),
            ("Weight (lbs)", Field::Weight, "lbs"),
            ("weight_kg", Field::Weight, "kg"),
            ("Weight in oz", Field::Weight, "oz"),
        ] {
            let meaning = Dialect::Ours.meaning(heading);
            assert_eq!(
                (meaning.field, meaning.unit.as_deref()),
                (Some(field), Some(unit)),
                "{heading}"
            );
        }
        for heading in [
            "Price (net)",
            "Price A",
            "Stock (EUR)",
            "Title (USD)",
            "Weight (net)",
            "Price / Europe",
        ] {
            assert_eq!(Dialect::Ours.field(heading), None, "{heading}");
        }
        for (dialect, heading, field) in [
            (Dialect::Shopify, "Variant Price (USD)", Field::Price),
            (Dialect::Woocommerce, "Regular price (USD)", Field::Price),
            (Dialect::Woocommerce, "Sale price [EUR]", Field::SalePrice),
            (Dialect::Medusa, "Variant Price (EUR)", Field::Price),
            (Dialect::Medusa, "Variant Weight (kg)", Field::WeightGrams),
            (Dialect::Spree, "price_eur", Field::Price),
            (Dialect::Spree, "weight (lbs)", Field::Weight),
        ] {
            assert_eq!(dialect.field(heading), Some(field), "{heading}");
        }
    }

    #[test]
    fn headings_with_a_number_are_several_of_one_kind_in_every_dialect() {
        for dialect in Dialect::ALL {
            for (heading, field) in [
                ("IMAGE1", Field::Images),
                ("Image 2", Field::Images),
                ("image_url_3", Field::Images),
                ("Picture 4 URL", Field::Images),
                ("tag1", Field::Tags),
                ("Option 1 Value", Field::Option1Value),
                ("option_2_name", Field::Option2Name),
            ] {
                assert_eq!(dialect.field(heading), Some(field), "{dialect:?} {heading}");
            }
            for heading in [
                "image 1 alt",
                "Image 2 position",
                "description 2",
                "images per page",
            ] {
                assert_eq!(dialect.field(heading), None, "{dialect:?} {heading}");
            }
        }
    }
}
