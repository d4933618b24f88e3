//! Times for people: relative in lists, exact on hover and in detail, in the seller's zone.

use super::Html;
use super::html::attribute;
use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};
use crate::html;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// A time. With `now` it is relative, and exact on hover; without, exact.
#[component]
pub fn Moment(at: Millis, zone: TimeZone, #[prop(optional)] now: Option<Millis>) -> impl IntoView {
    moment(at, &zone, now).into_view()
}

/// The time as markup.
pub fn moment(at: Millis, zone: &TimeZone, now: Option<Millis>) -> Html {
    let whole = exact(at, zone);
    let mark = attribute("data-relative", now.map(|_| ""));
    let shown = now.map(|now| relative(at, now, zone));
    html!(
        r#"<time datetime="{}" title="{}"{}>{}</time>"#,
        at.rfc3339(),
        whole,
        mark,
        shown.as_deref().unwrap_or(&whole)
    )
}

/// Day and minute with the zone: `23 Nov 2026, 14:05 GMT`.
pub fn exact(at: Millis, zone: &TimeZone) -> String {
    at.timestamp()
        .to_zoned(zone.clone())
        .strftime("%-d %b %Y, %H:%M %Z")
        .to_string()
}

/// `just now`, `5 min ago`, `3 h ago`, `2 days ago`; beyond a week the day, with its year unless it is this one.
/// What lies ahead is `in 3 h`.
pub fn relative(at: Millis, now: Millis, zone: &TimeZone) -> String {
    let distance = now.0.saturating_sub(at.0);
    let ago = |amount: String| match distance >= 0 {
        true => format!("{amount} ago"),
        false => format!("in {amount}"),
    };
    match distance.saturating_abs() {
        near if near < MINUTE_MS => "just now".to_owned(),
        near if near < HOUR_MS => ago(format!("{} min", near / MINUTE_MS)),
        near if near < DAY_MS => ago(format!("{} h", near / HOUR_MS)),
        near if near < 2 * DAY_MS => ago("1 day".to_owned()),
        near if near < 7 * DAY_MS => ago(format!("{} days", near / DAY_MS)),
        _ => {
            let day = at.timestamp().to_zoned(zone.clone());
            let this_year = now.timestamp().to_zoned(zone.clone()).year() == day.year();
            day.strftime(if this_year { "%-d %b" } else { "%-d %b %Y" })
                .to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_times_are_relative_and_far_ones_are_days() {
        let now = Millis::parse("2026-11-23T12:00:00Z").unwrap();
        let shown = |ms: i64| relative(now.plus(-ms), now, &TimeZone::UTC);
        assert_eq!(shown(5_000), "just now");
        assert_eq!(shown(5 * MINUTE_MS), "5 min ago");
        assert_eq!(shown(3 * HOUR_MS), "3 h ago");
        assert_eq!(shown(DAY_MS), "1 day ago");
        assert_eq!(shown(6 * DAY_MS), "6 days ago");
        assert_eq!(shown(20 * DAY_MS), "3 Nov");
        assert_eq!(shown(400 * DAY_MS), "19 Oct 2025");
        assert_eq!(shown(-2 * HOUR_MS), "in 2 h");
    }

    #[test]
    fn an_exact_time_names_its_zone() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        assert_eq!(
            exact(Millis::parse("2026-11-23T12:00:00Z").unwrap(), &zone),
            "23 Nov 2026, 17:30 IST"
        );
    }
}
