//! Settlement queue of payouts over all sellers.

use crate::id::PayoutId;
use crate::state::App;
use crate::ui::{Card, Empty, Pager, Tab, Tabs};
use crate::viewer::{Admin, duty};
use crate::wallet::actions::SettlePayout;
use crate::wallet::payout::PayoutStatus;
use crate::wallet::payout_method;
use crate::wallet::store;
use crate::wallet::views::{SettleCard, SettledTable};
use crate::web::form_reply::Form;
use crate::web::keyset::Keyset;
use crate::web::list::Slice;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use leptos::prelude::*;
use serde::Deserialize;

/// Which payouts are listed, and whose account is shown in full.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    status: Option<String>,
    after: Option<String>,
    show: Option<String>,
}

/// The queue of payouts to be settled by hand, for admins.
pub async fn settle(
    admin: Admin<duty::Payouts>,
    State(app): State<App>,
    Query(query): Query<SettleForm>,
) -> PageResult {
    let form = Form::of::<SettlePayout>();
    let SettleForm { status, after, show } = query;
    let status = PayoutStatus::asked(status.as_deref())?;
    let keyset = Keyset::of::<PayoutId>(&Slice {
        limit: None,
        after: after.clone(),
    })?;
    let keyset = match status.is_to_settle() {
        true => keyset.oldest_first(),
        false => keyset,
    };
    let waiting = store::payouts_to_settle(&app.db).await?;
    let payouts = store::payouts_of_sellers(&app.db, status, &keyset)
        .await?
        .listed();
    let in_full = match show.and_then(|id| PayoutId::parse(&id).ok()) {
        Some(id) => payout_method::show_in_full(&app, &admin, &id)
            .await?
            .map(|account| (id, account)),
        None => None,
    };
    let base = format!("/admin/payouts?status={}", status.as_str());
    let newer = after.is_some().then(|| base.clone());
    let older = payouts.next.as_ref().map(|next| format!("{base}&after={next}"));
    let now = app.clock.now();
    let list = if payouts.data.is_empty() {
        let (headline, text) = match status {
            PayoutStatus::Requested => (
                "No payouts waiting. Well done.".to_owned(),
                "Payouts that sellers request appear here, oldest first.",
            ),
            other => (
                format!("No payouts are {}.", other.words().to_lowercase()),
                "Payouts appear here when they reach this status.",
            ),
        };
        view! { <Card><Empty icon=icondata_lu::LuBanknote headline=headline text=text /></Card> }.into_any()
    } else if status.is_to_settle() {
        payouts
            .data
            .into_iter()
            .map(|payout| {
                let id = payout.payout.payout_id.clone();
                let account = in_full
                    .as_ref()
                    .filter(|(shown, _)| *shown == id)
                    .map(|(_, account)| account.clone());
                let form = form.clone().with("payout_id", id.as_str());
                view! { <SettleCard payout=payout account=account form=form now=now /> }
            })
            .collect_view()
            .into_any()
    } else {
        view! { <SettledTable payouts=payouts.data now=now /> }.into_any()
    };
    let body = view! {
        <Tabs items=tabs(status, waiting) label="Payouts by status" />
        {list}
        <Pager newer=newer older=older note="Times are in UTC." />
    };
    Ok(Page::new("Payouts", body).hearing("payout."))
}

fn tabs(chosen: PayoutStatus, waiting: i64) -> Vec<Tab> {
    [PayoutStatus::Requested, PayoutStatus::Paid, PayoutStatus::Failed]
        .into_iter()
        .map(|status| {
            let href = format!("/admin/payouts?status={}", status.as_str());
            let tab = Tab::new(status.words(), href).current(status == chosen);
            match status {
                PayoutStatus::Requested => tab.count(waiting),
                _ => tab,
            }
        })
        .collect()
}
