//! Payouts view.

use crate::clock::Millis;
use crate::ui::{Card, Column, Empty, Moment, Status, Table, Tone};
use crate::wallet::payout::PayoutStatus;
use crate::wallet::store::PayoutRow;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The state of a payout: an icon in its tone, and the word.
#[component]
pub fn PayoutState(status: PayoutStatus) -> impl IntoView {
    let (tone, icon) = match status {
        PayoutStatus::Requested => (Tone::Info, icondata_lu::LuClock),
        PayoutStatus::Processing => (Tone::Info, icondata_lu::LuLoader),
        PayoutStatus::Paid => (Tone::Good, icondata_lu::LuCircleCheck),
        PayoutStatus::Failed | PayoutStatus::Returned => (Tone::Bad, icondata_lu::LuCircleX),
        PayoutStatus::Unknown => (Tone::Warning, icondata_lu::LuCircleHelp),
        PayoutStatus::Cancelled => (Tone::Neutral, icondata_lu::LuBan),
    };
    view! { <Status tone=tone icon=icon word=status.words() /> }
}

/// The seller's payouts of a page.
#[component]
pub fn PayoutsTable(payouts: Vec<PayoutRow>, now: Millis, zone: TimeZone) -> impl IntoView {
    if payouts.is_empty() {
        return view! {
            <Card title="Payouts">
                <Empty
                    icon=icondata_lu::LuBanknote
                    headline="No payouts yet."
                    text="Your withdrawals appear here, with their status and the bank's reference."
                />
            </Card>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("You receive"),
        Column::new("Status"),
        Column::new("Requested"),
        Column::num("Amount"),
        Column::wide("Reference"),
    ];
    let rows = payouts
        .into_iter()
        .map(|payout| {
            let show = |minor| payout.currency.show(minor);
            let status = payout.status;
            let came_back = matches!(
                status,
                PayoutStatus::Failed | PayoutStatus::Returned | PayoutStatus::Cancelled
            );
            let receives = match came_back {
                true => show(0),
                false => show(payout.amount_minor - payout.fee_minor),
            };
            let back = came_back.then(|| view! { <small>"The full amount is back in your balance."</small> });
            let to = payout
                .method_masked
                .unwrap_or_else(|| "arranged with you".to_owned());
            let fee = (payout.fee_minor > 0 && !came_back)
                .then(|| view! { <small class="muted">{format!("fee {}", show(payout.fee_minor))}</small> });
            let reference = payout.reference.clone().unwrap_or_default();
            // Where the reference's own column has no room, it stands below the account.
            let below = payout
                .reference
                .map(|reference| view! { <small class="narrow-only">{reference}</small> });
            view! {
                <tr id=payout.payout_id.to_string()>
                    <td class="main">
                        <strong>{receives}</strong>
                        <small>{format!("To {to}")}</small>
                        {back}
                        {below}
                    </td>
                    <td class="state">
                        <PayoutState status=status />
                    </td>
                    <td class="amount" data-label="Requested">
                        <Moment at=payout.requested_at zone=zone.clone() now=now />
                    </td>
                    <td class="num stacked" data-label="Amount">
                        <span>{show(payout.amount_minor)} {fee}</span>
                    </td>
                    <td class="wide">{reference}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title="Payouts" flush=true>
            <Table columns=columns caption="Payouts">
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}
