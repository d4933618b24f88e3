//! Time in milliseconds since 1970 UTC, from a clock that tests can move.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// A moment, in milliseconds since 1970-01-01 UTC. In JSON it is RFC 3339 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub i64);

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

impl Millis {
    /// The moment `ms` milliseconds later; stays at the ends of the range instead of wrapping.
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// This moment as a `jiff` timestamp; out-of-range values become 1970.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The calendar day this moment falls on in a timezone.
    pub fn day(self, zone: &TimeZone) -> jiff::civil::Date {
        self.timestamp().to_zoned(zone.clone()).date()
    }

    /// RFC 3339 in UTC, the form of the API.
    pub fn rfc3339(self) -> String {
        self.timestamp().to_string()
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|at| Self(at.as_millisecond()))
    }

    /// Reads a limit of a list: the first moment of the day `days` after the one written, or the very time written,
    /// with its offset. In an address, the `+` of an offset may have become a blank.
    pub fn parse_limit(text: &str, days: i64, zone: &TimeZone) -> Option<Self> {
        let start = |day: jiff::civil::Date| {
            let day = day.checked_add(jiff::Span::new().days(days)).ok()?;
            Some(Self(
                day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond(),
            ))
        };
        let is_day = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        match is_day.then(|| text.parse()) {
            Some(day) => start(day.ok()?),
            None => Self::parse(&text.replace(' ', "+")),
        }
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl Serialize for Millis {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.timestamp())
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("expected a time such as 2026-11-01T10:00:00Z"))
    }
}

impl utoipa::PartialSchema for Millis {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::DateTime,
            )))
            .build()
            .into()
    }
}

impl utoipa::ToSchema for Millis {}

/// Start of [`Clock::elapsed`] on the machine's clock.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Source of the current time: the machine, or a test.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock frozen at `at` until it is moved.
    pub fn fixed(at: Millis) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.0))))
    }

    pub fn now(&self) -> Millis {
        match &self.0 {
            Some(standing) => Millis(standing.load(Ordering::SeqCst)),
            None => Millis(Timestamp::now().as_millisecond()),
        }
    }

    /// Time that only ever grows, from a beginning of its own: for spans within this process.
    pub fn elapsed(&self) -> Duration {
        match &self.0 {
            Some(standing) => {
                Duration::from_millis(u64::try_from(standing.load(Ordering::SeqCst)).unwrap_or(0))
            }
            None => START.elapsed(),
        }
    }

    /// Moves a standing clock forward; the machine's clock is not ours to move.
    pub fn advance(&self, ms: i64) {
        if let Some(standing) = &self.0 {
            standing.fetch_add(ms, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_with_an_offset_is_a_moment_and_no_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let at = |text: &str| Millis::parse_limit(text, 1, &zone).map(Millis::rfc3339);
        for same in [
            "2026-11-02T10:00:00Z",
            "2026-11-02T10:00:00+00:00",
            "2026-11-02T10:00:00 00:00",
            "2026-11-02T15:30:00+05:30",
            "2026-11-02T05:00:00-05:00",
        ] {
            assert_eq!(at(same).as_deref(), Some("2026-11-02T10:00:00Z"), "{same}");
        }
        assert_eq!(at("2026-11-02").as_deref(), Some("2026-11-03T05:00:00Z"));
        for none in ["2026-11-02T10:00:00", "2026-13-01", "20261102T10", "soon", ""] {
            assert_eq!(at(none), None, "{none}");
        }
    }
}
