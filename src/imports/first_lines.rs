//! First line of each SKU in a file, to detect products that share one.

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
    /// Records a row; reports an SKU that another product named before.
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
