//! Until when an order should be shipped: as many days after it was placed as the shop needs to hand a parcel over,
//! counted in the shop's calendar.

use super::order::OrderRow;
use crate::clock::{DAY_MS, Millis};
use jiff::tz::TimeZone;

impl OrderRow {
    /// Until when it should be shipped.
    pub fn ship_by(&self) -> Millis {
        or_default(self.ship_by, self.placed_at)
    }

    /// Whether it waits to be shipped past its time.
    pub fn is_late(&self, now: Millis) -> bool {
        self.status.is_to_ship() && self.ship_by() < now
    }
}

/// The same time of day, `handling_days` later in the shop's timezone.
pub fn of(placed_at: Millis, handling_days: i64, zone: &TimeZone) -> Millis {
    let placed = placed_at.timestamp().to_zoned(zone.clone());
    let later = jiff::Span::new()
        .try_days(handling_days)
        .and_then(|days| placed.checked_add(days));
    match later {
        Ok(by) => Millis(by.timestamp().as_millisecond()),
        Err(_) => placed_at.plus(handling_days.saturating_mul(DAY_MS)),
    }
}

/// The stored moment; orders of before have the day after they were placed, as the index `orders_to_ship` has it.
pub fn or_default(stored: Option<Millis>, placed_at: Millis) -> Millis {
    stored.unwrap_or_else(|| placed_at.plus(DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_the_shops_own_across_daylight_saving() {
        let zone = TimeZone::get("Europe/Dublin").unwrap();
        let placed: jiff::Timestamp = "2027-03-27T10:00:00Z".parse().unwrap();
        let by = of(Millis(placed.as_millisecond()), 1, &zone);
        assert_eq!(by.timestamp().to_string(), "2027-03-28T09:00:00Z");
    }

    #[test]
    fn no_number_of_days_breaks_it() {
        assert!(of(Millis(0), i64::MAX, &TimeZone::UTC) > Millis(0));
    }
}
