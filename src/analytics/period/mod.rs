//! Reporting period: whole days in the seller's timezone, in buckets of days, weeks or months.
//!
//! A day is a day of the seller's calendar: 23 or 25 hours long when the clocks change, beginning at one
//! o'clock where midnight is skipped. Weeks begin on Monday; the first and the last bucket may be partial.

mod day;
mod preset;
#[cfg(test)]
mod tests;

pub use day::{Bucket, Span, day_start, parse_day};
pub use preset::Preset;

use crate::clock::Millis;
use crate::form::FieldErrors;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::ops::Range;

/// The longest period, in days: ten years and a bit.
pub const MAX_DAYS: i64 = 3_700;

/// The most points a graph shows; a longer period needs a coarser bucket.
pub const MAX_BUCKETS: usize = 400;

/// Period as given in the URL; blank fields count as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct PeriodForm {
    /// `YYYY-MM-DD`, the first day.
    pub from: Option<String>,
    /// `YYYY-MM-DD`, the last day, itself included.
    pub to: Option<String>,
    /// A named range, see [`Preset`]; `from` and `to` win over it.
    pub range: Option<String>,
    /// `YYYY-MM`, a calendar month; wins over all of them.
    pub month: Option<String>,
    /// `day`, `week` or `month`.
    pub bucket: Option<String>,
}

/// Whole days from `from` to `to`, both included, in one timezone.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    from: Date,
    to: Date,
    bucket: Bucket,
    zone: TimeZone,
    preset: Option<Preset>,
}

impl Period {
    /// A valid period, such as a month to report on; the days are put in order.
    pub fn new(from: Date, to: Date, bucket: Bucket, zone: TimeZone) -> Self {
        Self {
            from: from.min(to),
            to: from.max(to),
            bucket,
            zone,
            preset: None,
        }
    }

    /// The calendar month of `day`, by days.
    pub fn month(day: Date, zone: TimeZone) -> Self {
        Self::new(day.first_of_month(), day.last_of_month(), Bucket::Day, zone)
    }

    /// Parses the requested period; the last 30 days by default.
    pub fn parse(form: &PeriodForm, now: Millis, zone: TimeZone) -> Result<Self, FieldErrors> {
        let today = now.day(&zone);
        let mut errors = FieldErrors::new();
        let given = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        if let Some(month) = given(&form.month) {
            return match parse_day(&format!("{month}-01")) {
                Ok(first) => Ok(Self::month(first, zone)),
                Err(_) => Err(FieldErrors::of("month", "Enter the month as 2026-11.")),
            };
        }
        let mut day = |field: &str, text: Option<String>| match text {
            Some(text) => errors.take(field, parse_day(&text)).map(Some),
            None => Some(None),
        };
        let from = day("from", given(&form.from));
        let to = day("to", given(&form.to));
        let preset = match given(&form.range) {
            Some(key) if Preset::parse(&key).is_none() => {
                errors.add("range", "Choose one of the ranges offered.");
                None
            }
            Some(key) => Preset::parse(&key),
            None => None,
        };
        let bucket = match given(&form.bucket) {
            Some(key) if Bucket::parse(&key).is_none() => {
                errors.add("bucket", "Choose day, week or month.");
                None
            }
            Some(key) => Bucket::parse(&key),
            None => None,
        };
        let (Some(from), Some(to), true) = (from, to, errors.is_empty()) else {
            return Err(errors);
        };
        let preset = if from.is_none() && to.is_none() {
            Some(preset.unwrap_or(Preset::Last30Days))
        } else {
            None
        };
        let (from, to) = match (from, to, preset) {
            (None, None, preset) => preset.unwrap_or(Preset::Last30Days).days(today),
            (Some(from), Some(to), _) => (from, to),
            (Some(from), None, _) => (from, today),
            (None, Some(to), _) => (to.saturating_sub(29.days()), to),
        };
        Self {
            from,
            to,
            bucket: Bucket::Day,
            zone,
            preset,
        }
        .checked(bucket)
    }

