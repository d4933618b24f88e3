//! Export in our own format, which the importer accepts unchanged.

use super::mapping::ERROR_COLUMN;
use super::table::Table;
use super::{Field, Unreadable};
use crate::money::Currency;
use crate::products::Product;
use crate::sheet::Sheet;
use crate::{entities, ours};
use std::io::{Read, Seek};

/// A picture of a product, for its export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedImage {
    /// Address the importer can fetch, or recognises as its own.
    pub address: String,
    pub alt: String,
    /// The variants it is the picture of, by their place.
    pub variants: Vec<usize>,
}

/// The header of an export, and of the template to download.
pub fn export_header() -> impl Iterator<Item = &'static str> {
    ours::HEADER.iter().map(|field| field.as_str())
}

/// A product's rows, one per variant, in the columns of [`export_header`]. What belongs to the product stands on
/// the first of them.
pub fn export_rows<'a>(
    product: &'a Product,
    images: &'a [ExportedImage],
    currency: Currency,
) -> impl Iterator<Item = Vec<String>> + 'a {
    let amount = move |minor: Option<i64>| {
        minor
            .map(|minor| currency.decimal(minor).to_string())
            .unwrap_or_default()
    };
    product.variants.iter().enumerate().map(move |(at, variant)| {
        let option = |place: usize| {
            product
                .options
                .get(place)
                .map(|option| entities::encoded(&option.name))
                .unwrap_or_default()
        };
        let value = |place: usize| {
            let value = variant.values.get(place);
            value.map(|value| entities::encoded(value)).unwrap_or_default()
        };
        // In text the importer reads character references, so what looks like one is written as one.
        let once = |text: &str| {
            if at == 0 {
                entities::encoded(text)
            } else {
                String::new()
            }
        };
        let cell = |field: &Field| match field {
            Field::Handle => product.handle.to_string(),
            Field::Title => once(&product.name),
            Field::Description => once(&product.description),
            Field::Category => once(product.category.as_deref().unwrap_or_default()),
            Field::Status => once(product.status.as_str()),
            Field::Tags => once(&product.tags.join(", ")),
            Field::SeoTitle => once(product.seo_title.as_deref().unwrap_or_default()),
            Field::SeoDescription => once(product.seo_description.as_deref().unwrap_or_default()),
            Field::Option1Name => option(0),
            Field::Option1Value => value(0),
            Field::Option2Name => option(1),
            Field::Option2Value => value(1),
            Field::Option3Name => option(2),
            Field::Option3Value => value(2),
            Field::Sku => variant.sku.clone().unwrap_or_default(),
            Field::Price => amount(Some(variant.price_minor)),
            Field::CompareAt => amount(variant.compare_at_minor),
            Field::Cost => amount(variant.cost_minor),
            Field::Currency => currency.code().to_owned(),
            Field::Barcode => variant.barcode.clone().unwrap_or_default(),
            Field::WeightGrams => variant
                .weight_grams
                .map(|grams| grams.to_string())
                .unwrap_or_default(),
            Field::OnHand => variant.on_hand.to_string(),
            Field::Backorder => if variant.backorder { "yes" } else { "no" }.to_owned(),
            Field::Images if at == 0 => listed(images),
            Field::VariantImage => images
                .iter()
                .find(|image| image.variants.contains(&at))
                .map(|image| image.address.clone())
                .unwrap_or_default(),
            _ => String::new(),
        };
        ours::HEADER.iter().map(cell).collect()
    })
}

/// Whether a character is meaningless and would make a file look binary.
fn is_stray(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
}

/// One a line, each with its description behind the address.
fn listed(images: &[ExportedImage]) -> String {
    let line = |image: &ExportedImage| format!("{} {}", image.address, image.alt).trim().to_owned();
    images.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Rows of a piece.
const PIECE: usize = 500;

/// The refused rows of a file as they were, with an `error` column at the end, written piece by piece.
pub struct RefusedRows<R: Read + Seek> {
    table: Table<R>,
    /// Columns to return, without an earlier report's error column.
    kept: Vec<usize>,
    sheet: Sheet,
    is_done: bool,
}

impl<R: Read + Seek> RefusedRows<R> {
    pub fn of(table: Table<R>) -> Self {
        let kept: Vec<usize> = (0..table.header().len())
            .filter(|column| !table.header()[*column].eq_ignore_ascii_case(ERROR_COLUMN))
            .collect();
        let headings = kept.iter().map(|column| table.header()[*column].clone());
        let sheet = Sheet::new(headings.chain([ERROR_COLUMN.to_owned()]));
        Self {
            table,
            kept,
            sheet,
            is_done: false,
        }
    }

    /// The next piece; `None` after the last. `error_of` gives a refused line's text (empty for a sound row of a
    /// refused product) and `None` for a line that was taken.
    pub fn piece(&mut self, error_of: impl Fn(u64) -> Option<String>) -> Result<Option<Vec<u8>>, Unreadable> {
        if self.is_done {
            return Ok(None);
        }
        let mut written = 0;
        while let Some(record) = self.table.next_row()? {
            let Some(error) = error_of(record.line) else {
                continue;
            };
            let cells = self.kept.iter().map(|column| {
                let cell = record.get(*column).unwrap_or_default();
                cell.replace(is_stray, "")
            });
            // Cells beyond the last heading stay beyond it: without them a slid row would look sound.
            let beyond = (self.table.header().len()..record.len())
                .filter_map(|column| record.get(column))
                .map(|cell| cell.replace(is_stray, ""));
            self.sheet.row(cells.chain([error]).chain(beyond));
            written += 1;
            if written == PIECE {
                return Ok(Some(self.sheet.take()));
            }
        }
        self.is_done = true;
        Ok(Some(self.sheet.take()))
    }
}
