//! Wallet page: balances and entries.

use crate::id::TransferId;
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{LinkButton, Pager, Tabs, Variant};
use crate::viewer::{Member, may};
use crate::wallet::history::{self, HistoryForm};
use crate::wallet::ledger::Account;
use crate::wallet::store;
use crate::wallet::views::{Balances, HistoryFilters, HistoryTable, account_tabs, account_words};
use crate::web::keyset::Keyset;
use crate::web::list::Slice;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::{After, Query};
use axum::extract::State;
use leptos::prelude::*;

/// The balances and the ledger entries.
pub async fn wallet(
    member: Member<may::Wallet>,
    State(app): State<App>,
    Query(form): Query<HistoryForm>,
    Query(After { after }): Query<After>,
) -> PageResult {
    let slice = Slice { limit: None, after };
    let is_first = slice.after.is_none();
    let balances = store::balances(&app.db, &member.seller_id).await?;
    let entries = history::history(&app, &member, &form, &Keyset::of::<TransferId>(&slice)?).await?;
    let newer = (!is_first).then(|| form.address(&[]));
    let older = entries
        .next
        .as_deref()
        .map(|next| form.address(&[("after", next)]));
    let account = form.account.as_deref().and_then(Account::parse);
    let (csv, pdf) = (
        form.address(&[("format", "csv")]),
        form.address(&[("format", "pdf")]),
    );
    let (now, zone) = (app.clock.now(), member.zone());
    let times = format!("Newest first. Times are in {}.", member.timezone);
    let order_number = number_of(&form, &entries.data)?;
    let body = view! {
        <Balances balances=balances currency=member.currency account=account />
        <Tabs items=account_tabs(&form) label="Entries by account" />
        <p class="muted">{account_words(account)}</p>
        <HistoryFilters form=form.clone() order_number=order_number />
        <HistoryTable form=form entries=entries.data now=now zone=zone />
        <Pager newer=newer older=older note=times />
    };
    let actions = view! {
        <LinkButton href=csv download=true icon=icondata_lu::LuDownload>"CSV"</LinkButton>
        <LinkButton href=pdf download=true icon=icondata_lu::LuFileText>"PDF"</LinkButton>
        <LinkButton href="/wallet/payouts" variant=Variant::Primary icon=icondata_lu::LuBanknote>
            "Withdraw"
        </LinkButton>
    };
    Ok(Page::new("Wallet", body)
        .with_action(actions)
        .hearing("payout. order. refund."))
}

/// The number of the order whose entries are shown, as the entries name it: `#1042`.
fn number_of(form: &HistoryForm, entries: &[history::Entry]) -> Result<Option<String>, Problem> {
    if form.order.is_none() {
        return Ok(None);
    }
    let named = entries.iter().find_map(|entry| {
        entry
            .description
            .split_whitespace()
            .find(|word| word.starts_with('#'))
    });
    Ok(named.map(str::to_owned))
}
