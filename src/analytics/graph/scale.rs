//! Vertical axis: round bounds around the values, and labels.

use crate::analytics::metrics::thousands;
use crate::money::Currency;

/// Unit of a graph's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minor units.
    Money(Currency),
    Count,
}

impl Unit {
    /// A value in full: `$1,234.50`, `1,234`.
    pub fn show(self, value: i64) -> String {
        match self {
            Unit::Money(currency) => currency.show(value),
            Unit::Count => thousands(value),
        }
    }

    /// Stored units per axis unit: 100 cents to a dollar.
    fn scale(self) -> f64 {
        match self {
            Unit::Money(currency) => 10_f64.powi(currency.decimals() as i32),
            Unit::Count => 1.0,
        }
    }

    /// A value of the axis, short: `$1.5k`, `-$20`, `2M CHF`.
    fn short(self, value: f64, step: f64) -> String {
        let (divisor, letter) = match value.abs() {
            v if v >= 1e12 => (1e12, "T"),
            v if v >= 1e9 => (1e9, "B"),
            v if v >= 1e6 => (1e6, "M"),
            v if v >= 1e3 => (1e3, "k"),
            _ => (1.0, ""),
        };
        let scaled = value.abs() / divisor;
        let exact = |decimals: usize| {
            let shift = 10_f64.powi(decimals as i32);
            ((scaled * shift).round() - scaled * shift).abs() < 1e-6
        };
        let fine = (0..3).find(|decimals| exact(*decimals)).unwrap_or(3);
        // Amounts below one are read as amounts: $0.50, not $0.5.
        let decimals = if matches!(self, Unit::Money(_)) && step < 1.0 {
            fine.max(2)
        } else {
            fine
        };
        let sign = if value < 0.0 { "-" } else { "" };
        let number = format!("{scaled:.decimals$}{letter}");
        match self {
            Unit::Money(currency) if currency.sign().is_empty() => {
                format!("{sign}{number}\u{a0}{}", currency.code())
            }
            Unit::Money(currency) => format!("{sign}{}{number}", currency.sign()),
            Unit::Count => format!("{sign}{number}"),
        }
    }
}

/// Round bounds that contain every value and zero, divided evenly.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    step: f64,
    unit: Unit,
}

/// Approximate number of axis divisions.
const DIVISIONS: f64 = 4.0;

impl Scale {
    /// The axis for values between `lowest` and `highest`, in stored units.
    pub fn around(lowest: i64, highest: i64, unit: Unit) -> Self {
        let low = lowest.min(0) as f64 / unit.scale();
        let high = highest.max(0) as f64 / unit.scale();
        let finest = match unit {
            Unit::Count => 1.0,
            Unit::Money(_) => 1.0 / unit.scale(),
        };
        let range = if high > low { high - low } else { DIVISIONS };
        let step = round_step(range / DIVISIONS).max(finest);
        let up = |value: f64| (value / step - 1e-9).ceil() * step;
        let (low, high) = (-up(-low), up(high));
        Self {
            low,
            high: if high > low { high } else { step * DIVISIONS },
            step,
            unit,
        }
    }

    /// The lines of the grid from the bottom up, as part of the height (0 at the bottom), with their label.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count)
            .map(|at| {
                let value = self.low + at as f64 * self.step;
                // The sum of steps misses zero by a hair.
                let value = if value.abs() < self.step / 1e3 { 0.0 } else { value };
                (at as f64 / count as f64, self.unit.short(value, self.step))
            })
            .collect()
    }

    /// Position of a value as a fraction of the height: 0 at the bottom, 1 at the top.
    pub fn at(&self, value: i64) -> f64 {
        (value as f64 / self.unit.scale() - self.low) / (self.high - self.low)
    }

    /// Does the axis reach below zero?
    pub fn goes_below_zero(&self) -> bool {
        self.low < 0.0
    }
}

/// Nearest round number above: 1, 2, 2.5 or 5 times a power of ten.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let round = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .find(|round| step <= round * power * (1.0 + 1e-9));
    round.unwrap_or(10.0) * power
}
