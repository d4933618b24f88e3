//! Telling from the header alone whose file it is.

use super::dialect::Headings;
use super::{Dialect, Field, Mapping, Table};
use crate::money::Currency;
use std::io::{Read, Seek};

/// What a header says.
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

    /// The program it comes from, which we do not read.
    pub fn foreign(&self) -> Option<&'static str> {
        match self {
            Self::Known(_) => None,
            Self::Unknown { program, .. } => *program,
        }
    }

    /// What a file is taken for that nobody has said anything of: as it is recognised, and else as a sheet of the
    /// seller's own; but of a format that we do not read nothing is guessed.
    pub fn first_mapping<R: Read + Seek>(&self, table: &Table<R>, currency: Currency) -> Mapping {
        let mut mapping = table.mapping(self.dialect().unwrap_or(Dialect::Ours), currency);
        if self.foreign().is_some() {
            mapping.take_nothing();
        }
        mapping
    }

    /// What a person reads about it.
    pub fn sentence(&self) -> String {
        let (program, missing) = match self {
            Self::Known(Dialect::Ours) => {
                return "This is a sheet with the columns of our own files.".to_owned();
            }
            Self::Known(dialect) => return format!("This is a file in the format of {}.", dialect.label()),
            Self::Unknown { program, missing } => (program, missing),
        };
        let columns: Vec<_> = missing.iter().map(|field| field.as_str()).collect();
        let columns = columns.join(", ");
        let begin = match program {
            Some(program) => {
                format!("This looks like a file from {program}, a format we do not read by itself.")
            }
            None => "We do not recognise the columns of this file.".to_owned(),
        };
        let missing = if columns.is_empty() {
            String::new()
        } else {
            format!("; at least these are missing: {columns}")
        };
        format!(
            "{begin} To import it, say which of its columns mean what, or name them as in our template{missing}."
        )
    }
}

/// Programs whose files are known by their headings but not read; without this, one with a column `name` or
/// `price` would be taken for a sheet of our own.
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

/// Tells the dialect from the headings.
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
