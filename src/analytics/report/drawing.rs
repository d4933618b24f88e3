//! Drawn parts of the report.

use super::Report;
use crate::analytics::graph::{Graph, Plot};
use crate::analytics::metrics::{Tile, Tone, thousands};
use crate::pdf::{
    Align, Document, Ink, MARGIN, PAGE_WIDTH, Position, TEXT_WIDTH, Type, fitted, width, wrapped,
};

const GAP: f32 = 8.0;

/// The figures side by side, each with its change.
pub(super) fn tiles(document: &mut Document, report: &Report) {
    let tiles = &report.summary.tiles;
    let wide = (TEXT_WIDTH - GAP * (tiles.len().max(1) - 1) as f32) / tiles.len().max(1) as f32;
    let high = 76.0;
    document.room(high);
    let top = document.y();
    for (at, tile) in tiles.iter().enumerate() {
        let corner = Position {
            x: MARGIN + at as f32 * (wide + GAP),
            y: top,
        };
        document.rectangle(corner, wide, high, Ink::Ground);
        self::tile(document, report, tile, corner, wide - 16.0);
    }
    document.space(high);
}

fn tile(document: &mut Document, report: &Report, tile: &Tile, corner: Position, room: f32) {
    let x = corner.x + 8.0;
    let at = |y: f32| Position { x, y: corner.y + y };
    document.text(at(16.0), tile.metric.name(), Type::NOTE, Align::Left);
    let shown = tile.shown(report.currency);
    // A large amount is set smaller rather than cut.
    let full = Type::FIGURE;
    let size = (full.size * room / (width(&shown, full.size) + 1.0)).min(full.size);
    document.text(at(37.0), &shown, Type { size, ..full }, Align::Left);
    let ink = match tile.tone() {
        Tone::Good => Ink::Good,
        Tone::Bad => Ink::Bad,
        Tone::Neutral => Ink::Muted,
    };
    let set = Type {
        size: 7.0,
        bold: false,
        ink,
    };
    for (at_line, line) in wrapped(&tile.words(&report.period), set.size, room, 2)
        .iter()
        .enumerate()
    {
        document.text(at(53.0 + at_line as f32 * 9.5), line, set, Align::Left);
    }
}

/// The graph as vectors, drawn from the same plot as on the web.
pub(super) fn graph(document: &mut Document, graph: &Graph, before_words: &str) {
    document.heading(&graph.name);
    let (labels_wide, high) = (46.0, 130.0);
    document.room(high + 40.0);
    let (left, top) = (MARGIN + labels_wide, document.y() + 14.0);
    let wide = TEXT_WIDTH - labels_wide;
    let plot = Plot::of(graph);
    let place = |(x, y): (f64, f64)| Position {
        x: left + x as f32 * wide,
        y: top + (1.0 - y as f32) * high,
    };
    let values: Vec<Position> = plot.values.iter().copied().map(place).collect();
    if let (Some(first), Some(last)) = (values.first(), values.last()) {
        let zero = place((0.0, plot.zero)).y;
        let mut area = values.clone();
        area.extend([Position { y: zero, ..*last }, Position { y: zero, ..*first }]);
        document.shape(&area, Ink::Wash);
    }
    for (y, label) in plot.scale.ticks() {
        let line = [place((0.0, y)), place((1.0, y))];
        let zero = (y - plot.zero).abs() < 1e-9;
        document.line(
            &line,
            if zero { 0.8 } else { 0.5 },
            if zero { Ink::Muted } else { Ink::Rule },
            false,
        );
        let foot = Position {
            x: left - 6.0,
            y: line[0].y + 2.6,
        };
        document.text(
            foot,
            &label,
            Type {
                size: 7.5,
                ..Type::NOTE
            },
            Align::Right,
        );
    }
    let before: Vec<Position> = plot.before.iter().copied().map(place).collect();
    document.line(&before, 1.0, Ink::Muted, true);
    document.line(&values, 1.4, Ink::Accent, false);
    for label in Plot::labels(graph) {
        let x = place((label.at, 0.0)).x;
        let foot = Position {
            x,
            y: top + high + 13.0,
        };
        document.text(
            foot,
            &label.text,
            Type {
                size: 7.5,
                ..Type::NOTE
            },
            Align::Center,
        );
    }
    document.space(14.0 + high + 18.0);
    key(document, !before.is_empty(), before_words);
}

/// Legend of the two lines.
fn key(document: &mut Document, compared: bool, before_words: &str) {
    let y = document.y() + 8.0;
    let set = Type {
        size: 7.5,
        ..Type::NOTE
    };
    let stroke = |x: f32| {
        [
            Position { x, y: y - 2.6 },
            Position {
                x: x + 16.0,
                y: y - 2.6,
            },
        ]
    };
    let mut x = MARGIN + 46.0;
    document.line(&stroke(x), 1.4, Ink::Accent, false);
    document.text(Position { x: x + 21.0, y }, "this period", set, Align::Left);
    if compared {
        x += 21.0 + width("this period", set.size) + 18.0;
        document.line(&stroke(x), 1.0, Ink::Muted, true);
        document.text(Position { x: x + 21.0, y }, before_words, set, Align::Left);
    }
    document.space(10.0);
}

/// The money on the left, the orders by status on the right.
pub(super) fn side_by_side(document: &mut Document, report: &Report) {
    let lines = report.statement.lines();
    let rows = lines.len().max(report.statuses().len() + 1);
    document.space(18.0);
    document.room(rows as f32 * ROW + 30.0);
    let top = document.y();
    let half = (TEXT_WIDTH - 28.0) / 2.0;
    let left = Box {
        left: MARGIN,
        right: MARGIN + half + 14.0,
        top,
    };
    left.heading(document, "Money");
    for (at, (name, amount, sum)) in lines.iter().enumerate() {
        left.row(document, at, name, &report.currency.show(*amount), *sum);
    }
    let right = Box {
        left: left.right + 28.0,
        right: PAGE_WIDTH - MARGIN,
        top,
    };
    right.heading(document, "Orders by status");
    let mut placed = 0_i64;
    for (at, count) in report.statuses().iter().enumerate() {
        right.row(document, at, &count.label(), &thousands(count.orders), false);
        placed = placed.saturating_add(count.orders);
    }
    right.row(
        document,
        report.statuses().len(),
        "Orders placed",
        &thousands(placed),
        true,
    );
    document.space(22.0 + rows as f32 * ROW);
}

const ROW: f32 = 17.0;

/// Half of the page's width, filled with lines of a name and a figure.
struct Box {
    left: f32,
    right: f32,
    top: f32,
}

impl Box {
    fn heading(&self, document: &mut Document, text: &str) {
        document.text(
            Position {
                x: self.left,
                y: self.top + 12.0,
            },
            text,
            Type::HEADING,
            Align::Left,
        );
    }

    fn row(&self, document: &mut Document, at: usize, name: &str, figure: &str, sum: bool) {
        let set = if sum { Type::STRONG } else { Type::BODY };
        let y = self.top + 22.0 + (at + 1) as f32 * ROW;
        let room = self.right - self.left - width(figure, set.size) - 10.0;
        let name = fitted(name, set.size, room);
        document.text(
            Position {
                x: self.left,
                y: y - 5.5,
            },
            &name,
            set,
            Align::Left,
        );
        document.text(
            Position {
                x: self.right,
                y: y - 5.5,
            },
            figure,
            set,
            Align::Right,
        );
        let line = [Position { x: self.left, y }, Position { x: self.right, y }];
        document.line(&line, 0.6, if sum { Ink::Muted } else { Ink::Rule }, false);
    }
}
