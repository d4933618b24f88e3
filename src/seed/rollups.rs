//! Roll-ups computed while generating; a day is written once complete.

use super::bulk::Rows;
use super::shop::Shop;
use super::tables::Table;
use crate::analytics::OrderContribution;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Totals of a day over all shops.
#[derive(Default)]
struct Day {
    /// By shop and status: orders, units, total, refunded, refunded orders.
    statuses: BTreeMap<(usize, String), [i64; 5]>,
    /// By shop and variant's product: units, revenue.
    products: BTreeMap<(usize, usize), (i64, i64)>,
}

/// The days that are still open, and the orders of each status.
#[derive(Default)]
pub struct Counts {
    days: BTreeMap<Date, Day>,
    orders: BTreeMap<(usize, String), i64>,
}

impl Counts {
    /// Adds an order in its final status.
    pub fn order(&mut self, shop: usize, day: Date, standing: OrderContribution<'_>) {
        let figures = self
            .days
            .entry(day)
            .or_default()
            .statuses
            .entry((shop, standing.status.to_owned()))
            .or_default();
        let more = [
            1,
            standing.units,
            standing.total_minor,
            standing.refunded_minor,
            i64::from(standing.refunded_minor > 0),
        ];
        for (figure, more) in figures.iter_mut().zip(more) {
            *figure += more;
        }
        *self.orders.entry((shop, standing.status.to_owned())).or_default() += 1;
    }

    /// Adds product sales, negative if taken back.
    pub fn product(&mut self, shop: usize, day: Date, product: usize, units: i64, revenue_minor: i64) {
        let sold = self
            .days
            .entry(day)
            .or_default()
            .products
            .entry((shop, product))
            .or_default();
        sold.0 += units;
        sold.1 += revenue_minor;
    }

    /// Writes the days before `day`.
    pub fn write_before(&mut self, rows: &mut Rows, shops: &[Shop], day: Date) {
        while let Some(first) = self.days.first_entry().filter(|first| *first.key() < day) {
            let (date, counted) = first.remove_entry();
            counted.write(rows, shops, &date.to_string());
        }
    }

    /// Writes the remaining days.
    pub fn close(mut self, rows: &mut Rows, shops: &[Shop]) {
        self.write_before(rows, shops, Date::MAX);
        for ((shop, status), orders) in self.orders {
            rows.add(Table::OrderCounts, |row| {
                row.text(shops[shop].seller_id.as_str()).text(status).int(orders);
            });
        }
    }
}

impl Day {
    fn write(self, rows: &mut Rows, shops: &[Shop], day: &str) {
        for ((shop, status), figures) in self.statuses {
            rows.add(Table::DailyStatuses, |row| {
                row.text(shops[shop].seller_id.as_str()).text(day).text(status);
                for figure in figures {
                    row.int(figure);
                }
            });
        }
        for ((shop, product), (units, revenue_minor)) in self.products {
            let shop = &shops[shop];
            rows.add(Table::DailyProducts, |row| {
                row.text(shop.seller_id.as_str())
                    .text(day)
                    .text(shop.goods.product_id(product))
                    .int(units)
                    .int(revenue_minor);
            });
        }
    }
}
