//! Recognition of the dialect from the header.

use super::dialect::Headings;
use super::{Dialect, Field, Mapping, Table};
use crate::money::Currency;
use std::io::{Read, Seek};

/// Result of recognition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    Known(Dialect),
    Unknown {
        /// The program it seems to come from, which we do not read.
        program: Option<&'static str>,
        /// The columns of our own files that it lacks.
        missing: Vec<Field>,
    },
}

impl Recognition {
    pub fn dialect(&self) -> Option<Dialect> {
        match self {
            Self::Known(dialect) => Some(*dialect),
            Self::Unknown { .. } => None,
        }
    }

    /// Name of an unsupported source program.
    pub fn foreign(&self) -> Option<&'static str> {
        match self {
            Self::Known(_) => None,
            Self::Unknown { program, .. } => *program,
        }
    }

    /// Initial mapping: the recognised dialect, else our own; nothing for unsupported formats.
    pub fn first_mapping<R: Read + Seek>(&self, table: &Table<R>, currency: Currency) -> Mapping {
        let mut mapping = table.mapping(self.dialect().unwrap_or(Dialect::Ours), currency);
        if self.foreign().is_some() {
            mapping.take_nothing();
        }
        mapping
    }

    /// Description for people.
    pub fn sentence(&self) -> String {
        let (program, missing) = match self {
            Self::Known(Dialect::Ours) => {
                return "This is a spreadsheet with the columns of our own files.".to_owned();
            }
            Self::Known(dialect) => return format!("This is a file in the format of {}.", dialect.label()),
            Self::Unknown { program, missing } => (program, missing),
        };
        let columns: Vec<_> = missing.iter().map(|field| field.as_str()).collect();
        let columns = columns.join(", ");
        let begin = match program {
            Some(program) => {
                format!("This looks like a file from {program}, a format we cannot read automatically.")
            }
            None => "We do not recognise the columns of this file.".to_owned(),
        };
        let missing = if columns.is_empty() {
            String::new()
        } else {
            format!("; at least these are missing: {columns}")
        };
        format!("{begin} To import it, map its columns, or name them as in our template{missing}.")
    }
}

/// Programs known by their headings but not supported; otherwise a column `name` or `price` would make them
/// look like our own format.
const FOREIGN: [(&str, &[&str]); 17] = [
    ("Bagisto", &["sku", "attribute_family_code"]),
    ("Magento", &["sku", "attribute_set_code"]),
    ("Magento", &["sku", "_attribute_set"]),
    ("PrestaShop", &["id", "price tax excluded"]),
    ("PrestaShop", &["product id", "price tax excluded"]),
    ("BigCommerce", &["item type", "product name"]),
    ("BigCommerce", &["product id", "product code/sku"]),
    ("Shopware", &["productnumber", "price_net"]),
    ("OpenCart", &["product_id", "name(en)"]),
    ("Squarespace", &["product id [non editable]", "title"]),
    ("Wix", &["handleid", "fieldtype"]),
    ("Square", &["item name", "variation name", "token"]),
    ("Amazon", &["seller-sku", "price"]),
    ("Amazon", &["item_sku", "standard_price"]),
    ("WooCommerce’s Import Suite", &["post_title", "regular_price"]),
    (
        "Shopify’s inventory",
        &["handle", "location", "on hand (current)"],
    ),
    ("Shopify’s inventory", &["handle", "location", "available"]),
];

/// Recognises the dialect from the headings.
pub fn recognise(header: &[String]) -> Recognition {
    let headings = Headings::of(header);
    let program = FOREIGN
        .iter()
        .find(|(_, wanted)| headings.has_all(wanted))
        .map(|(program, _)| *program);
    if program.is_some() {
        // What a foreign column happens to share with ours brings it no nearer: its own names are told.
        let wanted = Dialect::Ours.definition().needs[0].iter().copied();
        let missing = wanted.filter(|field| !headings.has(field.as_str())).collect();
        return Recognition::Unknown { program, missing };
    }
    if let Some(known) = Dialect::ALL
        .into_iter()
        .find(|dialect| (dialect.definition().is)(&headings))
    {
        return Recognition::Known(known);
    }
    let meant = |field: Field| headings.any(|heading| Dialect::Ours.field(heading) == Some(field));
    let missing = Dialect::Ours.missing(meant);
    if missing.is_empty() {
        Recognition::Known(Dialect::Ours)
    } else {
        Recognition::Unknown {
            program: None,
            missing,
        }
    }
}
