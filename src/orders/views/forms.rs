//! Forms of an order.

use super::detail::described;
use crate::orders::actions::{Cancel, ChangeStatus, Ship};
use crate::orders::carrier::CARRIERS;
use crate::orders::order::{LineRow, OrderRow, OrderStatus};
use crate::ui::{
    Button, Card, Choice, Disclosure, ErrorSummary, Field, LinkButton, Select, TextArea, Variant,
};
use crate::web::form_reply::{Form, PostForm};
use leptos::prelude::*;

/// The next step, as a single button.
#[component]
pub fn NextStep(order: OrderRow) -> impl IntoView {
    let variant = match order.status() {
        OrderStatus::Paid => Variant::Default,
        _ => Variant::Primary,
    };
    let (to, label) = match order.status() {
        OrderStatus::Paid => (OrderStatus::Processing, "Mark as processing"),
        OrderStatus::Shipped => (OrderStatus::Delivered, "Mark as delivered"),
        OrderStatus::Delivered => (OrderStatus::Completed, "Mark as completed"),
        _ => return ().into_any(),
    };
    view! {
        <PostForm<ChangeStatus>>
            <input type="hidden" name="order_id" value=order.order_id.to_string() />
            <input type="hidden" name="status" value=to.as_str() />
            <Button variant=variant>{label}</Button>
        </PostForm<ChangeStatus>>
    }
    .into_any()
}

/// The order's packing slip and, once it is paid, its invoice.
#[component]
pub fn PaperLinks(order: OrderRow) -> impl IntoView {
    let at = |paper: &str| format!("/orders/{}/{paper}", order.order_id);
    let invoice = order.paid_at.map(|_| {
        view! { <LinkButton href=at("invoice") download=true icon=icondata_lu::LuFileText>"Invoice"</LinkButton> }
    });
    view! {
        <LinkButton href=at("packing-slip") download=true icon=icondata_lu::LuFileText>"Packing slip"</LinkButton>
        {invoice}
    }
}

/// Ships all or part of what is open.
#[component]
pub fn ShipForm(
    order: OrderRow,
    lines: Vec<LineRow>,
    form: Form,
    /// The further locations that it may leave from, by id and name.
    places: Vec<(String, String)>,
    main: String,
) -> impl IntoView {
    let quantities = quantities("quantity", &lines, &form);
    let from = (!places.is_empty()).then(|| {
        let choices = places
            .into_iter()
            .map(|(id, name)| Choice::new(id, name))
            .collect::<Vec<_>>();
        view! {
            <Select label="From" name="location_id" options=choices placeholder=format!("{main}, then the others") short=true
                value=form.value("location_id") error=form.error("location_id") />
        }
    });
    view! {
        <Card title="Ship" id="ship">
            <ErrorSummary errors=form.summary() />
            <PostForm<Ship> class="form">
                <input type="hidden" name="order_id" value=order.order_id.to_string() />
                {quantities}
                <div class="halves">
                    <Field label="Carrier" name="carrier" optional=true maxlength=80 placeholder="Own delivery"
                        value=form.value("carrier") error=form.error("carrier") />
                    <Field label="Tracking number" name="tracking_number" optional=true maxlength=120 autocomplete="off"
                        value=form.value("tracking_number") error=form.error("tracking_number") />
                </div>
                <Disclosure summary="Tracking link of another carrier" open=!form.value("tracking_url").is_empty()>
                    <Field label="Tracking link" name="tracking_url" kind="url" optional=true maxlength=500
                        help=known_carriers() value=form.value("tracking_url") error=form.error("tracking_url") />
                </Disclosure>
                {from}
                <div class="row">
                    <Button variant=Variant::Primary icon=icondata_lu::LuTruck>"Ship"</Button>
                </div>
            </PostForm<Ship>>
        </Card>
    }
}

/// Which carriers need no link.
fn known_carriers() -> String {
    let names = CARRIERS.map(|(name, _)| name).join(", ");
    format!("Not needed for {names}: their number is enough.")
}

/// Cancels all or part of what is open; folded, since it is rare.
#[component]
pub fn CancelForm(order: OrderRow, lines: Vec<LineRow>, form: Form) -> impl IntoView {
    let is_paid = order.paid_at.is_some();
    let quantities = is_paid.then(|| quantities("pieces", &lines, &form));
    let (summary, about) = if is_paid {
        (
            "Cancel all or part of this order",
            "Cancelled pieces go back into stock, and the buyer is owed their price with its share of \
                shipping and tax. Your commission on them is returned too. This cannot be undone.",
        )
    } else {
        (
            "Cancel this order",
            "It has not been paid, so no money moves; its stock is released. This cannot be undone.",
        )
    };
    view! {
        <Card>
            <Disclosure summary=summary open=form.failed() id="cancel">
                <PostForm<Cancel> class="form">
                    <ErrorSummary errors=form.summary() />
                    <p class="muted">{about}</p>
                    <input type="hidden" name="order_id" value=order.order_id.to_string() />
                    {quantities}
                    <TextArea label="Reason" name="reason" rows=2 required=true maxlength=500
                        help="Shown in the order's timeline." value=form.value("reason") error=form.error("reason") />
                    <div class="row">
                        <Button variant=Variant::Danger>"Cancel selected pieces"</Button>
                    </div>
                </PostForm<Cancel>>
            </Disclosure>
        </Card>
    }
}

/// Quantity fields of lines with open pieces, all by default.
fn quantities(field: &str, lines: &[LineRow], form: &Form) -> impl IntoView + use<> {
    lines
        .iter()
        .filter(|line| line.open_quantity() > 0)
        .map(|line| {
            let name = format!("{field}[{}]", line.line_id);
            let (value, error) = (
                form.or(&name, line.open_quantity().to_string()),
                form.error(&name),
            );
            let about = described(line)
                .map(|about| format!(" ({about})"))
                .unwrap_or_default();
            let label = format!("{}{about}", line.name);
            view! {
                <Field label=label name=name kind="number" inputmode="numeric" short=true min="0"
                    max=line.open_quantity().to_string() suffix=format!("of {}", line.open_quantity())
                    value=value error=error />
            }
        })
        .collect_view()
}
