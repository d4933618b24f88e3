//! PDF report of a period: figures against the period before, revenue graph, money statement, best sellers,
//! definitions.

mod drawing;
#[cfg(test)]
mod tests;

use super::best_seller::BestSeller;
use super::graph::Graph;
use super::metrics::{Metric, StatusCount, Summary, thousands};
use super::period::Period;
use crate::clock::Millis;
use crate::money::Currency;
use crate::pdf::{Column, Document, Table, Type};

/// Contents of the report; figures in minor units of `currency`.
#[derive(Debug, Clone)]
pub struct Report {
    pub shop: String,
    pub currency: Currency,
    pub period: Period,
    pub summary: Summary,
    pub statement: Statement,
    pub best_sellers: Vec<BestSeller>,
    pub made_at: Millis,
}

/// The money of a period as the ledger has it: by the day it moved, not by the day of the order.
///
/// What takes money away is negative, so that every line adds up to the next sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statement {
    /// Everything held for the seller before the first day: pending, available, reserved, less debt.
    pub opening_minor: i64,
    /// Paid by buyers, with shipping and tax that are the seller's.
    pub sales_minor: i64,
    /// Refunds to buyers.
    pub refunds_minor: i64,
    /// Commission with tax, less what refunds returned.
    pub commission_minor: i64,
    /// Payout fees and other fees.
    pub fees_minor: i64,
    /// Corrections by the marketplace's finance staff, disputes, reviews of old postings.
    pub adjustments_minor: i64,
    /// Payouts, less returned ones.
    pub payouts_minor: i64,
}

impl Statement {
    /// Net earnings: sales less refunds, commission and fees, with adjustments.
    pub fn net_minor(&self) -> i64 {
        [
            self.sales_minor,
            self.refunds_minor,
            self.commission_minor,
            self.fees_minor,
            self.adjustments_minor,
        ]
        .into_iter()
        .fold(0, i64::saturating_add)
    }

    /// Balance held for the seller after the last day.
    pub fn closing_minor(&self) -> i64 {
        self.opening_minor
            .saturating_add(self.net_minor())
            .saturating_add(self.payouts_minor)
    }

    /// The lines in order; a sum is marked.
    pub fn lines(&self) -> [(&'static str, i64, bool); 9] {
        [
            ("Opening balance", self.opening_minor, false),
            ("Gross sales", self.sales_minor, false),
            ("Refunds and cancellations", self.refunds_minor, false),
            ("Commission", self.commission_minor, false),
            ("Fees", self.fees_minor, false),
            ("Adjustments", self.adjustments_minor, false),
            ("Net earnings", self.net_minor(), true),
            ("Payouts", self.payouts_minor, false),
            ("Closing balance", self.closing_minor(), true),
        ]
    }
}

impl Report {
    /// The file.
    pub fn pdf(&self) -> Vec<u8> {
        let title = format!("Report, {}", self.period.title());
        let foot = format!(
            "{} · {} · {} time",
            self.shop,
            self.period.title(),
            self.period.zone_name()
        );
        let mut document = Document::new(&format!("{title} – {}", self.shop), &foot, self.made_at);
        document.title(&self.shop);
        document.paragraph(&title, Type::HEADING);
        document.space(2.0);
        for line in self.about() {
            document.paragraph(&line, Type::NOTE);
        }
        document.space(12.0);
        drawing::tiles(&mut document, self);
        let graph = Graph::revenue(&self.summary, self.period.bucket().key(), self.currency);
        drawing::graph(&mut document, &graph, &self.period.before_words());
        drawing::side_by_side(&mut document, self);
        document.heading("Best sellers");
        document.table(&self.best_sellers());
        document.heading("How each figure is calculated");
        for metric in Metric::ALL {
            document.paragraph(
                metric.name(),
                Type {
                    bold: true,
                    ..Type::NOTE
                },
            );
            document.paragraph(metric.definition(), Type::NOTE);
            document.space(4.0);
        }
        for (name, definition) in DEFINITIONS {
            document.paragraph(
                name,
                Type {
                    bold: true,
                    ..Type::NOTE
                },
            );
            document.paragraph(definition, Type::NOTE);
            document.space(4.0);
        }
        document.finish()
    }

    /// Timezone and currency of the report.
    fn about(&self) -> [String; 2] {
        let made = self.made_at.timestamp().to_zoned(self.period.zone().clone());
        let (zone, currency) = (self.period.zone_name(), self.currency);
        let counted = format!(
            "Days and times are in {zone}. Amounts are in {} ({}).",
            currency.name(),
            currency.code()
        );
        let compared = format!(
            "Compared with {}, {}. Created {}.",
            self.period.before_words(),
            self.period.previous().title(),
            made.strftime("%-d %b %Y, %H:%M")
        );
        [counted, compared]
    }

    fn best_sellers(&self) -> Table {
        let rows = self.best_sellers.iter().map(|product| {
            vec![
                product.name.clone(),
                product.sku.clone().unwrap_or_default(),
                thousands(product.units),
                self.currency.show(product.revenue_minor),
            ]
        });
        Table {
            columns: vec![
                Column::text("Product", 3.0),
                Column::text("SKU", 1.0),
                Column::figure("Units"),
                Column::figure("Revenue"),
            ],
            rows: rows.collect(),
            totals: None,
            empty: "Nothing was sold in this period.".to_owned(),
        }
    }

    fn statuses(&self) -> &[StatusCount] {
        &self.summary.statuses
    }
}

/// Definitions in addition to the metrics.
pub const DEFINITIONS: [(&str, &str); 3] = [
    (
        "Money",
        "By the day of each ledger entry. Revenue above is by the day of the order, so the two differ if a \
            refund or payment came later. Negative amounts left the balance.",
    ),
    (
        "Orders by status",
        "Orders placed in this period, by their status when this report was created.",
    ),
    (
        "Best sellers",
        "Pieces sold in the orders counted, and the amount charged for them, without shipping and tax, less \
            cancellations and refunds.",
    ),
];
