//! Tables that flow over pages with repeated headers.

use super::document::{Document, MARGIN, TEXT_WIDTH};
use super::font::{width, wrapped};
use super::page::{Align, Ink, Position, Type};

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub title: String,
    /// Alignment; figures are right-aligned and never cut, text wraps.
    pub align: Align,
    /// Share of the space left by figures.
    pub share: f32,
}

impl Column {
    pub fn text(title: &str, share: f32) -> Self {
        Self {
            title: title.to_owned(),
            align: Align::Left,
            share,
        }
    }

    pub fn figure(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            align: Align::Right,
            share: 0.0,
        }
    }
}

/// Rows under columns, with a sum below where there is one.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    pub totals: Option<Vec<String>>,
    /// Text shown if there are no rows.
    pub empty: String,
}

/// Between two columns.
const GAP: f32 = 12.0;
/// Above and below the text of a row.
const PADDING: f32 = 4.0;
/// A long name takes this many lines and is cut then.
const MOST_LINES: usize = 3;

impl Document {
    /// Sets a table from margin to margin.
    pub fn table(&mut self, table: &Table) {
        let widths = widths(table);
        let size = size(table, &widths);
        let body = Type { size, ..Type::BODY };
        self.head(table, &widths, size);
        if table.rows.is_empty() && !table.empty.is_empty() {
            self.space(4.0);
            self.paragraph(&table.empty, body.ink(Ink::Muted));
        }
        let sum_high = if table.totals.is_some() {
            body.leading() + 3.0 * PADDING
        } else {
            0.0
        };
        for (at, row) in table.rows.iter().enumerate() {
            let cells = cells(table, &widths, row, size);
            // The last row takes the sum with it to the next page.
            let below = if at + 1 == table.rows.len() { sum_high } else { 0.0 };
            if self.room(high(&cells, body) + below) {
                self.head(table, &widths, size);
            }
            self.row(table, &widths, &cells, body);
            self.rule();
        }
        if let Some(totals) = &table.totals {
            let cells = cells(table, &widths, totals, size);
            if self.room(high(&cells, body)) {
                self.head(table, &widths, size);
            }
            self.row(table, &widths, &cells, Type { bold: true, ..body });
        }
    }

    fn head(&mut self, table: &Table, widths: &[f32], size: f32) {
        let set = Type {
            size: size.min(Type::NOTE.size),
            ..Type::NOTE
        };
        let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
        let cells = cells(table, widths, &titles, set.size);
        self.room(high(&cells, set) + 30.0);
        let top = Position {
            x: MARGIN,
            y: self.y(),
        };
        self.rectangle(top, TEXT_WIDTH, high(&cells, set), Ink::Ground);
        self.row(table, widths, &cells, set);
        self.rule();
    }

    fn row(&mut self, table: &Table, widths: &[f32], cells: &[Vec<String>], set: Type) {
        let top = self.y() + PADDING;
        let mut left = MARGIN;
        for ((column, wide), lines) in table.columns.iter().zip(widths).zip(cells) {
            for (at, line) in lines.iter().enumerate() {
                let foot = top + set.leading() * (at + 1) as f32 - set.size * 0.35;
                let x = match column.align {
                    Align::Right => left + wide - INSET,
                    Align::Center => left + wide / 2.0,
                    Align::Left => left + INSET,
                };
                self.text(Position { x, y: foot }, line, set, column.align);
            }
            left += wide + GAP;
        }
        self.space(high(cells, set));
    }
}

/// Distance from the table's edge to the text.
const INSET: f32 = 4.0;

fn high(cells: &[Vec<String>], set: Type) -> f32 {
    let lines = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    set.leading() * lines as f32 + 2.0 * PADDING
}

fn cells(table: &Table, widths: &[f32], row: &[String], size: f32) -> Vec<Vec<String>> {
    let cell = |(at, column): (usize, &Column)| {
        let text = row.get(at).map(String::as_str).unwrap_or_default();
        let room = widths[at] - 2.0 * INSET;
        match column.align {
            Align::Left => wrapped(text, size, room, MOST_LINES),
            _ => vec![text.to_owned()],
        }
    };
    table.columns.iter().enumerate().map(cell).collect()
}

/// Column widths: figures take what they need; texts share the rest.
fn widths(table: &Table) -> Vec<f32> {
    let room = TEXT_WIDTH - GAP * table.columns.len().saturating_sub(1) as f32;
    let needed: Vec<f32> = (0..table.columns.len())
        .map(|at| needed(table, at, Type::BODY.size))
        .collect();
    let (mut texts, figures): (Vec<usize>, Vec<usize>) =
        (0..table.columns.len()).partition(|at| table.columns[*at].align == Align::Left);
    let all_figures: f32 = figures.iter().map(|at| needed[*at]).sum();
    let mut widths = needed.clone();
    let mut left = if texts.is_empty() {
        0.0
    } else {
        (room - all_figures).max(room * 0.25)
    };
    if texts.is_empty() || all_figures > room - left {
        figures
            .iter()
            .for_each(|at| widths[*at] *= (room - left) / all_figures.max(1.0));
    }
    let share_of = |texts: &[usize]| {
        texts
            .iter()
            .map(|at| table.columns[*at].share)
            .sum::<f32>()
            .max(0.01)
    };
    let spread = texts.clone();
    while !texts.is_empty() {
        let part = left / share_of(&texts);
        let (modest, greedy): (Vec<usize>, Vec<usize>) = texts
            .iter()
            .partition(|at| needed[**at] <= part * table.columns[**at].share);
        if modest.is_empty() {
            greedy
                .iter()
                .for_each(|at| widths[*at] = part * table.columns[*at].share);
            return widths;
        }
        left -= modest.iter().map(|at| needed[*at]).sum::<f32>();
        texts = greedy;
    }
    // All of it fits: what remains is spread out.
    let part = left.max(0.0) / share_of(&spread);
    spread
        .iter()
        .for_each(|at| widths[*at] += part * table.columns[*at].share);
    widths
}

/// The width of a column's widest cell, head and sum included.
fn needed(table: &Table, at: usize, size: f32) -> f32 {
    let head = width(&table.columns[at].title, Type::NOTE.size);
    let rows = table.rows.iter().chain(&table.totals);
    // An outline makes bold a trifle wider than it is measured.
    let widest = rows
        .filter_map(|row| row.get(at))
        .map(|text| width(text, size) + 1.0)
        .fold(head, f32::max);
    widest + 2.0 * INSET
}

/// The size at which every figure fits its column.
fn size(table: &Table, widths: &[f32]) -> f32 {
    let full = Type::BODY.size;
    let squeeze = (0..table.columns.len())
        .filter(|at| table.columns[*at].align != Align::Left)
        .map(|at| widths[at] / needed(table, at, full).max(1.0))
        .fold(1.0_f32, f32::min);
    (full * squeeze).max(4.0)
}
