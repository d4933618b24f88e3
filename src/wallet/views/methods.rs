//! Payout methods view, masked.

use crate::accounts::PasswordAgain;
use crate::clock::Millis;
use crate::ui::{
    Button, Card, Choice, Disclosure, ErrorSummary, Fact, Facts, Field, Moment, Radio, Status, Tone, Variant,
};
use crate::viewer::Confirmation;
use crate::wallet::actions::{AddMethod, RemoveMethod};
use crate::wallet::payout_method::MethodKind;
use crate::wallet::payout_method::PayoutMethodView;
use crate::web::form_reply::{Form, PostForm};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The methods there are.
#[component]
pub fn Methods(
    methods: Vec<PayoutMethodView>,
    form: Form,
    asks: Confirmation,
    now: Millis,
    zone: TimeZone,
) -> impl IntoView {
    if methods.is_empty() {
        return ().into_any();
    }
    let rows = methods
        .into_iter()
        .map(|method| {
            let id = method.payout_method_id.to_string();
            let kind = if method.kind == MethodKind::Upi {
                "UPI"
            } else {
                "Bank account"
            };
            let form = form.clone().with("payout_method_id", &id);
            let state = if method.usable_at > now {
                view! {
                    <Status tone=Tone::Warning icon=icondata_lu::LuClock word="New: available for payouts from" />
                    " "
                    <Moment at=method.usable_at zone=zone.clone() />
                }
                .into_any()
            } else {
                view! { <Status tone=Tone::Good icon=icondata_lu::LuCircleCheck word="Ready to use" /> }
                    .into_any()
            };
            view! {
                <Fact label=kind>
                    <strong>{method.masked}</strong>
                    <p class="small">{state}</p>
                    <RemoveForm id=id form=form asks=asks />
                </Fact>
            }
        })
        .collect_view();
    view! {
        <Card title="Payout methods">
            <Facts>{rows}</Facts>
        </Card>
    }
    .into_any()
}

#[component]
fn RemoveForm(id: String, form: Form, asks: Confirmation) -> impl IntoView {
    let of = id.clone();
    view! {
        <Disclosure summary="Remove" open=form.failed()>
            <PostForm<RemoveMethod> class="form">
                <ErrorSummary errors=form.summary() />
                <p class="muted small">"Payouts already requested still go there."</p>
                <input type="hidden" name="payout_method_id" value=id />
                <PasswordAgain form=form asks=asks of=of />
                <div class="row">
                    <Button variant=Variant::Danger small=true>"Remove payout method"</Button>
                </div>
            </PostForm<RemoveMethod>>
        </Disclosure>
    }
}

/// A new method: a bank account in one of three ways, or UPI.
#[component]
pub fn AddMethodForm(form: Form, asks: Confirmation, open: bool) -> impl IntoView {
    let kinds = vec![
        Choice::new("bank", "Bank account")
            .help("By IBAN, or by account number with routing number or IFSC."),
        Choice::new("upi", "UPI").help("By its address."),
    ];
    let about = if open {
        "Your first payout method can be used at once."
    } else {
        "A new one can be used a day after it was added, so that an intruder cannot take the money the same \
            day."
    };
    let field = |label: &'static str, name: &'static str, placeholder: &'static str| {
        view! {
            <Field label=label name=name optional=true autocomplete="off" maxlength=80 placeholder=placeholder
                value=form.value(name) error=form.error(name) />
        }
    };
    let fields = view! {
        {field("IBAN", "iban", "GB33 BUKB 2020 1555 5555 55")}
        {field("Account number", "account_number", "")}
        {field("Routing number (United States)", "routing_number", "021000021")}
        {field("IFSC (India)", "ifsc", "HDFC0001234")}
        {field("UPI address", "vpa", "name@bank")}
    };
    view! {
        <Card>
            <Disclosure summary="Add a payout method" open=open || form.failed() id="add-method">
                <PostForm<AddMethod> class="form">
                    <ErrorSummary errors=form.summary() />
                    <p class="muted small">{about}</p>
                    <Radio label="Kind" name="kind" options=kinds value=form.or("kind", "bank") error=form.error("kind") />
                    <Field label="Account holder" name="account_holder" optional=true autocomplete="name" maxlength=140
                        help="As the bank has it; not needed for UPI."
                        value=form.value("account_holder") error=form.error("account_holder") />
                    {fields}
                    <PasswordAgain form=form.clone() asks=asks of="add" />
                    <div class="row">
                        <Button>"Add payout method"</Button>
                    </div>
                </PostForm<AddMethod>>
            </Disclosure>
        </Card>
    }
}
