//! Graph model, independent of rendering. The web draws them as SVG, the report as vectors of a PDF; both
//! take points, round axis and labels from here.
//!
//! The shapes come from `charts-rs`, its components rather than its finished charts: those choose axis
//! bounds, number formats and colours by themselves. Ours carry classes instead of colours, so that the theme
//! decides, and not one inline style, which the page's security policy would refuse. What a point says when it
//! is pointed at is shown and hidden by the style sheet alone.

mod plot;
mod scale;
mod statuses;
mod svg;
#[cfg(test)]
mod tests;

pub use plot::{Label, Plot};
pub use scale::{Scale, Unit};
pub use statuses::status_bars;

use super::metrics::{Metric, Summary};
use crate::money::Currency;

/// Drawing style of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A line with the area under it: amounts.
    Line,
    /// Bars: counts.
    Bars,
}

/// One bucket of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Short, for the axis.
    pub label: String,
    /// Full text for the tooltip.
    pub title: String,
    pub value: i64,
    /// The value of the bucket it is compared with.
    pub before: Option<i64>,
}

/// A series of figures with the one of the previous period, to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Title, such as `Revenue by day`.
    pub name: String,
    pub style: Style,
    pub unit: Unit,
    pub points: Vec<Point>,
}

impl Graph {
    /// Revenue of a period as a line beside the previous period.
    pub fn revenue(summary: &Summary, bucket: &str, currency: Currency) -> Self {
        Self::of(
            summary,
            Metric::Revenue,
            bucket,
            Style::Line,
            Unit::Money(currency),
        )
    }

    /// Orders of a period as bars beside the previous period.
    pub fn orders(summary: &Summary, bucket: &str) -> Self {
        Self::of(summary, Metric::Orders, bucket, Style::Bars, Unit::Count)
    }

    fn of(summary: &Summary, metric: Metric, bucket: &str, style: Style, unit: Unit) -> Self {
        // A period before without a single sale is no line to compare with.
        let sold_before = summary.before.orders != 0 || summary.before.gross_minor != 0;
        let points = summary
            .buckets
            .iter()
            .map(|bar| Point {
                label: bar.span.label.clone(),
                title: bar.span.title.clone(),
                value: bar.totals.figure(metric).unwrap_or(0),
                before: sold_before.then(|| bar.before.figure(metric).unwrap_or(0)),
            })
            .collect();
        Self {
            name: format!("{} by {bucket}", metric.name()),
            style,
            unit,
            points,
        }
    }

    /// The graph as one `<svg>` element, to be put into a page as it is.
    ///
    /// `width` is all there is; the height is fixed. Text stays at its size and the plot stretches, so that
    /// it reads alike on a phone and on a desk. Its classes are in `style/components/graph.css`.
    pub fn svg(&self) -> String {
        svg::draw(self)
    }

    /// The graph in one sentence, for who cannot see it.
    pub fn sentence(&self) -> String {
        let Some(highest) = self.points.iter().max_by_key(|point| point.value) else {
            return format!("{}: nothing yet.", self.name);
        };
        if self.points.iter().all(|point| point.value == 0) {
            return format!("{}: none in this period.", self.name);
        }
        let value = self.unit.show(highest.value);
        format!("{}: highest {}, {value}.", self.name, highest.title)
    }

    /// Tooltip of a point.
    pub fn tooltip(&self, point: &Point) -> String {
        let value = self.unit.show(point.value);
        match point.before {
            Some(before) => format!("{}: {value} (before: {})", point.title, self.unit.show(before)),
            None => format!("{}: {value}", point.title),
        }
    }
}
