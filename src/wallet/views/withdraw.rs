//! Payout request view.

use crate::accounts::PasswordAgain;
use crate::clock::Millis;
use crate::money::Currency;
use crate::ui::{Button, Card, Choice, ErrorSummary, Field, Select, Variant};
use crate::viewer::Confirmation;
use crate::wallet::actions::Withdraw;
use crate::wallet::payout_method::PayoutMethodView;
use crate::web::form_reply::{Form, PostForm};
use leptos::prelude::*;

/// Limits of a payout now, in minor units.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub currency: Currency,
    pub available_minor: i64,
    pub minimum_minor: i64,
    pub fee_minor: i64,
    pub asks: Confirmation,
}

impl Terms {
    /// Amount received for the full balance, and the policy's limits.
    fn words(&self) -> String {
        let show = |minor| self.currency.show(minor);
        let mut words = if self.fee_minor > 0 {
            format!(
                "For the full balance you'll receive {} after the fee of {}.",
                show(self.available_minor - self.fee_minor),
                show(self.fee_minor)
            )
        } else {
            format!(
                "For the full balance you'll receive {}; there is no fee.",
                show(self.available_minor)
            )
        };
        if self.minimum_minor > 0 {
            words.push_str(&format!(" The minimum is {}.", show(self.minimum_minor)));
        }
        words
    }

    /// Reason no payout can be requested.
    fn refusal(&self) -> Option<String> {
        let show = |minor| self.currency.show(minor);
        if self.available_minor <= 0 {
            Some(
                "Nothing is available yet. Money from an order becomes available after its delivery and hold."
                    .to_owned(),
            )
        } else if self.available_minor < self.minimum_minor {
            Some(format!("The minimum payout is {}.", show(self.minimum_minor)))
        } else if self.available_minor <= self.fee_minor {
            Some(format!(
                "A payout costs {}, which is all that is available.",
                show(self.fee_minor)
            ))
        } else {
            None
        }
    }
}

/// The form, or the reason for none.
#[component]
pub fn WithdrawForm(terms: Terms, methods: Vec<PayoutMethodView>, form: Form, now: Millis) -> impl IntoView {
    let currency = terms.currency;
    let available = currency.show(terms.available_minor);
    if let Some(refusal) = terms.refusal().filter(|_| !form.failed()) {
        return view! {
            <Card title="Withdraw">
                <p class="tile-value">{available}</p>
                <p class="muted">{refusal}</p>
            </Card>
        }
        .into_any();
    }
    let sign = if currency.sign().is_empty() {
        currency.code()
    } else {
        currency.sign()
    };
    let all = currency.decimal(terms.available_minor).to_string();
    let to = match usable(&methods, now) {
        choices if choices.is_empty() => {
            let words = if methods.is_empty() {
                "You have no payout method yet. Add one first, or the marketplace will ask you where to \
                    send the money."
            } else {
                "Your payout method is still new: it can be used a day after it was added."
            };
            view! { <p class="muted">{words}</p> }.into_any()
        }
        choices => view! {
            <Select label="To" name="payout_method_id" options=choices value=form.value("payout_method_id")
                error=form.error("payout_method_id") />
        }
        .into_any(),
    };
    view! {
        <Card title="Withdraw">
            <p class="muted">"Available: " <strong>{available}</strong></p>
            <ErrorSummary errors=form.summary() title="Nothing was withdrawn." />
            <PostForm<Withdraw> class="form">
                <Field label="Amount" name="amount" inputmode="decimal" autocomplete="off" required=true short=true
                    prefix=sign suffix=currency.code() help=terms.words()
                    value=form.or("amount", all) error=form.error("amount") />
                {to}
                <PasswordAgain form=form asks=terms.asks of="withdraw" />
                <div class="row">
                    <Button variant=Variant::Primary>"Withdraw"</Button>
                </div>
            </PostForm<Withdraw>>
        </Card>
    }
    .into_any()
}

fn usable(methods: &[PayoutMethodView], now: Millis) -> Vec<Choice> {
    methods
        .iter()
        .filter(|method| method.usable_at <= now)
        .map(|method| Choice::new(method.payout_method_id.to_string(), method.masked.clone()))
        .collect()
}
