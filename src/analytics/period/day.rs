//! Days and the buckets they are grouped into.

use super::{EARLIEST, LATEST};
use crate::clock::Millis;
use jiff::ToSpan;
use jiff::civil::{Date, time};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// Bucket of a graph's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

impl Bucket {
    pub const ALL: [Bucket; 3] = [Bucket::Day, Bucket::Week, Bucket::Month];

    /// The value in the URL and the API.
    pub fn key(self) -> &'static str {
        match self {
            Bucket::Day => "day",
            Bucket::Week => "week",
            Bucket::Month => "month",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.key() == key)
    }

    /// The bucket that suits a graph of that many days.
    pub fn fitting(days: i64) -> Self {
        if days <= 92 {
            Bucket::Day
        } else if days <= 400 {
            Bucket::Week
        } else {
            Bucket::Month
        }
    }

    /// Last day of the bucket containing `day`.
    pub(super) fn last_day(self, day: Date) -> Date {
        match self {
            Bucket::Day => day,
            Bucket::Week => {
                let left = 7 - i64::from(day.weekday().to_monday_one_offset());
                day.saturating_add(left.days())
            }
            Bucket::Month => day.last_of_month(),
        }
    }
}

/// A bucket of a period: some days, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub from: Date,
    pub to: Date,
    /// Axis label: `2 Nov`, `Nov`; with the year if the period spans several.
    pub label: String,
    /// Title for tooltips and tables: `Mon 2 Nov 2026`, `2–8 Nov 2026`.
    pub title: String,
}

impl Span {
    pub(super) fn labelled(from: Date, to: Date, bucket: Bucket, one_year: bool) -> Self {
        let whole_month = from.day() == 1 && to == from.last_of_month();
        match bucket {
            Bucket::Month => {
                let label = from.strftime(if one_year { "%b" } else { "%b %Y" }).to_string();
                let title = if whole_month {
                    from.strftime("%B %Y").to_string()
                } else {
                    range_title(from, to)
                };
                Self {
                    from,
                    to,
                    label,
                    title,
                }
            }
            _ => Self::between(from, to, one_year),
        }
    }

    pub(super) fn between(from: Date, to: Date, one_year: bool) -> Self {
        let label = from
            .strftime(if one_year { "%-d %b" } else { "%-d %b %Y" })
            .to_string();
        let title = if from == to {
            from.strftime("%a %-d %b %Y").to_string()
        } else {
            range_title(from, to)
        };
        Self {
            from,
            to,
            label,
            title,
        }
    }

    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Parses `YYYY-MM-DD`, with a message if it is not a day.
pub fn parse_day(text: &str) -> Result<Date, String> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| (byte == b'-') == (at == 4 || at == 7))
        && digits(&text.replace('-', ""));
    let day: Date = match shaped.then(|| text.parse()) {
        Some(Ok(day)) => day,
        Some(Err(_)) => return Err(format!("{text} is not a calendar day.")),
        None => return Err("Enter the day as 2026-11-30.".to_owned()),
    };
    if day < EARLIEST || day > LATEST {
        return Err(format!("Choose a day between {EARLIEST} and {LATEST}."));
    }
    Ok(day)
}

/// The first moment of a day in a timezone.
///
/// Where midnight is skipped it is the moment the clocks jump; a day skipped as a whole is empty: it begins
/// with the day after. Where midnight comes twice, the first one counts.
pub fn day_start(day: Date, zone: &TimeZone) -> Millis {
    let midnight = day.to_datetime(time(0, 0, 0, 0));
    let ambiguous = zone.to_ambiguous_timestamp(midnight);
    let offset = ambiguous.offset();
    let start = match offset {
        AmbiguousOffset::Gap { .. } => ambiguous
            .earlier()
            .ok()
            .and_then(|earlier| zone.following(earlier).next())
            .map(|transition| transition.timestamp()),
        _ => ambiguous.earlier().ok(),
    };
    // Only days at the ends of the calendar have no timestamp; they are not asked for (see `parse_day`).
    start.map_or(Millis(0), |start| Millis(start.as_millisecond()))
}

/// Number of days from `from` to `to`.
pub(super) fn between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// `1–30 November 2026`, naming month and year once where they are the same.
pub(super) fn range_title(from: Date, to: Date) -> String {
    let end = to.strftime("%-d %b %Y");
    if from == to {
        end.to_string()
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}–{end}", from.day())
    } else if from.year() == to.year() {
        format!("{} – {end}", from.strftime("%-d %b"))
    } else {
        format!("{} – {end}", from.strftime("%-d %b %Y"))
    }
}
