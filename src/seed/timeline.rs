//! Rows of an order's timeline and shipments.

use super::bulk::Rows;
use super::chance::Chance;
use super::tables::Table;
use crate::clock::Millis;
use crate::id::{OrderEventId, ShipmentId};
use crate::orders::{Actor, LineRow, OrderRow, TimelineKind};

/// One line of an order's timeline.
pub struct Note<'a> {
    pub kind: TimelineKind,
    pub actor: Actor,
    pub user_id: Option<&'a str>,
    pub amount_minor: Option<i64>,
    pub detail: Option<&'a str>,
    pub at: Millis,
}

impl Note<'_> {
    pub fn write(&self, rows: &mut Rows, chance: &mut Chance, order: &OrderRow) {
        let id = OrderEventId::of(chance.ulid(self.at));
        rows.add(Table::OrderEvents, |row| {
            row.text(id.as_str())
                .text(order.order_id.as_str())
                .text(order.seller_id.as_str())
                .text(self.kind.as_str())
                .text(self.actor.as_str())
                .maybe_text(self.user_id)
                .maybe_int(self.amount_minor)
                .maybe_text(self.detail)
                .at(self.at);
        });
    }
}

/// What members of a shop note down about an order.
const PRIVATE_NOTES: [&str; 6] = [
    "Regular customer: add a thank-you card.",
    "Asked on the phone to leave it with the neighbour if nobody is in.",
    "Glaze of one piece is a little lighter than in the picture; the buyer knows and is fine with it.",
    "Box 3 is the right size for this.",
    "Second order to this address this month. Send both together if the first is still here.",
    "Wants an invoice with the company's name. Sent it by mail.",
];

/// Every so many orders have a private note.
const NOTED_EVERY: i64 = 7;

/// Writes the private note of an order that has one.
pub fn write_private_note(rows: &mut Rows, chance: &mut Chance, order: &OrderRow, by: &str, at: Millis) {
    if order.number % NOTED_EVERY != 0 {
        return;
    }
    let id = OrderEventId::of(chance.ulid(at));
    let body = PRIVATE_NOTES[chance.below(PRIVATE_NOTES.len())];
    rows.add(Table::OrderNotes, |row| {
        row.text(id.as_str())
            .text(order.order_id.as_str())
            .text(order.seller_id.as_str())
            .text(by)
            .text(body)
            .at(at);
    });
}

/// A parcel of an order.
pub struct Parcel<'a> {
    pub carrier: &'a str,
    pub tracking_number: Option<String>,
    pub shipped_at: Millis,
    pub delivered_at: Option<Millis>,
}

impl Parcel<'_> {
    /// Writes the parcel with the pieces in it.
    pub fn write(&self, rows: &mut Rows, chance: &mut Chance, order: &OrderRow, pieces: &[(&LineRow, i64)]) {
        let id = ShipmentId::of(chance.ulid(self.shipped_at));
        rows.add(Table::Shipments, |row| {
            row.text(id.as_str())
                .text(order.order_id.as_str())
                .text(order.seller_id.as_str())
                .text(self.carrier)
                .maybe_text(self.tracking_number.as_deref())
                .at(self.shipped_at)
                .maybe_at(self.delivered_at);
        });
        for (line, quantity) in pieces {
            rows.add(Table::ShipmentLines, |row| {
                row.text(id.as_str()).text(line.line_id.as_str()).int(*quantity);
            });
        }
    }
}
