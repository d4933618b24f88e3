//! Generated payments: one per paid checkout, and some duplicates.

use super::bulk::Rows;
use super::chance::Chance;
use super::tables::Table;
use crate::clock::{DAY_MS, HOUR_MS, Millis};
use crate::id::{OrderGroupId, PaymentId, UserId};
use crate::orders::Checkout;
use crate::payments::PaymentState;

/// One paid checkout in so many was paid twice; in the last two days more, so that some are still unsettled.
const TWICE: u32 = 640;
const TWICE_LATELY: u32 = 7;
const LATELY_MS: i64 = 2 * DAY_MS;

/// Paid checkout whose payments are written.
pub struct Paid<'a> {
    pub group_id: &'a OrderGroupId,
    pub checkout: &'a Checkout,
    pub number: u32,
    pub total_minor: i64,
    pub at: Millis,
}

struct Payment {
    reference: String,
    group_id: Option<OrderGroupId>,
    state: PaymentState,
    reason: String,
    at: Millis,
    settled: Option<(Millis, UserId)>,
}

/// Writes the payment of a paid checkout and, now and then, a second one.
pub fn write(rows: &mut Rows, ids: &mut Chance, paid: &Paid<'_>, settled_by: &UserId, ends: Millis) {
    let Some(name) = &paid.checkout.payment else {
        return;
    };
    let first = Payment {
        reference: name.reference.clone(),
        group_id: Some(paid.group_id.clone()),
        state: PaymentState::Paid,
        reason: String::new(),
        at: paid.at,
        settled: None,
    };
    first.write(rows, ids, paid);
    let at = paid.at.plus(4 * 60_000);
    let is_lately = ends.0 - at.0 < LATELY_MS;
    let one_in = if is_lately { TWICE_LATELY } else { TWICE };
    if !paid.number.is_multiple_of(one_in) || at > ends {
        return;
    }
    let second = Payment {
        reference: format!("{}_2", name.reference),
        group_id: None,
        state: if is_lately {
            PaymentState::Waiting
        } else {
            PaymentState::Refunded
        },
        reason: format!("{} was paid already, by {name}.", paid.checkout.reference),
        at,
        settled: (!is_lately).then(|| (at.plus(9 * HOUR_MS), settled_by.clone())),
    };
    second.write(rows, ids, paid);
}

impl Payment {
    fn write(self, rows: &mut Rows, ids: &mut Chance, paid: &Paid<'_>) {
        let payment_id = PaymentId::of(ids.ulid(self.at));
        let provider = paid.checkout.payment.as_ref().and_then(|name| name.provider());
        let (settled_at, settled_by) = self.settled.unzip();
        let settled_reason = settled_at.map(|_| "The buyer pressed twice; sent back through Stripe.");
        rows.add(Table::Payments, |row| {
            row.text(payment_id.as_str())
                .text(provider.unwrap_or_default())
                .text(self.reference)
                .maybe_text(self.group_id.as_ref().map(OrderGroupId::as_str))
                .text(&*paid.checkout.reference)
                .int(paid.total_minor)
                .text(paid.checkout.currency.code())
                .text(self.state.as_str())
                .text(self.reason)
                .at(self.at)
                .maybe_at(settled_at)
                .maybe_text(settled_by.as_ref().map(UserId::as_str))
                .maybe_text(settled_reason);
        });
    }
}
