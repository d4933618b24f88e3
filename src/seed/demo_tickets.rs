//! Demo tickets and their replies.

use super::bulk::Rows;
use super::chance::Chance;
use super::tables::Table;
use crate::clock::{HOUR_MS, Millis};
use crate::id::{MessageId, SellerId, TicketId, UserId};

/// A ticket: subject, category, age in hours, whether closed, and messages, alternating from the seller.
struct DemoTicket(&'static str, &'static str, i64, bool, &'static [&'static str]);

const OF_THE_SELLER: [DemoTicket; 4] = [
    DemoTicket(
        "Can the hold be shorter for local pickup?",
        "payouts",
        21 * 24,
        true,
        &[
            "We now offer pickup at the workshop. Buyers take the order with them, so could the money be available sooner than after seven days?",
            "Money of a delivery that only the shop reports is held for two weeks, tracking number or not, so that the buyer has time to tell us if nothing arrived. The order's page says the day it becomes available.",
            "That works for us, thank you!",
        ],
    ),
    DemoTicket(
        "Import: columns from our old shop",
        "products",
        9 * 24,
        true,
        &[
            "Our export has a column called \"Glaze\". Will the import take it as an option?",
            "Yes: on the import page you can say which column is which option before anything is written. Try it with a dry run first.",
        ],
    ),
    DemoTicket(
        "Buyer asks for an invoice with a VAT number",
        "orders",
        30,
        false,
        &[
            "A hotel ordered six nesting bowls and needs an invoice with its VAT number. Where do we put it?",
            "The number belongs into the order's note for now; it is printed on the packing slip. We are looking into proper invoices for companies.",
        ],
    ),
    DemoTicket(
        "Parcel lost near Albany",
        "orders",
        5,
        false,
        &[
            "The carrier says that a parcel of ours was lost near Albany. The buyer is kind about it; what do we do with the order?",
        ],
    ),
];

const OF_THE_NEW_SHOP: [DemoTicket; 1] = [DemoTicket(
    "How long does the approval take?",
    "account",
    7,
    false,
    &["We have put our first candles in as drafts. Is there anything else that you need from us?"],
)];

/// Whose tickets are written, and who answers.
pub struct Sides<'a> {
    pub seller_id: &'a SellerId,
    pub seller: &'a UserId,
    pub admin: &'a UserId,
}

pub fn of_the_seller(rows: &mut Rows, chance: &mut Chance, sides: &Sides<'_>, now: Millis) {
    OF_THE_SELLER
        .iter()
        .for_each(|talk| talk.write(rows, chance, sides, now));
}

pub fn of_the_new_shop(rows: &mut Rows, chance: &mut Chance, sides: &Sides<'_>, now: Millis) {
    OF_THE_NEW_SHOP
        .iter()
        .for_each(|talk| talk.write(rows, chance, sides, now));
}

impl DemoTicket {
    fn write(&self, rows: &mut Rows, chance: &mut Chance, sides: &Sides<'_>, now: Millis) {
        let DemoTicket(subject, category, hours_ago, is_closed, said) = self;
        let begins = now.plus(-hours_ago * HOUR_MS);
        let ticket_id = TicketId::of(chance.ulid(begins));
        let step = hours_ago * HOUR_MS / (said.len() as i64 + 1);
        let at = |turn: usize| begins.plus(step * turn as i64 / 2);
        let last = said.len() - 1;
        let last_is_admin = last % 2 == 1;
        rows.add(Table::Tickets, |row| {
            row.text(ticket_id.as_str())
                .text(sides.seller_id.as_str())
                .text(*subject)
                .text(*category)
                .text(if *is_closed { "closed" } else { "open" })
                .text(sides.seller.as_str())
                .at(begins)
                .at(at(last))
                .maybe_at(is_closed.then(|| at(last)))
                .text(if last_is_admin { "admin" } else { "seller" })
                .int(i64::from(last_is_admin && !is_closed))
                .int(i64::from(!last_is_admin && !is_closed));
        });
        for (turn, body) in said.iter().enumerate() {
            let (side, user) = if turn % 2 == 1 {
                ("admin", sides.admin)
            } else {
                ("seller", sides.seller)
            };
            let message_id = MessageId::of(chance.ulid(at(turn)));
            rows.add(Table::Messages, |row| {
                row.text(message_id.as_str())
                    .text(ticket_id.as_str())
                    .text(sides.seller_id.as_str())
                    .text(side)
                    .text(user.as_str())
                    .text(*body)
                    .at(at(turn));
            });
        }
    }
}
