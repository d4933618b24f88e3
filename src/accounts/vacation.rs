//! Vacation: days on which the shop is closed, in its own timezone. Nothing has to be done for it to end.

use super::{SellerRow, store};
use crate::clock::Millis;
use crate::db::Db;
use crate::form::{self, FieldErrors};
use crate::id::SellerId;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The longest vacation, in days.
const LONGEST_DAYS: i32 = 366;

/// Closing days of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacation {
    pub from: Date,
    /// The last day of it.
    pub to: Date,
}

impl Vacation {
    /// The stored vacation; both days or none.
    pub fn stored(from: Option<&str>, to: Option<&str>) -> Option<Self> {
        Some(Self {
            from: from?.parse().ok()?,
            to: to?.parse().ok()?,
        })
    }

    /// Whether the shop is closed at that moment.
    pub fn is_on(&self, now: Millis, timezone: &str) -> bool {
        let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
        (self.from..=self.to).contains(&now.day(&zone))
    }

    /// The last day, for people: `24 December 2026`.
    pub fn until(&self) -> String {
        self.to.strftime("%-d %B %Y").to_string()
    }
}

impl SellerRow {
    /// The planned or current vacation.
    pub fn vacation(&self) -> Option<Vacation> {
        Vacation::stored(self.vacation_from.as_deref(), self.vacation_to.as_deref())
    }

    /// The vacation, while it is on.
    pub fn vacation_now(&self, now: Millis) -> Option<Vacation> {
        self.vacation()
            .filter(|vacation| vacation.is_on(now, &self.timezone))
    }
}

/// The vacation of a shop, while it is on.
pub async fn on_now(db: &Db, seller_id: &SellerId, now: Millis) -> sqlx::Result<Option<Vacation>> {
    let seller = store::seller(db, seller_id).await?;
    Ok(seller.and_then(|seller| seller.vacation_now(now)))
}

type OptionalDay = Option<Option<String>>;

/// Applies the given days and message to the profile.
pub(super) fn onto(
    seller: &mut SellerRow,
    (from, to, message): (OptionalDay, OptionalDay, OptionalDay),
    now: Millis,
    errors: &mut FieldErrors,
) {
    if let Some(message) = message {
        let message = form::text(&message.unwrap_or_default(), "The message", 500);
        let message = errors.take("vacation_message", message);
        seller.vacation_message = message.filter(|message| !message.is_empty());
    }
    if from.is_none() && to.is_none() {
        return;
    }
    let kept = |given: OptionalDay, stored: &Option<String>| match given {
        Some(given) => given
            .map(|day| day.trim().to_owned())
            .filter(|day| !day.is_empty()),
        None => stored.clone(),
    };
    let (from, to) = (kept(from, &seller.vacation_from), kept(to, &seller.vacation_to));
    if (&from, &to) == (&seller.vacation_from, &seller.vacation_to) {
        return;
    }
    let mut day = |field: &str, text: &Option<String>| {
        let text = text.as_deref()?;
        let parsed: Result<Date, _> = text.parse();
        errors.take(field, parsed.map_err(|_| "Enter a day such as 2026-12-24."))
    };
    let days = (day("vacation_from", &from), day("vacation_to", &to));
    match (from, to, days) {
        (None, None, _) => (seller.vacation_from, seller.vacation_to) = (None, None),
        (Some(_), Some(_), (Some(from), Some(to))) => {
            let zone = TimeZone::get(&seller.timezone).unwrap_or(TimeZone::UTC);
            let length = from.until(to).map_or(i32::MAX, |span| span.get_days());
            if to < from {
                errors.add("vacation_to", "The last day is before the first.");
            } else if to < now.day(&zone) {
                errors.add("vacation_to", "It has already ended.");
            } else if length >= LONGEST_DAYS {
                errors.add("vacation_to", "A vacation can last at most a year.");
            }
            (seller.vacation_from, seller.vacation_to) = (Some(from.to_string()), Some(to.to_string()));
        }
        (None, Some(_), _) => errors.add("vacation_from", "Enter the first day."),
        (Some(_), None, _) => errors.add("vacation_to", "Enter the last day."),
        _ => {}
    }
}