    /// Checks the length and settles the bucket.
    fn checked(self, bucket: Option<Bucket>) -> Result<Self, FieldErrors> {
        if self.from > self.to {
            return Err(FieldErrors::of("from", "The first day is after the last day."));
        }
        if self.days() > MAX_DAYS {
            return Err(FieldErrors::of(
                "from",
                format!("Choose at most {MAX_DAYS} days."),
            ));
        }
        let bucket = bucket.unwrap_or_else(|| Bucket::fitting(self.days()));
        let period = Self { bucket, ..self };
        if period.buckets().len() > MAX_BUCKETS {
            return Err(FieldErrors::of(
                "bucket",
                format!("Choose week or month: a graph shows at most {MAX_BUCKETS} points."),
            ));
        }
        Ok(period)
    }

    /// The first day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// The last day, itself included.
    pub fn to(&self) -> Date {
        self.to
    }

    pub fn bucket(&self) -> Bucket {
        self.bucket
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Name of the timezone, such as `Europe/Dublin`.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The named range this period came from, when it did.
    pub fn preset(&self) -> Option<Preset> {
        self.preset
    }

    /// Copies the period with another bucket size, which may exceed [`MAX_BUCKETS`].
    pub fn by(&self, bucket: Bucket) -> Self {
        Self {
            bucket,
            ..self.clone()
        }
    }

    /// Number of days, both ends included.
    pub fn days(&self) -> i64 {
        day::between(self.from, self.to) + 1
    }

    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days just before, as many of them.
    pub fn previous(&self) -> Self {
        let days = self.days();
        Self {
            from: self.from.saturating_sub(days.days()),
            to: self.to.saturating_sub(days.days()),
            preset: None,
            ..self.clone()
        }
    }

    /// First and last day as stored in the roll-up tables: `YYYY-MM-DD`, both included.
    pub fn day_texts(&self) -> (String, String) {
        (self.from.to_string(), self.to.to_string())
    }

    /// The moments from the start of the first day to the start of the day after the last.
    pub fn moments(&self) -> Range<Millis> {
        day_start(self.from, &self.zone)..day_start(self.to.saturating_add(1.day()), &self.zone)
    }

    /// The buckets in order; together they are exactly the period.
    pub fn buckets(&self) -> Vec<Span> {
        let one_year = self.from.year() == self.to.year();
        let mut buckets = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = self.bucket.last_day(from).min(self.to);
            buckets.push(Span::labelled(from, to, self.bucket, one_year));
            if to == Date::MAX {
                break;
            }
            from = to.saturating_add(1.day());
        }
        buckets
    }

    /// Buckets of the previous period, of the same lengths as [`Period::buckets`] and as many: the n-th of
    /// one is compared with the n-th of the other, and together they are exactly the previous period.
    pub fn buckets_before(&self) -> Vec<Span> {
        let days = self.days();
        let before = |day: Date| day.saturating_sub(days.days());
        let one_year = before(self.from).year() == before(self.to).year();
        self.buckets()
            .into_iter()
            .map(|span| Span::between(before(span.from), before(span.to), one_year))
            .collect()
    }

    /// `1–30 November 2026`.
    pub fn title(&self) -> String {
        day::range_title(self.from, self.to)
    }

    /// Name of the compared period: `the 30 days before`, `the day before`.
    pub fn before_words(&self) -> String {
        match self.days() {
            1 => "the day before".to_owned(),
            days => format!("the {days} days before"),
        }
    }

    /// URL query of this period.
    pub fn query(&self) -> String {
        let bucket = self.bucket.key();
        match self.preset {
            Some(preset) => format!("range={}&bucket={bucket}", preset.key()),
            None => format!("from={}&to={}&bucket={bucket}", self.from, self.to),
        }
    }
}

/// First selectable day.
const EARLIEST: Date = date(1970, 1, 1);
/// Last selectable day.
const LATEST: Date = date(2999, 12, 31);
