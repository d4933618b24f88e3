//! Money statement of an order.

use crate::money::Decimal;
use crate::orders::order::{LineRow, OrderRow, OrderStatus};
use crate::ui::{Card, Moment, Statement, StatementLine};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Amounts paid, commission kept, amount received, and when.
#[component]
pub fn MoneyCard(
    order: OrderRow,
    lines: Vec<LineRow>,
    /// The shipping rate that the buyer chose.
    shipping_name: Option<String>,
    zone: TimeZone,
) -> impl IntoView {
    let entries = order.paid_at.map(|_| {
        let href = format!("/wallet?order={}", order.order_id);
        view! { <a href=href>"Entries"</a> }.into_any()
    });
    let statement = statement(&order, &lines, shipping_name);
    view! {
        <Card title="Money" action=entries>
            <Statement lines=statement caption="What you receive for this order" />
            <Availability order=order zone=zone />
        </Card>
    }
}

fn statement(order: &OrderRow, lines: &[LineRow], shipping_name: Option<String>) -> Vec<StatementLine> {
    let show = |minor: i64| order.currency.show(minor);
    let mut shown = vec![StatementLine::new("Goods", show(order.goods_minor))];
    if order.discount_minor != 0 {
        shown.push(StatementLine::new("Discount", show(-order.discount_minor)));
    }
    let shipping = StatementLine::new("Shipping", show(order.shipping_minor));
    match shipping_name {
        Some(name) => shown.push(shipping.detail(name)),
        None if order.shipping_minor != 0 => shown.push(shipping),
        None => {}
    }
    if order.tax_minor != 0 {
        shown.push(StatementLine::new("Tax", show(order.tax_minor)));
    }
    let asked = if order.paid_at.is_some() {
        "The buyer paid"
    } else {
        "The buyer owes"
    };
    shown.push(StatementLine::sum(asked, show(order.total_minor)));
    if order.came_to_nothing() {
        shown.push(StatementLine::sum("You receive", show(0)));
        return shown;
    }
    if order.refunded_minor > 0 {
        shown.push(
            StatementLine::new("Cancelled and refunded", show(-order.refunded_minor))
                .detail("Back to the buyer"),
        );
    }
    let commission = StatementLine::new("Commission", show(-order.commission_minor));
    shown.push(match rate(lines) {
        Some(rate) => commission.detail(format!("{rate} % of goods less discount")),
        None => commission,
    });
    if order.commission_tax_minor > 0 {
        shown.push(StatementLine::new(
            "Tax on commission",
            show(-order.commission_tax_minor),
        ));
    }
    if order.commission_returned_minor > 0 {
        shown.push(StatementLine::new(
            "Commission returned",
            show(order.commission_returned_minor),
        ));
    }
    let receive = if order.paid_at.is_some() {
        "You receive"
    } else {
        "You'll receive"
    };
    shown.push(StatementLine::sum(receive, show(order.net_minor())));
    shown
}

/// The rate of the commission, when all lines were sold at the same one.
fn rate(lines: &[LineRow]) -> Option<String> {
    let rate = lines.first()?.commission_basis_points;
    lines
        .iter()
        .all(|line| line.commission_basis_points == rate)
        .then(|| {
            let written = Decimal::exact(format!("{}.{:02}", rate / 100, rate % 100)).to_string();
            written.trim_end_matches('0').trim_end_matches('.').to_owned()
        })
}

/// When the money can be withdrawn, and why.
#[component]
fn Availability(order: OrderRow, zone: TimeZone) -> impl IntoView {
    let days = |days: i64| match days {
        0 => "at once".to_owned(),
        1 => "1 day later".to_owned(),
        days => format!("{days} days later"),
    };
    let words = match (order.status(), order.released_at, order.release_at) {
        (OrderStatus::Cancelled, _, _) => return ().into_any(),
        (_, Some(at), _) => {
            view! { "In your available balance since " <Moment at=at zone=zone /> "." }.into_any()
        }
        (_, None, Some(at)) => {
            let why = "The hold after delivery gives the buyer time to report a problem.";
            view! { "Available " <Moment at=at zone=zone /> ". " {why} }.into_any()
        }
        (OrderStatus::Pending, _, _) => "It is yours once the buyer has paid.".into_any(),
        _ => format!(
            "Pending until the order is delivered; available {}.",
            days(order.unproven_hold_days)
        )
        .into_any(),
    };
    view! { <p class="muted small">{words}</p> }.into_any()
}
