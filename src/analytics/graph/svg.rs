//! SVG rendering of a graph.
//!
//! The outer element has no view box: its texts are placed in percent and keep their size. The shapes are in
//! a nested one that stretches with the width (`vector-effect` in the style sheet keeps the strokes even).

use super::{Graph, Label, Plot, Style};
use charts_rs::{Point, Polygon, Rect, StraightLine};
use std::fmt::Write;

/// The plot in its own units: a thousand across, one a pixel down.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 160.0;
/// Space above the plot for tooltips and the highest value.
const TOP: f64 = 38.0;
const TOTAL: f64 = TOP + HEIGHT + 26.0;

pub(super) fn draw(graph: &Graph) -> String {
    let plot = Plot::of(graph);
    let mut svg = String::with_capacity(2_048 + graph.points.len() * 160);
    let _ = write!(
        svg,
        r#"<svg class="graph" width="100%" height="{TOTAL}" role="img" aria-label="{}">"#,
        escaped(&graph.sentence())
    );
    ticks(&mut svg, &plot);
    let _ = write!(
        svg,
        r#"<svg y="{TOP}" width="100%" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">"#
    );
    grid(&mut svg, &plot);
    if graph
        .points
        .iter()
        .any(|point| point.value != 0 || point.before.is_some_and(|before| before != 0))
    {
        match graph.style {
            Style::Line => area(&mut svg, &plot),
            Style::Bars => bars(&mut svg, &plot),
        }
        line(&mut svg, &plot.before, "before", 1.5);
        if graph.style == Style::Line {
            line(&mut svg, &plot.values, "line", 2.0);
        }
    }
    svg.push_str("</svg>");
    labels(&mut svg, &Plot::labels(graph), graph.points.len());
    direct_labels(&mut svg, graph, &plot);
    points(&mut svg, graph, &plot);
    svg.push_str("</svg>");
    svg
}

/// A place of the plot in the units of its view box.
fn place((x, y): (f64, f64)) -> Point {
    Point {
        x: (x * WIDTH) as f32,
        y: ((1.0 - y) * HEIGHT) as f32,
    }
}

