//! Survey of a file's columns over all rows, so that no decision rests on its beginning.

use super::currency_word::{Code, code};
use super::mapping::Mapping;
use super::notation::Evidence;
use super::problem::Severity;
use super::records::Record;
use super::{Dialect, Field};

/// Characters of a sample.
const LONGEST_SAMPLE: usize = 60;
/// Number of distinct currencies tracked per column.
const MOST_CODES: usize = 8;

/// Findings by column.
pub(super) struct Survey(Vec<ColumnFindings>);

#[derive(Debug, Default)]
struct ColumnFindings {
    sample: Option<String>,
    evidence: Evidence,
    /// Codes in a column of nothing else; `None` once anything else occurs.
    codes: Option<Vec<String>>,
    /// One of them is a currency that much is traded in.
    is_sure: bool,
    /// Whether it only has WooCommerce product types.
    is_kinds: bool,
}

impl Survey {
    pub(super) fn of(columns: usize) -> Self {
        let found = || ColumnFindings {
            codes: Some(Vec::new()),
            is_kinds: true,
            ..ColumnFindings::default()
        };
        Self((0..columns).map(|_| found()).collect())
    }

    /// Takes a row into account, unless it has shifted cells or a fatal flaw.
    pub(super) fn note(&mut self, record: &Record) {
        let has_slid = (self.0.len()..record.len())
            .filter_map(|column| record.get(column))
            .any(|cell| !cell.trim().is_empty());
        let is_refused = record
            .flaws
            .iter()
            .any(|flaw| flaw.severity() == Severity::Refusal);
        if has_slid || is_refused {
            return;
        }
        for (found, cell) in self.0.iter_mut().zip(record.cells()) {
            let cell = cell.trim();
            if !cell.is_empty() {
                found.note(cell);
            }
        }
    }

    /// Applies findings to a mapping: columns of codes and types are recognised by content.
    pub(super) fn lay_over(&self, mapping: &mut Mapping, delimiter: char) {
        mapping.delimiter = Some(delimiter);
        for (column, found) in mapping.columns.iter_mut().zip(&self.0) {
            column.sample = found.sample.clone();
            column.evidence = found.evidence.clone();
            column.codes = found.codes.clone().unwrap_or_default();
        }
        let untaken = |mapping: &Mapping, is: fn(&ColumnFindings, &str) -> bool| {
            let columns = mapping.columns.iter().zip(&self.0);
            columns
                .enumerate()
                .find(|(_, (column, found))| {
                    column.field.is_none() && found.sample.is_some() && is(found, &column.heading)
                })
                .map(|(at, _)| at)
        };
        if !mapping.has(Field::Currency)
            && let Some(at) = untaken(mapping, ColumnFindings::is_currency)
        {
            mapping.columns[at].field = Some(Field::Currency);
        }
        if mapping.dialect == Dialect::Woocommerce
            && !mapping.has(Field::Kind)
            && let Some(at) = untaken(mapping, |found, _| found.is_kinds)
        {
            mapping.columns[at].field = Some(Field::Kind);
        }
        mapping.settle();
    }
}

impl ColumnFindings {
    fn note(&mut self, cell: &str) {
        if self.sample.is_none() {
            self.sample = Some(shortened(cell));
        }
        if let Some(codes) = &mut self.codes {
            match code(cell) {
                Some(found) => {
                    self.is_sure |= matches!(found, Code::Sure(_));
                    let (Code::Sure(currency) | Code::Maybe(currency)) = found;
                    if !codes.iter().any(|known| known == currency.code()) && codes.len() < MOST_CODES {
                        codes.push(currency.code().to_owned());
                    }
                }
                None => self.codes = None,
            }
        }
        self.is_kinds = self.is_kinds && is_kind(cell);
        self.evidence.note(cell);
    }

    /// Whether a column holds the row's currency, whatever its heading.
    fn is_currency(&self, heading: &str) -> bool {
        const WORDS: [&str; 14] = [
            "currency", "curr", "ccy", "iso", "money", "devise", "währung", "waehrung", "moneda", "valuta",
            "waluta", "moeda", "divisa", "monnaie",
        ];
        let heading = heading.to_lowercase();
        let is_named = || WORDS.iter().any(|word| heading.contains(word));
        self.codes.as_ref().is_some_and(|codes| !codes.is_empty()) && (self.is_sure || is_named())
    }
}

fn is_kind(cell: &str) -> bool {
    const KINDS: [&str; 8] = [
        "simple",
        "variable",
        "variation",
        "grouped",
        "external",
        "affiliate",
        "virtual",
        "downloadable",
    ];
    let known = |kind: &str| KINDS.iter().any(|known| known.eq_ignore_ascii_case(kind.trim()));
    cell.len() <= 60 && cell.split(',').all(known)
}

pub(super) fn shortened(sample: &str) -> String {
    // What is beyond is not looked at, however long the cell is.
    let end = sample.floor_char_boundary(LONGEST_SAMPLE * 8);
    let line = sample[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(LONGEST_SAMPLE).is_none() {
        return line;
    }
    let begin: String = line.chars().take(LONGEST_SAMPLE).collect();
    format!("{}…", begin.trim_end())
}
