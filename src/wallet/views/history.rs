//! History view: entries with running balances.

use crate::clock::Millis;
use crate::ui::{
    Anchor, Applied, Card, Choice, Column, Empty, Field, FilterBar, LinkButton, Moment, RowLink, Select,
    Table,
};
use crate::wallet::history::{Entry, HistoryForm};
use crate::wallet::ledger::Kind;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Filters by type and days, with active ones below.
#[component]
pub fn HistoryFilters(form: HistoryForm, order_number: Option<String>) -> impl IntoView {
    let kept = [("account", &form.account), ("order", &form.order)]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)))
        .collect();
    let kinds = Kind::ALL
        .into_iter()
        .filter(|kind| form.account.is_some() || kind.changes_wallet())
        .map(|kind| Choice::new(kind.as_str(), kind.words()))
        .collect();
    let kind_words = form.kind.as_deref().and_then(Kind::parse).map(Kind::words);
    let applied = [
        ("kind", "Kind", kind_words.map(str::to_owned)),
        ("from", "From", form.from.clone()),
        ("to", "To", form.to.clone()),
        (
            "order",
            "Order",
            form.order.clone().map(|id| order_number.unwrap_or(id)),
        ),
    ]
    .into_iter()
    .filter_map(|(name, words, value)| {
        Some(Anchor::new(
            format!("{words}: {}", value?),
            form.address(&[(name, "")]),
        ))
    })
    .collect();
    let clear = form.address(&[("kind", ""), ("from", ""), ("to", ""), ("order", "")]);
    view! {
        <FilterBar action="/wallet" fields=kept>
            <Select label="Kind" name="kind" options=kinds placeholder="Any" value=form.kind />
            <Field label="From" name="from" kind="date" value=form.from />
            <Field label="To" name="to" kind="date" value=form.to />
        </FilterBar>
        <Applied filters=applied clear=clear />
    }
}

/// The entries of a page.
#[component]
pub fn HistoryTable(form: HistoryForm, entries: Vec<Entry>, now: Millis, zone: TimeZone) -> impl IntoView {
    if entries.is_empty() {
        return view! { <Card><Nothing form=form /></Card> }.into_any();
    }
    let columns = vec![
        Column::new("What"),
        Column::new("When"),
        Column::num("Amount"),
        Column::num("Balance"),
    ];
    let rows = entries
        .into_iter()
        .map(|entry| view! { <EntryRow entry=entry now=now zone=zone.clone() /> })
        .collect_view();
    view! {
        <Card flush=true>
            <Table columns=columns caption="Entries">
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

#[component]
fn EntryRow(entry: Entry, now: Millis, zone: TimeZone) -> impl IntoView {
    let href = match (&entry.order_id, &entry.payout_id) {
        (Some(order_id), _) => Some(format!("/orders/{order_id}")),
        (None, Some(payout_id)) => Some(format!("/wallet/payouts#{payout_id}")),
        (None, None) => None,
    };
    let words = entry.kind.words();
    let description = match href {
        Some(href) => view! { <RowLink href=href>{entry.description}</RowLink> }.into_any(),
        None => entry.description.into_any(),
    };
    view! {
        <tr>
            <td class="main">
                {description} <small>{words}</small>
            </td>
            <td class="amount" data-label="When">
                <Moment at=entry.at zone=zone now=now />
            </td>
            <td class="num" data-label="Amount">
                {signed(entry.currency.show(entry.amount_minor), entry.amount_minor)}
            </td>
            <td class="num muted" data-label="Balance">
                {entry.currency.show(entry.balance_minor)}
            </td>
        </tr>
    }
}

/// Signed amount, with a plus for incoming money.
fn signed(shown: String, minor: i64) -> String {
    if minor > 0 { format!("+{shown}") } else { shown }
}

#[component]
fn Nothing(form: HistoryForm) -> impl IntoView {
    let is_filtered = form.kind.is_some() || form.from.is_some() || form.to.is_some() || form.order.is_some();
    if is_filtered {
        let all = form.address(&[("kind", ""), ("from", ""), ("to", ""), ("order", "")]);
        view! {
            <Empty icon=icondata_lu::LuSearchX headline="No entries match." text="Widen the date range, or choose another type.">
                <LinkButton href=all>"Clear the filters"</LinkButton>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Empty
                icon=icondata_lu::LuWallet
                headline="No entries yet."
                text="Every sale, commission, cancellation and payout appears here with the balance after it."
            >
                <LinkButton href="/orders">"See your orders"</LinkButton>
            </Empty>
        }
        .into_any()
    }
}