fn ticks(svg: &mut String, plot: &Plot) {
    svg.push_str(r#"<g class="y" text-anchor="end">"#);
    for (at, label) in plot.scale.ticks() {
        // Four pixels down, the middle of the figures stands on the line.
        let y = TOP + (1.0 - at) * HEIGHT + 4.0;
        let _ = write!(svg, r#"<text x="-8" y="{}">{label}</text>"#, round(y));
    }
    svg.push_str("</g>");
}

fn grid(svg: &mut String, plot: &Plot) {
    for (at, _) in plot.scale.ticks() {
        let class = if (at - plot.zero).abs() < 1e-9 {
            "zero"
        } else {
            "grid"
        };
        line(svg, &[(0.0, at), (1.0, at)], class, 1.0);
    }
}

fn line(svg: &mut String, places: &[(f64, f64)], class: &str, stroke_width: f32) {
    let shape = StraightLine {
        points: places.iter().copied().map(place).collect(),
        stroke_width,
        symbol: None,
        class: Some(class.to_owned()),
        ..Default::default()
    };
    svg.push_str(&shape.svg());
}

fn area(svg: &mut String, plot: &Plot) {
    let (Some(first), Some(last)) = (plot.values.first(), plot.values.last()) else {
        return;
    };
    let ends = [(last.0, plot.zero), (first.0, plot.zero)];
    let shape = Polygon {
        points: plot.values.iter().copied().chain(ends).map(place).collect(),
        class: Some("area".to_owned()),
        ..Default::default()
    };
    svg.push_str(&shape.svg());
}

fn bars(svg: &mut String, plot: &Plot) {
    let width = plot.pitch * 0.64;
    let middles = (0..).map(|at| (at as f64 + 0.5) * plot.pitch);
    let heights = match plot.values[..] {
        // A single value was given two ends, see `Plot::of`.
        [(_, y), _] if plot.pitch == 1.0 => vec![y],
        _ => plot.values.iter().map(|(_, y)| *y).collect(),
    };
    svg.push_str(r#"<g class="bars">"#);
    for (x, y) in middles.zip(heights).filter(|(_, y)| *y != plot.zero) {
        let corner = place((x - width / 2.0, y.max(plot.zero)));
        let bar = Rect {
            left: corner.x,
            top: corner.y,
            width: (width * WIDTH) as f32,
            height: ((y - plot.zero).abs() * HEIGHT) as f32,
            ..Default::default()
        };
        svg.push_str(&bar.svg());
    }
    svg.push_str("</g>");
}

/// One hover strip per bucket, with its figures and, while points are distinguishable, its dot.
fn points(svg: &mut String, graph: &Graph, plot: &Plot) {
    svg.push_str(r#"<g text-anchor="end">"#);
    let wide = hundredths(plot.pitch * 100.0);
    for (at, point) in graph.points.iter().enumerate() {
        let left = hundredths(at as f64 * plot.pitch * 100.0);
        let _ = write!(
            svg,
            r#"<g class="point"><rect x="{left}%" y="{TOP}" width="{wide}%" height="{HEIGHT}"/>"#
        );
        if graph.style == Style::Line && graph.points.len() <= MOST_DOTS {
            let x = hundredths((at as f64 + 0.5) * plot.pitch * 100.0);
            let y = round(TOP + (1.0 - plot.scale.at(point.value)) * HEIGHT);
            let _ = write!(svg, r#"<circle class="tip" cx="{x}%" cy="{y}" r="4"/>"#);
        }
        let said = escaped(&graph.tooltip(point));
        let _ = write!(svg, r#"<text class="tip" x="100%" y="12">{said}</text></g>"#);
    }
    svg.push_str("</g>");
}

/// Most points drawn as separate dots.
const MOST_DOTS: usize = 100;

fn labels(svg: &mut String, labels: &[Label], count: usize) {
    let _ = write!(svg, r#"<g class="x" text-anchor="middle">"#);
    let y = TOP + HEIGHT + 20.0;
    for label in labels {
        let class = if label.extra { r#" class="extra""# } else { "" };
        // The last of many would stand out over the edge.
        let (x, anchor) = if label.at > 0.97 && count > 7 {
            (100.0, r#" text-anchor="end""#)
        } else {
            (label.at * 100.0, "")
        };
        let _ = write!(
            svg,
            r#"<text x="{}%" y="{y}"{anchor}{class}>{}</text>"#,
            round(x),
            label.text
        );
    }
    svg.push_str("</g>");
}

/// The highest value and the name of the dotted line, each where it belongs instead of in a legend.
fn direct_labels(svg: &mut String, graph: &Graph, plot: &Plot) {
    let mut write_at = |class: &str, (x, y): (f64, f64), lift: f64, text: &str| {
        let anchor = match x {
            x if x < 0.1 => "start",
            x if x > 0.9 => "end",
            _ => "middle",
        };
        let (x, y) = (round(x * 100.0), round(TOP + (1.0 - y) * HEIGHT - lift));
        let _ = write!(
            svg,
            r#"<text class="{class}" x="{x}%" y="{y}" text-anchor="{anchor}">{text}</text>"#
        );
    };
    let highest = graph
        .points
        .iter()
        .enumerate()
        .max_by_key(|(at, point)| (point.value, usize::MAX - at));
    let peak = match highest {
        Some((at, point)) if point.value > 0 => {
            let peak = ((at as f64 + 0.5) * plot.pitch, plot.scale.at(point.value));
            write_at("peak", peak, 8.0, &graph.unit.show(point.value));
            Some(peak)
        }
        _ => None,
    };
    if let (Some(end), Some(now), 2..) = (plot.before.last(), plot.values.last(), graph.points.len()) {
        // Beside the dotted line's end where the other line is not; bars leave room only above them.
        let last_ones =
            |places: &[(f64, f64)]| places.iter().rev().take(3).map(|(_, y)| *y).fold(0.0, f64::max);
        let highest = last_ones(&plot.values).max(last_ones(&plot.before));
        let (y, lift) = match graph.style {
            Style::Bars => (highest, 8.0),
            Style::Line if end.1 >= now.1 || end.1 < 0.15 => (end.1, 8.0),
            Style::Line => (end.1, -16.0),
        };
        let in_the_way = peak.is_some_and(|(x, y)| x > 0.85 && (y - end.1).abs() < 0.2);
        if !in_the_way {
            write_at("name", (end.0, y), lift, "before");
        }
    }
}

/// Number with one decimal, none if it is zero.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
