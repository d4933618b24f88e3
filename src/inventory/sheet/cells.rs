//! One row of a count file.

use crate::product_files::Record;
use serde::{Deserialize, Serialize};

/// The columns that a file can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Sku,
    VariantId,
    OnHand,
    Was,
    Adjustment,
    Location,
    Reason,
    Note,
}

/// Headings as people write them, with blanks and underscores left out.
const HEADINGS: [(&str, Field); 19] = [
    ("sku", Field::Sku),
    ("variantsku", Field::Sku),
    ("variantid", Field::VariantId),
    ("onhand", Field::OnHand),
    ("stock", Field::OnHand),
    ("quantity", Field::OnHand),
    ("qty", Field::OnHand),
    ("count", Field::OnHand),
    ("counted", Field::OnHand),
    ("inventory", Field::OnHand),
    ("onhandwas", Field::Was),
    ("was", Field::Was),
    ("adjustment", Field::Adjustment),
    ("change", Field::Adjustment),
    ("location", Field::Location),
    ("locationid", Field::Location),
    ("reason", Field::Reason),
    ("note", Field::Note),
    ("comment", Field::Note),
];

/// Field of each column; the first of duplicates wins.
pub fn columns(header: &[String]) -> Vec<Option<Field>> {
    let mut seen = Vec::new();
    header
        .iter()
        .map(|heading| {
            let heading: String = heading
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            let field = HEADINGS.iter().find(|(known, _)| *known == heading)?.1;
            (!seen.contains(&field)).then(|| {
                seen.push(field);
                field
            })
        })
        .collect()
}

/// Meaningful cells of a row, trimmed; blank is none.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Cells {
    pub sku: Option<String>,
    pub variant_id: Option<String>,
    pub on_hand: Option<String>,
    pub was: Option<String>,
    pub adjustment: Option<String>,
    pub location: Option<String>,
    pub reason: Option<String>,
    pub note: Option<String>,
    /// Whether filled cells follow the last heading, so that the row has shifted.
    #[serde(default)]
    pub has_slid: bool,
    /// Reason the row cannot be trusted.
    #[serde(default)]
    pub flaw: Option<String>,
}

/// Longest stored cell.
const LONGEST: usize = 500;

impl Cells {
    pub fn of(record: &Record, columns: &[Option<Field>]) -> Self {
        let mut cells = Self {
            has_slid: record
                .cells()
                .skip(columns.len())
                .any(|cell| !cell.trim().is_empty()),
            flaw: record.refusal(),
            ..Self::default()
        };
        for (cell, field) in record.cells().zip(columns) {
            let text = crate::sheet::plain(cell.trim()).replace('\0', "");
            let text: String = text.chars().take(LONGEST).collect();
            let text = Some(text).filter(|text| !text.is_empty());
            match field {
                Some(Field::Sku) => cells.sku = text,
                Some(Field::VariantId) => cells.variant_id = text,
                Some(Field::OnHand) => cells.on_hand = text,
                Some(Field::Was) => cells.was = text,
                Some(Field::Adjustment) => cells.adjustment = text,
                Some(Field::Location) => cells.location = text,
                Some(Field::Reason) => cells.reason = text,
                Some(Field::Note) => cells.note = text,
                None => {}
            }
        }
        cells
    }

    /// Whether the row is empty.
    pub fn is_blank(&self) -> bool {
        let cells = [&self.sku, &self.variant_id, &self.on_hand, &self.adjustment];
        self.flaw.is_none() && cells.iter().all(|cell| cell.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product_files::Table;
    use std::io::Cursor;

    #[test]
    fn a_row_that_an_open_quotation_mark_swallowed_says_so() {
        let mut table = Table::open(Cursor::new("sku,on_hand\nA,1\nB,\"2\nC,3\n")).unwrap();
        let columns = columns(table.header());
        let mut flaws = Vec::new();
        while let Some(record) = table.next_row().unwrap() {
            let cells = Cells::of(&record, &columns);
            assert!(!cells.is_blank());
            flaws.push(cells.flaw.is_some());
        }
        assert_eq!(flaws, [false, true]);
    }
}
