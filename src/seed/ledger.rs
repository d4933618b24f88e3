//! Ledger simulation: due postings in time order, with the running balances the server would write.

use super::bulk::Rows;
use super::chance::{Chance, Series};
use super::shop::Shop;
use super::tables::Table;
use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};
use crate::id::{PayoutId, TransferId, UserId};
use crate::money::percent_of;
use crate::wallet::{self, PayoutRow, PayoutStatus, Transfer};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A future posting.
enum Due {
    Post(Vec<Transfer>),
    /// Payout request, repeated after so many days.
    Payday(i64),
    Settlement(PayoutRow),
}

/// The ledger of all shops, up to a moment.
pub struct Books {
    /// Queue by time, then insertion order.
    dues: BinaryHeap<Reverse<(Millis, usize)>>,
    noted: Vec<Option<(usize, Due)>>,
    free: Vec<usize>,
    ids: Series,
    chance: Chance,
    settled_by: UserId,
    ends: Millis,
}

impl Books {
    pub fn new(seed: u64, settled_by: UserId, ends: Millis) -> Self {
        Self {
            dues: BinaryHeap::new(),
            noted: Vec::new(),
            free: Vec::new(),
            ids: Series::new(seed ^ 0x1ed6e4),
            chance: Chance::new(seed ^ 0xb00c5),
            settled_by,
            ends,
        }
    }

    /// Notes a shop's paydays: every so many days, the last one within a day before the end.
    pub fn note_paydays(&mut self, shop: usize, opens_at: Millis, days: i64) {
        let last = self
            .ends
            .plus(-self.chance.between(3 * HOUR_MS, DAY_MS - HOUR_MS));
        let paydays = (last.0 - opens_at.0 - 14 * DAY_MS) / (days * DAY_MS);
        if paydays >= 0 {
            self.note(last.plus(-paydays * days * DAY_MS), shop, Due::Payday(days));
        }
    }

    /// Posts transfers at their time; those after the end are left to the server.
    pub fn post_at(&mut self, at: Millis, shop: usize, transfers: impl IntoIterator<Item = Transfer>) {
        if at <= self.ends {
            let transfers = transfers
                .into_iter()
                .filter(|transfer| transfer.amount_minor != 0)
                .collect();
            self.note(at, shop, Due::Post(transfers));
        }
    }

    fn note(&mut self, at: Millis, shop: usize, due: Due) {
        let place = self.free.pop().unwrap_or_else(|| {
            self.noted.push(None);
            self.noted.len() - 1
        });
        self.noted[place] = Some((shop, due));
        self.dues.push(Reverse((at, place)));
    }

    /// Posts everything due until `until`.
    pub fn catch_up(&mut self, rows: &mut Rows, shops: &mut [Shop], until: Millis) {
        while let Some(Reverse((at, place))) = self.dues.peek().copied().filter(|due| due.0.0 <= until) {
            self.dues.pop();
            self.free.push(place);
            let Some((at_shop, due)) = self.noted[place].take() else {
                continue;
            };
            let shop = &mut shops[at_shop];
            match due {
                Due::Post(transfers) => self.post(rows, shop, at, &transfers),
                Due::Payday(days) => {
                    self.ask_for_payout(rows, shops, at_shop, at);
                    if at.plus(days * DAY_MS) <= self.ends {
                        self.note(at.plus(days * DAY_MS), at_shop, Due::Payday(days));
                    }
                }
                Due::Settlement(payout) => self.settle(rows, shop, payout, at),
            }
        }
    }

