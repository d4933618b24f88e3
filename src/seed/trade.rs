//! Trade simulation: buyers in time order, each buying from a shop or two.

use super::bulk::Rows;
use super::calendar::Moments;
use super::chance::{Chance, Series};
use super::ledger::Books;
use super::market::Market;
use super::orders::OrderStory;
use super::payments::{self, Paid};
use super::rollups::Counts;
use super::shop::Shop;
use super::tables::Table;
use crate::clock::{DAY_MS, Millis};
use crate::id::{OrderGroupId, OrderId, UserId};
use crate::money::percent_of;
use crate::orders::{Checkout, LineRow, OrderStatus, Priced, by_seller};
use crate::payments::PaymentName;
use crate::policies::Policy;
use jiff::tz::TimeZone;

/// One order in so many is the first shop's.
const FIRST_SHOPS: u32 = 5;

/// Volume, time span and rules of trading.
pub struct Terms {
    pub orders: u32,
    pub begins: Millis,
    pub ends: Millis,
    pub seed: u64,
    pub policy: Policy,
    /// The admin who settles payouts.
    pub settled_by: UserId,
}

/// The shops, who finds which, and everything that counts along.
struct Trade {
    shops: Vec<Shop>,
    /// Shops of each market with cumulative weights.
    streets: Vec<(Vec<usize>, Vec<f64>)>,
    chance: Chance,
    orders: Series,
    payments: Chance,
    books: Books,
    counts: Counts,
    placed: u32,
    terms: Terms,
}

/// Simulates trading; returns the shops with final money and stock.
pub fn trade(rows: &mut Rows, shops: Vec<Shop>, terms: Terms) -> Vec<Shop> {
    let mut chance = Chance::new(terms.seed ^ 0x7ade);
    let mut moments = Moments::new(&mut chance, terms.begins, terms.ends, terms.orders);
    let mut books = Books::new(terms.seed, terms.settled_by.clone(), terms.ends);
    for (at, shop) in shops.iter().enumerate().filter(|(_, shop)| shop.sells()) {
        books.note_paydays(at, shop.opens_at, if at == 0 { 7 } else { 14 });
    }
    let mut trade = Trade {
        streets: streets(&shops),
        orders: Series::new(terms.seed ^ 0x0de5),
        payments: Chance::new(terms.seed ^ 0x9a75),
        counts: Counts::default(),
        placed: 0,
        shops,
        chance,
        books,
        terms,
    };
    while trade.placed < trade.terms.orders && !rows.is_refused() {
        let at = moments.next(&mut trade.chance);
        trade.books.catch_up(rows, &mut trade.shops, at);
        let first = trade.shop(at);
        trade.placed += 1;
        let mut carts = vec![first];
        if trade.placed < trade.terms.orders && trade.chance.happens(0.03) {
            let second = trade.shop(at);
            if second != first && trade.shops[second].currency == trade.shops[first].currency {
                moments.next(&mut trade.chance);
                trade.placed += 1;
                carts.push(second);
            }
        }
        trade.check_out(rows, &carts, at);
        let yesterday = at.plus(-2 * DAY_MS).day(&TimeZone::UTC);
        trade.counts.write_before(rows, &trade.shops, yesterday);
    }
    trade.books.close(rows, &mut trade.shops);
    trade.counts.close(rows, &trade.shops);
    trade.shops
}

fn streets(shops: &[Shop]) -> Vec<(Vec<usize>, Vec<f64>)> {
    let mut streets = vec![(Vec::new(), Vec::new()); Market::ALL.len()];
    for (at, shop) in shops
        .iter()
        .enumerate()
        .skip(usize::from(shops.len() > 1))
        .filter(|(_, shop)| shop.sells())
    {
        let (places, sums): &mut (Vec<usize>, Vec<f64>) = &mut streets[Market::of(shop.currency)];
        places.push(at);
        sums.push(sums.last().copied().unwrap_or_default() + shop.weight);
    }
    streets
}

