//! WooCommerce parent links: SKUs of parents that variations reference by id, from the parents' own rows.

use super::Unreadable;
use super::records::Records;
use std::collections::{HashMap, HashSet};
use std::io::Read;

/// SKUs of rows referenced by id.
pub(super) fn read<R: Read>(
    records: &mut Records<R>,
    parent: usize,
    number: usize,
    sku: usize,
) -> Result<HashMap<String, String>, Unreadable> {
    let mut named: HashSet<String> = HashSet::new();
    let mut skus: HashMap<String, String> = HashMap::new();
    while let Some(record) = records.next()? {
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        if let Some(named_number) = self::number(cell(parent)) {
            named.insert(named_number.to_owned());
        } else if cell(parent).is_empty() && !cell(number).is_empty() && !cell(sku).is_empty() {
            skus.insert(cell(number).to_owned(), cell(sku).to_owned());
        }
    }
    skus.retain(|number, _| named.contains(number));
    Ok(skus)
}

/// The number in `id:44`.
pub(super) fn number(parent: &str) -> Option<&str> {
    let (begin, number) = parent.trim().split_once(':')?;
    begin.eq_ignore_ascii_case("id").then_some(number.trim())
}
