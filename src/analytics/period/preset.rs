//! Named ranges.

use jiff::ToSpan;
use jiff::civil::Date;

/// A range that follows the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    Last7Days,
    Last30Days,
    Last90Days,
    Last365Days,
    ThisMonth,
    LastMonth,
    ThisYear,
}

impl Preset {
    pub const ALL: [Preset; 7] = [
        Preset::Last7Days,
        Preset::Last30Days,
        Preset::Last90Days,
        Preset::Last365Days,
        Preset::ThisMonth,
        Preset::LastMonth,
        Preset::ThisYear,
    ];

    /// The value in the URL.
    pub fn key(self) -> &'static str {
        match self {
            Preset::Last7Days => "7d",
            Preset::Last30Days => "30d",
            Preset::Last90Days => "90d",
            Preset::Last365Days => "365d",
            Preset::ThisMonth => "this-month",
            Preset::LastMonth => "last-month",
            Preset::ThisYear => "this-year",
        }
    }

    /// Label in the picker.
    pub fn label(self) -> &'static str {
        match self {
            Preset::Last7Days => "Last 7 days",
            Preset::Last30Days => "Last 30 days",
            Preset::Last90Days => "Last 90 days",
            Preset::Last365Days => "Last 365 days",
            Preset::ThisMonth => "This month",
            Preset::LastMonth => "Last month",
            Preset::ThisYear => "This year",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.key() == key)
    }

    /// First and last day as of `today`; a running range ends today.
    pub fn days(self, today: Date) -> (Date, Date) {
        let last = |days: i64| (today.saturating_sub((days - 1).days()), today);
        match self {
            Preset::Last7Days => last(7),
            Preset::Last30Days => last(30),
            Preset::Last90Days => last(90),
            Preset::Last365Days => last(365),
            Preset::ThisMonth => (today.first_of_month(), today),
            Preset::LastMonth => {
                let end = today.first_of_month().saturating_sub(1.day());
                (end.first_of_month(), end)
            }
            Preset::ThisYear => (today.first_of_year(), today),
        }
    }
}
