//! One generated order from checkout to final status, with its money.

mod parcel;

use super::bulk::Rows;
use super::chance::Chance;
use super::ledger::Books;
use super::life::OrderLife;
use super::shop::Shop;
use super::tables::Table;
use super::timeline::{Note, write_private_note};
use crate::clock::{DAY_MS, MINUTE_MS, Millis};
use crate::id::{CancellationId, LineId, OrderGroupId, OrderId};
use crate::orders::{self, Checkout, LineRow, OrderRow, OrderStatus, SellerOrder, Share};
use crate::orders::{Actor, TimelineKind};
use crate::policies::Policy;
use jiff::civil::Date;

const REASONS: [&str; 5] = [
    "The buyer changed their mind",
    "Ordered twice by mistake",
    "Damaged in our storeroom",
    "The address could not be delivered to",
    "Out of stock after a count",
];

/// An order with its lines, being carried through its life.
pub struct OrderStory<'a> {
    pub order: OrderRow,
    pub lines: Vec<LineRow>,
    life: OrderLife,
    day: Date,
    ends: Millis,
    /// Whether every step is recorded, not only those that matter later.
    told_whole: bool,
    policy: &'a Policy,
}

impl<'a> OrderStory<'a> {
    /// The order as it is placed.
    pub fn begin(
        chance: &mut Chance,
        group_id: &OrderGroupId,
        order_id: OrderId,
        checkout: &Checkout,
        part: SellerOrder,
        shop: &mut Shop,
        policy: &'a Policy,
        ends: Millis,
    ) -> Self {
        let at = checkout.placed_at;
        let units = part.lines.iter().map(|line| line.quantity).sum();
        let life = OrderLife::draw(chance, at, units, part.lines.len(), ends);
        let day = at.day(&shop.zone);
        let order = OrderRow {
            order_group_id: group_id.clone(),
            seller_id: shop.seller_id.clone(),
            number: shop.number(),
            status: OrderStatus::Pending,
            currency: checkout.currency,
            reference: checkout.reference.clone(),
            buyer_name: checkout.buyer_name.clone(),
            buyer_email: checkout.buyer_email.clone(),
            units,
            goods_minor: part.goods_minor(),
            discount_minor: part.discount_minor,
            shipping_minor: part.shipping_minor,
            tax_minor: part.tax_minor,
            total_minor: part.total_minor(),
            commission_minor: part.lines.iter().map(|line| line.commission_minor).sum(),
            commission_tax_minor: part.lines.iter().map(|line| line.commission_tax_minor).sum(),
            refunded_minor: 0,
            commission_returned_minor: 0,
            hold_days: policy.hold_days,
            unproven_hold_days: policy.unproven_hold_days,
            held_minor: 0,
            day: day.to_string(),
            placed_at: at,
            updated_at: at,
            paid_at: None,
            shipped_at: None,
            delivered_at: None,
            completed_at: None,
            cancelled_at: None,
            pay_by: None,
            release_at: None,
            released_at: None,
            ship_by: None,
            order_id,
        };
        let lines = part
            .lines
            .into_iter()
            .enumerate()
            .map(|(position, line)| LineRow {
                line_id: LineId::of(chance.ulid(at)),
                order_id: order.order_id.clone(),
                position: position as i64,
                variant_name: String::new(),
                product_id: line.variant.product_id,
                variant_id: line.variant.variant_id,
                name: line.variant.name,
                sku: line.variant.sku,
                quantity: line.quantity,
                unit_price_minor: line.unit_price_minor,
                goods_minor: line.goods_minor,
                discount_minor: line.discount_minor,
                shipping_minor: line.shipping_minor,
                tax_minor: line.tax_minor,
                commission_minor: line.commission_minor,
                commission_tax_minor: line.commission_tax_minor,
                commission_basis_points: line.commission_basis_points,
                shipped_quantity: 0,
                cancelled_quantity: 0,
                refunded_quantity: 0,
                cancelled_minor: 0,
                returned_goods_minor: 0,
                returned_shipping_minor: 0,
                returned_tax_minor: 0,
                returned_commission_minor: 0,
                returned_commission_tax_minor: 0,
            })
            .collect();
        let told_whole = ends.0 - at.0 < 120 * DAY_MS;
        Self {
            order,
            lines,
            life,
            day,
            ends,
            told_whole,
            policy,
        }
    }