    /// Posts now.
    pub fn post(&mut self, rows: &mut Rows, shop: &mut Shop, at: Millis, transfers: &[Transfer]) {
        for transfer in transfers.iter().filter(|transfer| transfer.amount_minor != 0) {
            let posted = shop.balances.enter(transfer, TransferId::of(self.ids.next(at)));
            rows.add(Table::Transfers, |row| {
                row.text(posted.transaction_id.as_str())
                    .text(shop.seller_id.as_str())
                    .text(shop.currency.code())
                    .text(transfer.kind.as_str())
                    .text(transfer.debit.as_str())
                    .text(transfer.credit.as_str())
                    .int(transfer.amount_minor)
                    .int(posted.wallet_change_minor)
                    .int(posted.wallet_balance_minor)
                    .int(posted.debit_balance_minor)
                    .int(posted.credit_balance_minor)
                    .maybe_text(transfer.order_id.as_ref().map(|id| id.as_str()))
                    .maybe_text(transfer.payout_id.as_ref().map(|id| id.as_str()))
                    .text(&*transfer.description)
                    .text(&*transfer.idempotency_id)
                    .at(at);
            });
            shop.last_transfer = Some(posted.transaction_id);
        }
    }

    fn ask_for_payout(&mut self, rows: &mut Rows, shops: &mut [Shop], at_shop: usize, at: Millis) {
        let shop = &mut shops[at_shop];
        let amount_minor = percent_of(shop.balances.available_minor, self.chance.between(60, 90) * 100);
        if amount_minor < 20 * shop.market.minor_per_dollar {
            return;
        }
        let payout = PayoutRow {
            payout_id: PayoutId::of(self.chance.ulid(at)),
            seller_id: shop.seller_id.clone(),
            currency: shop.currency,
            amount_minor,
            fee_minor: 0,
            status: PayoutStatus::Requested,
            provider: "manual".to_owned(),
            method_masked: shop.method.as_ref().map(|method| method.masked.clone()),
            reference: None,
            requested_at: at,
            settled_at: None,
        };
        let reservation = wallet::reservation(&payout);
        self.post(rows, shop, at, &reservation);
        let settled_at =
            at.plus(self.chance.between(20 * HOUR_MS, 3 * DAY_MS) + self.chance.between(0, MINUTE_MS));
        self.note(settled_at, at_shop, Due::Settlement(payout));
    }

    fn settle(&mut self, rows: &mut Rows, shop: &mut Shop, mut payout: PayoutRow, at: Millis) {
        let outcome = if self.chance.happens(0.02) {
            PayoutStatus::Failed
        } else {
            PayoutStatus::Paid
        };
        let transfers = wallet::settlement_transfers(&payout, outcome, 0, shop.balances.debt_minor);
        self.post(rows, shop, at, &transfers);
        payout.status = outcome;
        payout.reference = Some(match outcome {
            PayoutStatus::Paid => format!("BT-{:08}", self.chance.below(100_000_000)),
            _ => "The bank sent it back: account not found".to_owned(),
        });
        payout.settled_at = Some(at);
        self.write_payout(rows, shop, &payout);
    }

    /// Posts what is due until the end, leaving recent payout requests open.
    pub fn close(mut self, rows: &mut Rows, shops: &mut [Shop]) {
        let ends = self.ends;
        self.catch_up(rows, shops, ends);
        for (shop, due) in std::mem::take(&mut self.noted).into_iter().flatten() {
            if let Due::Settlement(payout) = due {
                self.write_payout(rows, &shops[shop], &payout);
            }
        }
    }

    fn write_payout(&self, rows: &mut Rows, shop: &Shop, payout: &PayoutRow) {
        rows.add(Table::Payouts, |row| {
            row.text(payout.payout_id.as_str())
                .text(shop.seller_id.as_str())
                .text(payout.currency.code())
                .int(payout.amount_minor)
                .int(payout.fee_minor)
                .text(payout.status.as_str())
                .text(&*payout.provider)
                .maybe_text(
                    shop.method
                        .as_ref()
                        .map(|method| method.payout_method_id.as_str()),
                )
                .maybe_text(payout.method_masked.as_deref())
                .maybe_text(payout.reference.as_deref())
                .maybe_text(Some(shop.owner_id.as_str()))
                .at(payout.requested_at)
                .maybe_text(payout.settled_at.map(|_| self.settled_by.as_str()))
                .maybe_at(payout.settled_at);
        });
    }
}
