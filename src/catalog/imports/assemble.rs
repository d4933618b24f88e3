//! The rows of one product become a draft of it. What can be mended is taken with a warning.

mod cells;
mod options;

use super::draft::{Draft, ImageAddress, Lookup, sku_taken};
use super::parts::{Part, is_sellers, parts};
use super::problem::{Problem, Report, Severity};
use super::{Field, Mapping, SourceRow};
use crate::catalog::{Change, Handle, Listed, ProductPatch, ProductStatus, VariantPatch};
use crate::money::Currency;
use std::collections::HashMap;

/// More are not fetched for one product.
const MAX_IMAGES: usize = 50;

/// What the rows of one product came to.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// `None`: refused, and a problem says why.
    pub draft: Option<Draft>,
    pub problems: Vec<Problem>,
    /// Rows that only give a price in a currency that is not the seller's.
    pub other_currency_rows: usize,
}

/// Puts the rows of one product key, in the order of the file, together.
pub fn assemble(rows: &[SourceRow], mapping: &Mapping, currency: Currency) -> Assembled {
    let mut report = Report {
        mapping,
        problems: Vec::new(),
    };
    let parts = parts(rows, currency);
    let other_currency_rows = parts.iter().filter(|part| **part == Part::OtherCurrency).count();
    tell_of_rows(rows, &parts, &mut report);
    let draft = drafted(rows, &parts, currency, &mut report).filter(|_| !report.is_refused());
    Assembled {
        draft,
        problems: report.problems,
        other_currency_rows,
    }
}

fn tell_of_rows(rows: &[SourceRow], parts: &[Part], report: &mut Report) {
    for (row, part) in rows.iter().zip(parts) {
        if row.surplus > 0 {
            let message = "The row has more cells than the header has columns; what is beyond was left out.";
            report.add(row.line, None, message.to_owned(), Severity::Warning);
        }
        if let Part::Repeats(other) = part {
            let message = format!(
                "This is the same variant as on line {}, so this row was left out.",
                rows[*other].line
            );
            report.add(row.line, None, message, Severity::Warning);
        }
    }
}

fn drafted(rows: &[SourceRow], parts: &[Part], currency: Currency, report: &mut Report) -> Option<Draft> {
    let first = rows.first()?;
    let product = Told { rows, parts };
    let title = product.first(Field::Title);
    let handle = product.first(Field::Handle).map(|(_, handle)| Handle::of(handle));
    if handle.is_none() && title.is_none() && product.first(Field::Sku).is_none() {
        report.refuse(
            first.line,
            Field::Title,
            "This row names no product: give it a title, a handle or an SKU.",
        );
        return None;
    }
    let (options, values) = options::read(rows, parts, report);
    let variants = product.variants(&values, currency, report);
    let (status, status_if_new) = product.status(report);
    let lookup = Lookup {
        skus: variants
            .iter()
            .filter_map(|(_, variant)| variant.sku.value().cloned())
            .collect(),
        title: title.map(|(_, title)| title.to_owned()),
        handle: handle.clone(),
    };
    let patch = ProductPatch {
        name: title.map_or(Change::Keep, |(_, title)| Change::Set(title.to_owned())),
        handle: handle.map_or(Change::Keep, |handle| Change::Set(handle.to_string())),
        description: product.text(Field::Description),
        category: product.text(Field::Category),
        status,
        tags: match product.text(Field::Tags) {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(tags) => Change::Set(Listed::from_commas(&tags)),
        },
        seo_title: product.text(Field::SeoTitle),
        seo_description: product.text(Field::SeoDescription),
        options: if options.is_empty() {
            Change::Keep
        } else {
            Change::Set(options)
        },
        variants: Some(variants.iter().map(|(_, variant)| variant.clone()).collect()),
        ..ProductPatch::default()
    };
    Some(Draft {
        lookup,
        patch,
        status_if_new,
        images: product.images(report),
        line: title.map_or(first.line, |(line, _)| line),
        variant_lines: variants.iter().map(|(line, _)| *line).collect(),
    })
}

/// The rows of one product with what each is.
struct Told<'a> {
    rows: &'a [SourceRow],
    parts: &'a [Part],
}

