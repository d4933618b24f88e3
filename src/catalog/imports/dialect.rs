//! Whose file it is, told from its header.
//!
//! A dialect is a table: the headings that give it away, what each heading means, and how a row's cells are put
//! into our words. A further dialect is one more file beside `spree.rs` and one more variant here.

use super::{Field, ours, source_row::Cells, spree};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    Ours,
    Spree,
}

/// What makes a dialect.
pub(super) struct Definition {
    pub name: &'static str,
    /// What a person calls it.
    pub label: &'static str,
    /// Sets of fields; a header with a column for every field of one of them is this dialect's. The first set is
    /// what a person is told to add.
    pub signatures: &'static [&'static [Field]],
    /// Headings in lower case and what they mean; where two mean the same, the first in the file counts.
    pub columns: &'static [(&'static str, Field)],
    /// Headings that are a pattern, such as `image3_src`.
    pub pattern: fn(&str) -> Option<Field>,
    /// Puts a row's cells into our words.
    pub tidy: fn(&mut Cells),
}

impl Dialect {
    /// In the order of recognition: the stricter signature first.
    pub const ALL: [Self; 2] = [Self::Spree, Self::Ours];

    pub(super) fn definition(self) -> &'static Definition {
        match self {
            Self::Ours => &ours::DEFINITION,
            Self::Spree => &spree::DEFINITION,
        }
    }

    pub fn as_str(self) -> &'static str {
        self.definition().name
    }

    pub fn label(self) -> &'static str {
        self.definition().label
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.as_str() == name.trim())
    }

    /// What a heading means in this dialect.
    pub fn field(self, heading: &str) -> Option<Field> {
        let definition = self.definition();
        let heading = heading.trim().to_lowercase();
        let known = definition
            .columns
            .iter()
            .find(|(name, _)| *name == heading)
            .map(|(_, field)| *field);
        known.or_else(|| (definition.pattern)(&heading))
    }

    /// What the dialect's first signature lacks; empty when any of its signatures is whole.
    pub(super) fn missing(self, has: impl Fn(Field) -> bool) -> Vec<Field> {
        let signatures = self.definition().signatures;
        if signatures
            .iter()
            .any(|signature| signature.iter().all(|field| has(*field)))
        {
            return Vec::new();
        }
        signatures[0]
            .iter()
            .copied()
            .filter(|field| !has(*field))
            .collect()
    }
}

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    Known(Dialect),
    Unknown {
        /// The program it seems to come from, which we do not read yet.
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

    /// What a person reads about it.
    pub fn sentence(&self) -> String {
        let (program, missing) = match self {
            Self::Known(dialect) => return format!("This is a file in the format of {}.", dialect.label()),
            Self::Unknown { program, missing } => (program, missing),
        };
        let columns: Vec<_> = missing.iter().map(|field| field.as_str()).collect();
        let columns = columns.join(", ");
        let begin = match program {
            Some(program) => format!("This looks like a file from {program}, a format we do not read yet."),
            None => "We do not recognise the columns of this file.".to_owned(),
        };
        let missing = if columns.is_empty() {
            String::new()
        } else {
            format!("; at least these are missing: {columns}")
        };
        format!("{begin} To import it, name its columns as in our template{missing}.")
    }
}

/// Programs whose files are known by their headings but not read; without this, one with a column `name` or
/// `price` would be taken for a sheet of our own.
const FOREIGN: [(&str, &[&str]); 9] = [
    ("Shopify", &["handle", "variant price"]),
    ("Shopify", &["title", "url handle"]),
    ("WooCommerce", &["type", "sku", "name", "regular price"]),
    ("Medusa", &["product handle", "product title"]),
    ("Bagisto", &["sku", "attribute_family_code"]),
    ("Magento", &["sku", "attribute_set_code"]),
    ("PrestaShop", &["id", "price tax excluded"]),
    ("BigCommerce", &["item type", "product name"]),
    ("Squarespace", &["product id [non editable]", "title"]),
];

/// Tells the dialect from the headings.
pub fn recognise(header: &[String]) -> Recognition {
    let headings: Vec<String> = header
        .iter()
        .map(|heading| heading.trim().to_lowercase())
        .collect();
    let has_all = |wanted: &[&str]| {
        wanted
            .iter()
            .all(|name| headings.iter().any(|heading| heading == name))
    };
    let program = FOREIGN
        .iter()
        .find(|(_, wanted)| has_all(wanted))
        .map(|(program, _)| *program);
    if program.is_some() {
        // What a foreign column happens to share with ours brings it no nearer: its own names are told.
        let named = |field: &Field| has_all(&[field.as_str()]);
        let missing = ours::DEFINITION.signatures[0]
            .iter()
            .copied()
            .filter(|field| !named(field))
            .collect();
        return Recognition::Unknown { program, missing };
    }
    let missing = |dialect: Dialect| {
        dialect.missing(|field| {
            headings
                .iter()
                .any(|heading| dialect.field(heading) == Some(field))
        })
    };
    match Dialect::ALL
        .into_iter()
        .find(|dialect| missing(*dialect).is_empty())
    {
        Some(dialect) => Recognition::Known(dialect),
        None => Recognition::Unknown {
            program: None,
            missing: missing(Dialect::Ours),
        },
    }
}
