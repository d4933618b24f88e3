//! Policy page, for super admins.

use crate::admin::actions::ChangePolicy;
use crate::policies::{self, Demand, Policy, ProductReview};
use crate::state::App;
use crate::ui::{Button, Card, Choice, ErrorSummary, Field, LinkButton, SaveBar, Select, Variant};
use crate::viewer::{Admin, duty};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// The marketplace's policy, as a form.
pub async fn policy(_admin: Admin<duty::Policy>, State(app): State<App>) -> PageResult {
    let form = Form::of::<ChangePolicy>();
    let policy = policies::current(&app.db).await?;
    Ok(
        Page::new("Policy", view! { <PolicyForm policy=policy form=form /> }).with_action(view! {
            <LinkButton href="/admin/checklist">"Checklist and reasons"</LinkButton>
        }),
    )
}

/// One policy field: name, unit, explanation.
struct Rule {
    name: &'static str,
    label: &'static str,
    value: String,
    unit: &'static str,
    help: &'static str,
}

fn rules(policy: &Policy) -> [(&'static str, Vec<Rule>); 4] {
    let shown = policy.shown();
    let rule = |name, label, value: String, unit, help| Rule {
        name,
        label,
        value,
        unit,
        help,
    };
    [
        (
            "Commission",
            vec![
                rule(
                    "commission_percent",
                    "Commission",
                    shown.commission_percent.to_string(),
                    "%",
                    "On each line less its share of the discount, without shipping and tax.",
                ),
                rule(
                    "commission_tax_percent",
                    "Tax on the commission",
                    shown.commission_tax_percent.to_string(),
                    "%",
                    "",
                ),
            ],
        ),
        (
            "When money becomes available",
            vec![
                rule(
                    "hold_days",
                    "After a proven delivery",
                    shown.hold_days.to_string(),
                    "days",
                    "Proven by the carrier's tracking or the buyer. This version receives neither, so every \
                        delivery is held as below.",
                ),
                rule(
                    "unproven_hold_days",
                    "After any other delivery",
                    shown.unproven_hold_days.to_string(),
                    "days",
                    "When only the seller reports it, with or without a tracking number.",
                ),
            ],
        ),
        (
            "Payouts and payments",
            vec![
                rule(
                    "payout_minimum",
                    "Minimum payout",
                    shown.payout_minimum.to_string(),
                    "",
                    "In the seller's currency.",
                ),
                rule(
                    "payout_fee",
                    "Fee per payout",
                    shown.payout_fee.to_string(),
                    "",
                    "In the seller's currency. The full amount leaves the balance; the seller receives it \
                        less the fee.",
                ),
                rule(
                    "payment_minutes",
                    "Unpaid orders hold stock for",
                    shown.payment_minutes.to_string(),
                    "minutes",
                    "",
                ),
            ],
        ),
        (
            "Verification",
            vec![rule(
                "document_days",
                "Document files are deleted",
                shown.document_days.to_string(),
                "days",
                "After the decision on the shop. The decision itself is kept.",
            )],
        ),
    ]
}

#[component]
fn PolicyForm(policy: Policy, form: Form) -> impl IntoView {
    let summary = form.summary();
    let cards = rules(&policy)
        .into_iter()
        .map(|(title, rules)| {
            let fields = rules
                .into_iter()
                .map(|rule| {
                    let help = (!rule.help.is_empty()).then_some(rule.help);
                    let unit = (!rule.unit.is_empty()).then_some(rule.unit);
                    view! {
                        <Field label=rule.label name=rule.name inputmode="decimal" short=true required=true
                            suffix=unit help=help value=form.or(rule.name, rule.value) error=form.error(rule.name) />
                    }
                })
                .collect_view();
            view! {
                <Card title=title>
                    <div class="form">{fields}</div>
                </Card>
            }
        })
        .collect_view();
    let demands = [
        (
            "second_factor_admins",
            "Marketplace staff",
            policy.second_factor_admins,
        ),
        (
            "second_factor_sellers",
            "Shop members",
            policy.second_factor_sellers,
        ),
    ];
    let demands = demands
        .into_iter()
        .map(|(name, label, demand)| {
            let options = vec![
                Choice::new(Demand::Optional.as_str(), "Optional"),
                Choice::new(Demand::Required.as_str(), "Required"),
            ];
            view! {
                <Select label=label name=name options=options required=true value=form.or(name, demand.as_str())
                    error=form.error(name) />
            }
        })
        .collect_view();
    let reviews = ProductReview::ALL
        .map(|rule| Choice::new(rule.as_str(), rule.label()))
        .to_vec();
    let review = view! {
        <Select label="Before buyers see changes" name="product_review" options=reviews required=true
            value=form.or("product_review", policy.product_review.as_str()) error=form.error("product_review")
            help="Risky edits change the name, description or category. Price, stock and taking a product off sale never need review. If you turn review off, everything waiting now is approved." />
    };
    view! {
        <ErrorSummary errors=summary />
        <PostForm<ChangePolicy> class="stack">
            {cards}
            <Card title="Product review">
                <div class="form">{review}</div>
            </Card>
            <Card title="Second factor" about="Anyone without a second factor must set one up before continuing.">
                <div class="form">{demands}</div>
            </Card>
            <SaveBar note="Applies as soon as it is saved; orders already placed keep their own terms.">
                <Button variant=Variant::Primary>"Save"</Button>
            </SaveBar>
        </PostForm<ChangePolicy>>
    }
}
