//! Order lifecycle: payment, shipment, delivery, cancellation, up to the present.

use super::chance::Chance;
use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};

/// An order's fate, in moments that may lie after the end.
pub struct OrderLife {
    pub placed_at: Millis,
    /// Payment time; `None` if unpaid.
    pub paid_at: Option<Millis>,
    pub expires_at: Millis,
    /// Cancelled whole.
    pub cancelled_at: Option<Millis>,
    /// Time of a partial cancellation.
    pub shortened_at: Option<Millis>,
    pub processing_at: Millis,
    pub shipped_at: Millis,
    /// The second parcel, where there are two.
    pub second_at: Option<Millis>,
    pub delivered_at: Millis,
    pub completed_at: Millis,
    pub tracked: bool,
}

impl OrderLife {
    /// Draws a fate. `pieces` decide whether an order can be parted; `ends` is when the story stops.
    pub fn draw(chance: &mut Chance, placed_at: Millis, pieces: i64, lines: usize, ends: Millis) -> Self {
        let hours = |chance: &mut Chance, first, last| chance.between(first * HOUR_MS, last * HOUR_MS);
        let is_recent = ends.0 - placed_at.0 < DAY_MS;
        let paid = !chance.happens(if is_recent { 0.07 } else { 0.015 });
        let expires_at = if is_recent {
            ends.plus(hours(chance, 6, 72))
        } else {
            placed_at.plus(60 * MINUTE_MS)
        };
        let processing_at = placed_at.plus(hours(chance, 2, 26));
        // A few wait for long: something for the seller to see.
        let patience = if chance.happens(0.006) { 20 * DAY_MS } else { 0 };
        let shipped_at = processing_at.plus(hours(chance, 3, 46) + patience);
        let second_at = (lines > 1 && chance.happens(0.05)).then(|| shipped_at.plus(hours(chance, 20, 72)));
        let delivered_at = second_at.unwrap_or(shipped_at).plus(hours(chance, 26, 170));
        let completed_at = delivered_at.plus(hours(chance, 60, 300));
        let cancelled_at = chance.happens(0.04).then(|| placed_at.plus(hours(chance, 1, 30)));
        let shortened_at = (pieces > 1 && chance.happens(0.035))
            .then(|| placed_at.plus((processing_at.0 - placed_at.0) / 2));
        Self {
            placed_at,
            paid_at: paid.then_some(placed_at),
            expires_at,
            // What is shipped is not cancelled.
            cancelled_at: cancelled_at.filter(|at| paid && *at < shipped_at),
            shortened_at: shortened_at.filter(|_| paid),
            processing_at,
            shipped_at,
            second_at,
            delivered_at,
            completed_at,
            tracked: !chance.happens(0.1),
        }
    }
}
