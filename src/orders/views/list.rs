//! Order list view.

use super::order_state;
use crate::clock::Millis;
use crate::html;
use crate::orders::actions::BulkStatus;
use crate::orders::list::{OrdersForm, TO_SHIP};
use crate::orders::order::OrderStatus;
use crate::orders::store::ListRow;
use crate::saved_views::{InForce, SavedViews};
use crate::ui::{
    ActionBar, Anchor, Button, Card, Column, Empty, Field, FilterBar, Html, LinkButton, Tab, Table, Tone,
    moment, pick, row_link, status,
};
use crate::web::form_reply::PostForm;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Tabs by status, and one for everything to ship, with counts.
pub fn tabs(form: &OrdersForm, counts: &[(OrderStatus, i64)]) -> Vec<Tab> {
    let chosen = form.status.as_deref().unwrap_or_default();
    let count = |wanted: &dyn Fn(OrderStatus) -> bool| -> i64 {
        let of_those = counts.iter().filter(|(status, _)| wanted(*status));
        of_those.map(|(_, orders)| orders).sum()
    };
    let tab = |label: &str, value: &str| {
        Tab::new(label, form.address(&[("status", value)])).current(chosen == value)
    };
    let mut tabs = vec![
        tab("All", ""),
        tab("To ship", TO_SHIP).count(count(&OrderStatus::is_to_ship)),
    ];
    for status in [
        OrderStatus::Pending,
        OrderStatus::Paid,
        OrderStatus::Processing,
        OrderStatus::PartiallyShipped,
        OrderStatus::Shipped,
        OrderStatus::Delivered,
        OrderStatus::Completed,
        OrderStatus::Cancelled,
        OrderStatus::Refunded,
    ] {
        let standing = count(&|other| other == status);
        let is_rare = matches!(status, OrderStatus::Refunded | OrderStatus::PartiallyShipped);
        if !is_rare || standing > 0 || chosen == status.as_str() {
            tabs.push(tab(status.words(), status.as_str()).count(standing));
        }
    }
    tabs
}

/// Search, days and active filters.
#[component]
pub fn ListFilters(form: OrdersForm, views: SavedViews) -> impl IntoView {
    let kept = form.status.clone().map(|status| ("status".to_owned(), status));
    let applied = [
        ("q", "Search", &form.q),
        ("from", "From", &form.from),
        ("to", "To", &form.to),
        ("late", "Late", &form.late),
    ]
    .into_iter()
    .filter_map(|(name, words, value)| {
        let value = value.as_deref()?;
        Some(Anchor::new(
            format!("{words}: {value}"),
            form.address(&[(name, "")]),
        ))
    })
    .collect();
    let clear = form.address(&[("q", ""), ("from", ""), ("to", ""), ("late", "")]);
    let kept = kept.into_iter().chain(views.fields()).collect();
    view! {
        <FilterBar action="/orders" fields=kept>
            <Field label="Search" name="q" kind="search" placeholder="Number, reference, buyer's name or email"
                value=form.q maxlength=200 />
            <Field label="From" name="from" kind="date" value=form.from />
            <Field label="To" name="to" kind="date" value=form.to />
        </FilterBar>
        <InForce filters=applied clear=clear views=views />
    }
}

/// The orders of a page, which can be picked and moved together.
#[component]
pub fn OrdersTable(
    form: OrdersForm,
    orders: Vec<ListRow>,
    here: String,
    now: Millis,
    zone: TimeZone,
) -> impl IntoView {
    if orders.is_empty() {
        return view! { <Card><Nothing form=form /></Card> }.into_any();
    }
    let columns = vec![
        Column::new("Order"),
        Column::new("Status"),
        Column::new("Placed"),
        Column::wide_num("Units"),
        Column::num("Total"),
    ];
    let rows: Html = orders.iter().map(|order| order_row(order, now, &zone)).collect();
    view! {
        <PostForm<BulkStatus>>
            <input type="hidden" name="next" value=here />
            <Card flush=true>
                <Table columns=columns caption="Orders" picks=true>
                    {rows}
                </Table>
            </Card>
            <ActionBar label="Selected orders">
                <Button name="status" value="processing">"Mark as processing"</Button>
                <Button name="status" value="delivered">"Mark as delivered"</Button>
                <Button name="kind" value="packing-slip" formmethod="get" formaction="/orders/papers">"Packing slips"</Button>
                <Button name="kind" value="invoice" formmethod="get" formaction="/orders/papers">"Invoices"</Button>
            </ActionBar>
        </PostForm<BulkStatus>>
    }
    .into_any()
}

fn order_row(order: &ListRow, now: Millis, zone: &TimeZone) -> Html {
    let number = format!("#{}", order.number);
    let late = order.is_late(now).then(|| {
        let by = moment(order.ship_by(), zone, Some(now));
        let late = status(Tone::Bad, Some(icondata_lu::LuClock), "Late");
        html!(r#" {}<small class="muted">to ship by {}</small>"#, late, by)
    });
    let cancelled = (order.refunded_minor > 0).then(|| {
        let amount = order.currency.show(-order.refunded_minor);
        html!(r#"<small class="muted">{} cancelled</small>"#, amount)
    });
    html!(
        r#"<tr>{}<td class="main">{}<small><span class="clamp">{}</span></small></td><td class="state">{}{}</td><td class="amount" data-label="Placed">{}</td><td class="num wide">{}</td><td class="num stacked" data-label="Total"><span>{}{}</span></td></tr>"#,
        pick("ids[]", order.order_id.as_str(), &format!("order {number}")),
        row_link(&format!("/orders/{}", order.order_id), &number),
        order.buyer_name,
        order_state(order.status),
        late,
        moment(order.placed_at, zone, Some(now)),
        order.units,
        order.currency.show(order.total_minor),
        cancelled
    )
}

/// Empty state with advice.
#[component]
fn Nothing(form: OrdersForm) -> impl IntoView {
    let is_filtered = form.q.is_some() || form.from.is_some() || form.to.is_some() || form.late.is_some();
    if is_filtered {
        let all = form.address(&[("q", ""), ("from", ""), ("to", ""), ("late", "")]);
        return view! {
            <Empty
                icon=icondata_lu::LuSearchX
                headline="No orders match."
                text="Search for an order number, or for the beginning of a word of its reference, the buyer's name or email address."
            >
                <LinkButton href=all>"Clear the filters"</LinkButton>
            </Empty>
        }
        .into_any();
    }
    let status = form.status.as_deref().unwrap_or_default();
    let (headline, text) = match status {
        "" => (
            "No orders yet.".to_owned(),
            "They appear here as soon as a buyer checks out. Make sure that you have active products with stock.",
        ),
        TO_SHIP | "paid" | "processing" => (
            "Nothing to ship. Well done.".to_owned(),
            "New orders appear here as soon as they are paid.",
        ),
        "cancelled" => (
            "No cancelled orders.".to_owned(),
            "Orders that you cancel, or that are not paid in time, appear here.",
        ),
        other => (
            format!(
                "No orders are {} now.",
                OrderStatus::parse(other)
                    .map_or("there", OrderStatus::words)
                    .to_lowercase()
            ),
            "Orders appear here when they reach this status.",
        ),
    };
    let (label, href) = if status.is_empty() {
        ("Go to products", "/products")
    } else {
        ("Show all orders", "/orders")
    };
    view! {
        <Empty icon=icondata_lu::LuPackageCheck headline=headline text=text>
            <LinkButton href=href>{label}</LinkButton>
        </Empty>
    }
    .into_any()
}
