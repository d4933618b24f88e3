use super::*;
use crate::analytics::period::Bucket;
use jiff::civil::date;
use jiff::tz::TimeZone;

fn sold(day: Date, orders: i64, gross_minor: i64, refunded_minor: i64) -> DayTotals {
    DayTotals {
        day,
        totals: Totals {
            orders,
            units: orders * 2,
            gross_minor,
            refunded_minor,
        },
    }
}

fn status(status: &str, orders: i64) -> StatusCount {
    StatusCount {
        status: status.to_owned(),
        orders,
        total_minor: 0,
    }
}

fn november() -> Period {
    Period::month(date(2026, 11, 1), TimeZone::UTC)
}

#[test]
fn revenue_is_what_was_paid_less_what_went_back() {
    let day = date(2026, 11, 3);
    let totals = Totals::of(&[sold(day, 3, 10_000, 3_000), sold(day, 1, 4_000, 4_000)]);
    assert_eq!(totals.revenue_minor(), 7_000);
    assert_eq!((totals.orders, totals.units), (4, 8));
    assert_eq!(totals.average_order_minor(), Some(1_750));
    assert_eq!(totals.refund_rate_bp(), Some(5_000));
    let nothing = Totals::default().figure(Metric::AverageOrder);
    assert_eq!(Metric::AverageOrder.show(nothing, Currency::USD), "–");
}

#[test]
fn a_summary_counts_each_day_in_its_own_period() {
    let rows = [
        sold(date(2026, 10, 1), 9, 90_000, 0),
        sold(date(2026, 10, 2), 1, 10_000, 0),
        sold(date(2026, 10, 31), 1, 10_000, 0),
        sold(date(2026, 11, 1), 2, 22_400, 0),
        sold(date(2026, 12, 1), 7, 70_000, 0),
    ];
    let summary = Summary::of(
        &november(),
        &rows,
        vec![
            status("paid", 2),
            status("lost", 1),
            status("cancelled", 0),
            status("pending", 1),
        ],
    );
    assert_eq!(
        (summary.totals.revenue_minor(), summary.before.revenue_minor()),
        (22_400, 20_000)
    );
    let revenue = summary.tile(Metric::Revenue).unwrap();
    assert_eq!(revenue.shown(Currency::USD), "$224.00");
    assert_eq!(revenue.words(&november()), "up 12% on the 30 days before");
    assert_eq!(
        (revenue.change.sign().as_str(), revenue.tone()),
        ("+12%", Tone::Good)
    );
    assert_eq!(summary.tile(Metric::Orders).unwrap().change, Change::Same);
    assert_eq!(summary.buckets.len(), 30);
    assert_eq!(summary.buckets[0].totals.orders, 2);
    assert_eq!(summary.buckets[29].before.orders, 1);
    let statuses: Vec<_> = summary
        .statuses
        .iter()
        .map(|count| (count.label(), count.orders))
        .collect();
    let label = |text: &str, orders| (text.to_owned(), orders);
    assert_eq!(
        statuses,
        [
            label("Waiting for payment", 1),
            label("Paid", 2),
            label("lost", 1)
        ]
    );
}

#[test]
fn the_buckets_sum_to_the_period_whatever_they_are() {
    let rows: Vec<_> = (0..120)
        .map(|days| {
            sold(
                date(2026, 8, 20)
                    .checked_add(jiff::Span::new().days(days))
                    .unwrap(),
                1,
                days,
                0,
            )
        })
        .collect();
    for bucket in Bucket::ALL {
        let summary = Summary::of(&november().by(bucket), &rows, Vec::new());
        let sum: i64 = summary.buckets.iter().map(|bar| bar.totals.revenue_minor()).sum();
        let before: i64 = summary.buckets.iter().map(|bar| bar.before.revenue_minor()).sum();
        assert_eq!(
            (sum, before),
            (summary.totals.revenue_minor(), summary.before.revenue_minor())
        );
        assert_eq!((summary.totals.orders, summary.before.orders), (30, 30));
    }
}

#[test]
fn a_change_is_said_in_words_and_by_sign() {
    let words = |change: Change| change.words("the 7 days before");
    assert_eq!(words(Change::By(1_240)), "up 12% on the 7 days before");
    assert_eq!(words(Change::By(-530)), "down 5.3% on the 7 days before");
    assert_eq!(words(Change::By(1_234_500)), "up 12,345% on the 7 days before");
    assert_eq!(words(Change::By(-4)), "down less than 0.1% on the 7 days before");
    assert_eq!(words(Change::Points(120)), "up 1.2 points on the 7 days before");
    assert_eq!(words(Change::Points(-4)), "down 0.04 points on the 7 days before");
    assert_eq!(words(Change::Same), "the same as the 7 days before");
    assert_eq!(words(Change::NoneBefore), "no sales in the 7 days before");
    assert_eq!(
        (
            Change::By(-530).sign().as_str(),
            Change::Points(120).sign().as_str()
        ),
        ("-5.3%", "+1.2 pts")
    );
}

#[test]
fn more_refunds_are_bad_and_nothing_before_is_neither() {
    assert_eq!(
        Change::Points(10).tone(Metric::RefundRate.more_is_better()),
        Tone::Bad
    );
    assert_eq!(Change::By(-10).tone(Metric::Orders.more_is_better()), Tone::Bad);
    assert_eq!(Change::NoneBefore.tone(true), Tone::Neutral);
}

#[test]
fn no_sales_before_are_not_an_endless_rise() {
    let summary = Summary::of(&november(), &[sold(date(2026, 11, 2), 1, 100, 0)], Vec::new());
    assert!(summary.tiles.iter().all(|tile| tile.change == Change::NoneBefore));
    let empty = Summary::of(&november(), &[], Vec::new());
    assert!(empty.tiles.iter().all(|tile| tile.change == Change::NoneAtAll));
    assert_eq!(empty.tile(Metric::RefundRate).unwrap().shown(Currency::EUR), "–");
}

#[test]
fn a_change_from_below_zero_is_not_put_in_percent() {
    let day = date(2026, 11, 2);
    let before = Totals {
        orders: 1,
        units: 1,
        gross_minor: 100,
        refunded_minor: 300,
    };
    let now = Totals::of(&[sold(day, 1, 100, 0)]);
    assert_eq!(Change::of(Metric::Revenue, &now, &before), Change::Unmeasured);
    assert_eq!(before.average_order_minor(), Some(-200));
}

#[test]
fn every_metric_says_how_it_is_counted() {
    for metric in Metric::ALL {
        assert!(metric.definition().ends_with('.') && !metric.name().is_empty() && !metric.key().is_empty());
    }
    assert_eq!(Metric::Units.show(Some(1_234_567), Currency::USD), "1,234,567");
    assert_eq!(Metric::RefundRate.show(Some(312), Currency::USD), "3.1%");
}