impl Trade {
    /// The next buyer's shop: each market's first in turn, then by local hour.
    fn shop(&mut self, at: Millis) -> usize {
        if self.placed.is_multiple_of(FIRST_SHOPS) {
            return 0;
        }
        let mut sums = [0.0; Market::ALL.len()];
        let mut sum = 0.0;
        for (place, market) in Market::ALL.iter().enumerate() {
            if !self.streets[place].0.is_empty() {
                sum += market.share * market.busy(at);
            }
            sums[place] = sum;
        }
        if sum == 0.0 {
            return 0;
        }
        let (places, weights) = &self.streets[self.chance.by_weight(&sums)];
        // A shop that has not opened yet is passed by.
        let mut found = places[self.chance.by_weight(weights)];
        for _ in 0..20 {
            if self.shops[found].opens_at <= at {
                break;
            }
            found = places[self.chance.by_weight(weights)];
        }
        if self.shops[found].opens_at <= at {
            found
        } else {
            places[0]
        }
    }

    fn check_out(&mut self, rows: &mut Rows, carts: &[usize], at: Millis) {
        let lines: Vec<(usize, usize, i64)> = carts.iter().flat_map(|shop| self.fill_cart(*shop)).collect();
        let priced = |(shop, variant, quantity): &(usize, usize, i64)| {
            let variant = self.shops[*shop].goods.variants[*variant].row.clone();
            Priced {
                quantity: *quantity,
                unit_price_minor: variant.price_minor,
                variant,
            }
        };
        let goods: Vec<Priced> = lines.iter().map(priced).collect();
        let checkout = self.checkout(&goods, self.shops[carts[0]].market, at);
        let group_id = OrderGroupId::of(self.orders.next(at));
        let mut paid_at = None;
        let mut total_minor = 0;
        for (part, shop) in by_seller(&checkout, goods, &self.terms.policy)
            .into_iter()
            .zip(carts)
        {
            let order_id = OrderId::of(self.orders.next(at));
            let of_shop = lines
                .iter()
                .filter(|line| line.0 == *shop)
                .map(|line| line.1)
                .collect();
            total_minor += part.total_minor();
            let seller = &mut self.shops[*shop];
            let mut story = OrderStory::begin(
                &mut self.chance,
                &group_id,
                order_id,
                &checkout,
                part,
                seller,
                &self.terms.policy,
                self.terms.ends,
            );
            if carts.len() > 1 {
                story.is_paid_with_the_others();
            }
            story.live(rows, &mut self.chance, &mut self.books, seller, *shop);
            paid_at = paid_at.or(story.paid_at());
            count(&mut self.counts, seller, *shop, &mut story, of_shop);
            story.write(rows);
        }
        write_group(rows, &group_id, &checkout, total_minor, paid_at);
        if let Some(at) = paid_at {
            let paid = Paid {
                group_id: &group_id,
                checkout: &checkout,
                number: self.placed,
                total_minor,
                at,
            };
            payments::write(
                rows,
                &mut self.payments,
                &paid,
                &self.terms.settled_by,
                self.terms.ends,
            );
        }
    }

    /// Cart contents at one shop: shop, variant, quantity.
    fn fill_cart(&mut self, shop: usize) -> Vec<(usize, usize, i64)> {
        let lines = match self.chance.below(100) {
            0..56 => 1,
            56..83 => 2,
            83..94 => 3,
            _ => 4,
        };
        let mut cart: Vec<(usize, usize, i64)> = Vec::with_capacity(lines);
        for _ in 0..lines {
            let variant = self.shops[shop].goods.wanted(&mut self.chance);
            let quantity = match self.chance.below(100) {
                0..82 => 1,
                82..95 => 2,
                _ => self.chance.between(3, 6),
            };
            match cart.iter_mut().find(|line| line.1 == variant) {
                Some(line) => line.2 += quantity,
                None => cart.push((shop, variant, quantity)),
            }
        }
        cart
    }

