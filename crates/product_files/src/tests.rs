//! Promises of the importer, over whole files held in memory.

mod files;
mod kinds;
mod medusa;
mod mending;
mod numbers;
mod recognising;
mod round_trip;
mod samples;
mod shopify;
mod woocommerce;

use super::*;
use crate::clock::Millis;
use crate::id::VariantId;
use crate::money::Currency;
use crate::products::{Product, ProductFacts};
use std::io::Cursor;

/// A file read to the end, its rows grouped as the staging table groups them.
struct Run {
    dialect: Dialect,
    mapping: Mapping,
    rows: usize,
    assembled: Vec<Assembled>,
    currency: Currency,
}

impl Run {
    fn of(bytes: &[u8], currency: Currency) -> Self {
        let table = Table::open(Cursor::new(bytes)).unwrap().surveyed().unwrap();
        let dialect = recognise(table.header()).dialect().unwrap();
        Self::with(bytes, table.mapping(dialect, currency), currency)
    }

    fn with(bytes: &[u8], mapping: Mapping, currency: Currency) -> Self {
        let table = Table::open(Cursor::new(bytes)).unwrap();
        let mut table = table.linked(&mapping).unwrap();
        let mut groups: Vec<(String, Vec<SourceRow>)> = Vec::new();
        let mut rows = 0;
        let mut keys = ProductKeys::default();
        while let Some(record) = table.next_row().unwrap() {
            let row = mapping.source_row(record);
            let staged = serde_json::to_string(&row).unwrap();
            let row: SourceRow = serde_json::from_str(&staged).unwrap();
            rows += 1;
            let key = keys.next(&row);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, group)) => group.push(row),
                None => groups.push((key, vec![row])),
            }
        }
        let assembled = groups
            .iter()
            .map(|(_, group)| assemble(group, &mapping, currency))
            .collect();
        Self {
            dialect: mapping.dialect,
            mapping,
            rows,
            assembled,
            currency,
        }
    }

    fn usd(text: &str) -> Self {
        Self::of(text.as_bytes(), Currency::USD)
    }

    fn drafts(&self) -> impl Iterator<Item = &Draft> {
        self.assembled
            .iter()
            .filter_map(|assembled| assembled.draft.as_ref())
    }

    /// The products that a shop without any gets, in the order of the file.
    fn created(&self) -> Vec<Product> {
        self.drafts()
            .filter_map(|draft| draft.create(&self.mapping, self.currency).ok())
            .collect()
    }

    /// The only product; the file must be sound.
    fn only(&self) -> Product {
        let [assembled] = &self.assembled[..] else {
            panic!("{} products", self.assembled.len())
        };
        let draft = assembled
            .draft
            .as_ref()
            .unwrap_or_else(|| panic!("{:?}", assembled.problems));
        draft.create(&self.mapping, self.currency).unwrap()
    }

    /// Warnings and refusals of reading and creating, as `line column: message`.
    fn told(&self) -> Vec<String> {
        let created = self
            .drafts()
            .filter_map(|draft| draft.create(&self.mapping, self.currency).err())
            .flatten();
        let read = self
            .assembled
            .iter()
            .flat_map(|assembled| assembled.problems.clone());
        let mut told: Vec<_> = read.chain(created).collect();
        told.sort_by_key(|problem| problem.line);
        told.iter()
            .map(|problem| {
                format!(
                    "{} {}: {}",
                    problem.line,
                    problem.column.as_deref().unwrap_or("-"),
                    problem.message
                )
            })
            .collect()
    }
}

/// A product as the store gives it back.
fn stored(product: Product) -> Product {
    let mut facts: ProductFacts = product.into_facts();
    facts
        .variants
        .iter_mut()
        .for_each(|variant| variant.variant_id = Some(VariantId::new(Millis(0))));
    Product::stored(facts)
}

/// `product` after a file was laid over it.
fn updated(product: &Product, text: &str) -> Result<Product, Vec<Problem>> {
    let run = Run::usd(text);
    let draft = run.drafts().next().unwrap_or_else(|| panic!("{:?}", run.told()));
    draft.update(product, &run.mapping, Currency::USD)
}
