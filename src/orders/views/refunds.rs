//! Refunds of an order: what went back, and the form that refunds.

use super::detail::described;
use crate::orders::actions::RefundOrder;
use crate::orders::order::{LineRow, OrderRow};
use crate::refunds::{RefundRow, RefundState};
use crate::ui::{
    Button, Card, Checkbox, Column, Disclosure, ErrorSummary, Field, Moment, Table, TextArea, Variant,
};
use crate::web::form_reply::{Form, PostForm};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Refunds of the order with their status; nothing without any.
#[component]
pub fn RefundsCard(refunds: Vec<RefundRow>, zone: TimeZone) -> impl IntoView {
    let is_empty = refunds.is_empty();
    let rows = refunds
        .into_iter()
        .map(|refund| refund_row(refund, &zone))
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new("Why"),
        Column::new("State"),
        Column::num("To the buyer"),
        Column::wide_num("From your balance"),
    ];
    let all = Some(view! { <a href="/refunds">"All refunds"</a> }.into_any());
    (!is_empty).then(|| {
        view! {
            <Card title="Refunds" id="refunds" flush=true action=all>
                <Table columns=columns caption="Refunds of the order, oldest first">{rows}</Table>
            </Card>
        }
    })
}

fn refund_row(refund: RefundRow, zone: &TimeZone) -> AnyView {
    let show = |minor| refund.currency.show(minor);
    let taken = refund.pending_minor + refund.reserved_minor + refund.available_minor + refund.debt_minor;
    let debt = (refund.debt_minor > 0).then(|| {
        let text = format!("{} of it is now owed by you", show(refund.debt_minor));
        view! { <small class="muted">{text}</small> }
    });
    view! {
        <tr>
            <td class="main">
                <span class="clamp">{refund.reason.clone()}</span>
                <small>{refund.cause.words()} " · " <Moment at=refund.created_at zone=zone.clone() /></small>
            </td>
            <td class="state"><RefundState status=refund.status /></td>
            <td class="num" data-label="To the buyer">{show(refund.amount_minor)}</td>
            <td class="num wide stacked"><span>{show(taken)} {debt}</span></td>
        </tr>
    }
    .into_any()
}

/// Refunds shipped pieces or an amount; folded, since it is rare.
#[component]
pub fn RefundForm(order: OrderRow, lines: Vec<LineRow>, form: Form) -> impl IntoView {
    let left = order.total_minor - order.refunded_minor;
    let about = format!(
        "{} of what the buyer paid is left. Choose pieces that were shipped, or give an amount. Your commission on it \
            is returned; the rest is taken from this order's pending money, then your balance, and what is missing is \
            settled from your next sales.",
        order.currency.show(left)
    );
    let has_pieces = lines.iter().any(|line| line.refundable_quantity() > 0);
    let options = has_pieces.then(|| {
        view! {
            {pieces(&lines, &form)}
            <Checkbox label="Return the shipping of these pieces" name="shipping" value="on"
                checked=form.chosen("shipping", "on", false) />
            <Checkbox label="Put these pieces back into stock" name="restock" value="on"
                checked=form.chosen("restock", "on", false) />
        }
    });
    let amount = match has_pieces {
        true => "Or an amount",
        false => "Amount",
    };
    (left > 0).then(|| {
        view! {
            <Card>
                <Disclosure summary="Refund" open=form.failed() id="refund">
                    <PostForm<RefundOrder> class="form">
                        <ErrorSummary errors=form.summary() title="Nothing was refunded." />
                        <p class="muted">{about}</p>
                        <input type="hidden" name="order_id" value=order.order_id.to_string() />
                        {options}
                        <Field label=amount name="amount" inputmode="decimal" optional=has_pieces short=true
                            suffix=order.currency.code() autocomplete="off" value=form.value("amount")
                            help="Divided over what is left of the goods and their tax, then of the shipping."
                            error=form.error("amount") />
                        <TextArea label="Reason" name="reason" rows=2 required=true maxlength=500
                            help="Shown in the order's timeline." value=form.value("reason")
                            error=form.error("reason") />
                        <div class="row">
                            <Button variant=Variant::Danger>"Refund"</Button>
                        </div>
                    </PostForm<RefundOrder>>
                </Disclosure>
            </Card>
        }
    })
}

/// Quantity fields of lines with pieces that can be refunded, none by default.
fn pieces(lines: &[LineRow], form: &Form) -> impl IntoView + use<> {
    lines
        .iter()
        .filter(|line| line.refundable_quantity() > 0)
        .map(|line| {
            let name = format!("refunded[{}]", line.line_id);
            let (value, error) = (form.or(&name, "0"), form.error(&name));
            let most = line.refundable_quantity();
            let about = described(line)
                .map(|about| format!(" ({about})"))
                .unwrap_or_default();
            view! {
                <Field label=format!("{}{about}", line.name) name=name kind="number" inputmode="numeric" short=true min="0"
                    max=most.to_string() suffix=format!("of {most} shipped") value=value error=error />
            }
        })
        .collect_view()
}
