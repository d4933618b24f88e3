//! Metrics and their definitions; the only place for those texts.

use crate::money::{Currency, Decimal};

/// A figure about a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    Revenue,
    Orders,
    AverageOrder,
    Units,
    RefundRate,
}

impl Metric {
    pub const ALL: [Metric; 5] = [
        Metric::Revenue,
        Metric::Orders,
        Metric::AverageOrder,
        Metric::Units,
        Metric::RefundRate,
    ];

    /// The name in the API.
    pub fn key(self) -> &'static str {
        match self {
            Metric::Revenue => "revenue",
            Metric::Orders => "orders",
            Metric::AverageOrder => "average_order",
            Metric::Units => "units",
            Metric::RefundRate => "refund_rate",
        }
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Revenue => "Revenue",
            Metric::Orders => "Orders",
            Metric::AverageOrder => "Average order",
            Metric::Units => "Units sold",
            Metric::RefundRate => "Refund rate",
        }
    }

    /// Definition of the metric.
    pub fn definition(self) -> &'static str {
        match self {
            Metric::Revenue => {
                "What buyers paid for orders placed in this period, including shipping and tax, less \
                    anything cancelled or refunded since. Commission and fees are not deducted."
            }
            Metric::Orders => {
                "Paid orders placed in this period. Orders waiting for payment and cancelled orders are not \
                    counted; refunded ones are."
            }
            Metric::AverageOrder => "Revenue divided by orders.",
            Metric::Units => "Pieces in the orders counted, as ordered.",
            Metric::RefundRate => {
                "Cancelled and refunded amounts as a share of what buyers paid for orders placed in this \
                    period."
            }
        }
    }

    /// Whether a higher figure is better for the seller.
    pub fn more_is_better(self) -> bool {
        self != Metric::RefundRate
    }

    /// A figure of [`super::Totals::figure`] for a program: an amount in the major unit, a count, a
    /// percentage.
    pub fn decimal(self, figure: i64, currency: Currency) -> Decimal {
        match self {
            Metric::Revenue | Metric::AverageOrder => currency.decimal(figure),
            Metric::Orders | Metric::Units => Decimal::exact(figure.to_string()),
            Metric::RefundRate => hundredths(figure),
        }
    }

    /// A figure of [`super::Totals::figure`] for a person.
    pub fn show(self, figure: Option<i64>, currency: Currency) -> String {
        match (self, figure) {
            (_, None) => "–".to_owned(),
            (Metric::Revenue | Metric::AverageOrder, Some(minor)) => currency.show(minor),
            (Metric::Orders | Metric::Units, Some(count)) => thousands(count),
            (Metric::RefundRate, Some(basis_points)) => percent(basis_points),
        }
    }
}

/// `-1,234,567`.
pub fn thousands(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if count < 0 {
        shown.push('-');
    }
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// Hundredths of a percent with one decimal: `3.1%`; a whole number above a hundred.
pub fn percent(basis_points: i64) -> String {
    let tenths = super::nearest(basis_points.into(), 10);
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let sign = if tenths < 0 { "-" } else { "" };
    if tenth == 0 || whole >= 100 {
        format!("{sign}{whole}%")
    } else {
        format!("{sign}{whole}.{tenth}%")
    }
}

/// Hundredths as an exact decimal: `312` is `3.12`.
pub fn hundredths(count: i64) -> Decimal {
    let sign = if count < 0 { "-" } else { "" };
    let (whole, part) = (count.unsigned_abs() / 100, count.unsigned_abs() % 100);
    Decimal::exact(format!("{sign}{whole}.{part:02}"))
}
