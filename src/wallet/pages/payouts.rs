//! Asking for money, where it goes, and what became of it.

use crate::id::PayoutId;
use crate::policies;
use crate::ui::{Columns, Notice, NoticeBar, Pager, Tone};
use crate::viewer::{SellerStatus, may};
use crate::wallet::actions::{AddMethod, RemoveMethod, Withdraw};
use crate::wallet::payout_method;
use crate::wallet::store;
use crate::wallet::views::{AddMethodForm, Methods, PayoutsTable, Terms, WithdrawForm};
use crate::web::context::{app, asks, member, query};
use crate::web::form_reply::Form;
use crate::web::keyset::Keyset;
use crate::web::list::Slice;
use crate::web::pages::{Page, framed};
use leptos::prelude::*;

#[component]
pub fn PayoutsPage() -> impl IntoView {
    framed(async move {
        let (app, member) = (app()?, member::<may::Wallet>()?);
        let paying = member.who::<may::Payouts>().ok();
        let withdrawing = Form::of::<Withdraw>();
        let (adding, removing) = (Form::of::<AddMethod>(), Form::of::<RemoveMethod>());
        let after = query("after");
        let keyset = Keyset::of::<PayoutId>(&Slice {
            limit: None,
            after: after.clone(),
        })?;
        let now = app.clock.now();
        let asks = asks();
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
            let words = "Your shop is suspended, so no payout leaves: those you asked for wait. The money stays yours.";
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
        Ok(Page::new("Payouts", body).with_back("Wallet", "/wallet"))
    })
}
