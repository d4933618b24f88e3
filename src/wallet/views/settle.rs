//! Settlement view of payouts, for marketplace staff.

use super::PayoutState;
use crate::clock::Millis;
use crate::ui::{
    Button, Card, Column, Copyable, Disclosure, ErrorSummary, Fact, Facts, Field, LinkButton, Moment, Table,
    Variant, exact, field_id,
};
use crate::wallet::actions::SettlePayout;
use crate::wallet::store::SellerPayoutRow;
use crate::web::form_reply::{Form, PostForm};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// One waiting payout: amount, destination and settlement forms.
#[component]
pub fn SettleCard(
    payout: SellerPayoutRow,
    /// Complete account, if requested.
    account: Option<String>,
    form: Form,
    now: Millis,
) -> impl IntoView {
    let SellerPayoutRow {
        payout,
        shop_name,
        is_suspended,
    } = payout;
    let currency = payout.currency;
    let id = payout.payout_id.to_string();
    let seller = format!("/admin/sellers/{}", payout.seller_id);
    let net = currency.show(payout.amount_minor - payout.fee_minor);
    let (whole, fee_minor) = (currency.show(payout.amount_minor), payout.fee_minor);
    let to = match (account, payout.method_masked) {
        (Some(account), _) => view! { <Copyable text=account label="Copy account" /> }.into_any(),
        (None, Some(masked)) => {
            let href = format!("/admin/payouts?show={id}#{id}");
            view! {
                <div class="row">
                    <strong>{masked}</strong>
                    <LinkButton href=href small=true icon=icondata_lu::LuEye>"Show in full"</LinkButton>
                </div>
            }
            .into_any()
        }
        (None, None) => "The shop has no payout method: ask its owner where to send it.".into_any(),
    };
    let (card_id, shown_id, asked_at) = (id.clone(), id.clone(), payout.requested_at);
    let asked_exactly = format!(" ({})", exact(asked_at, &TimeZone::UTC));
    let is_failing = form.chosen("outcome", "failed", false);
    let fee = (fee_minor > 0).then(|| {
        view! { <Fact label="Debited from the balance">{whole} ", including the fee " {currency.show(fee_minor)}</Fact> }
    });
    view! {
        <Card title=format!("Send {net} to {shop_name}") id=card_id
            action=view! { <a href=seller>"The shop"</a> }.into_any()>
            <Facts wide=true>
                <Fact label="To">{to}</Fact>
                {fee}
                <Fact label="Requested">
                    <Moment at=asked_at zone=TimeZone::UTC now=now />
                    <span class="muted">{asked_exactly}</span>
                </Fact>
                <Fact label="Payout ID">
                    <code>{shown_id}</code>
                </Fact>
            </Facts>
            <ErrorSummary errors=form.summary() title="It is not settled yet." />
            {if is_suspended {
                view! { <p class="muted">"The shop is suspended, so this payout is on hold until the shop \
                    is reinstated."</p> }.into_any()
            } else {
                view! { <PaidForm id=id.clone() form=form.clone() mine=!is_failing /> }.into_any()
            }}
            <FailedForm id=id form=form mine=is_failing />
        </Card>
    }
}

#[component]
fn PaidForm(id: String, form: Form, mine: bool) -> impl IntoView {
    let field = field_of(&form, mine, format!("reference-{id}"));
    let (value, error) = typed(&form, mine);
    view! {
        <PostForm<SettlePayout> class="form">
            <input type="hidden" name="payout_id" value=id />
            <input type="hidden" name="outcome" value="paid" />
            <Field label="Bank reference" name="reference" required=true maxlength=200 autocomplete="off"
                id=field help="Shown to the seller to identify the money." value=value error=error />
            <div class="row">
                <Button icon=icondata_lu::LuCheck>"Mark as paid"</Button>
            </div>
        </PostForm<SettlePayout>>
    }
}

#[component]
fn FailedForm(id: String, form: Form, mine: bool) -> impl IntoView {
    let field = field_of(&form, mine, format!("reason-{id}"));
    let (value, error) = typed(&form, mine);
    view! {
        <Disclosure summary="Mark as failed" open=mine && form.failed()>
            <PostForm<SettlePayout> class="form">
                <input type="hidden" name="payout_id" value=id />
                <input type="hidden" name="outcome" value="failed" />
                <Field label="Why?" name="reference" required=true maxlength=200 autocomplete="off" id=field
                    help="The seller reads it. The full amount returns to their balance, fee included."
                    value=value error=error />
                <div class="row">
                    <Button variant=Variant::Danger>"Return the money"</Button>
                </div>
            </PostForm<SettlePayout>>
        </Disclosure>
    }
}

/// The id of a form's field: in the form that failed the one where the error summary leads.
fn field_of(form: &Form, mine: bool, otherwise: String) -> String {
    match mine && form.failed() {
        true => field_id("reference"),
        false => otherwise,
    }
}

/// Typed values of the payout's failed form.
fn typed(form: &Form, mine: bool) -> (String, Option<String>) {
    match mine {
        true => (form.value("reference"), form.error("reference")),
        false => (String::new(), None),
    }
}

/// Payouts that are done.
#[component]
pub fn SettledTable(payouts: Vec<SellerPayoutRow>, now: Millis) -> impl IntoView {
    let columns = vec![
        Column::new("Shop"),
        Column::new("Status"),
        Column::new("Settled"),
        Column::wide("To"),
        Column::num("Amount"),
        Column::wide("Reference"),
    ];
    let rows = payouts
        .into_iter()
        .map(
            |SellerPayoutRow {
                 payout, shop_name, ..
             }| {
                let net = payout.currency.show(payout.amount_minor - payout.fee_minor);
                let settled = payout.settled_at.unwrap_or(payout.requested_at);
                view! {
                    <tr id=payout.payout_id.to_string()>
                        <td class="main">
                            <strong class="clamp">{shop_name}</strong>
                            <small class="narrow-only">{payout.reference.clone()}</small>
                        </td>
                        <td class="state">
                            <PayoutState status=payout.status />
                        </td>
                        <td class="amount" data-label="Settled">
                            <Moment at=settled zone=TimeZone::UTC now=now />
                        </td>
                        <td class="wide">{payout.method_masked}</td>
                        <td class="num" data-label="Amount">{net}</td>
                        <td class="wide">{payout.reference}</td>
                    </tr>
                }
            },
        )
        .collect_view();
    view! {
        <Card flush=true>
            <Table columns=columns caption="Payouts">
                {rows}
            </Table>
        </Card>
    }
}
