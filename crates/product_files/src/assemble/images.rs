//! Pictures named by a product's rows.

use super::ProductRows;
use crate::draft::ImageAddress;
use crate::parts::Part;
use crate::problem::{Report, quoted};
use crate::products::MAX_IMAGES;
use crate::{Dialect, Field};
use std::collections::HashSet;
use url::Url;

/// Characters.
const MAX_ALT: usize = 500;

impl ProductRows<'_> {
    /// Distinct addresses in file order.
    pub(super) fn images(&self, report: &mut Report) -> Vec<ImageAddress> {
        let mut found: Vec<(u64, ImageAddress)> = Vec::new();
        // What is no address is told once a row, in whichever columns it stands.
        let mut told: HashSet<(u64, &str)> = HashSet::new();
        for row in self.rows {
            let cell = |field| row.cells.filled(field);
            let position = cell(Field::ImagePosition).and_then(|place| place.parse::<u64>().ok());
            for line in cell(Field::Images).into_iter().flat_map(str::lines) {
                let (address, alt) = match report.mapping.dialect {
                    // In our own files the description stands behind the address.
                    Dialect::Ours => line.split_once(' ').unwrap_or((line, "")),
                    _ => (line, cell(Field::ImageAlt).unwrap_or_default()),
                };
                let Some(url) = address_of(address) else {
                    if told.insert((row.line, address)) {
                        tell_of(address, row.line, Field::Images, report);
                    }
                    continue;
                };
                let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
                let alt: String = alt.chars().take(MAX_ALT).collect();
                let alt = Some(alt).filter(|alt| !alt.is_empty());
                match found.iter_mut().find(|(_, image)| image.url == url) {
                    Some((_, known)) => known.alt = known.alt.take().or(alt),
                    None => found.push((
                        position.unwrap_or(u64::MAX),
                        ImageAddress {
                            url,
                            alt,
                            line: row.line,
                            variants: Vec::new(),
                        },
                    )),
                }
            }
        }
        found.sort_by_key(|(position, _)| *position);
        let mut images: Vec<ImageAddress> = found.into_iter().map(|(_, image)| image).collect();
        self.of_variants(&mut images, told, report);
        if let Some(beyond) = images.get(MAX_IMAGES) {
            let message = format!(
                "The product has {} images; the first {MAX_IMAGES} were imported.",
                images.len()
            );
            report.warn(beyond.line, Field::Images, message);
            images.truncate(MAX_IMAGES);
        }
        images
    }

    /// Records the variants' own pictures, adding them to the product's.
    fn of_variants<'a>(
        &'a self,
        images: &mut Vec<ImageAddress>,
        mut told: HashSet<(u64, &'a str)>,
        report: &mut Report,
    ) {
        let variants = self
            .rows
            .iter()
            .zip(self.parts)
            .filter(|(_, part)| **part == Part::Variant);
        for (place, (row, _)) in variants.enumerate() {
            let Some(address) = row.cells.filled(Field::VariantImage) else {
                continue;
            };
            let Some(url) = address_of(address) else {
                if told.insert((row.line, address)) {
                    tell_of(address, row.line, Field::VariantImage, report);
                }
                continue;
            };
            match images.iter_mut().find(|image| image.url == url) {
                Some(image) => image.variants.push(place),
                None => images.push(ImageAddress {
                    url,
                    alt: None,
                    line: row.line,
                    variants: vec![place],
                }),
            }
        }
    }
}

fn address_of(text: &str) -> Option<Url> {
    let text = text.trim();
    let whole = match text.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => text.to_owned(),
    };
    let url = Url::parse(&whole).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= 2_000).then_some(url)
}

fn tell_of(text: &str, line: u64, field: Field, report: &mut Report) {
    let text = quoted(text.trim());
    let message = format!("{text} is not a web address, so there is no image to fetch.");
    report.warn(line, field, message);
}
