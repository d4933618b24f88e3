//! Dialects: file formats and the meaning of their headings.
//!
//! A dialect is a table: the headings that give it away, what each heading means, and how a row's cells are put
//! into our words. A further dialect is one more file beside `spree.rs` and one more variant here.

use super::cells::Cells;
use super::problem::Report;
use super::source_row::SourceRow;
use super::{Field, PriceUnit};
use crate::money::Currency;
use crate::{heading, medusa, ours, shopify, spree, woocommerce};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    Ours,
    Shopify,
    Woocommerce,
    Medusa,
    /// First major version, with prices in minor units.
    MedusaV1,
    Spree,
}

/// Definition of a dialect.
pub(super) struct Definition {
    pub name: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// Whether a header belongs to this dialect.
    pub is: fn(&Headings) -> bool,
    /// Sets of fields; a file with a column for every field of one of them can become products. The first set is
    /// what a person is told to add.
    pub needs: &'static [&'static [Field]],
    /// Lower-case headings and their fields; of duplicates the first in the file counts.
    pub columns: &'static [(&'static str, Field)],
    /// Matches heading patterns such as `image3_src`, in lower case.
    pub pattern: fn(&str) -> Option<Meaning>,
    /// Default unit of its prices.
    pub price_unit: PriceUnit,
    /// Whether it puts an apostrophe before cells that a spreadsheet would calculate.
    pub unescape: bool,
    /// Normalises a row's cells.
    pub tidy: fn(&mut Cells),
    /// Regroups a product's rows into self-contained ones.
    pub gather: for<'a> fn(&'a [SourceRow], &mut Report, Currency) -> Cow<'a, [SourceRow]>,
}

/// Meaning of a heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    pub field: Option<Field>,
    /// A currency, or a unit of weight.
    pub unit: Option<String>,
}

impl From<Field> for Meaning {
    fn from(field: Field) -> Self {
        Self {
            field: Some(field),
            unit: None,
        }
    }
}

/// The headings of a file, to be recognised by.
pub(super) struct Headings(Vec<String>);

impl Headings {
    /// Header keys, with and without a currency or unit.
    pub(super) fn of(header: &[String]) -> Self {
        let keys = header.iter().map(|heading| key(heading));
        let with_bases = keys.flat_map(|key| {
            let in_brackets = heading::without_unit(&key);
            let bases = in_brackets.into_iter().filter(|_| key.ends_with([')', ']']));
            let money = bases.filter(|(_, unit)| heading::suits(Field::Price, unit));
            let bases: Vec<String> = money.map(|(base, _)| base).collect();
            bases.into_iter().chain([key])
        });
        Self(with_bases.collect())
    }

    pub(super) fn has(&self, heading: &str) -> bool {
        self.0.iter().any(|known| known == heading)
    }

    pub(super) fn has_all(&self, headings: &[&str]) -> bool {
        headings.iter().all(|heading| self.has(heading))
    }

    pub(super) fn has_any(&self, headings: &[&str]) -> bool {
        headings.iter().any(|heading| self.has(heading))
    }

    pub(super) fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|heading| is(heading))
    }
}

/// Key of a heading: lower-case words, or the bracketed name of a metafield, whose prefix is localised.
pub(super) fn key(heading: &str) -> String {
    let heading = heading.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    let in_brackets = heading
        .strip_suffix(')')
        .and_then(|rest| Some(rest.rsplit_once('(')?.1))
        .filter(|name| name.contains(".metafields."));
    match in_brackets {
        Some(name) => name.to_owned(),
        None => heading.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

impl Dialect {
    pub const ALL: [Self; 6] = [
        Self::Shopify,
        Self::Woocommerce,
        Self::MedusaV1,
        Self::Medusa,
        Self::Spree,
        Self::Ours,
    ];

    pub(super) fn definition(self) -> &'static Definition {
        match self {
            Self::Ours => &ours::DEFINITION,
            Self::Shopify => &shopify::DEFINITION,
            Self::Woocommerce => &woocommerce::DEFINITION,
            Self::Medusa => &medusa::DEFINITION,
            Self::MedusaV1 => &medusa::DEFINITION_V1,
            Self::Spree => &spree::DEFINITION,
        }
    }

    pub fn as_str(self) -> &'static str {
        self.definition().name
    }

    pub fn label(self) -> &'static str {
        self.definition().label
    }

    /// Default unit of its prices.
    pub fn price_unit(self) -> PriceUnit {
        self.definition().price_unit
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.as_str() == name.trim())
    }

    /// Field of a heading in this dialect.
    pub fn field(self, heading: &str) -> Option<Field> {
        self.meaning(heading).field
    }

    pub(super) fn meaning(self, heading: &str) -> Meaning {
        let heading = key(heading);
        self.of_its_own(&heading)
            .or_else(|| is_further_option(&heading).then_some(Field::FurtherOption.into()))
            .or_else(|| self.with_unit(&heading))
            .or_else(|| heading::numbered(&heading).map(Meaning::from))
            .or_else(|| heading::is_currency(&heading).then_some(Field::Currency.into()))
            .unwrap_or_default()
    }

    fn of_its_own(self, heading: &str) -> Option<Meaning> {
        let definition = self.definition();
        let known = definition.columns.iter().find(|(name, _)| *name == heading);
        known
            .map(|(_, field)| Meaning::from(*field))
            .or_else(|| (definition.pattern)(heading))
    }

    /// `price (usd)`, `weight_lbs`, where the rest of it is known.
    fn with_unit(self, heading: &str) -> Option<Meaning> {
        heading::without_unit(heading)
            .into_iter()
            .find_map(|(base, unit)| {
                let field = self.of_its_own(&base)?.field?;
                heading::suits(field, &unit).then_some(Meaning {
                    field: Some(field),
                    unit: Some(unit),
                })
            })
    }

    /// Missing fields of the dialect's first set; empty if any set is complete.
    pub(super) fn missing(self, has: impl Fn(Field) -> bool) -> Vec<Field> {
        let needs = self.definition().needs;
        if needs.iter().any(|set| set.iter().all(|field| has(*field))) {
            return Vec::new();
        }
        needs[0].iter().copied().filter(|field| !has(*field)).collect()
    }
}

/// `option4_value`, `Option4 Value`, `Variant Option 4 Value` …
fn is_further_option(heading: &str) -> bool {
    let heading = heading.replace('_', " ");
    let numbered = heading
        .strip_prefix("variant ")
        .unwrap_or(&heading)
        .strip_prefix("option");
    let number = numbered.and_then(|rest| rest.strip_suffix(" value"));
    number.is_some_and(|number| {
        number
            .trim()
            .parse()
            .is_ok_and(|number: usize| number > Field::OPTIONS.len())
    })
}

/// Row grouping of dialects with self-contained rows.
pub(super) fn as_they_are<'a>(rows: &'a [SourceRow], _: &mut Report, _: Currency) -> Cow<'a, [SourceRow]> {
    Cow::Borrowed(rows)
}

/// Pattern of dialects without any.
pub(super) fn no_pattern(_: &str) -> Option<Meaning> {
    None
}