    fn checkout(&mut self, goods: &[Priced], market: &Market, at: Millis) -> Checkout {
        let goods_minor: i64 = goods
            .iter()
            .map(|line| line.unit_price_minor * line.quantity)
            .sum();
        // A third of the buyers has come before.
        let buyer = market.buyer(self.chance.below(self.terms.orders as usize / 3 + 40) as u64);
        let discount_minor = if self.chance.happens(0.07) {
            percent_of(goods_minor, 1_000)
        } else {
            0
        };
        let is_taxed = self.chance.happens(0.5);
        let number = 1_000_000 + self.placed;
        Checkout {
            reference: format!("WEB-{number}"),
            placed_at: at,
            currency: goods[0].variant.currency,
            buyer_name: buyer.name,
            buyer_email: buyer.email,
            buyer_phone: buyer.phone,
            ship_to: buyer.ship_to,
            lines: Vec::new(),
            shipping_minor: if goods_minor >= market.free_shipping_minor {
                0
            } else {
                market.shipping_minor
            },
            tax_minor: if is_taxed {
                percent_of(goods_minor - discount_minor, market.tax_basis_points)
            } else {
                0
            },
            discount_minor,
            shipping_rates: Vec::new(),
            states_shipping: true,
            paid: true,
            payment: PaymentName::of(Some("stripe"), Some(&format!("pi_{number}"))),
            fingerprint: "seed".to_owned(),
        }
    }
}

/// Counts the order in the roll-ups, and its pieces on the shelf.
fn count(
    counts: &mut Counts,
    shop: &mut Shop,
    at_shop: usize,
    story: &mut OrderStory<'_>,
    variants: Vec<usize>,
) {
    counts.order(at_shop, story.day(), story.order.contribution());
    let is_paid = story.is_paid();
    let status = story.order.status();
    let keeps_stock = status == OrderStatus::Pending || status.is_to_ship();
    let day = story.day();
    for (line, at) in story.lines.iter_mut().zip(variants) {
        let variant = &mut shop.goods.variants[at];
        line.variant_name.clone_from(&variant.label);
        if keeps_stock {
            variant.reserved += line.open_quantity();
        }
        let product = variant.product;
        shop.goods.products[product]
            .sold_at
            .get_or_insert(story.order.placed_at);
        if is_paid {
            let (units, revenue_minor) = sold(line);
            counts.product(at_shop, day, product, units, revenue_minor);
        }
    }
}

/// Net sale of a line: units and revenue less what went back.
fn sold(line: &LineRow) -> (i64, i64) {
    let revenue_minor = line.goods_minor - line.discount_minor - line.returned_goods_minor;
    (
        line.quantity - line.cancelled_quantity - line.refunded_quantity,
        revenue_minor,
    )
}

fn write_group(
    rows: &mut Rows,
    group_id: &OrderGroupId,
    checkout: &Checkout,
    total_minor: i64,
    paid_at: Option<Millis>,
) {
    let ship_to = serde_json::to_string(&checkout.ship_to).unwrap_or_default();
    rows.add(Table::OrderGroups, |row| {
        row.text(group_id.as_str())
            .text(&*checkout.reference)
            .text(&*checkout.fingerprint)
            .text(checkout.currency.code())
            .at(checkout.placed_at)
            .text(&*checkout.buyer_name)
            .text(&*checkout.buyer_email)
            .maybe_text(checkout.buyer_phone.as_deref())
            .text(ship_to)
            .int(checkout.shipping_minor)
            .int(checkout.tax_minor)
            .int(checkout.discount_minor)
            .int(total_minor)
            .text(if paid_at.is_some() { "paid" } else { "pending" })
            .maybe_text(checkout.payment.as_ref().and_then(PaymentName::provider))
            .maybe_text(
                paid_at
                    .and(checkout.payment.as_ref())
                    .map(|payment| &*payment.reference),
            )
            .text("{}")
            .at(checkout.placed_at)
            .maybe_at(paid_at);
    });
}
