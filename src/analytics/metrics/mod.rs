//! Metrics: figures of a period from its day totals, each against the period before, with definitions.

mod change;
mod definition;
#[cfg(test)]
mod tests;

pub use change::{Change, Tone};
pub use definition::{Metric, hundredths, percent, thousands};

use super::period::{Period, Span};
use crate::money::Currency;
use jiff::civil::Date;

/// Totals of the orders placed on one day of the seller's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayTotals {
    /// The day the orders were placed, in the seller's timezone.
    pub day: Date,
    pub totals: Totals,
}

/// Every status an order can have, in the order of its life, with its name for people.
pub const STATUSES: [(&str, &str); 9] = [
    ("pending", "Waiting for payment"),
    ("paid", "Paid"),
    ("processing", "Processing"),
    ("partially_shipped", "Partly shipped"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("completed", "Completed"),
    ("cancelled", "Cancelled"),
    ("refunded", "Refunded"),
];

/// Statuses of orders that were paid and count as sold; refunds are deducted. A cancelled one may never have
/// been paid: of it, only what went back had come in.
pub const SOLD: [&str; 7] = [
    "paid",
    "processing",
    "partially_shipped",
    "shipped",
    "delivered",
    "completed",
    "refunded",
];

/// Sums over some days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Orders that were paid and not cancelled.
    pub orders: i64,
    /// Pieces in those orders.
    pub units: i64,
    /// Paid amount before refunds.
    pub gross_minor: i64,
    /// Amount cancelled or refunded since.
    pub refunded_minor: i64,
}

impl Totals {
    pub fn of<'a>(days: impl IntoIterator<Item = &'a DayTotals>) -> Self {
        let mut totals = Self::default();
        days.into_iter().for_each(|day| totals.add(&day.totals));
        totals
    }

    fn add(&mut self, other: &Totals) {
        self.orders = self.orders.saturating_add(other.orders);
        self.units = self.units.saturating_add(other.units);
        self.gross_minor = self.gross_minor.saturating_add(other.gross_minor);
        self.refunded_minor = self.refunded_minor.saturating_add(other.refunded_minor);
    }

    /// Paid amount less refunds.
    pub fn revenue_minor(&self) -> i64 {
        self.gross_minor.saturating_sub(self.refunded_minor)
    }

    /// Average order value to the nearest minor unit; none without orders.
    pub fn average_order_minor(&self) -> Option<i64> {
        (self.orders > 0).then(|| nearest(self.revenue_minor().into(), self.orders.into()))
    }

    /// Refund rate in hundredths of a percent; none if nothing was paid.
    pub fn refund_rate_bp(&self) -> Option<i64> {
        (self.gross_minor > 0)
            .then(|| nearest(i128::from(self.refunded_minor) * 10_000, self.gross_minor.into()))
    }

    /// The figure of a metric: minor units, a count, or hundredths of a percent. None where it cannot be
    /// said, such as an average of no orders.
    pub fn figure(&self, metric: Metric) -> Option<i64> {
        match metric {
            Metric::Revenue => Some(self.revenue_minor()),
            Metric::Orders => Some(self.orders),
            Metric::AverageOrder => self.average_order_minor(),
            Metric::Units => Some(self.units),
            Metric::RefundRate => self.refund_rate_bp(),
        }
    }
}

/// A quotient rounded half away from zero; `divisor` is positive.
fn nearest(dividend: i128, divisor: i128) -> i64 {
    let half = if dividend < 0 { -divisor } else { divisor };
    i64::try_from((dividend * 2 + half) / (divisor * 2)).unwrap_or(i64::MAX)
}

/// A figure with its change against the previous period.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    pub metric: Metric,
    /// Value of [`Totals::figure`].
    pub figure: Option<i64>,
    pub before: Option<i64>,
    pub change: Change,
    /// Figure of each bucket for a sparkline; missing ones are zero.
    pub course: Vec<i64>,
}

impl Tile {
    /// The figure for a person: `$1,234.50`, `42`, `3.1%`, or `–`.
    pub fn shown(&self, currency: Currency) -> String {
        self.metric.show(self.figure, currency)
    }

    /// `up 12% on the 30 days before`.
    pub fn words(&self, period: &Period) -> String {
        self.change.words(&period.before_words())
    }

    /// Is the change good for the seller, bad, or neither?
    pub fn tone(&self) -> Tone {
        self.change.tone(self.metric.more_is_better())
    }
}

/// Figures of a period for dashboard and reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub totals: Totals,
    pub before: Totals,
    /// In the order of [`Metric::ALL`].
    pub tiles: Vec<Tile>,
    pub buckets: Vec<Bar>,
    /// Orders by the status they are in now; those without any are left out.
    pub statuses: Vec<StatusCount>,
}

/// One bucket and the one it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub span: Span,
    pub totals: Totals,
    pub span_before: Span,
    pub before: Totals,
}

/// The orders of a period that are in one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusCount {
    pub status: String,
    pub orders: i64,
    /// Total charged to buyers.
    pub total_minor: i64,
}

impl StatusCount {
    /// The status for a person.
    pub fn label(&self) -> String {
        STATUSES
            .iter()
            .find(|(status, _)| *status == self.status)
            .map_or_else(|| self.status.replace('_', " "), |(_, label)| (*label).to_owned())
    }

    /// Position in an order's lifecycle; unknown statuses come last.
    pub fn rank(&self) -> usize {
        STATUSES
            .iter()
            .position(|(status, _)| *status == self.status)
            .unwrap_or(STATUSES.len())
    }
}

impl Summary {
    /// Sums up the days of a period and of the one before it; other days are passed over.
    pub fn of(period: &Period, days: &[DayTotals], mut statuses: Vec<StatusCount>) -> Self {
        let (spans, spans_before) = (period.buckets(), period.buckets_before());
        let within = sums(&spans, days);
        let earlier = sums(&spans_before, days);
        let buckets: Vec<Bar> = spans
            .into_iter()
            .zip(within)
            .zip(spans_before.into_iter().zip(earlier))
            .map(|((span, totals), (span_before, before))| Bar {
                span,
                totals,
                span_before,
                before,
            })
            .collect();
        let previous = period.previous();
        let totals = Totals::of(days.iter().filter(|day| period.contains(day.day)));
        let before = Totals::of(days.iter().filter(|day| previous.contains(day.day)));
        let tiles = Metric::ALL
            .into_iter()
            .map(|metric| Tile {
                metric,
                figure: totals.figure(metric),
                before: before.figure(metric),
                change: Change::of(metric, &totals, &before),
                course: buckets
                    .iter()
                    .map(|bar| bar.totals.figure(metric).unwrap_or(0))
                    .collect(),
            })
            .collect();
        statuses.retain(|count| count.orders != 0);
        statuses.sort_by_key(StatusCount::rank);
        Self {
            totals,
            before,
            tiles,
            buckets,
            statuses,
        }
    }

    pub fn tile(&self, metric: Metric) -> Option<&Tile> {
        self.tiles.iter().find(|tile| tile.metric == metric)
    }
}

/// The sums of each span, which are in order and do not overlap.
fn sums(spans: &[Span], days: &[DayTotals]) -> Vec<Totals> {
    let mut sums = vec![Totals::default(); spans.len()];
    for day in days {
        let at = spans.partition_point(|span| span.to < day.day);
        if spans.get(at).is_some_and(|span| span.contains(day.day)) {
            sums[at].add(&day.totals);
        }
    }
    sums
}
