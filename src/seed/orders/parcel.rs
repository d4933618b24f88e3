//! Shipment and delivery of a generated order.

use super::OrderStory;
use crate::clock::{DAY_MS, Millis};
use crate::orders::{self, LineRow, OrderStatus};
use crate::orders::{Actor, TimelineKind};
use crate::seed::bulk::Rows;
use crate::seed::chance::Chance;
use crate::seed::ledger::Books;
use crate::seed::shop::Shop;
use crate::seed::timeline::Parcel;

impl OrderStory<'_> {
    pub(super) fn ship(&mut self, rows: &mut Rows, chance: &mut Chance, shop: &Shop) {
        let by = Some(shop.owner_id.as_str());
        if self.life.processing_at <= self.ends {
            self.stands(OrderStatus::Processing, self.life.processing_at);
            if self.told_whole {
                self.note(
                    rows,
                    chance,
                    TimelineKind::Processing,
                    Actor::Seller,
                    by,
                    None,
                    None,
                    self.life.processing_at,
                );
            }
        }
        if self.life.shipped_at > self.ends {
            return;
        }
        let open: Vec<usize> = (0..self.lines.len())
            .filter(|line| self.lines[*line].open_quantity() > 0)
            .collect();
        let second_at = self.life.second_at.filter(|_| open.len() > 1);
        let first = if second_at.is_some() {
            &open[..1]
        } else {
            &open[..]
        };
        self.parcel(rows, chance, shop, first, self.life.shipped_at);
        if let Some(at) = second_at.filter(|at| *at <= self.ends) {
            self.parcel(rows, chance, shop, &open[1..], at);
        }
    }

    /// Sends lines off, whole.
    fn parcel(&mut self, rows: &mut Rows, chance: &mut Chance, shop: &Shop, lines: &[usize], at: Millis) {
        let parcel = Parcel {
            carrier: chance.of::<&str>(shop.market.carriers),
            tracking_number: self
                .life
                .tracked
                .then(|| format!("{}{:010}", shop.market.country, chance.below(10_000_000_000))),
            shipped_at: at,
            delivered_at: Some(self.life.delivered_at).filter(|at| *at <= self.ends),
        };
        let pieces: Vec<(&LineRow, i64)> = lines
            .iter()
            .map(|line| &self.lines[*line])
            .map(|line| (line, line.open_quantity()))
            .collect();
        parcel.write(rows, chance, &self.order, &pieces);
        let shipped: i64 = pieces.iter().map(|(_, quantity)| quantity).sum();
        for line in lines {
            self.lines[*line].shipped_quantity += self.lines[*line].open_quantity();
        }
        let is_whole = self.lines.iter().all(|line| line.open_quantity() == 0);
        let status = if is_whole {
            OrderStatus::Shipped
        } else {
            OrderStatus::PartiallyShipped
        };
        self.stands(status, at);
        self.order.shipped_at = Some(at);
        let detail = match &parcel.tracking_number {
            Some(number) => format!("{shipped} pieces with {}, {number}", parcel.carrier),
            None => format!("{shipped} pieces with {}", parcel.carrier),
        };
        let by = Some(shop.owner_id.as_str());
        self.note(
            rows,
            chance,
            status.into(),
            Actor::Seller,
            by,
            None,
            Some(&detail),
            at,
        );
    }

    pub(super) fn deliver(
        &mut self,
        rows: &mut Rows,
        chance: &mut Chance,
        books: &mut Books,
        shop: &Shop,
        at_shop: usize,
    ) {
        let at = self.life.delivered_at;
        if at > self.ends || self.order.status() != OrderStatus::Shipped {
            return;
        }
        let by = Some(shop.owner_id.as_str());
        self.stands(OrderStatus::Delivered, at);
        self.order.delivered_at = Some(at);
        self.note(
            rows,
            chance,
            TimelineKind::Delivered,
            Actor::Seller,
            by,
            None,
            None,
            at,
        );
        let release_at = at.plus(self.policy.unproven_hold_days * DAY_MS);
        if release_at <= self.ends {
            let held_minor = std::mem::take(&mut self.order.held_minor);
            books.post_at(
                release_at,
                at_shop,
                orders::release_transfers(&self.order, held_minor, 0),
            );
            self.order.released_at = Some(release_at);
            if self.told_whole {
                self.note(
                    rows,
                    chance,
                    TimelineKind::Released,
                    Actor::System,
                    None,
                    Some(held_minor),
                    None,
                    release_at,
                );
            }
        } else {
            self.order.release_at = Some(release_at);
        }
        if self.life.completed_at <= self.ends {
            self.stands(OrderStatus::Completed, self.life.completed_at);
            self.order.completed_at = Some(self.life.completed_at);
            if self.told_whole {
                self.note(
                    rows,
                    chance,
                    TimelineKind::Completed,
                    Actor::Seller,
                    by,
                    None,
                    None,
                    self.life.completed_at,
                );
            }
        }
    }
}
