//! A product as buyers see it.

use super::availability::Availability;
use super::shop::Shop;
use super::store::{ProductRow, VariantRow};
use crate::id::VariantId;

/// Public values of a product on sale.
#[derive(Debug, Clone, Hash)]
pub struct Product {
    pub handle: String,
    pub name: String,
    /// Text of several lines.
    pub description: String,
    pub category: Option<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    /// The names of its options: Size, Colour.
    pub options: Vec<String>,
    /// Variants, at least one.
    pub variants: Vec<Variant>,
    /// Latest change of the product or its variants, in milliseconds.
    pub changed_at: i64,
}

/// Public values of a variant.
#[derive(Debug, Clone, Hash)]
pub struct Variant {
    pub variant_id: VariantId,
    pub values: Vec<String>,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub price_minor: i64,
    /// Compare-at price, if above the price.
    pub compare_at_minor: Option<i64>,
    pub availability: Availability,
    pub image_id: Option<String>,
}

impl Variant {
    /// Distinguishing label: `S / Blue`; empty for a single variant.
    pub fn label(&self) -> String {
        self.values.join(" / ")
    }

    fn of(row: VariantRow, closed: bool) -> Self {
        let backorder = row.backorder_at.is_some();
        Self {
            variant_id: row.variant_id,
            values: row.options.0,
            sku: row.sku,
            barcode: row.barcode,
            price_minor: row.price_minor,
            compare_at_minor: row.compare_at_minor.filter(|before| *before > row.price_minor),
            availability: Availability::of(row.on_hand, row.reserved, backorder, closed),
            image_id: row.image_id,
        }
    }
}

/// As the database has an option; its values are known from the variants.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct OptionName {
    pub name: String,
}

impl Product {
    pub fn of(row: ProductRow, variants: Vec<VariantRow>, shop: &Shop) -> Self {
        let changed_at = variants.iter().map(|variant| variant.updated_at.0).max();
        let closed = shop.closed.is_some();
        Self {
            handle: row.handle,
            name: row.name,
            description: row.description,
            category: row.category,
            seo_title: row.seo_title,
            seo_description: row.seo_description,
            options: row.options.0.into_iter().map(|option| option.name).collect(),
            changed_at: row.updated_at.0.max(changed_at.unwrap_or(0)),
            variants: variants
                .into_iter()
                .map(|variant| Variant::of(variant, closed))
                .collect(),
        }
    }

    /// The path of its page.
    pub fn path(&self, shop: &Shop) -> String {
        format!("{}/{}", shop.path(), self.handle)
    }

    /// The lowest and the highest price, in minor units.
    pub fn price_range_minor(&self) -> (i64, i64) {
        let prices = || self.variants.iter().map(|variant| variant.price_minor);
        (
            prices().min().unwrap_or_default(),
            prices().max().unwrap_or_default(),
        )
    }

    /// The best that any of its variants offers.
    pub fn availability(&self) -> Availability {
        let best = self.variants.iter().map(|variant| variant.availability).max();
        match best {
            // Of several variants, one of which is low, the count would say nothing true.
            Some(Availability::FewLeft(_)) if self.variants.len() > 1 => Availability::InStock,
            best => best.unwrap_or(Availability::OutOfStock),
        }
    }

    /// The title for search engines.
    pub fn title(&self, shop: &Shop) -> String {
        self.seo_title
            .clone()
            .unwrap_or_else(|| format!("{} · {}", self.name, shop.name))
    }

    /// Meta description: the seller's, or else the start of the description.
    pub fn summary(&self, shop: &Shop) -> String {
        match &self.seo_description {
            Some(written) => written.clone(),
            None if self.description.is_empty() => format!("{} from {}.", self.name, shop.name),
            None => beginning(&self.description),
        }
    }
}

/// Length of meta descriptions, in characters.
const SHOWN: usize = 155;

/// The beginning of a text on one line, cut between words.
pub fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    let cut: String = line.chars().take(SHOWN - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}
