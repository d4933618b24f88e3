//! Which line of a file names each SKU first, so that a second product that asks for it can be told.

use super::stage::Keyed;
use crate::imports::store::DoubleSku;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// SKUs that are remembered, 16 bytes each. Of a file with more, the database tells of the others' second
/// coming, without the line.
const MOST: usize = 900_000;

/// Remembers SKUs and keys by their hashes: memory stays small however long they are.
#[derive(Default)]
pub(super) struct FirstLines {
    lines: HashMap<u64, First>,
    hasher: RandomState,
}

struct First {
    line: u32,
    key: u32,
}

impl FirstLines {
    /// Notes a row; tells when another product named its SKU before.
    pub fn note(&mut self, row: &Keyed) -> Option<DoubleSku> {
        let sku = row.sku()?;
        let (hash, key) = (self.hasher.hash_one(sku), self.hasher.hash_one(&row.key) as u32);
        match self.lines.get(&hash) {
            Some(first) if first.key == key => None,
            Some(first) => Some(DoubleSku {
                sku: sku.to_owned(),
                line: i64::from(first.line),
            }),
            None => {
                if self.lines.len() < MOST {
                    let line = row.row.line as u32;
                    self.lines.insert(hash, First { line, key });
                }
                None
            }
        }
    }
}
