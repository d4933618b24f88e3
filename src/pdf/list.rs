//! List report: a filtered page as a table with a title.

use super::document::Document;
use super::page::{Ink, Type};
use super::table::{Column, Table};
use crate::clock::Millis;

/// A list to print, such as orders or ledger entries.
#[derive(Debug, Clone)]
pub struct ListReport {
    /// Whose list it is: the shop's name, at the foot of every page.
    pub shop: String,
    /// `Orders`.
    pub title: String,
    /// Description of the filter: period, conditions, timezone.
    pub subtitle: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    pub totals: Option<Vec<String>>,
    pub made_at: Millis,
}

impl ListReport {
    /// The file.
    pub fn pdf(self) -> Vec<u8> {
        let foot = format!("{} · {}", self.shop, self.title);
        let mut document = Document::new(&format!("{} – {}", self.title, self.shop), &foot, self.made_at);
        document.title(&self.title);
        document.paragraph(&self.shop, Type::STRONG);
        document.paragraph(&self.subtitle, Type::BODY.ink(Ink::Muted));
        document.space(10.0);
        document.table(&Table {
            columns: self.columns,
            rows: self.rows,
            totals: self.totals,
            empty: "Nothing to list.".to_owned(),
        });
        document.finish()
    }
}
