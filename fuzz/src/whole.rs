//! One file through the whole import, as a job does it, with the promises that hold for any file.

use stallholder_product::{Product, ProductFacts};
use stallholder_product_files::{
    Dialect, Draft, Mapping, PriceUnit, ProductKeys, RefusedRows, SourceRow, Table, assemble, export_header, export_rows,
    preview, recognise,
};
use stallholder_values::clock::Millis;
use stallholder_values::id::VariantId;
use stallholder_values::money::Currency;
use stallholder_values::sheet::Sheet;
use std::collections::BTreeMap;
use std::io::Cursor;

/// Reads `bytes` in the dialect that is recognised, or in one that the first byte chooses.
pub fn import(bytes: &[u8]) {
    let (chosen, file) = match bytes.split_first() {
        Some((chosen, file)) => (*chosen, file),
        None => (0, bytes),
    };
    let currency = [Currency::USD, Currency::EUR, Currency::JPY][usize::from(chosen) % 3];
    let Ok(table) = Table::open(Cursor::new(file)).and_then(Table::surveyed) else {
        return;
    };
    let other = Dialect::ALL[usize::from(chosen / 3) % Dialect::ALL.len()];
    let dialect = recognise(table.header()).dialect().filter(|_| chosen < 128);
    let shown = preview(&table, dialect, currency);
    let _ = PriceUnit::ALL.map(|unit| shown.price_in(unit, currency));
    let mut mapping = table.mapping(dialect.unwrap_or(other), currency);
    if chosen % 2 == 1 {
        mapping.read_on = Some("2026-11-24".to_owned());
    }
    let Ok(table) = table.linked(&mapping) else {
        return;
    };
    let (products, lines) = products(table, &mapping);
    for rows in products.values() {
        let assembled = assemble(rows, &mapping, currency);
        assert!(assembled.draft.is_some() || !assembled.problems.is_empty(), "refused without a word");
        if let Some(draft) = assembled.draft {
            taken(&draft, &mapping, currency);
        }
    }
    report(file, &lines);
}

/// The staged rows of every product, and the line of each row.
fn products(mut table: Table<Cursor<&[u8]>>, mapping: &Mapping) -> (BTreeMap<String, Vec<SourceRow>>, Vec<u64>) {
    let mut products: BTreeMap<String, Vec<SourceRow>> = BTreeMap::new();
    let mut lines = Vec::new();
    let mut keys = ProductKeys::default();
    while let Ok(Some(record)) = table.next_row() {
        assert!(lines.last().is_none_or(|last| *last < record.line), "lines go up");
        lines.push(record.line);
        let row = mapping.source_row(record);
        let staged = serde_json::to_string(&row).expect("a row can be staged");
        // A backslash of the file's own, escaped, may stand before the same letters.
        let escapes = staged.replace("\\\\", "");
        assert!(!escapes.contains("\\u0000"), "PostgreSQL keeps no NUL");
        let back: SourceRow = serde_json::from_str(&staged).expect("a staged row can be read");
        assert_eq!(back, row);
        products.entry(keys.next(&row)).or_default().push(row);
    }
    (products, lines)
}

/// What a draft makes stays itself when the same file comes again, and when it is exported and comes back.
fn taken(draft: &Draft, mapping: &Mapping, currency: Currency) {
    let Ok(product) = draft.create(mapping, currency) else {
        return;
    };
    let product = stored(product);
    let again = draft.update(&product, mapping, currency).expect("what was created can be updated");
    assert_eq!(again, product, "the same file again changes nothing");
    let mut sheet = Sheet::new(export_header());
    export_rows(&product, &[], currency).for_each(|row| sheet.row(row));
    let bytes = sheet.finish();
    let table = Table::open(Cursor::new(&bytes[..])).expect("an export can be read");
    assert_eq!(recognise(table.header()).dialect(), Some(Dialect::Ours));
    let mapping = table.mapping(Dialect::Ours, currency);
    let (products, _) = products(table, &mapping);
    assert_eq!(products.len(), 1);
    for rows in products.values() {
        let draft = assemble(rows, &mapping, currency).draft.expect("an export is taken");
        assert_eq!(draft.update(&product, &mapping, currency), Ok(product.clone()), "an export changes nothing");
    }
}

/// The product as the store gives it back.
fn stored(product: Product) -> Product {
    let mut facts: ProductFacts = product.into_facts();
    for variant in &mut facts.variants {
        variant.variant_id = Some(VariantId::new(Millis(0)));
    }
    Product::stored(facts)
}

/// The report of every row can be written, and whatever became of it can be looked at.
fn report(file: &[u8], lines: &[u64]) {
    let Ok(table) = Table::open(Cursor::new(file)) else {
        return;
    };
    let mut bytes = Vec::new();
    let told = |line: u64| lines.contains(&line).then(|| "Wrong.".to_owned());
    let mut rows = RefusedRows::of(table);
    while let Ok(Some(piece)) = rows.piece(told) {
        bytes.extend(piece);
    }
    // A heading in quotation marks, `"<html>"`, may look like another kind of file without them.
    let _ = Table::open(Cursor::new(&bytes[..]));
}
