//! Which column means what: as the dialect has it, or as a person chose.

use super::records::Record;
use super::source_row::{Cells, SourceRow};
use super::{Dialect, Field};
use serde::{Deserialize, Serialize};

/// The columns of one file with their meaning. Kept with the import as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub dialect: Dialect,
    pub columns: Vec<MappedColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedColumn {
    /// As the file has it; may be blank.
    pub heading: String,
    /// `None`: the column is not taken.
    pub field: Option<Field>,
}

/// The column of our own report of refused rows; a file that has it was written by us.
pub(super) const ERROR_COLUMN: &str = "error";

impl Mapping {
    /// The mapping a dialect gives; of two columns with one meaning the first counts.
    pub fn of(dialect: Dialect, header: &[String]) -> Self {
        let mut columns: Vec<MappedColumn> = Vec::with_capacity(header.len());
        for heading in header {
            let field = dialect.field(heading);
            let taken = columns.iter().any(|column| column.field == field);
            let field = field.filter(|field| !taken || *field == Field::Images);
            columns.push(MappedColumn {
                heading: heading.clone(),
                field,
            });
        }
        Self { dialect, columns }
    }

    /// Gives a column another meaning, which it takes away from the column that had it.
    pub fn choose(&mut self, column: usize, field: Option<Field>) {
        if column >= self.columns.len() {
            return;
        }
        if field != Some(Field::Images) {
            self.columns
                .iter_mut()
                .filter(|other| other.field == field)
                .for_each(|other| other.field = None);
        }
        self.columns[column].field = field;
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// The file's word for a field.
    pub fn heading(&self, field: Field) -> Option<&str> {
        self.columns
            .iter()
            .find(|column| column.field == Some(field))
            .map(|column| column.heading.as_str())
    }

    /// The headings of the columns that are not taken.
    pub fn ignored(&self) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .filter(|column| column.field.is_none() && !column.heading.eq_ignore_ascii_case(ERROR_COLUMN))
            .map(|column| column.heading.as_str())
    }

    /// What is still needed before rows can become products; empty when it is enough.
    pub fn missing(&self) -> Vec<Field> {
        self.dialect.missing(|field| self.has(field))
    }

    /// A row in our words, ready to be staged.
    pub fn source_row(&self, record: Record) -> SourceRow {
        let ours = self.dialect == Dialect::Ours
            || self
                .columns
                .iter()
                .any(|column| column.heading.eq_ignore_ascii_case(ERROR_COLUMN));
        let surplus = record
            .cells
            .iter()
            .skip(self.columns.len())
            .filter(|cell| !cell.trim().is_empty())
            .count();
        let mut cells = Cells::default();
        // A row shorter than the header lacks its last columns, which then keep what they have.
        for (column, cell) in self.columns.iter().zip(&record.cells) {
            if let Some(field) = column.field {
                let cell = if ours { crate::sheet::plain(cell) } else { cell };
                cells.put(field, cell);
            }
        }
        (self.dialect.definition().tidy)(&mut cells);
        SourceRow {
            line: record.line,
            cells,
            surplus,
        }
    }
}
