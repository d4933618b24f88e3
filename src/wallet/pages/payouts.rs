//! Payouts page: requests, methods and history.

use crate::id::PayoutId;
use crate::policies;
use crate::state::App;
use crate::ui::{Columns, Notice, NoticeBar, Pager, Tone};
use crate::viewer::{Confirmation, Member, SellerStatus, may};
use crate::wallet::actions::{AddMethod, RemoveMethod, Withdraw};
use crate::wallet::payout_method;
use crate::wallet::store;
use crate::wallet::views::{AddMethodForm, Methods, PayoutsTable, Terms, WithdrawForm};
use crate::web::form_reply::Form;
use crate::web::keyset::Keyset;
use crate::web::list::Slice;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::{After, Query};
use axum::extract::State;
use leptos::prelude::*;

/// The list of payouts, with the form of a new one and the payout methods.
pub async fn payouts(
    member: Member<may::Wallet>,
    asks: Confirmation,
    State(app): State<App>,
    Query(After { after }): Query<After>,
) -> PageResult {
    let paying = member.who::<may::Payouts>().ok();
    let withdrawing = Form::of::<Withdraw>();
    let (adding, removing) = (Form::of::<AddMethod>(), Form::of::<RemoveMethod>());
    let keyset = Keyset::of::<PayoutId>(&Slice {
        limit: None,
        after: after.clone(),
    })?;
    let now = app.clock.now();
    let policy = policies::current(&app.db).await?;
    let balances = store::balances(&app.db, &member.seller_id).await?;
    let methods = match &paying {
        Some(paying) => payout_method::list(&app, paying).await?,
        None => Vec::new(),
    };
    let may_ask = paying.is_some();
    let payouts = store::payouts(&app.db, &member.seller_id, &keyset)
        .await?
        .listed();
    let newer = after.is_some().then(|| "/wallet/payouts".to_owned());
    let older = payouts
        .next
        .as_ref()
        .map(|next| format!("/wallet/payouts?after={next}"));
    let terms = Terms {
        currency: member.currency,
        available_minor: balances.available_minor,
        minimum_minor: policy.payout_minimum_minor(member.currency),
        fee_minor: policy.payout_fee_minor(member.currency),
        asks,
    };
    let zone = member.zone();
    let is_first_method = methods.is_empty();
    let waits = (member.seller_status == SellerStatus::Suspended).then(|| {
        let words = "Your shop is suspended, so its payouts are on hold. The money stays yours.";
        view! { <NoticeBar notice=Notice::new(Tone::Warning, words) /> }
    });
    let side = may_ask.then(|| {
        view! {
            <Methods methods=methods.clone() form=removing asks=asks now=now zone=zone.clone() />
            <AddMethodForm form=adding asks=asks open=is_first_method />
        }
    });
    let body = view! {
        {waits}
        <Columns side=side.into_any()>
            {may_ask.then(|| view! { <WithdrawForm terms=terms methods=methods.clone() form=withdrawing now=now /> })}
            <PayoutsTable payouts=payouts.data now=now zone=zone />
            <Pager newer=newer older=older />
        </Columns>
    };
    Ok(Page::new("Payouts", body)
        .with_back("Wallet", "/wallet")
        .hearing("payout."))
}
