//! Order times: growing by month, with peaks before Christmas and at weekends, few at night.

use super::chance::Chance;
use super::market::Market;
use crate::clock::{DAY_MS, HOUR_MS, Millis};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// Activity by month relative to mid-year, from January.
const MONTHS: [f64; 12] = [0.82, 0.86, 0.92, 0.95, 1.0, 0.97, 0.9, 0.92, 1.0, 1.1, 1.42, 1.55];

/// Moments in the order in which they come, so many between two ends.
pub struct Moments {
    /// Cumulative activity by hour.
    sums: Vec<f64>,
    begins: Millis,
    ends: Millis,
    all: u32,
    given: u32,
    hour: usize,
    /// Order times of the current hour, latest first.
    waiting: Vec<Millis>,
}

impl Moments {
    pub fn new(chance: &mut Chance, begins: Millis, ends: Millis, all: u32) -> Self {
        let hours = ((ends.0 - begins.0 + HOUR_MS - 1) / HOUR_MS).max(1);
        let days = (hours / 24 + 2) as usize;
        let moods: Vec<f64> = (0..days).map(|_| 0.86 + 0.28 * chance.share()).collect();
        let mut sum = 0.0;
        let sums = (0..hours)
            .map(|hour| {
                let at = begins.plus(hour * HOUR_MS);
                let age = hour as f64 / hours as f64;
                let local: f64 = Market::ALL
                    .iter()
                    .map(|market| market.share * market.busy(at))
                    .sum();
                let whole = (ends.0 - at.0).min(HOUR_MS) as f64 / HOUR_MS as f64;
                sum += (1.0 + 1.1 * age) * day_weight(at) * moods[(hour / 24) as usize] * local * whole;
                sum
            })
            .collect();
        Self {
            sums,
            begins,
            ends,
            all,
            given: 0,
            hour: 0,
            waiting: Vec::new(),
        }
    }

    /// The next order time; the end, when all were given.
    pub fn next(&mut self, chance: &mut Chance) -> Millis {
        while self.waiting.is_empty() && self.hour < self.sums.len() {
            let share = self.sums[self.hour] / self.sums[self.sums.len() - 1];
            let due = (f64::from(self.all) * share).round() as u32;
            let first = self.begins.0 + self.hour as i64 * HOUR_MS;
            let last = (first + HOUR_MS).min(self.ends.0) - 1;
            self.waiting
                .extend((self.given..due).map(|_| Millis(chance.between(first, last))));
            self.waiting.sort_unstable_by(|a, b| b.cmp(a));
            self.given = self.given.max(due);
            self.hour += 1;
        }
        self.waiting.pop().unwrap_or(self.ends)
    }
}

fn day_weight(at: Millis) -> f64 {
    let date = at.day(&TimeZone::UTC);
    let weekday = match date.weekday() {
        Weekday::Saturday => 1.18,
        Weekday::Sunday => 1.28,
        Weekday::Friday => 0.98,
        _ => 0.93,
    };
    month_weight(date) * weekday * sale_weight(date)
}

/// The month's weight, sliding from the middle of one to the middle of the next.
fn month_weight(date: Date) -> f64 {
    let place = f64::from(date.month() - 1) + (f64::from(date.day()) - 15.5) / 30.5;
    let (before, part) = (place.floor(), place - place.floor());
    let of = |month: f64| MONTHS[(month as i64).rem_euclid(12) as usize];
    of(before) * (1.0 - part) + of(before + 1.0) * part
}

/// The sales at the end of November, and the quiet days when parcels come too late.
fn sale_weight(date: Date) -> f64 {
    match (date.month(), date.day()) {
        (11, 24..=30) => 1.6,
        (12, 1..=2) => 1.35,
        (12, 21..=23) => 0.75,
        (12, 24..=26) => 0.4,
        (1, 1) => 0.5,
        _ => 1.0,
    }
}

/// Start of a time's UTC day: a seed gives the same marketplace all day.
pub fn midnight(at: Millis) -> Millis {
    Millis(at.0 - at.0.rem_euclid(DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_is_given_in_order_and_december_is_busier_than_july() {
        let mut chance = Chance::new(3);
        let (begins, ends) = (Millis(1_735_689_600_000), Millis(1_767_225_600_000));
        let mut moments = Moments::new(&mut chance, begins, ends, 5_000);
        let all: Vec<Millis> = (0..5_000).map(|_| moments.next(&mut chance)).collect();
        assert!(all.is_sorted() && all[0] >= begins && all[4_999] < ends);
        let of_month = |month| {
            all.iter()
                .filter(|at| at.day(&TimeZone::UTC).month() == month)
                .count()
        };
        assert!(of_month(12) > of_month(7) * 3 / 2);
    }
}
