use super::*;
use crate::analytics::metrics::{DayTotals, Totals};
use crate::pdf::text_of;
use jiff::ToSpan;
use jiff::civil::date;
use jiff::tz::TimeZone;

fn report(currency: Currency) -> Report {
    let period = Period::month(date(2026, 11, 1), TimeZone::get("Europe/Dublin").unwrap());
    let status = [
        "completed",
        "shipped",
        "paid",
        "pending",
        "cancelled",
        "refunded",
        "delivered",
    ];
    let days: Vec<DayTotals> = (0..60_i64)
        .map(|day| DayTotals {
            day: date(2026, 10, 2).saturating_add(day.days()),
            totals: Totals {
                orders: 5 + day % 3,
                units: 15,
                gross_minor: 24_000 + (day * 7_919) % 61_000 + day * 2_350,
                refunded_minor: 2_000 + day * 10,
            },
        })
        .collect();
    let statuses = status
        .iter()
        .map(|status| StatusCount {
            status: (*status).to_owned(),
            orders: 40,
            total_minor: 100_000,
        })
        .collect();
    let names = [
        "Stoneware mug, “Łódź blue”",
        "Linen apron",
        "Fox 🦊 print on 茶 paper",
        &"Very long name ".repeat(14),
    ];
    Report {
        shop: "Ada’s Café & Ceramics".to_owned(),
        currency,
        summary: Summary::of(&period, &days, statuses),
        period,
        statement: Statement {
            opening_minor: 120_000,
            sales_minor: 1_234_567,
            refunds_minor: -45_600,
            commission_minor: -123_456,
            fees_minor: -250,
            adjustments_minor: 0,
            payouts_minor: -900_000,
        },
        best_sellers: (0..10)
            .map(|at| BestSeller {
                product_id: crate::id::ProductId::new(Millis(at as i64)),
                name: names[at % names.len()].to_owned(),
                sku: Some(format!("MUG-BLUE-{at}")),
                units: 120 - at as i64 * 7,
                revenue_minor: 340_050 - at as i64 * 21_113,
            })
            .collect(),
        made_at: Millis(1_796_299_200_000),
    }
}

#[test]
fn a_report_says_shop_days_zone_and_every_figure() {
    let text = text_of(&report(Currency::EUR).pdf()).join("\n");
    for said in [
        "Ada’s Café & Ceramics",
        "Report, 1–30 Nov 2026",
        "Europe/Dublin",
        "Refund rate",
        "up 82% on",
        "€12,345.67",
        "-€9,000.00",
        "Closing balance",
        "Best sellers",
        "Łódź",
        "How each figure is calculated",
        "Page 1 of 2",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(text.contains("Fox \u{fffd} print on \u{fffd} paper"));
}

#[test]
fn the_statement_adds_up() {
    let statement = report(Currency::EUR).statement;
    let lines = statement.lines();
    let net: i64 = lines[1..6].iter().map(|(_, amount, _)| amount).sum();
    assert_eq!((lines[6].1, lines[8].1), (net, lines[0].1 + net + lines[7].1));
    assert_eq!(statement.closing_minor(), 285_261);
}

#[test]
fn a_quiet_month_and_huge_amounts_are_reported_too() {
    let mut quiet = report(Currency::JPY);
    quiet.summary = Summary::of(&quiet.period, &[], Vec::new());
    quiet.statement = Statement::default();
    quiet.best_sellers.clear();
    let text = text_of(&quiet.pdf()).join("\n");
    assert!(text.contains("Nothing was sold in this period.") && text.contains("no sales in this period"));
    let mut huge = report(Currency::INR);
    huge.statement.sales_minor = 99_999_999_999_999;
    assert!(text_of(&huge.pdf()).join("\n").contains("₹999,999,999,999.99"));
}
