//! Page of unmatched incoming payments, for those who settle them.

use super::actions::SettlePayment;
use super::payment::PaymentState;
use super::store::{self, PaymentRow};
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::PaymentId;
use crate::state::App;
use crate::ui::{
    Button, Card, Choice, Empty, ErrorSummary, Fact, Facts, Field, Moment, Pager, Select, Tab, Tabs,
};
use crate::viewer::{Admin, duty};
use crate::web::form_reply::{Form, PostForm};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

/// Which payments are listed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PaymentsForm {
    state: Option<String>,
}

/// The list of payments that pay nothing, for admins.
pub async fn kept_payments(
    _admin: Admin<duty::Payouts>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<PaymentId>,
    Query(query): Query<PaymentsForm>,
) -> PageResult {
    let form = Form::of::<SettlePayment>();
    let unknown = || FieldErrors::of("state", "A state must be waiting, matched, refunded or ignored.");
    let state = match query.state.as_deref() {
        None => PaymentState::Waiting,
        Some(text) => PaymentState::parse_kept(text).ok_or_else(unknown)?,
    };
    let waiting = store::waiting(&app.db).await?;
    let window = store::payments(&app.db, state, &keyset).await?;
    let (newer, older) = window.links(&format!("/admin/payments?state={}", state.as_str()));
    let now = app.clock.now();
    let cards = window
        .rows
        .iter()
        .map(|payment| {
            let form = form.clone().with("payment_id", payment.payment_id.as_str());
            view! { <PaymentCard payment=payment.clone() form=form now=now /> }
        })
        .collect_view();
    let nothing = window.rows.is_empty().then(|| {
        let (headline, text) = match state {
            PaymentState::Waiting => (
                "No payments waiting. Well done.".to_owned(),
                "Payments for orders that are already paid, or of another amount, are kept here.",
            ),
            other => (
                format!("No payments are {}.", other.words().to_lowercase()),
                "Payments appear here once someone has settled them.",
            ),
        };
        view! { <Card><Empty icon=icondata_lu::LuBanknote headline=headline text=text /></Card> }
    });
    let body = view! {
        <Tabs items=tabs(state, waiting) label="Payments by status" />
        {nothing}
        {cards}
        <Pager newer=newer older=older note="Times are in UTC." />
    };
    Ok(Page::new("Incoming payments", body))
}

fn tabs(chosen: PaymentState, waiting: i64) -> Vec<Tab> {
    PaymentState::KEPT
        .into_iter()
        .map(|state| {
            let href = format!("/admin/payments?state={}", state.as_str());
            let tab = Tab::new(state.words(), href).current(state == chosen);
            match state {
                PaymentState::Waiting => tab.count(waiting),
                _ => tab,
            }
        })
        .collect()
}

/// One payment: facts, reason and outcome.
#[component]
fn PaymentCard(payment: PaymentRow, form: Form, now: Millis) -> impl IntoView {
    let amount = match payment.amount_minor {
        Some(minor) => payment.currency.show(minor),
        None => format!("Not stated, in {}", payment.currency),
    };
    let (id, title) = (payment.payment_id.to_string(), payment.name().to_string());
    let settled = payment.settled_at.map(|at| {
        let why = payment.settled_reason.clone().unwrap_or_default();
        view! {
            <Fact label=payment.state.words()>
                {why} " " <span class="muted"><Moment at=at zone=TimeZone::UTC now=now /></span>
            </Fact>
        }
    });
    let settle =
        (payment.state == PaymentState::Waiting).then(|| view! { <SettleForm id=id.clone() form=form /> });
    view! {
        <Card title=title id=id>
            <Facts wide=true>
                <Fact label="Why it is waiting">{payment.reason}</Fact>
                <Fact label="Received for">
                    <code>{payment.offered_for}</code>
                </Fact>
                <Fact label="Amount">{amount}</Fact>
                <Fact label="Received">
                    <Moment at=payment.received_at zone=TimeZone::UTC now=now />
                </Fact>
                {settled}
            </Facts>
            {settle}
        </Card>
    }
}

#[component]
fn SettleForm(id: String, form: Form) -> impl IntoView {
    let outcomes = vec![
        Choice::new("matched", "Matched: I found the order it pays"),
        Choice::new("refunded", "Refunded: I returned it"),
        Choice::new("ignored", "Ignored: nothing to do"),
    ];
    view! {
        <ErrorSummary errors=form.summary() title="It is not settled yet." />
        <PostForm<SettlePayment> class="form">
            <input type="hidden" name="payment_id" value=id />
            <Select label="Outcome" name="outcome" options=outcomes required=true short=true
                placeholder="Choose" value=form.value("outcome") error=form.error("outcome") />
            <Field label="Why" name="reason" required=true maxlength=500 autocomplete="off"
                help="Settling adds a note with your name. It moves no money." value=form.value("reason")
                error=form.error("reason") />
            <div class="row">
                <Button icon=icondata_lu::LuCheck>"Settle"</Button>
            </div>
        </PostForm<SettlePayment>>
    }
}
