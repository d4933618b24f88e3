//! Change against the previous period, as a sign and in words.

use super::definition::{Metric, percent, thousands};
use super::{Totals, nearest};

/// A figure against the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Change in hundredths of a percent of the previous figure; negative is less.
    By(i64),
    /// A rate moved by so many hundredths of a percentage point.
    Points(i64),
    /// Exactly as before.
    Same,
    /// The previous period had no sales to compare with.
    NoneBefore,
    /// Neither period had sales.
    NoneAtAll,
    /// Not comparable: the previous figure was negative or the current one is missing.
    Unmeasured,
}

/// Meaning of a change for the seller, shown as a dot or icon beside the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Bad,
    Neutral,
}

impl Change {
    pub(super) fn of(metric: Metric, now: &Totals, before: &Totals) -> Self {
        let sold = |totals: &Totals| totals.orders != 0 || totals.gross_minor != 0;
        match (sold(now), sold(before)) {
            (false, false) => return Change::NoneAtAll,
            (true, false) => return Change::NoneBefore,
            _ => {}
        }
        match (metric, now.figure(metric), before.figure(metric)) {
            (_, Some(now), Some(before)) if now == before => Change::Same,
            (Metric::RefundRate, Some(now), Some(before)) => Change::Points(now - before),
            (_, Some(now), Some(before)) if before > 0 => {
                let difference = i128::from(now) - i128::from(before);
                Change::By(nearest(difference * 10_000, before.into()))
            }
            _ => Change::Unmeasured,
        }
    }

    /// The short form beside a figure: `+12%`, `-0.4 pts`, `=`, or nothing.
    pub fn sign(self) -> String {
        match self {
            Change::By(by) => format!("{}{}", plus_or_minus(by), magnitude(by, "<0.1%")),
            Change::Points(points) => format!("{}{} pts", plus_or_minus(points), decimal(points)),
            Change::Same => "=".to_owned(),
            Change::NoneBefore => "new".to_owned(),
            Change::NoneAtAll | Change::Unmeasured => String::new(),
        }
    }

    /// A sentence's end: `up 12% on the 30 days before`. `before` names the period measured against.
    pub fn words(self, before: &str) -> String {
        match self {
            Change::By(by) => {
                format!(
                    "{} {} on {before}",
                    up_or_down(by),
                    magnitude(by, "less than 0.1%")
                )
            }
            Change::Points(points) => {
                format!("{} {} points on {before}", up_or_down(points), decimal(points))
            }
            Change::Same => format!("the same as {before}"),
            Change::NoneBefore => format!("no sales in {before}"),
            Change::NoneAtAll => format!("no sales in this period or {before}"),
            Change::Unmeasured => format!("cannot be compared with {before}"),
        }
    }

    /// Tone of the change, given whether more of the figure is better.
    pub fn tone(self, more_is_better: bool) -> Tone {
        match self {
            Change::By(by) | Change::Points(by) if by != 0 => {
                if (by > 0) == more_is_better {
                    Tone::Good
                } else {
                    Tone::Bad
                }
            }
            _ => Tone::Neutral,
        }
    }
}

fn plus_or_minus(change: i64) -> char {
    if change < 0 { '-' } else { '+' }
}

fn up_or_down(change: i64) -> &'static str {
    if change < 0 { "down" } else { "up" }
}

/// A change in percent without its sign: one decimal below ten, whole above, never 0% for something.
fn magnitude(by: i64, least: &str) -> String {
    match by.saturating_abs() {
        0..10 => least.to_owned(),
        small @ 10..1_000 => percent(small),
        large => format!("{}%", thousands(nearest(large.into(), 100))),
    }
}

/// Absolute hundredths with one decimal, or two if one would show zero: `1.2`, `0.04`.
fn decimal(hundredths: i64) -> String {
    match hundredths.saturating_abs() {
        small @ 0..10 => format!("0.{small:02}"),
        large => {
            let tenths = nearest(large.into(), 10);
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    }
}