    pub fn day(&self) -> Date {
        self.day
    }

    pub fn is_paid(&self) -> bool {
        self.life.paid_at.is_some()
    }

    /// A checkout of several orders is paid as a whole.
    pub fn is_paid_with_the_others(&mut self) {
        self.life.paid_at = Some(self.life.placed_at);
    }

    /// Payment time of the checkout.
    pub fn paid_at(&self) -> Option<Millis> {
        self.life.paid_at
    }

    /// Runs the order to its final status.
    pub fn live(
        &mut self,
        rows: &mut Rows,
        chance: &mut Chance,
        books: &mut Books,
        shop: &mut Shop,
        at_shop: usize,
    ) {
        let total_minor = self.order.total_minor;
        self.note(
            rows,
            chance,
            TimelineKind::Placed,
            Actor::Storefront,
            None,
            Some(total_minor),
            None,
            self.life.placed_at,
        );
        let Some(paid_at) = self.life.paid_at else {
            self.never_paid(rows, chance);
            return;
        };
        self.order.paid_at = Some(paid_at);
        self.stands(OrderStatus::Paid, paid_at);
        self.order.held_minor = total_minor - self.order.commission_minor - self.order.commission_tax_minor;
        books.post(rows, shop, paid_at, &orders::sale(&self.order));
        if self.told_whole {
            self.note(
                rows,
                chance,
                TimelineKind::Paid,
                Actor::Payment,
                None,
                Some(total_minor),
                None,
                paid_at,
            );
            let noted_at = paid_at.plus(20 * MINUTE_MS).min(self.ends);
            write_private_note(rows, chance, &self.order, shop.owner_id.as_str(), noted_at);
        }
        if let Some(at) = self.life.cancelled_at.filter(|at| *at <= self.ends) {
            self.cancel(rows, chance, books, shop, at_shop, None, at);
            return;
        }
        if let Some(at) = self.life.shortened_at.filter(|at| *at <= self.ends) {
            let line = chance.below(self.lines.len());
            // Never everything: the order goes on.
            let pieces = chance
                .between(1, self.lines[line].quantity)
                .min(self.order.units - 1);
            self.cancel(rows, chance, books, shop, at_shop, Some((line, pieces)), at);
        }
        self.ship(rows, chance, shop);
        self.deliver(rows, chance, books, shop, at_shop);
    }

    fn never_paid(&mut self, rows: &mut Rows, chance: &mut Chance) {
        let at = self.life.expires_at;
        if at > self.ends {
            self.order.pay_by = Some(at);
            return;
        }
        self.stands(OrderStatus::Cancelled, at);
        self.order.cancelled_at = Some(at);
        self.lines.iter_mut().for_each(|line| {
            line.cancelled_minor = line.whole().gross_minor();
            line.cancelled_quantity = line.quantity;
        });
        self.note(
            rows,
            chance,
            TimelineKind::Cancelled,
            Actor::System,
            None,
            None,
            Some("Not paid in time"),
            at,
        );
    }

    /// Cancels pieces of one line, or all there is.
    fn cancel(
        &mut self,
        rows: &mut Rows,
        chance: &mut Chance,
        books: &mut Books,
        shop: &Shop,
        at_shop: usize,
        only: Option<(usize, i64)>,
        at: Millis,
    ) {
        let chosen: Vec<(usize, i64)> = match only {
            Some(piece) => vec![piece],
            None => self
                .lines
                .iter()
                .map(LineRow::open_quantity)
                .enumerate()
                .collect(),
        };
        let mut share = Share::default();
        for (line, pieces) in chosen {
            let part = self.lines[line].share(pieces, true);
            self.lines[line].add_cancelled(pieces, part);
            share = share.plus(part);
        }
        let cancellation_id = CancellationId::of(chance.ulid(at));
        books.post_at(
            at,
            at_shop,
            orders::reversal(&self.order, share, &cancellation_id),
        );
        let returned_minor = share.commission_minor + share.commission_tax_minor;
        self.order.refunded_minor += share.gross_minor();
        self.order.commission_returned_minor += returned_minor;
        self.order.held_minor += returned_minor - share.gross_minor();
        if only.is_none() {
            self.stands(OrderStatus::Cancelled, at);
            self.order.cancelled_at = Some(at);
        } else {
            self.order.updated_at = at;
        }
        let by = Some(shop.owner_id.as_str());
        let reason = Some(*chance.of(&REASONS));
        self.note(
            rows,
            chance,
            TimelineKind::Cancelled,
            Actor::Seller,
            by,
            Some(share.gross_minor()),
            reason,
            at,
        );
    }

