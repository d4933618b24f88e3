//! Refund pages: the seller's list, and what is owed to buyers, for finance.

use super::actions::ConfirmRefund;
use super::api::status_of;
use super::refund::{RefundRow, RefundStatus};
use super::store;
use crate::clock::Millis;
use crate::id::RefundId;
use crate::state::App;
use crate::ui::{
    Button, Card, Column, Empty, ErrorSummary, Fact, Facts, Field, Moment, Pager, RowLink, Status, Tab,
    Table, Tabs, Tone,
};
use crate::viewer::{Admin, Member, duty, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

const REFUNDS: &str = "/refunds";
const OWED: &str = "/admin/refunds";

/// Which refunds are listed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RefundsForm {
    status: Option<String>,
}

/// Mark of a refund's status.
#[component]
pub fn RefundState(status: RefundStatus) -> impl IntoView {
    let tone = match status {
        RefundStatus::Processing => Tone::Info,
        RefundStatus::Paid => Tone::Good,
        RefundStatus::Failed => Tone::Bad,
        RefundStatus::External => Tone::Warning,
    };
    view! { <Status tone=tone word=status.words() /> }
}

/// The seller's refunds, newest first.
pub async fn refunds(
    member: Member<may::Orders>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<RefundId>,
    Query(query): Query<RefundsForm>,
) -> PageResult {
    let status = status_of(query.status.as_deref())?;
    let window = store::of_seller(&app.db, &member.seller_id, status, &keyset).await?;
    let (newer, older) = window.links(&address(REFUNDS, status));
    let (zone, now) = (member.zone(), app.clock.now());
    let is_empty = window.rows.is_empty();
    let rows = window
        .rows
        .into_iter()
        .map(|refund| row(refund, &zone, now))
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new("Reason"),
        Column::new("State"),
        Column::wide("Cause"),
        Column::num("To the buyer"),
        Column::wide_num("Commission returned"),
        Column::wide_num("Made"),
    ];
    let list = match is_empty {
        true => view! {
            <Card><Empty icon=icondata_lu::LuUndo2 headline="No refunds"
                text="What you refund or cancel of a paid order is listed here, with whether the buyer has the money." /></Card>
        }
        .into_any(),
        false => view! {
            <Card flush=true><Table columns=columns caption="Refunds, newest first">{rows}</Table></Card>
        }
        .into_any(),
    };
    let body = view! {
        <Tabs items=tabs(REFUNDS, status, true) label="Refunds by status" />
        {list}
        <Pager newer=newer older=older note=format!("Newest first. Times are in {}.", member.timezone) />
    };
    Ok(Page::new("Refunds", body).with_back("Orders", "/orders"))
}

fn row(refund: RefundRow, zone: &TimeZone, now: Millis) -> AnyView {
    let href = format!("/orders/{}#refunds", refund.order_id);
    let show = |minor| refund.currency.show(minor);
    let returned = show(refund.commission_minor + refund.commission_tax_minor);
    view! {
        <tr>
            <td class="main"><RowLink href=href><span class="clamp">{refund.reason.clone()}</span></RowLink></td>
            <td class="state"><RefundState status=refund.status /></td>
            <td class="wide muted">{refund.cause.words()}</td>
            <td class="num" data-label="To the buyer">{show(refund.amount_minor)}</td>
            <td class="num wide">{returned}</td>
            <td class="num wide muted"><Moment at=refund.created_at zone=zone.clone() now=now /></td>
        </tr>
    }
    .into_any()
}

fn address(path: &str, status: Option<RefundStatus>) -> String {
    status.map_or_else(
        || path.to_owned(),
        |status| format!("{path}?status={}", status.as_str()),
    )
}

fn tabs(path: &str, chosen: Option<RefundStatus>, has_all: bool) -> Vec<Tab> {
    let all = has_all.then(|| Tab::new("All", path).current(chosen.is_none()));
    let statuses = [RefundStatus::External, RefundStatus::Paid];
    let tab = |status: RefundStatus| {
        Tab::new(status.words(), address(path, Some(status))).current(chosen == Some(status))
    };
    all.into_iter().chain(statuses.map(tab)).collect()
}

/// Refunds that buyers do not have yet, for finance, with the form that confirms one.
pub async fn owed_refunds(
    _admin: Admin<duty::Payouts>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<RefundId>,
    Query(query): Query<RefundsForm>,
) -> PageResult {
    let form = Form::of::<ConfirmRefund>();
    let status = status_of(query.status.as_deref())?.unwrap_or(RefundStatus::External);
    let window = store::of_status(&app.db, status, &keyset).await?;
    let (newer, older) = window.links(&address(OWED, Some(status)));
    let now = app.clock.now();
    let nothing = window.rows.is_empty().then(|| {
        let (headline, text) = match status {
            RefundStatus::External => (
                "Nothing is owed to buyers.",
                "Refunds and cancellations of paid orders stand here until the buyer has the money.",
            ),
            _ => (
                "No such refunds.",
                "A refund appears here once someone has confirmed it.",
            ),
        };
        view! { <Card><Empty icon=icondata_lu::LuUndo2 headline=headline text=text /></Card> }
    });
    let cards = window
        .rows
        .into_iter()
        .map(|refund| {
            let form = form.clone().with("refund_id", refund.refund_id.as_str());
            view! { <RefundCard refund=refund form=form now=now /> }
        })
        .collect_view();
    let body = view! {
        <Tabs items=tabs(OWED, Some(status), false) label="Refunds by status" />
        {nothing}
        {cards}
        <Pager newer=newer older=older note="Newest first. Times are in UTC." />
    };
    Ok(Page::new("Refunds to buyers", body))
}

#[component]
fn RefundCard(refund: RefundRow, form: Form, now: Millis) -> impl IntoView {
    let id = refund.refund_id.to_string();
    let amount = refund.currency.show(refund.amount_minor);
    let paid = refund.paid_at.map(|at| {
        let reference = refund.reference.clone().unwrap_or_default();
        view! {
            <Fact label="Paid back">
                <code>{reference}</code> " " <span class="muted"><Moment at=at zone=TimeZone::UTC now=now /></span>
            </Fact>
        }
    });
    let confirm = matches!(refund.status, RefundStatus::External | RefundStatus::Failed)
        .then(|| view! { <ConfirmForm id=id.clone() form=form /> });
    view! {
        <Card title=format!("{amount} · {}", refund.cause.words()) id=id>
            <Facts wide=true>
                <Fact label="Why">{refund.reason.clone()}</Fact>
                <Fact label="Order"><code>{refund.order_id.to_string()}</code></Fact>
                <Fact label="Shop"><a href=format!("/admin/sellers/{}", refund.seller_id)>{refund.seller_id.to_string()}</a></Fact>
                <Fact label="Made"><Moment at=refund.created_at zone=TimeZone::UTC now=now /></Fact>
                {paid}
            </Facts>
            {confirm}
        </Card>
    }
}

#[component]
fn ConfirmForm(id: String, form: Form) -> impl IntoView {
    view! {
        <ErrorSummary errors=form.summary() title="It is not confirmed yet." />
        <PostForm<ConfirmRefund> class="form">
            <input type="hidden" name="refund_id" value=id />
            <Field label="Reference" name="reference" required=true maxlength=200 autocomplete="off" short=true
                help="Name of the payment that brought the money to the buyer. Confirming moves no money."
                value=form.value("reference") error=form.error("reference") />
            <div class="row">
                <Button icon=icondata_lu::LuCheck>"Mark as paid back"</Button>
            </div>
        </PostForm<ConfirmRefund>>
    }
}
