//! A shop as buyers see it.

use super::store::ShopRow;
use crate::accounts::Vacation;
use crate::clock::{DAY_MS, Millis};
use crate::id::SellerId;
use crate::money::Currency;
use jiff::tz::TimeZone;

/// Public values of an approved shop.
#[derive(Debug, Clone, Hash)]
pub struct Shop {
    pub seller_id: SellerId,
    pub handle: String,
    pub name: String,
    pub currency: Currency,
    pub description: Option<String>,
    pub shipping_policy: Option<String>,
    pub returns_policy: Option<String>,
    /// The paths of the pictures.
    pub logo: Option<String>,
    pub banner: Option<String>,
    pub closed: Option<Closed>,
    /// Latest change of what is shown, in milliseconds.
    pub changed_at: i64,
}

/// The shop is on vacation.
#[derive(Debug, Clone, Hash)]
pub struct Closed {
    /// The last day of it, for people.
    pub until: String,
    pub message: Option<String>,
}

impl Shop {
    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/shop/{}", self.handle)
    }

    pub fn of(row: ShopRow, now: Millis) -> Self {
        let vacation = Vacation::stored(row.vacation_from.as_deref(), row.vacation_to.as_deref());
        let turned_at = vacation
            .as_ref()
            .and_then(|vacation| turned_at(vacation, now, &row.timezone));
        let closed = vacation
            .filter(|vacation| vacation.is_on(now, &row.timezone))
            .map(|vacation| Closed {
                until: vacation.until(),
                message: row.vacation_message,
            });
        let picture = |name: String| format!("/media/{name}");
        Self {
            seller_id: row.seller_id,
            handle: row.handle,
            name: row.shop_name,
            currency: row.currency,
            description: row.description,
            shipping_policy: row.shipping_policy,
            returns_policy: row.returns_policy,
            logo: row.logo.map(picture),
            banner: row.banner.map(picture),
            closed,
            changed_at: row.updated_at.0.max(turned_at.unwrap_or(0)),
        }
    }
}

/// Last start or end of a vacation, which changes the page without any write.
fn turned_at(vacation: &Vacation, now: Millis, timezone: &str) -> Option<i64> {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let begin_of = |day: jiff::civil::Date| {
        let begin = day.to_zoned(zone.clone()).ok()?;
        Some(begin.timestamp().as_millisecond())
    };
    let turns = [
        begin_of(vacation.from),
        begin_of(vacation.to).map(|at| at + DAY_MS),
    ];
    turns.into_iter().flatten().filter(|at| *at <= now.0).max()
}