impl<'a> Told<'a> {
    /// The first row that fills a field, and with what.
    fn first(&self, field: Field) -> Option<(u64, &'a str)> {
        self.rows
            .iter()
            .find_map(|row| Some((row.line, row.cells.filled(field)?)))
    }

    /// A text of the product: blank only when it is blank on every row of a file that has the column.
    fn text(&self, field: Field) -> Change<String> {
        match self.first(field) {
            Some((_, text)) => Change::Set(text.to_owned()),
            None if self.rows.iter().any(|row| row.cells.get(field).is_some()) => Change::Clear,
            None => Change::Keep,
        }
    }

    fn status(&self, report: &mut Report) -> (Change<String>, ProductStatus) {
        let Some((line, word)) = self.first(Field::Status) else {
            return (Change::Keep, ProductStatus::Active);
        };
        let status = ProductStatus::parse(word).or_else(|| match word.to_lowercase().as_str() {
            "published" | "enabled" | "live" | "visible" => Some(ProductStatus::Active),
            "unpublished" | "disabled" | "hidden" | "paused" => Some(ProductStatus::Inactive),
            "proposed" | "pending" => Some(ProductStatus::Draft),
            _ => None,
        });
        match status {
            Some(status) => (Change::Set(status.to_string()), status),
            None => {
                let message = format!(
                    "“{word}” is not a status we know; a new product comes in as a draft, one that is there keeps its own."
                );
                report.warn(line, Field::Status, message);
                (Change::Keep, ProductStatus::Draft)
            }
        }
    }

    /// The variants with their lines; an SKU that comes twice stays with the first.
    fn variants(
        &self,
        values: &[options::Values],
        currency: Currency,
        report: &mut Report,
    ) -> Vec<(u64, VariantPatch)> {
        let mut holders: HashMap<String, u64> = HashMap::new();
        let mut variants = Vec::new();
        for (at, row) in self
            .rows
            .iter()
            .enumerate()
            .filter(|(at, _)| self.parts[*at] == Part::Variant)
        {
            let priced = (0..self.rows.len()).find(|other| self.parts[*other] == Part::PriceOf(at));
            let priced = priced.map_or(row, |other| &self.rows[other]);
            let mut variant = cells::variant(row, priced, currency, report);
            variant.options = values[at].clone();
            if let Change::Set(sku) = &variant.sku {
                match holders.get(sku) {
                    Some(holder) => {
                        report.warn(row.line, Field::Sku, sku_taken(sku, &format!("line {holder}")));
                        variant.sku = Change::Keep;
                    }
                    None => drop(holders.insert(sku.clone(), row.line)),
                }
            }
            if !is_sellers(priced, currency) && priced.cells.filled(Field::Price).is_some() {
                let stated = priced.cells.filled(Field::Currency).unwrap_or_default();
                let message = format!(
                    "The price is in {stated}, and the file has none in {currency}, your shop's currency."
                );
                report.refuse(row.line, Field::Price, message);
            }
            variants.push((row.line, variant));
        }
        variants
    }

    /// Every image address once, in the order of the file.
    fn images(&self, report: &mut Report) -> Vec<ImageAddress> {
        let mut images: Vec<ImageAddress> = Vec::new();
        for row in self.rows {
            for address in row.cells.filled(Field::Images).into_iter().flat_map(str::lines) {
                match url::Url::parse(address) {
                    Ok(url) if matches!(url.scheme(), "http" | "https") => {
                        if !images.iter().any(|image| image.url == url) {
                            images.push(ImageAddress { url, line: row.line });
                        }
                    }
                    _ => report.warn(
                        row.line,
                        Field::Images,
                        format!("“{address}” is not a web address, so there is no image to fetch."),
                    ),
                }
            }
        }
        if let Some(beyond) = images.get(MAX_IMAGES) {
            let message = format!(
                "The product has {} images; the first {MAX_IMAGES} were taken.",
                images.len()
            );
            report.warn(beyond.line, Field::Images, message);
            images.truncate(MAX_IMAGES);
        }
        images
    }
}
