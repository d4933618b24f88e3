//! Regular and sale price as price and compare-at price.

use crate::problem::Report;
use crate::{Field, SourceRow};

/// Applies an active sale: its price becomes the price, the regular one the compare-at price.
pub(super) fn settle(row: &mut SourceRow, report: &mut Report) {
    let Some(sale) = row.cells.get(Field::SalePrice).map(str::to_owned) else {
        return;
    };
    let starts = row.cells.take(Field::SaleStarts).unwrap_or_default();
    let ends = row.cells.take(Field::SaleEnds).unwrap_or_default();
    row.cells.set(Field::CompareAt, "");
    if sale.is_empty() {
        return row.cells.remove(Field::SalePrice);
    }
    let is_regular = row.cells.filled(Field::Price).is_some();
    if !is_regular || is_on(&starts, &ends, report.mapping.read_on.as_deref()) {
        if is_regular {
            row.cells.shift(Field::CompareAt, Field::Price);
        }
        return row.cells.shift(Field::Price, Field::SalePrice);
    }
    row.cells.remove(Field::SalePrice);
    let dates = match (starts.is_empty(), ends.is_empty()) {
        (false, false) => format!("from {starts} to {ends}"),
        (false, true) => format!("from {starts}"),
        _ => format!("until {ends}"),
    };
    let message = format!("The sale price {sale} applies only {dates}, so the regular price was imported.");
    report.warn(row.line, Field::SalePrice, message);
}

/// Whether a sale is active; unreadable dates count as not.
fn is_on(starts: &str, ends: &str, today: Option<&str>) -> bool {
    if starts.is_empty() && ends.is_empty() {
        return true;
    }
    let Some(today) = today else { return false };
    let begun = starts.is_empty() || day(starts).is_some_and(|day| day <= today);
    begun && (ends.is_empty() || day(ends).is_some_and(|day| today <= day))
}

/// The day of `2026-11-24` or `2026-11-24 00:00:00`.
fn day(text: &str) -> Option<&str> {
    let day = text.get(..10)?;
    let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_day.then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sale_is_on_between_its_days() {
        let today = Some("2026-11-24");
        assert!(is_on("", "", None) && is_on("", "", today));
        assert!(is_on("2026-11-01", "2026-11-24 23:59:59", today));
        assert!(!is_on("2026-11-25", "", today) && !is_on("", "2026-11-23", today));
        assert!(!is_on("07/06/2013", "", today) && !is_on("", "2030-01-01", None));
    }
}