    fn stands(&mut self, status: OrderStatus, at: Millis) {
        self.order.status = status;
        self.order.updated_at = at;
    }

    fn note(
        &self,
        rows: &mut Rows,
        chance: &mut Chance,
        kind: TimelineKind,
        actor: Actor,
        user_id: Option<&str>,
        amount_minor: Option<i64>,
        detail: Option<&str>,
        at: Millis,
    ) {
        Note {
            kind,
            actor,
            user_id,
            amount_minor,
            detail,
            at,
        }
        .write(rows, chance, &self.order);
    }

    /// Writes the order and its lines.
    pub fn write(&self, rows: &mut Rows) {
        let order = &self.order;
        let words = orders::words_of(&order.reference, &order.buyer_name, &order.buyer_email);
        for word in &words {
            rows.add(Table::OrderWords, |row| {
                row.text(order.seller_id.as_str()).text(&**word).int(order.number);
            });
        }
        rows.add(Table::Orders, |row| {
            row.text(order.order_id.as_str())
                .text(order.order_group_id.as_str())
                .text(order.seller_id.as_str())
                .int(order.number)
                .text(order.status.as_str())
                .text(order.currency.code())
                .text(&*order.reference)
                .text(&*order.buyer_name)
                .text(&*order.buyer_email)
                .text(orders::text_of(&words))
                .int(order.units)
                .int(order.goods_minor)
                .int(order.discount_minor)
                .int(order.shipping_minor)
                .int(order.tax_minor)
                .int(order.total_minor)
                .int(order.commission_minor)
                .int(order.commission_tax_minor)
                .int(order.refunded_minor)
                .int(order.commission_returned_minor)
                .int(order.hold_days)
                .int(order.unproven_hold_days)
                .int(order.held_minor)
                .text(&*order.day)
                .at(order.placed_at)
                .at(order.updated_at)
                .maybe_at(order.paid_at)
                .maybe_at(order.shipped_at)
                .maybe_at(order.delivered_at)
                .maybe_at(order.completed_at)
                .maybe_at(order.cancelled_at)
                .maybe_at(order.pay_by)
                .maybe_at(order.release_at)
                .maybe_at(order.released_at)
                .at(order.updated_at);
        });
        for line in &self.lines {
            rows.add(Table::Lines, |row| {
                row.text(line.line_id.as_str())
                    .text(line.order_id.as_str())
                    .text(order.seller_id.as_str())
                    .int(line.position)
                    .text(line.product_id.as_str())
                    .text(line.variant_id.as_str())
                    .text(&*line.name)
                    .text(&*line.variant_name)
                    .maybe_text(line.sku.as_deref())
                    .int(line.quantity)
                    .int(line.unit_price_minor)
                    .int(line.goods_minor)
                    .int(line.discount_minor)
                    .int(line.shipping_minor)
                    .int(line.tax_minor)
                    .int(line.commission_minor)
                    .int(line.commission_tax_minor)
                    .int(line.commission_basis_points)
                    .int(line.shipped_quantity)
                    .int(line.cancelled_quantity)
                    .int(line.refunded_quantity)
                    .int(line.cancelled_minor)
                    .int(line.returned_goods_minor)
                    .int(line.returned_shipping_minor)
                    .int(line.returned_tax_minor)
                    .int(line.returned_commission_minor)
                    .int(line.returned_commission_tax_minor);
            });
        }
    }
}
